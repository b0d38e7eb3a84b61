"""COS's dialect of SQL: one SELECT over one object, with WHERE and LIMIT.

A parser of our own, because the dialect is nobody else's (paths into JSON, MISSING, dates by name), and
because what it does not know cannot be run.

Source: https://cloud.tencent.com/document/product/436/37636
"""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal

from qcloud_cos.server.query.nodes import (
    Aggregate,
    Among,
    Arithmetic,
    Between,
    Call,
    Cast,
    Column,
    Comparison,
    IsNull,
    Like,
    Literal,
    Logic,
    Minus,
    Name,
    Node,
    Not,
    Path,
    Query,
)  # fmt: skip
from qcloud_cos.server.query.paths import RESERVED, check_count, from_clause, read_alias, read_name, read_steps
from qcloud_cos.server.query.tokens import Cursor, Token, tokens
from qcloud_cos.server.refusal import Refusal

LONGEST = 256 * 1024
_DEEPEST = 60
_MOST_DIGITS = 38
_COMPARES = frozenset("= <> != < <= > >=".split())
AGGREGATES = frozenset("COUNT SUM AVG MIN MAX".split())
PARTS = frozenset("YEAR MONTH DAY HOUR MINUTE SECOND".split())
EXTRACTED = PARTS | {"TIMEZONE_HOUR", "TIMEZONE_MINUTE"}
FUNCTIONS: dict[str, tuple[int, int]] = {
    "CHARACTER_LENGTH": (1, 1),
    "CHAR_LENGTH": (1, 1),
    "COALESCE": (1, 100),
    "LOWER": (1, 1),
    "NULLIF": (2, 2),
    "TO_STRING": (2, 2),
    "TO_TIMESTAMP": (1, 1),
    "UPPER": (1, 1),
    "UTCNOW": (0, 0),
}
"""Those that are written as any function is, with the fewest and the most arguments."""
TYPES = {
    "BOOL": "BOOL", "BOOLEAN": "BOOL", "INT": "INT", "INTEGER": "INT", "STRING": "STRING", "FLOAT": "FLOAT",
    "DOUBLE": "FLOAT", "DECIMAL": "DECIMAL", "NUMERIC": "DECIMAL", "TIMESTAMP": "TIMESTAMP",
}  # fmt: skip


def parse(sql: str) -> Query:
    """Raises:
    Refusal: SQLParsingError.
    """
    if len(sql.encode()) > LONGEST:
        raise Refusal("SQLParsingError", "The SQL is longer than 256 KB.")
    return _Parser(tokens(sql)).query()


class _Parser(Cursor):
    def __init__(self, found: list[Token]) -> None:
        super().__init__(found)
        self._depth = 0
        self.expect("SELECT")
        # It stands behind the columns that use it.
        self._alias = from_clause(self.at_clause("FROM"))[1]

    def query(self) -> Query:
        columns = None if self._whole() else self._columns()
        source, _ = from_clause(self)
        where = self._node() if self.take("WHERE") else None
        limit = self._limit() if self.take("LIMIT") else None
        if self.now.kind != "end":
            raise self.unexpected()
        return Query(columns, source, where, limit)

    # The clauses

    def _whole(self) -> bool:
        """``*``, or ``s.*``."""
        ahead = self.ahead(3)
        count = 1 if ahead[:1] == ["*"] else 3 if ahead[1:] == [".", "*"] and self._is_record(self.now) else 0
        self.skip(count)
        return count > 0

    def _columns(self) -> tuple[Column, ...]:
        found = [self._column(1)]
        while self.take(","):
            found.append(self._column(len(found) + 1))
        return tuple(found)

    def _column(self, number: int) -> Column:
        of = self._node()
        alias = read_alias(self)
        if alias:
            return Column(of, alias)
        if isinstance(of, Path):
            last = of.steps[-1] if of.steps else Name(self._alias)
            if isinstance(last, Name) and last.text:
                return Column(of, last.text)
        return Column(of, f"_{number}")

    def _limit(self) -> int:
        token = self.now
        if token.kind != "integer" or len(token.text) > 18:
            raise self.unexpected()
        self.skip(1)
        return int(token.text)

    # Expressions, from what binds least

    def _node(self) -> Node:
        self._depth += 1
        if self._depth > _DEEPEST:
            raise Refusal("SQLParsingError", f"The SQL is nested more than {_DEEPEST} deep.")
        found = self._logic("OR", lambda: self._logic("AND", self._negation))
        self._depth -= 1
        return found

    def _logic(self, word: str, term: Callable[[], Node]) -> Node:
        terms = [term()]
        while self.take(word):
            terms.append(term())
        check_count(terms)
        return terms[0] if len(terms) == 1 else Logic(word, tuple(terms))

    def _negation(self) -> Node:
        negative = False
        while self.take("NOT"):
            negative = not negative
        found = self._predicate()
        return Not(found) if negative else found

    def _predicate(self) -> Node:
        left = self._sum()
        if self.now.kind == "sign" and self.now.text in _COMPARES:
            sign = self.next().text
            return Comparison("<>" if sign == "!=" else sign, left, self._sum())
        if self.take("IS"):
            negative = self.take("NOT")
            or_missing = self.take("NULL")
            if not or_missing:
                self.expect("MISSING")
            return _perhaps_not(IsNull(left, or_missing), negative)
        negative = self.now.word == "NOT"
        self.skip(negative)
        if self.take("LIKE"):
            pattern = self._sum()
            return _perhaps_not(Like(left, pattern, self._sum() if self.take("ESCAPE") else None), negative)
        if self.take("BETWEEN"):
            low = self._sum()
            self.expect("AND")
            return _perhaps_not(Between(left, low, self._sum()), negative)
        if self.take("IN"):
            self.expect("(")
            return _perhaps_not(Among(left, self._list()), negative)
        if negative:
            raise self.unexpected()
        return left

    def _sum(self) -> Node:
        return self._arithmetic("+-", lambda: self._arithmetic("*/%", self._factor))

    def _arithmetic(self, signs: str, term: Callable[[], Node]) -> Node:
        first, rest = term(), []
        while self.now.kind == "sign" and self.now.text in signs:
            rest.append((self.next().text, term()))
        check_count(rest)
        return Arithmetic(first, tuple(rest)) if rest else first

    def _factor(self) -> Node:
        negative = False
        while self.now.kind == "sign" and self.now.text in "+-":
            negative ^= self.next().text == "-"
        found = self._primary()
        return Minus(found) if negative else found

    def _primary(self) -> Node:
        token = self.now
        if self.take("("):
            found = self._node()
            self.expect(")")
            return found
        if token.kind in ("text", "integer", "number"):
            self.skip(1)
            return Literal(_value(token))
        if token.word in _CONSTANTS:
            self.skip(1)
            return Literal(_CONSTANTS[token.word])
        if token.kind == "word" and self.ahead(2)[1] == "(":
            return self._call()
        if token.kind == "quoted" or (token.kind == "word" and token.word not in RESERVED):
            return self._path()
        raise self.unexpected()

    def _path(self) -> Path:
        token = self.now
        if self._is_record(token):
            self.skip(1)
            return Path(read_steps(self))
        return Path((read_name(self), *read_steps(self)))

    def _is_record(self, token: Token) -> bool:
        if token.kind not in ("word", "quoted"):
            return False
        name = token.text
        if self._alias:
            return name == self._alias or (token.kind == "word" and name.upper() == self._alias.upper())
        return name.upper() == "COSOBJECT"

    # Functions

    def _call(self) -> Node:
        token = self.next()
        name = token.word
        self.expect("(")
        if name in AGGREGATES:
            return self._aggregate(name)
        if name in _SPECIAL:
            return _SPECIAL[name](self)
        if name not in FUNCTIONS:
            raise Refusal("SQLParsingError", f"COS Select has no function {token.text}.")
        arguments = () if self.take(")") else self._list()
        _check_arguments(name, len(arguments), *FUNCTIONS[name])
        return Call(name, arguments)

    def _aggregate(self, name: str) -> Aggregate:
        of = None if name == "COUNT" and self.take("*") else self._node()
        self.expect(")")
        return Aggregate(name, of)

    def _cast(self) -> Node:
        of = self._node()
        self.expect("AS")
        token = self.next()
        if token.word not in TYPES:
            raise Refusal("SQLParsingError", f"COS Select has no type {token.text}.")
        type_ = TYPES[token.word]
        digits: tuple[int, ...] = ()
        if type_ == "DECIMAL" and self.take("("):
            digits = self._digits()
        self.expect(")")
        return Cast(of, type_, digits)

    def _digits(self) -> tuple[int, ...]:
        found = [self._limit()]
        if self.take(","):
            found.append(self._limit())
        self.expect(")")
        precision, scale = found[0], found[1] if len(found) > 1 else 0
        if not 1 <= precision <= 38 or scale > precision:
            raise Refusal("SQLParsingError", "A DECIMAL has 1 to 38 digits, and no more after the point.")
        return precision, scale

    def _date_add(self) -> Node:
        return self._dated("DATE_ADD")

    def _date_diff(self) -> Node:
        return self._dated("DATE_DIFF")

    def _dated(self, name: str) -> Node:
        part = self._part(PARTS)
        self.expect(",")
        arguments = self._list()
        _check_arguments(name, len(arguments) + 1, 3, 3)
        return Call(name, arguments, part)

    def _extract(self) -> Node:
        part = self._part(EXTRACTED)
        self.expect("FROM")
        of = self._node()
        self.expect(")")
        return Call("EXTRACT", (of,), part)

    def _substring(self) -> Node:
        arguments = [self._node()]
        if self.take("FROM"):
            arguments.append(self._node())
            if self.take("FOR"):
                arguments.append(self._node())
            self.expect(")")
        elif self.take(","):
            arguments += self._list()
        _check_arguments("SUBSTRING", len(arguments), 2, 3)
        return Call("SUBSTRING", tuple(arguments))

    def _trim(self) -> Node:
        side = self.next().word if self.now.word in ("LEADING", "TRAILING", "BOTH") else "BOTH"
        arguments: list[Node] = [] if self.now.word == "FROM" else [self._node()]
        if self.take("FROM"):
            arguments.insert(0, self._node())
        self.expect(")")
        return Call("TRIM", tuple(arguments), side)

    def _part(self, known: frozenset[str]) -> str:
        token = self.next()
        if token.word not in known:
            raise Refusal("SQLParsingError", f"{token.text!r} is no part of a date.")
        return token.word

    def _list(self) -> tuple[Node, ...]:
        """Up to the parenthesis that closes."""
        found = [self._node()]
        while self.take(","):
            found.append(self._node())
        self.expect(")")
        return tuple(found)


def _perhaps_not(node: Node, negative: bool) -> Node:
    return Not(node) if negative else node


def _check_arguments(name: str, count: int, fewest: int, most: int) -> None:
    if not fewest <= count <= most:
        raise Refusal("SQLParsingError", f"{name} does not take {count} arguments.")


_CONSTANTS: dict[str, bool | None] = {"TRUE": True, "FALSE": False, "NULL": None, "MISSING": None}
_SPECIAL: dict[str, Callable[[_Parser], Node]] = {
    "CAST": _Parser._cast,
    "DATE_ADD": _Parser._date_add,
    "DATE_DIFF": _Parser._date_diff,
    "EXTRACT": _Parser._extract,
    "SUBSTRING": _Parser._substring,
    "TRIM": _Parser._trim,
}
"""Functions with a grammar of their own."""


def _value(token: Token) -> str | int | Decimal | float:
    if token.kind == "text":
        return token.text
    if token.kind == "integer":
        digits = len(token.text)
        return (
            int(token.text)
            if digits <= 18
            else Decimal(token.text)
            if digits <= _MOST_DIGITS
            else float(token.text)
        )
    exact = "e" not in token.text.lower() and len(token.text) <= _MOST_DIGITS
    return Decimal(token.text) if exact else float(token.text)
