"""Manifests in Parquet: row groups that are done are not read again."""

from __future__ import annotations

import os
import tempfile
import weakref
from collections.abc import AsyncGenerator, Callable
from contextlib import aclosing, suppress
from typing import Any

from qcloud_cos.errors import CosClientError
from qcloud_cos.jobs.clients import Clients
from qcloud_cos.jobs.entries import Batch, Entry
from qcloud_cos.jobs.inputs.columns import Columns, field_of, is_url
from qcloud_cos.jobs.inputs.cutting import Group, cut
from qcloud_cos.jobs.inputs.positions import Done
from qcloud_cos.jobs.inputs.sources import File, Source, source

_ROWS = 5000


class Parquet:
    """A position is the number of the rows before it.  An object is downloaded to a temporary file first."""

    def __init__(self, manifest: str, bucket: str = "", encoding: str = "") -> None:
        self._name, self._bucket, self._url_encoded = manifest, bucket, is_url(encoding)
        self.fields: frozenset[str] = frozenset()
        self.identity = ""
        self._path = ""
        self._columns: Any = None
        self._names: list[str] = []

    async def open(self, clients: Clients) -> None:
        _pyarrow()
        file = source(self._name)
        self.identity = await file.open(clients)
        if isinstance(file, File):
            self._path = self._name
        else:
            self._path = await self._downloaded(file, clients)
        with self._opened() as opened:
            self._names = [name for name in opened.schema_arrow.names if field_of(name)]
        self._columns = Columns(self._names, self._name, self._bucket, self._url_encoded)
        self.fields = self._columns.fields

    async def _downloaded(self, file: Source, clients: Clients) -> str:
        number, path = tempfile.mkstemp(suffix=".parquet")
        weakref.finalize(self, _removed, path)
        with os.fdopen(number, "wb") as copy:
            async with aclosing(file.pieces(clients, 0)) as pieces:
                async for piece in pieces:
                    copy.write(piece)
        return path

    async def count(self, clients: Clients) -> int | None:
        with self._opened() as opened:
            rows: int = opened.metadata.num_rows
            return rows

    def batches(
        self, clients: Clients, size: int, done: Done, where: Callable[[Entry], bool] | None = None
    ) -> AsyncGenerator[Batch]:
        return cut(self._pages, size, done, where)

    async def _pages(self, after: str) -> AsyncGenerator[list[Group]]:
        first = int(after or 0)
        with self._opened() as opened:
            groups, row = _from(opened.metadata, first)
            for found in opened.iter_batches(_ROWS, row_groups=groups, columns=self._names):
                page = []
                for values in zip(*(column.to_pylist() for column in found.select(self._names).columns)):
                    row += 1
                    if row > first:
                        bucket, entry = self._columns.entry(values, row)
                        page.append(Group(bucket, f"{row:012}", (entry,)))
                yield page

    def _opened(self) -> Any:
        arrow, parquet = _pyarrow()
        try:
            return parquet.ParquetFile(self._path)
        except OSError as error:
            raise CosClientError(f"{self._name} cannot be read: {error}") from error
        except arrow.ArrowException as error:
            raise CosClientError(f"{self._name} is not Parquet: {error}") from error


def _removed(path: str) -> None:
    with suppress(OSError):
        os.remove(path)


def _from(metadata: Any, first: int) -> tuple[list[int], int]:
    """The row groups that are not wholly before a row, and how many rows are before these."""
    before = 0
    for number in range(metadata.num_row_groups):
        rows = metadata.row_group(number).num_rows
        if before + rows > first:
            return list(range(number, metadata.num_row_groups)), before
        before += rows
    return [], before


def _pyarrow() -> tuple[Any, Any]:
    try:
        import pyarrow
        from pyarrow import parquet
    except ImportError:
        raise CosClientError(
            "manifests in Parquet need pyarrow: pip install 'cos-python-sdk-v5[parquet]'; or write the manifest "
            "as CSV or NDJSON"
        ) from None
    return pyarrow, parquet
