"""A query, as it was understood."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from typing import NamedTuple


class Name(NamedTuple):
    """The name of a field.  Unquoted, it means it in any case."""

    text: str
    quoted: bool = False


Step = Name | int | None
"""Into a field, a list's element, or with None into each of them."""


@dataclass(frozen=True, slots=True)
class Literal:
    """None is NULL, and MISSING as well."""

    value: str | int | Decimal | float | bool | None


@dataclass(frozen=True, slots=True)
class Path:
    """A value in the record; without steps, the record."""

    steps: tuple[Step, ...]


@dataclass(frozen=True, slots=True)
class Minus:
    of: Node


@dataclass(frozen=True, slots=True)
class Arithmetic:
    """``first`` and then, from left to right, each sign with its operand."""

    first: Node
    rest: tuple[tuple[str, Node], ...]


@dataclass(frozen=True, slots=True)
class Comparison:
    sign: str
    left: Node
    right: Node


@dataclass(frozen=True, slots=True)
class Like:
    of: Node
    pattern: Node
    escape: Node | None


@dataclass(frozen=True, slots=True)
class Among:
    of: Node
    options: tuple[Node, ...]


@dataclass(frozen=True, slots=True)
class Between:
    of: Node
    low: Node
    high: Node


@dataclass(frozen=True, slots=True)
class IsNull:
    of: Node
    or_missing: bool
    """False: IS MISSING, which a null that is there is not."""


@dataclass(frozen=True, slots=True)
class Not:
    of: Node


@dataclass(frozen=True, slots=True)
class Logic:
    word: str
    """AND or OR."""
    terms: tuple[Node, ...]


@dataclass(frozen=True, slots=True)
class Cast:
    of: Node
    type: str
    digits: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class Call:
    """A function; `word` is the first argument of those that take a word there, such as a part of a date."""

    name: str
    arguments: tuple[Node, ...]
    word: str = ""


@dataclass(frozen=True, slots=True)
class Aggregate:
    name: str
    of: Node | None
    """None: COUNT(*)."""


Node = (
    Literal | Path | Minus | Arithmetic | Comparison | Like | Among | Between | IsNull | Not | Logic | Cast | Call
    | Aggregate
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Column:
    of: Node
    name: str


@dataclass(frozen=True, slots=True)
class Query:
    columns: tuple[Column, ...] | None
    """None: all that a record has."""
    source: tuple[Step, ...]
    """Where in the JSON the records are."""
    where: Node | None
    limit: int | None
