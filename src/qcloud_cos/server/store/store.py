"""The store: a root directory, a reading connection for each thread, and one writer."""

from __future__ import annotations

import math
import sqlite3
import threading
import time
from collections.abc import Callable
from concurrent.futures import Future
from contextlib import ExitStack
from functools import partial
from pathlib import Path
from typing import TypeVar

from qcloud_cos.server.store import schema
from qcloud_cos.server.store.blobs import Blobs
from qcloud_cos.server.store.bodies import ROW_MARK
from qcloud_cos.server.store.changes import Changes
from qcloud_cos.server.store.database import Snapshot
from qcloud_cos.server.store.failures import BlobMissing, RootDamaged, StoreClosed
from qcloud_cos.server.store.loop_writer import LoopWriter
from qcloud_cos.server.store.reader import Piece, Reader
from qcloud_cos.server.store.receiver import Receiver
from qcloud_cos.server.store.root import Root
from qcloud_cos.server.store.saved import SavedStates
from qcloud_cos.server.store.schema import Durability
from qcloud_cos.server.store.values import Content, Segment
from qcloud_cos.server.store.writer import Writer

T = TypeVar("T")
_CHUNK = 256 * 1024
_GRACE_SECONDS = 3600.0  # a body may be received long before it is stored
_AT_ONCE = 500


class Store:
    """All that a server keeps.  Not to be used after a fork.

    Args:
        root: the directory; None for a temporary one, which is removed on close.
        now: the clock that version ids are made from.
        durability: "disk": what was written survives a power cut; "os": a killed process.

    Raises:
        StoreError: `RootLocked`, `RootUnwritable`, `RootDamaged`.
    """

    def __init__(
        self,
        root: Path | str | None,
        *,
        now: Callable[[], float] = time.time,
        durability: Durability = "disk",
    ) -> None:
        with ExitStack() as undo:
            self._root = Root(root)
            undo.callback(self._root.close)
            synchronous = "OFF" if root is None else "FULL" if durability == "disk" else "NORMAL"
            self._blobs = Blobs(self._root, synchronous == "FULL", self._broken)
            db = schema.open_database(self._root.database, synchronous, may_be_new=not self._blobs.any())
            undo.callback(db.close)
            self._writer = Writer(db, Changes(db, now, self._blobs.is_file), self._blobs)
            undo.callback(self._writer.close)
            self._readers = Readers(self._root.database)
            undo.callback(self._readers.close)
            self.saved = SavedStates(self._root.saved, self._root.database, self._blobs, synchronous == "FULL")
            """States of the whole store, by name."""
            self.janitor(grace_seconds=-math.inf)  # nobody is receiving yet
            self._closing = undo.pop_all()

    @property
    def root(self) -> Path:
        return self._root.path

    @property
    def scratch(self) -> Path:
        """A folder for files that are of no use after the server's end."""
        return self._root.unfinished

    @property
    def read(self) -> Snapshot:
        """What is stored, for the calling thread."""
        return self._readers.mine()

    @property
    def generation(self) -> int:
        """Another number whenever buckets or their documents have changed, before that is acknowledged."""
        return self._writer.generation

    def write(self, fn: Callable[[Changes], T]) -> Future[T]:
        """Run `fn` in the writer's thread; the future's result is its, once that is durable.

        If `fn` raises, nothing of what it did is done, and the future raises the same.
        """
        return self._writer.submit(fn)

    def loop_writer(self) -> LoopWriter:
        """What the running loop writes with."""
        return LoopWriter(self._writer)

    def on_documents(self, call: Callable[[], None]) -> None:
        """Have `call` called, in the writer's thread, whenever buckets or their documents have changed."""
        self._writer.renewed = call

    def on_tasks(self, call: Callable[[], None]) -> None:
        """Have `call` called, in the writer's thread, whenever tasks were stored."""
        self._writer.tasked = call

    def receive(self) -> Receiver:
        """Take in a body, to be stored with `Changes.put` or `put_part` once it is finished."""
        return Receiver(self._blobs, lambda blob: self.write(lambda db: db.forsake([blob])))

    def open(self, content: Content, start: int = 0, stop: int | None = None, chunk: int = _CHUNK) -> Reader:
        """The bytes from `start` up to, not including, `stop`.

        Raises:
            BlobMissing: the content was deleted or overwritten since it was read; read it again.
        """
        stop = content.size if stop is None else min(stop, content.size)
        pieces: list[Piece]
        if content.inline is not None:
            pieces = [content.inline[start:stop]] if start < stop else []
        elif content.is_listed:
            raise ValueError("a listing's content has no bytes: read the version first")
        else:
            pieces = [self._piece(segment) for segment in content.cut(start, stop)]
        return Reader(self._blobs, pieces, chunk)

    def reset(self, bucket: str | None = None) -> None:
        """Delete everything, as after a first start; or a bucket, with all that is in it."""
        self.write(lambda db: db.clear() if bucket is None else db.clear_bucket(bucket)).result()

    def restore(self, name: str) -> None:
        """Have everything as in a saved state, all at once.

        Raises:
            NoSuchState; RootDamaged: the state is not whole, and nothing is changed.
        """
        with self.saved.opened(name) as (db, folder):
            try:
                self.write(lambda changes: changes.restore(db, partial(self._blobs.adopt, folder))).result()
            except (FileNotFoundError, ValueError, sqlite3.Error) as error:
                raise RootDamaged(f"the snapshot {name} is not whole: {error}") from error

    def janitor(self, grace_seconds: float = _GRACE_SECONDS) -> int:
        """Remove the files that no body uses and that are older than the grace; how many there were."""
        count = 0
        for blobs in self._blobs.older_than(time.time() - grace_seconds):
            lost = self.read.strangers(blobs)
            for at in range(0, len(lost), _AT_ONCE):
                self.write(partial(Changes.forsake, blobs=lost[at : at + _AT_ONCE])).result()
            count += len(lost)
        return count

    def close(self) -> None:
        """Finish what was given to `write`, and let go of the root."""
        self._closing.close()

    def _broken(self, error: OSError) -> None:
        self._writer.refuse(error)

    def _piece(self, segment: Segment) -> Piece:
        if not segment.blob.startswith(ROW_MARK):
            return segment
        data = self.read.row_blob(segment)
        if data is None:
            raise BlobMissing(segment.blob)
        return data


class Readers:
    """Connections that only read, one for each thread that asks."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._mine = threading.local()
        self._lock = threading.Lock()
        self._open: list[tuple[threading.Thread, sqlite3.Connection]] = []
        self._closed = False

    def mine(self) -> Snapshot:
        found: Snapshot | None = getattr(self._mine, "snapshot", None)
        if found is None:
            found = self._mine.snapshot = self._connect()
        return found

    def close(self) -> None:
        with self._lock:
            self._closed = True
            for _, db in self._open:
                db.close()
            self._open.clear()

    def _connect(self) -> Snapshot:
        with self._lock:
            if self._closed:
                raise StoreClosed("the store is closed")
            for thread, db in self._open:
                if not thread.is_alive():
                    db.close()
            self._open = [(thread, db) for thread, db in self._open if thread.is_alive()]
            db = schema.connect(self._path, readonly=True)
            self._open.append((threading.current_thread(), db))
            return Snapshot(db)
