"""Queries in SQL over the content of one object."""

from typing import TYPE_CHECKING, Required, TypedDict

from qcloud_cos.types.headers import CustomerKey, VersionHeaders

if TYPE_CHECKING:
    from qcloud_cos.transport.events import AsyncEventStream, EventStream


class SelectHeaders(VersionHeaders, CustomerKey, total=False):
    """What a query can carry."""


class CsvInput(TypedDict, total=False):
    FileHeaderInfo: str
    """``NONE``, ``USE`` (columns by name) or ``IGNORE``."""
    RecordDelimiter: str
    FieldDelimiter: str
    QuoteCharacter: str
    QuoteEscapeCharacter: str
    Comments: str
    AllowQuotedRecordDelimiter: str | bool


class JsonInput(TypedDict, total=False):
    Type: str
    """``DOCUMENT`` or ``LINES``."""


class InputSerialization(TypedDict, total=False):
    """How the object is written: one of the three."""

    CompressionType: str
    """``NONE``, ``GZIP`` or ``BZIP2``."""
    CSV: CsvInput
    JSON: JsonInput
    Parquet: dict[str, str]


class CsvOutput(TypedDict, total=False):
    QuoteFields: str
    """``ASNEEDED`` or ``ALWAYS``."""
    RecordDelimiter: str
    FieldDelimiter: str
    QuoteCharacter: str
    QuoteEscapeCharacter: str


class JsonOutput(TypedDict, total=False):
    RecordDelimiter: str


class OutputSerialization(TypedDict, total=False):
    """How the records are to be written: one of the two."""

    CSV: CsvOutput
    JSON: JsonOutput


class RequestProgress(TypedDict, total=False):
    Enabled: str | bool
    """``TRUE``: events `Progress` come in between."""


class SelectRecords(TypedDict):
    Payload: bytes
    """Part of the result; it may begin and end within a record."""


class SelectCount(TypedDict, total=False):
    BytesScanned: str
    BytesProcessed: str
    BytesReturned: str


class SelectStats(TypedDict):
    Details: SelectCount


class Empty(TypedDict):
    """Nothing to tell."""


class SelectEvent(TypedDict, total=False):
    """One of them."""

    Records: SelectRecords
    Stats: SelectStats
    Progress: SelectStats
    Cont: Empty
    End: Empty


class SelectObjectContentOutput(TypedDict):
    Payload: Required["EventStream"]


class AsyncSelectObjectContentOutput(TypedDict):
    Payload: Required["AsyncEventStream"]
