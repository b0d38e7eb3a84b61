"""An inventory's files: the bucket is read page by page, and its rows are compressed as they come."""

from __future__ import annotations

import csv
import io
import secrets
import zlib
from collections.abc import Callable, Iterator

from qcloud_cos.server.inventory.manifest import Sums, folder
from qcloud_cos.server.inventory.rows import row_of
from qcloud_cos.server.inventory.wanted import Wanted
from qcloud_cos.server.store import Bucket, Content, Receiver, Store, Version

ROWS_A_FILE = 1_000_000
_GZIP = 31  # zlib's name for a gzip frame


class Cancelled(Exception):
    """The server stops; the inventory is made when it is up again."""


class Report:
    """The files of one inventory as they are written.  It ends with `finish`, or with `abort`."""

    def __init__(self, store: Store, wanted: Wanted, bucket: Bucket, rows_a_file: int = ROWS_A_FILE) -> None:
        self.sums = Sums()
        self._store = store
        self._wanted = wanted
        self._bucket = bucket
        self._row = row_of(wanted, bucket)
        self._rows_a_file = rows_a_file
        self._files: list[tuple[Receiver, str]] = []
        self._free = 0
        """How many rows the last file still takes."""
        self._packer = zlib.compressobj()

    def write(self, is_cancelled: Callable[[], bool]) -> None:
        """Raises:
        Cancelled: as it was asked to.
        """
        for page in _pages(self._store, self._wanted, self._bucket.name):
            if is_cancelled():
                raise Cancelled
            listed = [version for version in page if self._wanted.lists(version)]
            self.sums.seen += len(page)
            self.sums.seen_bytes += sum([version.size for version in page])
            self.sums.listed += len(listed)
            self.sums.listed_bytes += sum([version.size for version in listed])
            self._write([self._row(version) for version in listed])
        if not self._files:
            self._begin()  # an empty bucket has an empty list

    def finish(self) -> list[tuple[str, Content]]:
        """The files, by key."""
        self._end()
        return [(key, receiver.finish()) for receiver, key in self._files]

    def abort(self) -> None:
        for receiver, _ in self._files:
            receiver.abort()

    def _write(self, rows: list[list[str]]) -> None:
        while rows:
            if not self._free:
                self._begin()
            some, rows = rows[: self._free], rows[self._free :]
            self._free -= len(some)
            text = io.StringIO()
            csv.writer(text, quoting=csv.QUOTE_ALL, lineterminator="\n").writerows(some)
            self._files[-1][0].write(self._packer.compress(text.getvalue().encode()))

    def _begin(self) -> None:
        self._end()
        key = f"{folder(self._wanted, self._bucket.name)}{secrets.token_hex(16)}.csv.gz"
        self._files.append((self._store.receive(), key))
        self._packer = zlib.compressobj(wbits=_GZIP)
        self._free = self._rows_a_file

    def _end(self) -> None:
        if self._files:
            self._files[-1][0].write(self._packer.flush())


def _pages(store: Store, wanted: Wanted, bucket: str) -> Iterator[list[Version]]:
    key = version_id = ""
    more = True
    while more:
        if wanted.all_versions:
            page = store.read.list_versions(bucket, wanted.prefix, "", key, version_id)
        else:
            page = store.read.list_objects(bucket, wanted.prefix, "", key)
        yield page.entries
        key, version_id, more = page.next_key, page.next_id, page.truncated
