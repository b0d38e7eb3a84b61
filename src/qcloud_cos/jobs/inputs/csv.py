"""Manifests in CSV: keys in quotes may hold commas, quotes and line ends.

The first row names the columns, or is the first entry: then `columns` names them, or there is one, of keys.
"""

from __future__ import annotations

import csv
from collections.abc import Sequence

from qcloud_cos.errors import CosClientError
from qcloud_cos.jobs.entries import Entry
from qcloud_cos.jobs.inputs.columns import Columns, field_of


class Csv:
    """How a CSV file's rows are written."""

    fields: frozenset[str] = frozenset()
    heading = 0

    def __init__(
        self, name: str, bucket: str = "", columns: Sequence[str] = (), url_encoded: bool = False
    ) -> None:
        self._name, self._bucket, self._given, self._url_encoded = name, bucket, columns, url_encoded
        self._columns: Columns | None = None

    def begin(self, first: bytes) -> None:
        [row] = self._parsed([first], 1)
        self.heading = int(self._names_columns([field_of(name) for name in row]))
        names: Sequence[str] = self._given
        if not names and self.heading:
            names = row
        elif not names:
            if len(row) > 1:
                raise CosClientError(
                    f"{self._name} does not name its columns, and has {len(row)}: write a first row such as "
                    "bucket,key, or give the columns"
                )
            names = ["key"]
        self._columns = Columns(names, self._name, self._bucket, self._url_encoded)
        self.fields = self._columns.fields

    def _names_columns(self, fields: list[str | None]) -> bool:
        """Whether a first row is no entry: an object may be called ``key``, too."""
        if self._given:
            return len(fields) > 1 and fields == [field_of(name) for name in self._given]
        return "key" in fields

    def goes_on(self, line: bytes) -> bool:
        return bool(line.count(b'"') & 1)

    def read(self, rows: Sequence[bytes], number: int) -> list[tuple[str, Entry] | None]:
        assert self._columns is not None  # noqa: S101 - the heading is read first
        entry = self._columns.entry
        return [entry(row, at) if row else None for at, row in enumerate(self._parsed(rows, number), number)]

    def _parsed(self, rows: Sequence[bytes], number: int) -> list[list[str]]:
        try:
            return list(csv.reader([row.decode() for row in rows], strict=True))
        except UnicodeDecodeError as error:
            why = f"it is not UTF-8: {error.reason}"
        except csv.Error as error:
            why = f"it is not CSV: {error}"
            if "new-line" in why:
                why = 'a quote stands within a field that has none around it: write "a ""b"" c"'
        raise CosClientError(f"{self._name}, from row {number} on: {why}")
