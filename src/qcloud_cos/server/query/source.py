"""What the records of an object look like to a query: which fields they have, and how DuckDB gets at them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Literal, NamedTuple, Protocol

from qcloud_cos.server.query.nodes import Name, Step
from qcloud_cos.server.refusal import Refusal

Kind = Literal["any", "json", "text", "int", "decimal", "float", "bool", "timestamp", "null"]
"""What a value is: "any" is text that may stand for something else, as all of CSV is; "json" tells by itself."""
LOOSE = frozenset({"any", "json"})
NUMBERS = frozenset({"int", "decimal", "float"})


class Sql(NamedTuple):
    """An expression of DuckDB's, and what it gives."""

    text: str
    kind: Kind


class Binding(Protocol):
    """Takes a text for the statement's parameters, and says what stands for it there."""

    def __call__(self, value: str) -> str: ...


class Source(Protocol):
    def table(self) -> str:
        """What stands after FROM: a function of DuckDB's on the file, nothing that the caller wrote."""

    def records(self, steps: tuple[Step, ...], bind: Binding) -> str:
        """The same, for records that lie deeper."""

    def whole(self, bind: Binding) -> list[tuple[str, Sql]]:
        """All of a record, for ``SELECT *``."""

    def value(self, steps: tuple[Step, ...], bind: Binding) -> Sql:
        """Raises:
        Refusal: SQLParsingError, AmbiguousFieldName.
        """


def quoted(text: str) -> str:
    return "'" + text.replace("'", "''") + "'"


def _flat(steps: tuple[Step, ...]) -> str:
    if steps:
        raise Refusal("SQLParsingError", "Only the records of JSON can be looked for deeper than COSObject.")
    return ""


def _number(name: Name) -> int:
    """The N of ``_N``; 0 if it is another name."""
    digits = name.text[1:]
    return int(digits) if name.text[0] == "_" and digits.isdecimal() and len(digits) < 7 else 0


def _found(name: Name, names: Sequence[str]) -> int:
    """Where a field is among others; -1 if it is not.  Unquoted, one that is spelled alike comes first."""
    alike = [index for index, each in enumerate(names) if each == name.text]
    if not alike and not name.quoted:
        alike = [index for index, each in enumerate(names) if each.lower() == name.text.lower()]
    if len(alike) > 1:
        raise Refusal("AmbiguousFieldName", f"The object has {len(alike)} fields called {name.text}.")
    return alike[0] if alike else -1


@dataclass(frozen=True, slots=True)
class CsvSource:
    """Records that were read already: a file of lists of texts, in JSON."""

    path: Path
    header: tuple[str, ...]
    """Empty: fields have numbers only."""

    def table(self) -> str:
        columns = "{'record': 'VARCHAR[]'}"
        options = (
            f"format = 'newline_delimited', records = false, columns = {columns}, maximum_object_size = 8388608"
        )
        return f"read_json({quoted(str(self.path))}, {options})"

    def records(self, steps: tuple[Step, ...], bind: Binding) -> str:
        return _flat(steps) or self.table()

    def whole(self, bind: Binding) -> list[tuple[str, Sql]]:
        return [("record", Sql("record", "any"))]

    def value(self, steps: tuple[Step, ...], bind: Binding) -> Sql:
        if len(steps) != 1 or not isinstance(steps[0], Name):
            raise Refusal("SQLParsingError", "The fields of CSV are called _1, _2, ... or as in its header.")
        name = steps[0]
        index = _found(name, self.header) + 1 or _number(name)
        if not index:
            raise Refusal("SQLParsingError", f"The CSV has no field called {name.text}.")
        return Sql(f"record[{index}]", "any")


@dataclass(frozen=True, slots=True)
class JsonSource:
    path: Path
    lines: bool

    def table(self) -> str:
        format_ = "newline_delimited" if self.lines else "unstructured"
        options = f"format = '{format_}', maximum_object_size = 1048576"
        return f"(SELECT json AS record FROM read_json_objects({quoted(str(self.path))}, {options}))"  # noqa: S608 - our own file

    def records(self, steps: tuple[Step, ...], bind: Binding) -> str:
        if not steps:
            return self.table()
        inner = "record"
        table = self.table()
        for step in steps:
            if step is None:
                # One that has none of them still is a record, an empty one.
                table = f"(SELECT unnest(elements({inner})) AS record FROM {table})"  # noqa: S608 - as above
                inner = "record"
            else:
                inner = _deeper(inner, step, bind)
        return table if inner == "record" else f"(SELECT {inner} AS record FROM {table})"  # noqa: S608 - as above

    def whole(self, bind: Binding) -> list[tuple[str, Sql]]:
        return [("record", Sql("record", "json"))]

    def value(self, steps: tuple[Step, ...], bind: Binding) -> Sql:
        return Sql(_inside("record", steps, bind), "json")


def _inside(text: str, steps: tuple[Step, ...], bind: Binding) -> str:
    for step in steps:
        if step is None:
            raise Refusal("SQLParsingError", "Only FROM takes [*] and .*.")
        text = _deeper(text, step, bind)
    return text


def _deeper(text: str, step: Name | int, bind: Binding) -> str:
    if isinstance(step, int):
        return f"json_extract({text}, {step})"
    pointer = bind("/" + step.text.replace("~", "~0").replace("/", "~1"))
    if step.quoted:
        return f"json_extract({text}, {pointer})"
    return f"field({text}, {pointer}, {bind(step.text.lower())})"


@dataclass(frozen=True, slots=True)
class ParquetSource:
    path: Path
    types: Mapping[str, str]
    """DuckDB's type of each column."""

    def table(self) -> str:
        return f"read_parquet({quoted(str(self.path))})"

    def records(self, steps: tuple[Step, ...], bind: Binding) -> str:
        return _flat(steps) or self.table()

    def whole(self, bind: Binding) -> list[tuple[str, Sql]]:
        return [(name, _typed(_identifier(name), self.types[name])) for name in self.types]

    def value(self, steps: tuple[Step, ...], bind: Binding) -> Sql:
        if not steps or not isinstance(steps[0], Name):
            raise Refusal("SQLParsingError", "A field of Parquet is called by its name.")
        names = list(self.types)
        index = _found(steps[0], names)
        if index < 0:
            raise Refusal("SQLParsingError", f"The Parquet has no column called {steps[0].text}.")
        column = names[index]
        if len(steps) == 1:
            return _typed(_identifier(column), self.types[column])
        return Sql(_inside(f"to_json({_identifier(column)})", steps[1:], bind), "json")


def _identifier(name: str) -> str:
    return '"' + name.replace('"', '""') + '"'


_WHOLE = ("TINYINT", "SMALLINT", "INTEGER", "BIGINT", "UTINYINT", "USMALLINT", "UINTEGER", "UBIGINT", "HUGEINT")


def _typed(text: str, type_: str) -> Sql:
    if type_ in _WHOLE:
        return Sql(text, "int")
    if type_.startswith("DECIMAL"):
        return Sql(text, "decimal")
    if type_ in ("FLOAT", "DOUBLE"):
        return Sql(f"CAST({text} AS DOUBLE)", "float")
    if type_ == "BOOLEAN":
        return Sql(text, "bool")
    if type_ == "DATE" or type_.startswith("TIMESTAMP"):
        return Sql(f"CAST({text} AS TIMESTAMP)", "timestamp")
    if type_ == "VARCHAR":
        return Sql(text, "text")
    if type_ in ("BLOB", "TIME", "UUID", "INTERVAL"):
        return Sql(f"CAST({text} AS VARCHAR)", "text")
    return Sql(f"to_json({text})", "json")
