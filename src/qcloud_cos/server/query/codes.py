"""The error codes that only Select has: status and message."""

from __future__ import annotations

CODES: dict[str, tuple[int, str]] = {
    "AmbiguousFieldName": (400, "A field name of the SQL fits more than one field."),
    "Busy": (503, "Too many queries run at once. Please try again."),
    "Bzip2DecompressError": (400, "The object is not what BZIP2 compresses to."),
    "CSVParsingError": (400, "The object is not CSV as the request describes it."),
    "CastFailed": (400, "A value could not be converted to the type that the SQL wants."),
    "ComparisonFailed": (400, "The SQL compares what cannot be compared."),
    "GzipDecompressError": (400, "The object is not what GZIP compresses to."),
    "InvalidCompressionFormat": (400, "CompressionType is NONE, GZIP or BZIP2; NONE for Parquet."),
    "InvalidFileHeaderInfo": (400, "FileHeaderInfo is NONE, USE or IGNORE."),
    "InvalidJsonType": (400, "The Type of JSON is DOCUMENT or LINES."),
    "InvalidQuoteFields": (400, "QuoteFields is ASNEEDED or ALWAYS."),
    "InvalidRequestParameter": (400, "A parameter of the SelectRequest is not valid."),
    "InvalidTextEncoding": (400, "The object is not UTF-8."),
    "InvalidXML": (400, "The SelectRequest is not well-formed XML."),
    "JSONParsingError": (400, "The object is not JSON as the request describes it."),
    "LastRecordParseFail": (400, "The last record of the object is not complete."),
    "MissingExpectedExpression": (400, "The SelectRequest has no Expression."),
    "MissingInputFormat": (400, "InputSerialization has none of CSV, JSON and Parquet, or more than one."),
    "MissingInputSerialization": (400, "The SelectRequest has no InputSerialization."),
    "MissingOutputFormat": (400, "OutputSerialization has none of CSV and JSON, or both."),
    "MissingOutputSerialization": (400, "The SelectRequest has no OutputSerialization."),
    "MissingRequiredParameter": (400, "The SelectRequest lacks a parameter."),
    "OverMaxRecordSize": (400, "A record is larger than 1 MB."),
    "Overload": (400, "The query needs more than this server gives to one."),
    "ParquetParsingError": (400, "The object is not Parquet."),
    "SQLParsingError": (400, "The SQL is not a query of COS Select."),
}
