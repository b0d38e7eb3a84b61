"""A query written as a statement of DuckDB's: forms of our own, and every text a parameter.

CSV and JSON do not say of a text whether it is a number.  COS takes it for text; compared with a number,
a text that is one counts as one here, and any other text is not equal, smaller or larger (`[?]`: the
documents do not say).  Where a number is computed with, what is none is CastFailed.
"""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal
from functools import singledispatchmethod
from typing import NamedTuple

from qcloud_cos.server.query import functions
from qcloud_cos.server.query.nodes import (
    Aggregate,
    Among,
    Arithmetic,
    Between,
    Call,
    Cast,
    Comparison,
    IsNull,
    Like,
    Literal,
    Logic,
    Minus,
    Node,
    Not,
    Path,
    Query,
)
from qcloud_cos.server.query.source import LOOSE, NUMBERS, Kind, Source, Sql
from qcloud_cos.server.query.values import as_bool, as_moment, as_number, as_text, numeric
from qcloud_cos.server.refusal import Refusal

Terms = Callable[[Node], Sql]


class Output(NamedTuple):
    name: str
    kind: Kind


class Statement(NamedTuple):
    sql: str
    parameters: list[str]
    columns: list[Output]


def statement(query: Query, source: Source, now: float) -> Statement:
    """Raises:
    Refusal: SQLParsingError, AmbiguousFieldName, ComparisonFailed, CastFailed.
    """
    return _Translator(source, now).statement(query)


class _Translator:
    def __init__(self, source: Source, now: float) -> None:
        self._source = source
        self._now = now
        self._parameters: list[str] = []
        self._numbers: dict[str, str] = {}
        self._aggregates = self._paths = 0
        self._may_aggregate = False

    def statement(self, query: Query) -> Statement:
        self._may_aggregate = query.columns is not None
        if query.columns is None:
            columns = self._source.whole(self.bind)
        else:
            columns = [(column.name, self.of(column.of)) for column in query.columns]
        if self._aggregates and self._paths:
            raise Refusal("SQLParsingError", "A query gives fields or sums of all, not both.")
        self._may_aggregate = False
        chosen = ", ".join(f"{sql.text} AS c{number}" for number, (_, sql) in enumerate(columns))
        text = f"SELECT {chosen} FROM {self._source.records(query.source, self.bind)}"  # noqa: S608 - texts are parameters
        if query.where is not None:
            text += f" WHERE {as_bool(self.of(query.where))}"
        if query.limit is not None:
            text += f" LIMIT {query.limit}"
        outputs = [Output(name, sql.kind) for name, sql in columns]
        return Statement(text, self._parameters, outputs)

    def bind(self, value: str) -> str:
        if value not in self._numbers:
            self._parameters.append(value)
            self._numbers[value] = f"${len(self._parameters)}"
        return self._numbers[value]

    @singledispatchmethod
    def of(self, node: Node) -> Sql:
        raise NotImplementedError(node)

    @of.register
    def _(self, node: Literal) -> Sql:
        value = node.value
        if value is None:
            return Sql("NULL", "null")
        if isinstance(value, str):
            return Sql(self.bind(value), "text")
        if isinstance(value, bool):
            return Sql(str(value), "bool")
        if isinstance(value, int):
            return Sql(f"CAST({value} AS BIGINT)", "int")
        if isinstance(value, Decimal):
            return Sql(f"{value:f}", "decimal")
        return Sql(f"CAST({value!r} AS DOUBLE)", "float")

    @of.register
    def _(self, node: Path) -> Sql:
        self._paths += 1
        return self._source.value(node.steps, self.bind)

    @of.register
    def _(self, node: Minus) -> Sql:
        number = as_number(self.of(node.of))
        return Sql(f"(-{number.text})", number.kind)

    @of.register
    def _(self, node: Arithmetic) -> Sql:
        total = as_number(self.of(node.first))
        for sign, operand in node.rest:
            total = _computed(sign, total, as_number(self.of(operand)))
        return total

    @of.register
    def _(self, node: Comparison) -> Sql:
        return _compared(node.sign, self.of(node.left), self.of(node.right))

    @of.register
    def _(self, node: Like) -> Sql:
        text, pattern = as_text(self.of(node.of)), as_text(self.of(node.pattern))
        escape = f" ESCAPE {as_text(self.of(node.escape))}" if node.escape is not None else ""
        if isinstance(node.escape, Literal) and len(str(node.escape.value)) != 1:
            raise Refusal("SQLParsingError", "ESCAPE takes one character.")
        return Sql(f"({text} LIKE {pattern}{escape})", "bool")

    @of.register
    def _(self, node: Among) -> Sql:
        value = self.of(node.of)
        options = [self.of(option) for option in node.options]
        if {option.kind for option in options} == {"text"} and value.kind in ("any", "text"):
            return Sql(f"({value.text} IN ({', '.join(option.text for option in options)}))", "bool")
        return Sql(f"({' OR '.join(_compared('=', value, option).text for option in options)})", "bool")

    @of.register
    def _(self, node: Between) -> Sql:
        value = self.of(node.of)
        low, high = _compared(">=", value, self.of(node.low)), _compared("<=", value, self.of(node.high))
        return Sql(f"({low.text} AND {high.text})", "bool")

    @of.register
    def _(self, node: IsNull) -> Sql:
        value = self.of(node.of)
        if node.or_missing and value.kind == "json":
            return Sql(f"(coalesce(json_type({value.text}), 'NULL') = 'NULL')", "bool")
        return Sql(f"({value.text} IS NULL)", "bool")

    @of.register
    def _(self, node: Not) -> Sql:
        return Sql(f"(NOT {as_bool(self.of(node.of))})", "bool")

    @of.register
    def _(self, node: Logic) -> Sql:
        terms = [as_bool(self.of(term)) for term in node.terms]
        return Sql(f"({f' {node.word} '.join(terms)})", "bool")

    @of.register
    def _(self, node: Cast) -> Sql:
        return functions.cast(self.of(node.of), node.type, node.digits)

    @of.register
    def _(self, node: Call) -> Sql:
        if node.name == "TO_STRING":
            return functions.to_string(as_moment(self.of(node.arguments[0])), node.arguments[1], self.bind)
        if node.name == "UTCNOW":
            return functions.utcnow(self._now)
        if node.name == "NULLIF":
            first, second = (self.of(argument) for argument in node.arguments)
            same = _compared("=", first, second).text
            return Sql(f"(CASE WHEN {same} THEN NULL ELSE {first.text} END)", first.kind)
        return functions.call(node.name, node.word, [self.of(argument) for argument in node.arguments])

    @of.register
    def _(self, node: Aggregate) -> Sql:
        if not self._may_aggregate:
            raise Refusal(
                "SQLParsingError", f"{node.name} stands in the list of what is selected, and not in itself."
            )
        self._aggregates += 1
        if node.of is None:
            return Sql("count(*)", "int")
        paths, self._may_aggregate = self._paths, False
        value = self.of(node.of)
        self._paths, self._may_aggregate = paths, True
        if node.name == "COUNT":
            text = f"nullif({value.text}, 'null')" if value.kind == "json" else value.text
            return Sql(f"count({text})", "int")
        if node.name in ("MIN", "MAX") and value.kind in ("text", "timestamp", "bool"):
            return Sql(f"{node.name}({value.text})", value.kind)
        number = as_number(value)
        return Sql(f"{node.name}({number.text})", "float" if node.name == "AVG" else number.kind)


def _computed(sign: str, left: Sql, right: Sql) -> Sql:
    if left.kind == right.kind == "int":
        if sign in "/%":
            # By zero there is no result, rather than an end to all results.
            return Sql(f"({left.text} {'//' if sign == '/' else '%'} nullif({right.text}, 0))", "int")
        return Sql(f"({left.text} {sign} {right.text})", "int")
    if sign in "+-" and "float" not in (left.kind, right.kind):
        return Sql(f"({left.text} {sign} {right.text})", "decimal")
    # The digits of decimals add up when they are multiplied, to more than there may be.
    a, b = f"CAST({left.text} AS DOUBLE)", f"CAST({right.text} AS DOUBLE)"
    if sign in "/%":
        b = f"nullif({b}, 0)"
    return Sql(f"({a} {sign} {b})", "float")


def _compared(sign: str, left: Sql, right: Sql) -> Sql:
    kinds = {left.kind, right.kind}
    if "null" in kinds:
        return Sql("CAST(NULL AS BOOLEAN)", "bool")
    if kinds <= NUMBERS:
        return Sql(f"({left.text} {sign} {right.text})", "bool")
    if kinds == {"json"}:
        a, b = as_text(left), as_text(right)
        both = f"json_type({left.text}) NOT IN ('VARCHAR') AND number({a}) IS NOT NULL AND number({b}) IS NOT NULL"
        return Sql(f"(CASE WHEN {both} THEN number({a}) {sign} number({b}) ELSE {a} {sign} {b} END)", "bool")
    texts = LOOSE | {"text"}
    if kinds <= texts:
        return Sql(f"({as_text(left)} {sign} {as_text(right)})", "bool")
    if left.kind in NUMBERS and right.kind in texts:
        return Sql(numeric(_TURNED[sign], as_text(right), left), "bool")
    if right.kind in NUMBERS and left.kind in texts:
        return Sql(numeric(sign, as_text(left), right), "bool")
    for kind, macro in (("timestamp", "maybe_moment"), ("bool", "truth")):
        if kind in kinds and kinds <= texts | {kind}:
            a, b = (each.text if each.kind == kind else f"{macro}({as_text(each)})" for each in (left, right))
            return Sql(f"({a} {sign} {b})", "bool")
    raise Refusal("ComparisonFailed", f"A {left.kind} cannot be compared with a {right.kind}.")


_TURNED = {"=": "=", "<>": "<>", "<": ">", ">": "<", "<=": ">=", ">=": "<="}
