"""Rows as CSV or JSON."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Sequence
from datetime import datetime
from decimal import Decimal
from typing import Any

from qcloud_cos.server.query.translation import Output
from qcloud_cos.server.query.wanted import CsvOutput, JsonOutput
from qcloud_cos.server.refusal import Refusal

MOST_BYTES = 1 << 20
Row = tuple[Any, ...]
_BLANKS = re.compile(r'("(?:[^"\\]|\\.)*")|\s+')


class Spelled(str):
    """A number of JSON's, as it stood there."""


def writer(
    output: CsvOutput | JsonOutput, columns: Sequence[Output], header: Sequence[str], whole: bool
) -> Callable[[Row], bytes]:
    """What makes a record of a row; `whole` ones are the object's own records, of CSV or JSON.

    Raises (the writer):
        Refusal: OverMaxRecordSize.
    """
    record: Callable[[Row], Any]
    if whole and columns[0].kind == "json":
        record = _json_record if isinstance(output, JsonOutput) else _fields_of_json
    elif whole and columns[0].name == "record":
        record = (lambda row: _object(_named(row[0], header))) if isinstance(output, JsonOutput) else _first
    else:
        record = (lambda row: _row_as_json(row, columns)) if isinstance(output, JsonOutput) else _plain(columns)
    return _lines(output, record)


def _lines(output: CsvOutput | JsonOutput, record: Callable[[Row], Any]) -> Callable[[Row], bytes]:
    join = (lambda found: found) if isinstance(output, JsonOutput) else _csv(output)

    def line(row: Row) -> bytes:
        found = (join(record(row)) + output.record).encode()
        if len(found) > MOST_BYTES:
            raise Refusal("OverMaxRecordSize", "A record of the result is larger than 1 MB.")
        return found

    return line


# As JSON


def _row_as_json(row: Row, columns: Sequence[Output]) -> str:
    found = {}
    for value, column in zip(row, columns):
        if value is None and column.kind in ("json", "any"):
            continue  # it is not there, which is not null
        found[column.name] = _minified(value) if column.kind == "json" else _json_value(value)
    return _object(found)


def _object(found: dict[str, str]) -> str:
    return "{" + ",".join(f"{_dumped(name)}:{value}" for name, value in found.items()) + "}"


def _named(fields: Sequence[str], header: Sequence[str]) -> dict[str, str]:
    names = [*header, *(f"_{number}" for number in range(len(header) + 1, len(fields) + 1))]
    return {name: _dumped(value) for name, value in zip(names, fields)}


def _json_record(row: Row) -> str:
    if row[0] is None:
        return "{}"
    text = _minified(row[0])
    return text if text.startswith("{") else _object({"_1": text})


def _json_value(value: Any) -> str:
    return _text(value) if isinstance(value, int | float | Decimal) or value is None else _dumped(_text(value))


_dumped = json.JSONEncoder(ensure_ascii=False).encode


def _minified(text: str) -> str:
    """Without blanks between its values; numbers stay as they are spelled."""
    return _BLANKS.sub(r"\1", text) if re.search(r"\s", text) else text


# As CSV


def _first(row: Row) -> Sequence[str]:
    fields: Sequence[str] = row[0]
    return fields


def _plain(columns: Sequence[Output]) -> Callable[[Row], list[str]]:
    kinds = [column.kind for column in columns]

    def fields(row: Row) -> list[str]:
        return [_unquoted(value) if kind == "json" else _cell(value) for value, kind in zip(row, kinds)]

    return fields


def _fields_of_json(row: Row) -> list[str]:
    if row[0] is None:
        return [""]
    value = json.loads(row[0], parse_float=Spelled, parse_int=Spelled, parse_constant=Spelled)
    values = list(value.values()) if isinstance(value, dict) else [value]
    return [each if isinstance(each, str) else _unquoted(_dumped_again(each)) for each in values]


def _dumped_again(value: Any) -> str:
    if isinstance(value, Spelled):
        return value
    if isinstance(value, dict):
        return _object({name: _dumped_again(each) for name, each in value.items()})
    if isinstance(value, list):
        return "[" + ",".join(map(_dumped_again, value)) + "]"
    return _dumped(value)


def _unquoted(text: str | None) -> str:
    """A value of JSON's in a field: texts without their quotes, and null as nothing."""
    if text is None or text == "null":
        return ""
    return str(json.loads(text)) if text.startswith('"') else _minified(text)


def _cell(value: Any) -> str:
    return "" if value is None else _text(value)


def _csv(output: CsvOutput) -> Callable[[Sequence[str]], str]:
    special = {*output.record, output.field, output.quote, "\n", "\r"}
    needs = re.compile("[" + "".join(map(re.escape, sorted(special))) + "]").search
    inside = re.compile("[" + re.escape(output.quote) + re.escape(output.escape) + "]")

    def quoted(text: str) -> str:
        escaped = inside.sub(lambda match: output.escape + match[0], text)
        return output.quote + escaped + output.quote

    def line(fields: Sequence[str]) -> str:
        return output.field.join([quoted(text) if output.always or needs(text) else text for text in fields])

    return line


def _text(value: Any) -> str:
    if value is None:
        return "null"
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, Decimal):
        text = f"{value:f}"
        return text.rstrip("0").rstrip(".") if "." in text else text
    if isinstance(value, float):
        return repr(value).removesuffix(".0")
    if isinstance(value, datetime):
        return value.isoformat(timespec="microseconds" if value.microsecond else "seconds") + "Z"
    return str(value)
