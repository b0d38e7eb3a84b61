"""Paths into records as they are written, and the FROM clause, which is one."""

from __future__ import annotations

from collections.abc import Sequence

from qcloud_cos.server.query.nodes import Name, Step
from qcloud_cos.server.query.tokens import Cursor, unexpected
from qcloud_cos.server.refusal import Refusal

_MOST_TERMS = 400
"""In a row: DuckDB nests them."""
RESERVED = frozenset(
    "SELECT FROM WHERE LIMIT AS AND OR NOT IN LIKE ESCAPE BETWEEN IS NULL MISSING TRUE FALSE CAST GROUP ORDER "
    "HAVING UNION JOIN WITH DISTINCT OFFSET".split()
)


def from_clause(at: Cursor) -> tuple[tuple[Step, ...], str]:
    """The FROM clause: where the records are, and what they are called."""
    at.expect("FROM")
    table = at.next()
    if table.kind not in ("word", "quoted") or table.text.upper() != "COSOBJECT":
        raise Refusal("SQLParsingError", "The SQL selects FROM COSObject, and from nothing else.")
    if at.ahead(3) == ["[", "*", "]"]:
        at.skip(3)  # each record, which is what it means anyway
    steps = read_steps(at)
    last = steps[-1] if steps else None
    alias = read_alias(at) or (last.text if isinstance(last, Name) else "")
    return steps, alias


def read_alias(at: Cursor) -> str:
    if at.take("AS") or at.now.kind == "quoted" or (at.now.kind == "word" and at.now.word not in RESERVED):
        return read_name(at).text
    return ""


def read_steps(at: Cursor) -> tuple[Step, ...]:
    found: list[Step] = []
    while at.now.kind == "sign" and at.now.text in ".[":
        if at.next().text == ".":
            found.append(None if at.take("*") else read_name(at))
            continue
        token = at.next()
        if token.kind == "integer" and len(token.text) < 10:
            found.append(int(token.text))
        elif token.kind == "text":
            found.append(Name(token.text, quoted=True))
        elif token.kind == "sign" and token.text == "*":
            found.append(None)
        else:
            raise unexpected(repr(token.text), token.at)
        at.expect("]")
    check_count(found)
    return tuple(found)


def read_name(at: Cursor) -> Name:
    token = at.next()
    if token.kind not in ("word", "quoted"):
        raise unexpected(repr(token.text), token.at)
    return Name(token.text, token.kind == "quoted")


def check_count(found: Sequence[object]) -> None:
    if len(found) > _MOST_TERMS:
        raise Refusal("SQLParsingError", f"The SQL has more than {_MOST_TERMS} terms in a row.")
