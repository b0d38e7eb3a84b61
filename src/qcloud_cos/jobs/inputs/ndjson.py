"""Manifests of a JSON document a line: an object with `key`, or just the key as a text."""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import Any

from qcloud_cos.errors import CosClientError
from qcloud_cos.jobs.entries import Entry
from qcloud_cos.jobs.inputs.columns import Columns

_FOUND = frozenset(Entry._fields) - {"version_id"}


class Ndjson:
    """How such a file's rows are written."""

    fields: frozenset[str] = frozenset()
    heading = 0

    def __init__(self, name: str, bucket: str = "", url_encoded: bool = False) -> None:
        self._name, self._bucket, self._url_encoded = name, bucket, url_encoded
        self._known: dict[tuple[str, ...], Columns] = {}

    def begin(self, first: bytes) -> None:
        one = self._parsed(first, 1)
        self.fields = self._columns(one).fields if one is not None else frozenset({"key"})

    def goes_on(self, line: bytes) -> bool:
        return False

    def read(self, rows: Sequence[bytes], number: int) -> list[tuple[str, Entry] | None]:
        return [self._read(row, at) for at, row in enumerate(rows, number)]

    def _read(self, row: bytes, number: int) -> tuple[str, Entry] | None:
        one = self._parsed(row, number)
        return None if one is None else self._columns(one).entry(list(one.values()), number)

    def _parsed(self, row: bytes, number: int) -> dict[str, Any] | None:
        if not row.strip():
            return None
        try:
            found = json.loads(row)
        except (ValueError, RecursionError) as error:
            raise CosClientError(f"{self._name}, row {number}: it is not JSON: {error}") from None
        if isinstance(found, str):
            return {"key": found}
        if not isinstance(found, dict):
            raise CosClientError(f'{self._name}, row {number}: it is neither {{"key": ...}} nor "a key"')
        return _flat(found)

    def _columns(self, one: dict[str, Any]) -> Columns:
        """Rows may have different fields; mostly they have not."""
        names = tuple(one)
        if names not in self._known:
            if len(self._known) > 1000:
                self._known.clear()
            self._known[names] = Columns(names, self._name, self._bucket, self._url_encoded)
        return self._known[names]


def _flat(found: dict[str, Any]) -> dict[str, Any]:
    """With what `cos job run head` found, if this is a row of its report.

    But for the id of the version: nobody has named one, and who deletes objects does not mean that.
    """
    result = found.get("result")
    if not isinstance(result, dict):
        return found
    known = {name: value for name, value in result.items() if name in _FOUND and name not in found}
    return {**found, **known}
