"""What a SelectRequest asks for."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Literal

from qcloud_cos.core import xml
from qcloud_cos.server.query.nodes import Query
from qcloud_cos.server.query.parser import parse
from qcloud_cos.server.refusal import Refusal

Compression = Literal["NONE", "GZIP", "BZIP2"]
_ESCAPES = {r"\n": "\n", r"\r\n": "\r\n", r"\r": "\r", r"\t": "\t"}
"""The documents write a line feed as two characters, and programs do as they do."""


@dataclass(frozen=True, slots=True)
class Csv:
    record: str = "\n"
    field: str = ","
    quote: str = '"'
    escape: str = '"'
    header: str = "NONE"
    comments: str = "#"
    quoted_records: bool = False
    """A record may go on behind its delimiter, in quotes."""


@dataclass(frozen=True, slots=True)
class Json:
    lines: bool


@dataclass(frozen=True, slots=True)
class Parquet:
    pass


@dataclass(frozen=True, slots=True)
class CsvOutput:
    record: str = "\n"
    field: str = ","
    quote: str = '"'
    escape: str = '"'
    always: bool = False


@dataclass(frozen=True, slots=True)
class JsonOutput:
    record: str = "\n"


@dataclass(frozen=True, slots=True)
class Wanted:
    query: Query
    compression: Compression
    input: Csv | Json | Parquet
    output: CsvOutput | JsonOutput
    progress: bool


def wanted(body: bytes) -> Wanted:
    """Raises:
    Refusal: with one of Select's own codes.
    """
    try:
        asked = xml.parse(body, root="SelectRequest")
    except xml.MalformedXML as error:
        raise Refusal("InvalidXML", f"The SelectRequest cannot be read: {error}.") from None
    expression = _text(asked, "Expression")
    if not expression:
        raise Refusal("MissingExpectedExpression")
    if (_text(asked, "ExpressionType") or "").upper() != "SQL":
        raise Refusal("MissingRequiredParameter", "ExpressionType is SQL.")
    source = _part(asked, "InputSerialization")
    target = _part(asked, "OutputSerialization")
    compression, input_ = _input(source)
    output = _output(target)
    progress = _truth(_section(asked, "RequestProgress"), "Enabled")
    return Wanted(parse(expression), compression, input_, output, progress)


def _input(source: dict[str, Any]) -> tuple[Compression, Csv | Json | Parquet]:
    compression = (_text(source, "CompressionType") or "NONE").upper()
    kind = _one_of(source, ("CSV", "JSON", "Parquet"), "MissingInputFormat")
    if compression not in ("NONE", "GZIP", "BZIP2") or (kind == "Parquet" and compression != "NONE"):
        raise Refusal("InvalidCompressionFormat")
    fields = _section(source, kind)
    if kind == "CSV":
        return compression, _csv(fields)  # type: ignore[return-value]
    if kind == "Parquet":
        return compression, Parquet()  # type: ignore[return-value]
    type_ = (_text(fields, "Type") or "").upper()
    if type_ not in ("DOCUMENT", "LINES"):
        raise Refusal("InvalidJsonType")
    return compression, Json(type_ == "LINES")  # type: ignore[return-value]


def _csv(fields: dict[str, Any]) -> Csv:
    header = (_text(fields, "FileHeaderInfo") or "NONE").upper()
    if header not in ("NONE", "USE", "IGNORE"):
        raise Refusal("InvalidFileHeaderInfo")
    found = Csv(
        _character(fields, "RecordDelimiter", "\n", most=2),
        _character(fields, "FieldDelimiter", ","),
        quote := _character(fields, "QuoteCharacter", '"'),
        _character(fields, "QuoteEscapeCharacter", quote),
        header,
        _character(fields, "Comments", "#"),
        _truth(fields, "AllowQuotedRecordDelimiter"),
    )
    _check_apart(found)
    return found


def _output(target: dict[str, Any]) -> CsvOutput | JsonOutput:
    kind = _one_of(target, ("CSV", "JSON"), "MissingOutputFormat")
    fields = _section(target, kind)
    record = _character(fields, "RecordDelimiter", "\n", most=2)
    if kind == "JSON":
        return JsonOutput(record)
    quotes = (_text(fields, "QuoteFields") or "ASNEEDED").upper()
    if quotes not in ("ASNEEDED", "ALWAYS"):
        raise Refusal("InvalidQuoteFields")
    quote = _character(fields, "QuoteCharacter", '"')
    escape = _character(fields, "QuoteEscapeCharacter", quote)
    found = CsvOutput(record, _character(fields, "FieldDelimiter", ","), quote, escape, quotes == "ALWAYS")
    _check_apart(found)
    return found


def _check_apart(csv: Csv | CsvOutput) -> None:
    if csv.field in csv.record or csv.quote in (csv.field, *csv.record) or csv.escape in (csv.field, *csv.record):
        raise Refusal("InvalidRequestParameter", "The delimiters and the quote of a CSV are different characters.")


def _character(fields: dict[str, Any], name: str, usual: str, most: int = 1) -> str:
    text = _text(fields, name)
    if not text:
        return usual
    text = _ESCAPES.get(text, text)
    if len(text) > most:
        raise Refusal("InvalidRequestParameter", f"{name} is longer than {most}.")
    return text


def _truth(fields: dict[str, Any], name: str) -> bool:
    text = (_text(fields, name) or "false").lower()
    if text not in ("true", "false"):
        raise Refusal("InvalidRequestParameter", f"{name} is TRUE or FALSE.")
    return text == "true"


def _part(asked: dict[str, Any], name: str) -> dict[str, Any]:
    if name not in asked:
        raise Refusal(f"Missing{name}")
    return _section(asked, name)


def _section(asked: dict[str, Any], name: str) -> dict[str, Any]:
    found = asked.get(name)
    if isinstance(found, dict):
        return found
    if found is None or (isinstance(found, str) and not found.strip()):
        return {}
    raise Refusal("InvalidXML", f"The SelectRequest's {name} has elements inside, and comes once.")


def _one_of(asked: dict[str, Any], names: tuple[str, ...], code: str) -> str:
    found = [name for name in names if name in asked]
    if len(found) != 1:
        raise Refusal(code)
    return found[0]


def _text(asked: dict[str, Any], name: str) -> str | None:
    found = asked.get(name)
    if found is not None and not isinstance(found, str):
        raise Refusal("InvalidXML", f"The SelectRequest's {name} is a text, and comes once.")
    return found
