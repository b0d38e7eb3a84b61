"""Queries over the content of an object, and the events that they answer with."""

from __future__ import annotations

import struct
import zlib
from typing import Any

from .case import CHECKED, OBJECT, Answer, Case
from .cases_errors import error
from .inputs import ODD_KEYS
from .setting import METADATA

QUERY: dict[str, Any] = {
    **OBJECT,
    "Expression": "SELECT * FROM COSObject s WHERE s._2 > 5 & s._3 = '图'",
    "ExpressionType": "SQL",
    "InputSerialization": {"CompressionType": "NONE", "CSV": {"FileHeaderInfo": "NONE", "RecordDelimiter": "\n"}},
    "OutputSerialization": {"CSV": {"RecordDelimiter": "\n"}},
}
IDS = {**CHECKED, "x-cos-trace-id": "OGVm", "Transfer-Encoding": "chunked"}


def _message(payload: bytes = b"", **headers: str) -> bytes:
    named = b"".join(
        bytes([len(name)]) + name.encode() + struct.pack(">BH", 7, len(value.encode())) + value.encode()
        for name, value in ((f":{name.replace('_', '-')}", value) for name, value in headers.items())
    )
    prelude = struct.pack(">II", len(named) + len(payload) + 16, len(named))
    prelude += struct.pack(">I", zlib.crc32(prelude))
    whole = prelude + named + payload
    return whole + struct.pack(">I", zlib.crc32(whole))


def _event(kind: str, payload: bytes = b"") -> bytes:
    return _message(payload, message_type="event", event_type=kind)


def _answer(*messages: bytes) -> Answer:
    return Answer(200, IDS, b"".join(messages))


_COUNTS = "<BytesScanned>9</BytesScanned><BytesProcessed>9</BytesProcessed><BytesReturned>4</BytesReturned>"
_ONE = _event("Records", b"a,b\n")
_STATS = _event("Stats", f"<?xml version='1.0'?><Stats>{_COUNTS}</Stats>".encode())
_END = _event("End")
_WRONG = _message(message_type="error", error_code="OverMaxRecordSize", error_message="图 is too long.")
_DAMAGED = _ONE.replace(b"a,b", b"a,c")
ANSWERS = {
    "records": _answer(_ONE, _STATS, _END),
    "many records": _answer(_ONE, _event("Records", "图,\x00\n".encode()), _ONE, _STATS, _END),
    "no records": _answer(_STATS, _END),
    "an empty record": _answer(_event("Records"), _END),
    "progress and signs of life": _answer(
        _event("Cont"), _event("Progress", f"<Progress>{_COUNTS}</Progress>".encode()), _ONE, _END
    ),
    "an error on the way": _answer(_ONE, _WRONG),
    "something after the end": _answer(_ONE, _END, b"more"),
    "an event yet to be invented": _answer(_event("News", b"a"), _ONE, _END),
    "a damaged record": _answer(_ONE, _DAMAGED, _END),
    "a result without its end": _answer(_ONE, _STATS),
    "a result that is cut short": _answer(_ONE, _STATS[:20]),
}
INPUTS: dict[str, dict[str, Any]] = {
    "JSON": {
        "InputSerialization": {"CompressionType": "GZIP", "JSON": {"Type": "LINES"}},
        "OutputSerialization": {"JSON": {"RecordDelimiter": "\r\n"}},
    },
    "Parquet": {"InputSerialization": {"Parquet": None}, "OutputSerialization": {"JSON": {}}},
    "every delimiter": {
        "InputSerialization": {
            "CSV": {
                "FileHeaderInfo": "USE",
                "FieldDelimiter": "\t",
                "QuoteCharacter": '"',
                "QuoteEscapeCharacter": "'",
                "Comments": "#",
                "AllowQuotedRecordDelimiter": True,
            }
        },
        "OutputSerialization": {"CSV": {"QuoteFields": "ALWAYS", "RecordDelimiter": "<&>", "FieldDelimiter": " "}},
    },
}
_KEY: dict[str, Any] = {
    "SSECustomerAlgorithm": "AES256",
    "SSECustomerKey": "MDEyMzQ1Njc4OUFCQ0RFRjAxMjM0NTY3ODlBQkNERUY=",
    "SSECustomerKeyMD5": "U5L61r7jcwdNvT7frmUG8g==",
}
_READINGS = ("events", "get_select_result", "get_select_result_to_file")

CASES = [
    *[
        Case("select_object_content", f"a key with {title}", {**QUERY, "Key": key}, ANSWERS["records"])
        for title, key in ODD_KEYS.items()
    ],
    *[
        Case("select_object_content", f"{title}, read as {then}", QUERY, answer, then=then)
        for title, answer in ANSWERS.items()
        for then in _READINGS
    ],
    *[
        Case("select_object_content", title, {**QUERY, **more}, ANSWERS["records"])
        for title, more in {
            **INPUTS,
            "RequestProgress": {"RequestProgress": {"Enabled": "TRUE"}},
            "RequestProgress as a bool": {"RequestProgress": {"Enabled": True}},
            "RequestProgress of nothing": {"RequestProgress": {}},
            "a key for its content": _KEY,
            "Metadata": METADATA,
            "with VersionId": {"VersionId": "MTg0"},
            "no such keyword": {"Nonsense": "a"},
        }.items()
    ],
    Case("select_object_content", "400", QUERY, error(400, "SQLParsingError", "About the query.")),
    Case("select_object_content", "404", QUERY, error(404, "NoSuchKey", "There is none.")),
]
