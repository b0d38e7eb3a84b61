"""COS's functions, in DuckDB's SQL.

Source: https://cloud.tencent.com/document/product/436/37637
"""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import UTC, datetime

from qcloud_cos.server.query.nodes import Literal, Node
from qcloud_cos.server.query.source import LOOSE, NUMBERS, Binding, Kind, Sql
from qcloud_cos.server.query.values import as_moment, as_number, as_text
from qcloud_cos.server.refusal import Refusal


def call(name: str, word: str, arguments: list[Sql]) -> Sql:
    """A function of the values given; `word` is the part of a date, or the side to trim."""
    return _FUNCTIONS[name](word, arguments)


def cast(value: Sql, type_: str, digits: tuple[int, ...]) -> Sql:
    if value.kind == "null":
        value = Sql("CAST(NULL AS VARCHAR)", "text")
    text = as_text(value)
    loose = value.kind in LOOSE or value.kind == "text"
    match type_:
        case "STRING":
            return Sql(text, "text")
        case "TIMESTAMP":
            return as_moment(value)
        case "BOOL":
            if value.kind == "timestamp":
                raise Refusal("CastFailed", "A timestamp is neither true nor false.")
            return Sql(f"CAST({text if loose else value.text} AS BOOLEAN)", "bool")
        case "FLOAT":
            return Sql(f"CAST({_computable(value)} AS DOUBLE)", "float")
        case "DECIMAL":
            # Without digits given: 38 of them, as many before the point as a price or a count needs.
            precision, scale = digits or (38, 18)
            return Sql(f"CAST({_computable(value)} AS DECIMAL({precision}, {scale}))", "decimal")
    # What has digits after the point loses them; DuckDB would round, and round a text to a number.
    if value.kind in ("int", "bool"):
        return Sql(f"CAST({value.text} AS BIGINT)", "int")
    if loose:
        return Sql(f"(CASE WHEN is_whole({text}) THEN CAST({text} AS BIGINT) ELSE {_cut(text)} END)", "int")
    return Sql(_cut(_computable(value)), "int")


def _cut(text: str) -> str:
    return f"CAST(trunc(CAST({text} AS DOUBLE)) AS BIGINT)"


def _computable(value: Sql) -> str:
    if value.kind == "timestamp":
        raise Refusal("CastFailed", "A timestamp is not a number.")
    return value.text if value.kind in NUMBERS or value.kind == "bool" else as_text(value)


def utcnow(now: float) -> Sql:
    return Sql(f"TIMESTAMP '{datetime.fromtimestamp(now, UTC):%Y-%m-%d %H:%M:%S.%f}'", "timestamp")


def _coalesce(_: str, arguments: list[Sql]) -> Sql:
    kinds: set[Kind] = {argument.kind for argument in arguments} - {"null"}
    if not kinds:
        return Sql("NULL", "null")
    if len(kinds) == 1:
        kind = kinds.pop()
        texts = [argument.text for argument in arguments]
        if kind == "json":
            # A null of JSON's is a value to DuckDB.
            texts = [text if text == "NULL" else f"nullif({text}, 'null')" for text in texts]
        return Sql(f"coalesce({', '.join(texts)})", kind)
    if kinds <= NUMBERS:
        return Sql(f"coalesce({', '.join(argument.text for argument in arguments)})", "float")
    return Sql(f"coalesce({', '.join(as_text(argument) for argument in arguments)})", "any")


def _date_add(part: str, arguments: list[Sql]) -> Sql:
    quantity, moment = as_number(arguments[0]), as_moment(arguments[1])
    return Sql(f"({moment.text} + to_{part.lower()}s(CAST({quantity.text} AS INTEGER)))", "timestamp")


def _date_diff(part: str, arguments: list[Sql]) -> Sql:
    # Whole ones that have passed, not midnights or new years that were crossed.
    first, second = (as_moment(argument).text for argument in arguments)
    return Sql(f"date_sub('{part.lower()}', {first}, {second})", "int")


def _extract(part: str, arguments: list[Sql]) -> Sql:
    moment = as_moment(arguments[0]).text
    if part.startswith("TIMEZONE"):
        return Sql(f"(CASE WHEN {moment} IS NOT NULL THEN 0 END)", "int")  # all are kept in UTC
    return Sql(f"CAST(date_part('{part.lower()}', {moment}) AS BIGINT)", "int")


def _substring(_: str, arguments: list[Sql]) -> Sql:
    text, start = as_text(arguments[0]), _whole(arguments[1])
    if len(arguments) == 2:
        return Sql(f"substring({text}, greatest({start}, 1))", "text")
    # Characters before the first one count, as in SQL; DuckDB would count from the end.
    length = f"greatest(least({start}, 1) - 1 + {_whole(arguments[2])}, 0)"
    return Sql(f"substring({text}, greatest({start}, 1), {length})", "text")


def _whole(value: Sql) -> str:
    return value.text if value.kind == "int" else f"CAST({as_number(value).text} AS BIGINT)"


def _trim(side: str, arguments: list[Sql]) -> Sql:
    name = {"LEADING": "ltrim", "TRAILING": "rtrim", "BOTH": "trim"}[side]
    return Sql(f"{name}({', '.join(as_text(argument) for argument in arguments)})", "text")


def _of_text(name: str, kind: Kind) -> Callable[[str, list[Sql]], Sql]:
    return lambda _, arguments: Sql(f"{name}({as_text(arguments[0])})", kind)


_FUNCTIONS: dict[str, Callable[[str, list[Sql]], Sql]] = {
    "CHARACTER_LENGTH": _of_text("length", "int"),
    "CHAR_LENGTH": _of_text("length", "int"),
    "COALESCE": _coalesce,
    "DATE_ADD": _date_add,
    "DATE_DIFF": _date_diff,
    "EXTRACT": _extract,
    "LOWER": _of_text("lower", "text"),
    "SUBSTRING": _substring,
    "TO_TIMESTAMP": lambda _, arguments: as_moment(arguments[0]),
    "TRIM": _trim,
    "UPPER": _of_text("upper", "text"),
}

_PATTERN = re.compile(r"'((?:[^']|'')*)'|([A-Za-z])\2*|(.)", re.DOTALL)
_FORMATS = {
    "y": "%Y", "yy": "%y", "yyyy": "%Y", "M": "%-m", "MM": "%m", "MMM": "%b", "MMMM": "%B", "d": "%-d", "dd": "%d",
    "a": "%p", "h": "%-I", "hh": "%I", "H": "%-H", "HH": "%H", "m": "%-M", "mm": "%M", "s": "%-S", "ss": "%S",
    "n": "%n", "X": "Z", "XX": "Z", "XXX": "Z", "x": "+00", "xx": "+0000", "xxx": "+00:00",
}  # fmt: skip


def to_string(moment: Sql, pattern: Node, bind: Binding) -> Sql:
    """The moment as the pattern has it, such as ``yyyy-MM-dd'T'HH:mm``."""
    if not isinstance(pattern, Literal) or not isinstance(pattern.value, str):
        raise Refusal("SQLParsingError", "TO_STRING takes its pattern as a text.")
    pieces = []
    for match in _PATTERN.finditer(pattern.value):
        literal, letter, other = match.groups()
        if letter is None:
            text = other if literal is None else literal.replace("''", "'")
            pieces.append(bind(text or "'"))
        elif letter == "S":
            pieces.append(f"rpad(left(strftime({moment.text}, '%f'), {len(match[0])}), {len(match[0])}, '0')")
        elif match[0] == "MMMMM":
            pieces.append(f"left(strftime({moment.text}, '%B'), 1)")
        elif match[0] in _FORMATS:
            pieces.append(f"strftime({moment.text}, '{_FORMATS[match[0]]}')")
        else:
            raise Refusal("SQLParsingError", f"TO_STRING has no pattern {match[0]}.")
    return Sql(f"({' || '.join(pieces)})" if pieces else bind(""), "text")
