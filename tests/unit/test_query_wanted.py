"""A SelectRequest, understood or refused with the code that says why."""

from __future__ import annotations

from typing import Any

import pytest

from qcloud_cos.core import xml
from qcloud_cos.server.query.wanted import Csv, CsvOutput, Json, JsonOutput, Parquet, Wanted, wanted
from qcloud_cos.server.refusal import Refusal

GOOD: dict[str, Any] = {
    "Expression": "SELECT * FROM COSObject",
    "ExpressionType": "SQL",
    "InputSerialization": {"CSV": {}},
    "OutputSerialization": {"CSV": {}},
}


def asked(**changes: Any) -> Wanted:
    fields = {name: value for name, value in (GOOD | changes).items() if value != "left out"}
    return wanted(xml.dump("SelectRequest", fields))


def test_what_is_left_out_is_as_documented() -> None:
    found = asked()
    assert (found.input, found.output) == (Csv(), CsvOutput())
    assert (found.compression, found.progress) == ("NONE", False)


def test_everything_that_can_be_said() -> None:
    found = asked(
        InputSerialization={
            "CompressionType": "GZIP",
            "CSV": {
                "FileHeaderInfo": "USE",
                "RecordDelimiter": "\\n",
                "FieldDelimiter": "|",
                "QuoteCharacter": "'",
                "QuoteEscapeCharacter": "\\",
                "Comments": "%",
                "AllowQuotedRecordDelimiter": "TRUE",
            },
        },
        OutputSerialization={"JSON": {"RecordDelimiter": ";"}},
        RequestProgress={"Enabled": "TRUE"},
    )
    assert found.input == Csv("\n", "|", "'", "\\", "USE", "%", quoted_records=True)
    assert found.output == JsonOutput(";")
    assert (found.compression, found.progress) == ("GZIP", True)


def test_other_formats() -> None:
    assert asked(InputSerialization={"JSON": {"Type": "LINES"}}).input == Json(lines=True)
    assert asked(InputSerialization={"JSON": {"Type": "DOCUMENT"}}).input == Json(lines=False)
    assert asked(InputSerialization={"Parquet": ""}).input == Parquet()


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"Expression": "left out"}, "MissingExpectedExpression"),
        ({"Expression": ""}, "MissingExpectedExpression"),
        ({"Expression": {"a": "b"}}, "InvalidXML"),
        ({"Expression": "DROP TABLE x"}, "SQLParsingError"),
        ({"ExpressionType": "left out"}, "MissingRequiredParameter"),
        ({"InputSerialization": "left out"}, "MissingInputSerialization"),
        ({"InputSerialization": {}}, "MissingInputFormat"),
        ({"InputSerialization": {"CSV": {}, "Parquet": {}}}, "MissingInputFormat"),
        ({"InputSerialization": {"CSV": {}, "CompressionType": "ZIP"}}, "InvalidCompressionFormat"),
        ({"InputSerialization": {"Parquet": {}, "CompressionType": "GZIP"}}, "InvalidCompressionFormat"),
        ({"InputSerialization": {"CSV": {"FileHeaderInfo": "FIRST"}}}, "InvalidFileHeaderInfo"),
        ({"InputSerialization": {"CSV": {"FieldDelimiter": "||"}}}, "InvalidRequestParameter"),
        ({"InputSerialization": {"CSV": {"FieldDelimiter": '"'}}}, "InvalidRequestParameter"),
        ({"InputSerialization": {"CSV": {"AllowQuotedRecordDelimiter": "maybe"}}}, "InvalidRequestParameter"),
        ({"InputSerialization": {"JSON": {"Type": "LIST"}}}, "InvalidJsonType"),
        ({"InputSerialization": {"JSON": {}}}, "InvalidJsonType"),
        ({"OutputSerialization": "left out"}, "MissingOutputSerialization"),
        ({"OutputSerialization": {}}, "MissingOutputFormat"),
        ({"OutputSerialization": {"CSV": {"QuoteFields": "NEVER"}}}, "InvalidQuoteFields"),
    ],
)
def test_what_is_wrong_is_named(changes: dict[str, Any], code: str) -> None:
    with pytest.raises(Refusal) as refused:
        asked(**changes)
    assert (refused.value.code, refused.value.status) == (code, 400)


def test_what_is_no_xml() -> None:
    with pytest.raises(Refusal, match="InvalidXML"):
        wanted(b"<SelectRequest>")
