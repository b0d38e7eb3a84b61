"""The one thread that writes.

Calls that wait together share a transaction, each in a savepoint of its own: a commit waits for the disk,
and sixteen writes wait for it no longer than one.  A future is resolved only after the commit.
"""

from __future__ import annotations

import queue
import sqlite3
import threading
from collections.abc import Callable
from concurrent.futures import Future
from typing import Any, TypeVar

from qcloud_cos.server.store.blobs import Blobs
from qcloud_cos.server.store.changes import Changes
from qcloud_cos.server.store.failures import StoreClosed, StoreError, StoreFull, StoreReadOnly

T = TypeVar("T")
_Job = tuple[Callable[[Changes], Any], Future[Any]]
_Outcome = tuple[Future[Any], Any, BaseException | None]
_MOST = 256
_FULL = 13  # SQLITE_FULL
_BUSY = 5  # SQLITE_BUSY


class Writer:
    """Runs functions on `changes`, in the order they are given."""

    def __init__(self, db: sqlite3.Connection, changes: Changes, blobs: Blobs) -> None:
        self._db = db
        self._changes = changes
        self._blobs = blobs
        self._jobs: queue.SimpleQueue[_Job | None] = queue.SimpleQueue()
        self._gate = threading.Lock()
        self._closed = False
        self._refusal: StoreReadOnly | None = None
        self.generation = 0
        """Another number whenever buckets or their documents have changed."""
        self.tasked: Callable[[], None] | None = None
        """Called when tasks were committed."""
        self._thread = threading.Thread(target=self._run, name="cos-store-writer", daemon=True)
        self._thread.start()

    def submit(self, fn: Callable[[Changes], T]) -> Future[T]:
        future: Future[T] = Future()
        with self._gate:
            if not self._closed:
                self._jobs.put((fn, future))
                return future
        future.set_exception(StoreClosed("the store is closed"))
        return future

    def refuse(self, cause: Exception) -> None:
        """Write nothing any more: what the disk was told to keep may not be there."""
        if self._refusal is None:
            self._refusal = StoreReadOnly(f"read-only after a failed write: {cause}")

    def close(self) -> None:
        """Finish what was given, and stop."""
        with self._gate:
            if not self._closed:
                self._closed = True
                self._jobs.put(None)
        self._thread.join()

    def _run(self) -> None:
        while batch := self._batch():
            self._commit(batch)

    def _batch(self) -> list[_Job]:
        """The calls that wait, at least one; none when it is time to stop."""
        job = self._jobs.get()
        batch: list[_Job] = []
        while job is not None:
            if job[1].set_running_or_notify_cancel():
                batch.append(job)
            if len(batch) == _MOST:
                return batch
            try:
                job = self._jobs.get_nowait()
            except queue.Empty:
                if batch:
                    return batch
                job = self._jobs.get()
        self._jobs.put(None)  # met again once the batch before it is done
        return batch

    def _commit(self, batch: list[_Job]) -> None:
        try:
            outcomes, files = self._transaction(batch)
        except Exception as error:
            failure = self._failure(error)
            for _, future in batch:
                future.set_exception(failure)
            return
        for future, result, raised in outcomes:
            if raised is None:
                future.set_result(result)
            else:
                future.set_exception(raised)
        if files:
            self._blobs.remove(files)
        if self._changes.has_tasks:
            self._changes.has_tasks = False
            if self.tasked is not None:
                self.tasked()

    def _transaction(self, batch: list[_Job]) -> tuple[list[_Outcome], list[str]]:
        if self._refusal:
            raise self._refusal
        self._db.execute("BEGIN IMMEDIATE")
        try:
            outcomes = [self._attempt(fn, future) for fn, future in batch]
            files = self._changes.settle()
            if self._refusal:
                raise self._refusal
            self._db.execute("COMMIT")
            if self._changes.has_new_buckets:
                self._changes.has_new_buckets = False
                self.generation += 1
        except BaseException:
            self._changes.undone()
            if self._db.in_transaction:
                self._db.execute("ROLLBACK")
            raise
        return outcomes, files

    def _attempt(self, fn: Callable[[Changes], Any], future: Future[Any]) -> _Outcome:
        self._db.execute("SAVEPOINT job")
        try:
            result = fn(self._changes)
        except BaseException as error:
            if not self._db.in_transaction:  # SQLite undid all of it, other calls' changes too
                raise
            self._changes.undone()
            self._db.execute("ROLLBACK TO job")
            self._db.execute("RELEASE job")
            return future, None, _full(error) if _code(error) == _FULL else error
        self._db.execute("RELEASE job")
        return future, result, None

    def _failure(self, error: Exception) -> StoreError:
        """What to tell those whose transaction was lost."""
        if isinstance(error, StoreError):
            return error
        code = _code(error)
        if code == _FULL:
            return _full(error)
        if code == _BUSY:
            return StoreError(f"the database is in use by another program: {error}")
        self.refuse(error)
        return self._refusal or StoreReadOnly(str(error))


def _full(error: BaseException) -> StoreFull:
    return StoreFull(f"the disk is full: {error}")


def _code(error: BaseException) -> int:
    """SQLite's primary result code, 0 if the error is not SQLite's."""
    return getattr(error, "sqlite_errorcode", 0) & 0xFF
