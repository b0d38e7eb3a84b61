"""Bodies as files: each is written once under ``tmp``, made to last, and moved to its place for good."""

from __future__ import annotations

import errno
import os
import re
import secrets
import threading
from collections import Counter, deque
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from qcloud_cos.server.store.failures import BlobMissing, StoreFull, StoreReadOnly
from qcloud_cos.server.store.root import Root, duplicate, sync_data, sync_folder

_NAME = re.compile(r"[0-9a-f]{32}")
_NO_SPACE = {errno.ENOSPC, errno.EDQUOT, errno.EFBIG}
_SHORTAGES = {errno.EMFILE, errno.ENFILE, errno.ENOMEM}
"""Of this process or machine: they pass, and say nothing of the disk."""


class Blobs:
    """The files of a root.  `broken` is told of an error that means that a disk does not keep its word."""

    def __init__(self, root: Root, durable: bool, broken: Callable[[OSError], None]) -> None:
        self._root = root
        self._durable = durable
        self._broken = broken
        self._lock = threading.Lock()
        self._readers: Counter[str] = Counter()
        self._abandoned: deque[str] = deque()
        self._doomed: set[str] = set()
        self._keepers = 0
        self._lasting: set[str] = set()  # folders whose own names are known to be on disk

    def path(self, blob: str) -> Path:
        return self._root.blobs / blob[:2] / blob

    def new(self) -> tuple[str, Path]:
        """A new blob's id, and where to write it."""
        blob = secrets.token_hex(16)
        return blob, self._root.unfinished / blob

    def discard(self, blob: str) -> bool:
        """Remove a file that is still being written; whether it was."""
        try:
            (self._root.unfinished / blob).unlink()
        except OSError:
            return False
        return True

    def settle(self, blob: str, file: int) -> None:
        """Make a written file last and move it to its place.

        Raises:
            StoreReadOnly: the disk failed, and `broken` was told.
        """
        folder = self._root.blobs / blob[:2]
        try:
            if self._durable:
                sync_data(file)
            folder.mkdir(exist_ok=True)
            os.rename(self._root.unfinished / blob, folder / blob)
            if self._durable:
                sync_folder(folder)
                if folder.name not in self._lasting:
                    sync_folder(self._root.blobs)
                    self._lasting.add(folder.name)
        except OSError as error:
            if error.errno in _NO_SPACE | _SHORTAGES:
                raise
            self._broken(error)
            raise StoreReadOnly(f"read-only after a failed write: {error}") from error

    def is_file(self, blob: str) -> bool:
        """Whether a blob is there and not about to go."""
        with self._lock:
            return blob not in self._doomed and is_blob_name(blob) and self.path(blob).exists()

    def hold(self, blobs: Iterable[str]) -> None:
        """Keep files for a reader; `BlobMissing`, and none is kept, if one is gone."""
        self._leave_abandoned()
        held = []
        try:
            for blob in blobs:
                with self._lock:
                    if blob in self._doomed:
                        raise BlobMissing(blob)
                    self._readers[blob] += 1
                held.append(blob)
                if not self.path(blob).exists():
                    raise BlobMissing(blob)
        except BlobMissing:
            self.leave(held)
            raise

    def leave(self, blobs: Iterable[str]) -> None:
        """The reader is done with them."""
        for blob in blobs:
            with self._lock:
                self._readers[blob] -= 1
                if self._readers[blob]:
                    continue
                del self._readers[blob]
                is_doomed = blob in self._doomed
            if is_doomed:
                self._unlink([blob])

    def abandon(self, blobs: Iterable[str]) -> None:
        """As `leave`, soon.  For a finalizer, which may run while this thread has the lock."""
        self._abandoned.extend(blobs)

    def remove(self, blobs: Iterable[str]) -> None:
        """Remove files that no body uses, each when its last reader is done."""
        self._leave_abandoned()
        with self._lock:
            gone = list(blobs)
            self._doomed.update(gone)
            unread = [blob for blob in gone if blob not in self._readers]
        self._unlink(unread)

    @contextmanager
    def kept(self) -> Iterator[None]:
        """Inside, no file goes; those that should have gone then go at the end."""
        with self._lock:
            self._keepers += 1
        try:
            yield
        finally:
            with self._lock:
                self._keepers -= 1
                waiting = [] if self._keepers else [blob for blob in self._doomed if blob not in self._readers]
            self._unlink(waiting)

    def adopt(self, folder: Path, blobs: Iterable[str]) -> None:
        """Have files in their places that were saved in another folder."""
        touched = set()
        for blob in blobs:
            if not is_blob_name(blob):
                raise ValueError(f"{blob[:100]!r} is no file of a body")
            target = self.path(blob)
            with self._lock:
                self._doomed.discard(blob)
                touched.add(target.parent)  # what is there may be of an attempt that failed before it was on disk
                if target.exists():
                    continue
                target.parent.mkdir(exist_ok=True)
                duplicate(folder / blob[:2] / blob, target, self._durable)
        if touched and self._durable:
            for path in (*touched, self._root.blobs):
                sync_folder(path)

    def any(self) -> bool:
        """Whether there is any file."""
        return next(self._root.blobs.glob("??/*"), None) is not None

    def older_than(self, moment: float) -> Iterator[list[str]]:
        """The blobs last written before `moment`, a folder's at a time."""
        self._leave_abandoned()
        for folder in sorted(path for path in self._root.blobs.iterdir() if path.is_dir()):
            with os.scandir(folder) as entries:
                yield [entry.name for entry in entries if _is_older(entry, moment)]

    def _leave_abandoned(self) -> None:
        while self._abandoned:
            with suppress(IndexError):  # another thread took the last
                self.leave([self._abandoned.popleft()])

    def _unlink(self, blobs: list[str]) -> None:
        for blob in blobs:
            with self._lock:
                if self._keepers or blob in self._readers or blob not in self._doomed:
                    continue  # not yet, or gone, or adopted meanwhile
                with suppress(OSError):  # the next start removes what could not be removed now
                    self.path(blob).unlink(missing_ok=True)
                self._doomed.discard(blob)


@contextmanager
def room_needed() -> Iterator[None]:
    """For what is written inside.

    Raises:
        StoreFull: there is no room for it.
    """
    try:
        yield
    except OSError as error:
        if error.errno in _NO_SPACE:
            raise StoreFull(f"the disk is full: {error.strerror}") from error
        raise


def is_blob_name(text: str) -> bool:
    return _NAME.fullmatch(text) is not None


def _is_older(entry: os.DirEntry[str], moment: float) -> bool:
    try:
        return is_blob_name(entry.name) and entry.stat().st_mtime < moment
    except FileNotFoundError:
        return False
