"""Values of one kind as those of another, in DuckDB's SQL."""

from __future__ import annotations

from qcloud_cos.server.query.source import LOOSE, NUMBERS, Sql
from qcloud_cos.server.refusal import Refusal

_NUMBER = r"\s*[-+]?([0-9]+\.?[0-9]*|\.[0-9]+)([eE][-+]?[0-9]+)?\s*"
_WHOLE = r"[-+]?[0-9]{1,19}"
MACROS = (
    # A text as a number, or NULL; DuckDB itself would take 1_000, inf and nan as well.
    f"number(t) AS CASE WHEN regexp_full_match(t, '{_NUMBER}') THEN TRY_CAST(trim(t) AS DOUBLE) END",
    f"is_whole(t) AS regexp_full_match(t, '{_WHOLE}')",
    "truth(t) AS CASE lower(t) WHEN 'true' THEN true WHEN 'false' THEN false END",
    # 2007T and 2007-02T are moments, too.
    "full_moment(t) AS CASE "
    r"WHEN regexp_full_match(t, '\d{4}T?') THEN left(t, 4) || '-01-01' "
    r"WHEN regexp_full_match(t, '\d{4}-\d{2}T?') THEN left(t, 7) || '-01' ELSE rtrim(t, 'T') END",
    "moment(t) AS timezone('UTC', CAST(full_moment(t) AS TIMESTAMPTZ))",
    "maybe_moment(t) AS timezone('UTC', TRY_CAST(full_moment(t) AS TIMESTAMPTZ))",
    # As it is spelled if there is such a one, else in any case.
    "alike(j, n) AS list_filter(json_keys(j), lambda k: lower(k) = n)",
    "pointer(k) AS '/' || replace(replace(k, '~', '~0'), '/', '~1')",
    "field(j, p, n) AS coalesce(json_extract(j, p), CASE "
    "WHEN len(alike(j, n)) = 1 THEN json_extract(j, pointer(alike(j, n)[1])) "
    "WHEN len(alike(j, n)) > 1 THEN CAST(error('AmbiguousFieldName: ' || n) AS JSON) END)",
    "elements(j) AS CASE json_type(j) "
    "WHEN 'ARRAY' THEN CASE WHEN json_array_length(j) = 0 THEN [NULL::JSON] ELSE json_extract(j, '$[*]') END "
    "WHEN 'OBJECT' THEN CASE WHEN len(json_keys(j)) = 0 THEN [NULL::JSON] ELSE json_extract(j, '$.*') END "
    "ELSE [NULL::JSON] END",
)
"""Made before a query is run."""


def as_text(value: Sql) -> str:
    if value.kind in ("any", "text"):
        return value.text
    if value.kind == "json":
        return f"({value.text} ->> '$')"
    if value.kind == "timestamp":
        return f"strftime({value.text}, '%Y-%m-%dT%H:%M:%SZ')"
    return f"CAST({value.text} AS VARCHAR)"


def as_number(value: Sql) -> Sql:
    """What is none ends the query."""
    if value.kind in NUMBERS:
        return value
    if value.kind in LOOSE or value.kind == "text":
        return Sql(f"CAST({as_text(value)} AS DOUBLE)", "float")
    if value.kind == "null":
        return Sql("CAST(NULL AS DOUBLE)", "float")
    raise Refusal("CastFailed", f"A {value.kind} is not a number.")


def as_bool(value: Sql) -> str:
    if value.kind == "bool":
        return value.text
    if value.kind in LOOSE:
        return f"truth({as_text(value)})"
    if value.kind == "null":
        return "CAST(NULL AS BOOLEAN)"
    raise Refusal("CastFailed", f"A {value.kind} is neither true nor false.")


def as_moment(value: Sql) -> Sql:
    if value.kind == "timestamp":
        return value
    if value.kind in LOOSE or value.kind == "text":
        return Sql(f"moment({as_text(value)})", "timestamp")
    if value.kind == "null":
        return Sql("CAST(NULL AS TIMESTAMP)", "timestamp")
    raise Refusal("CastFailed", f"A {value.kind} is not a timestamp.")


def numeric(sign: str, text: str, number: Sql) -> str:
    """A text compared with a number: whole ones digit by digit, as identifiers need it."""
    loosely = f"number({text}) {sign} CAST({number.text} AS DOUBLE)"
    if number.kind != "int":
        return f"({loosely})"
    return f"(CASE WHEN is_whole({text}) THEN CAST({text} AS HUGEINT) {sign} {number.text} ELSE {loosely} END)"
