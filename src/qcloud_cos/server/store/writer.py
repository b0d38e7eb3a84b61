"""The one that writes: a connection, and a thread that waits for the disk.

Calls that wait together share a transaction, each in a savepoint of its own: a commit waits for the disk,
and sixteen writes wait for it no longer than one.  Nobody is told of a result before the commit.

The transactions of whoever calls `submit` are made in the thread.  An event loop borrows the connection instead,
runs its calls itself, and leaves only the commit to the thread: see `LoopWriter`.
"""

from __future__ import annotations

import sqlite3
import threading
import time
from collections import deque
from collections.abc import Callable, Sequence
from concurrent.futures import Future
from typing import Any, NamedTuple, TypeVar

from qcloud_cos.server.store.blobs import Blobs
from qcloud_cos.server.store.changes import Changes
from qcloud_cos.server.store.failures import StoreClosed, StoreError, StoreFull, StoreReadOnly

T = TypeVar("T")
_MOST = 256
_FULL = 13  # SQLITE_FULL
_BUSY = 5  # SQLITE_BUSY
_PATIENCE_SECONDS = 10.0
_NAP_SECONDS = 0.02


class Job(NamedTuple):
    fn: Callable[[Changes], Any]
    future: Any
    """Of whoever waits for the result."""


class Outcome(NamedTuple):
    future: Any
    result: Any
    raised: BaseException | None


class Busy(StoreError):
    """Another program is writing to the database."""


class _Made(NamedTuple):
    """A transaction that wants only its commit."""

    outcomes: list[Outcome]
    tell: Callable[[list[Outcome]], None]
    files: Sequence[str]
    """Not needed any more once it is committed."""


class Writer:
    """Runs functions on `changes`, in the order they are given."""

    def __init__(self, db: sqlite3.Connection, changes: Changes, blobs: Blobs) -> None:
        self._db = db
        self._changes = changes
        self._blobs = blobs
        self._gate = threading.Condition()
        self._jobs: deque[Job] = deque()
        self._made: _Made | None = None
        self._taken = False  # somebody has the connection
        self._wakes: set[Callable[[], None]] = set()  # of those who wanted it in vain
        self._closed = False
        self._refusal: StoreReadOnly | None = None
        self.generation = 0
        """Another number whenever buckets or their documents have changed."""
        self.renewed: Callable[[], None] | None = None
        """Called when that has another number, before whoever wrote is told."""
        self.tasked: Callable[[], None] | None = None
        """Called when tasks were committed."""
        self._thread = threading.Thread(target=self._run, name="cos-store-writer", daemon=True)
        self._thread.start()

    def submit(self, fn: Callable[[Changes], T]) -> Future[T]:
        future: Future[T] = Future()
        with self._gate:
            if not self._closed:
                self._jobs.append(Job(fn, future))
                self._gate.notify()
                return future
        future.set_exception(StoreClosed("the store is closed"))
        return future

    def borrow(self, wake: Callable[[], None]) -> bool:
        """Whether the connection is the caller's, for one `make`; if not, `wake` is called when it may be.

        Raises:
            StoreClosed
        """
        with self._gate:
            if self._closed:
                raise StoreClosed("the store is closed")
            if self._taken or self._jobs:
                self._wakes.add(wake)
                return False
            self._taken = True
            return True

    def make(self, jobs: list[Job], tell: Callable[[list[Outcome]], None]) -> None:
        """Run what there is to do, and have it committed; in the writer's thread `tell` is called then.

        Raises:
            Busy: nothing was run.
            StoreError: nothing was kept.
        """
        try:
            made = self._transaction(jobs, tell)
        except BaseException as error:
            self._give_back()
            if not isinstance(error, Exception):
                raise
            raise self._failure(error) from error
        with self._gate:
            self._made = made
            self._gate.notify()

    def refuse(self, cause: Exception) -> None:
        """Write nothing any more: what the disk was told to keep may not be there."""
        if self._refusal is None:
            self._refusal = StoreReadOnly(f"read-only after a failed write: {cause}")

    def close(self) -> None:
        """Finish what was given, and stop."""
        with self._gate:
            self._closed = True
            self._gate.notify()
        self._thread.join()

    def _run(self) -> None:
        while True:
            with self._gate:
                while not self._made and (self._taken or not (self._jobs or self._closed)):
                    self._gate.wait()
                made, self._made = self._made, None
                if made is None and not self._jobs:
                    return
                self._taken = True
            if made is None:
                made = self._patiently_made()
            if made is not None:
                self._finish(made)

    def _patiently_made(self) -> _Made | None:
        """The transaction of the calls that wait; None if there is nothing to commit."""
        jobs: list[Job] = []
        while self._jobs and len(jobs) < _MOST:
            job = self._jobs.popleft()
            if job.future.set_running_or_notify_cancel():
                jobs.append(job)
        patience = time.monotonic() + _PATIENCE_SECONDS
        while True:
            try:
                return self._transaction(jobs, _resolve)
            except Exception as error:
                failure = self._failure(error)
            if not isinstance(failure, Busy) or time.monotonic() > patience:
                break
            time.sleep(_NAP_SECONDS)
        self._give_back()
        _resolve([Outcome(job.future, None, failure) for job in jobs])
        return None

    def _finish(self, made: _Made) -> None:
        outcomes, tell, files = made
        generation = self.generation
        try:
            self._commit()
        except Exception as error:
            failure = self._failure(error)
            outcomes, files = [Outcome(outcome.future, None, failure) for outcome in outcomes], ()
        has_tasks, self._changes.has_tasks = self._changes.has_tasks, False
        is_new = self.generation != generation
        self._give_back()
        if is_new and self.renewed is not None:
            self.renewed()
        tell(outcomes)
        if files:
            self._blobs.remove(files)
        if has_tasks and self.tasked is not None:
            self.tasked()

    def _give_back(self) -> None:
        with self._gate:
            self._taken = False
            wakes, self._wakes = self._wakes, set()
            self._gate.notify()
        for wake in wakes:
            wake()

    def _transaction(self, jobs: list[Job], tell: Callable[[list[Outcome]], None]) -> _Made:
        if self._refusal:
            raise self._refusal
        self._db.execute("BEGIN IMMEDIATE")
        try:
            outcomes = [self._attempt(job) for job in jobs]
            return _Made(outcomes, tell, self._changes.settle())
        except BaseException:
            self._undo()
            raise

    def _commit(self) -> None:
        try:
            if self._refusal:
                raise self._refusal
            self._db.execute("COMMIT")
        except BaseException:
            self._undo()
            raise
        if self._changes.has_new_buckets:
            self._changes.has_new_buckets = False
            self.generation += 1

    def _undo(self) -> None:
        self._changes.undone()
        if self._db.in_transaction:
            self._db.execute("ROLLBACK")

    def _attempt(self, job: Job) -> Outcome:
        self._db.execute("SAVEPOINT job")
        try:
            result = job.fn(self._changes)
        except BaseException as error:
            if not self._db.in_transaction:  # SQLite undid all of it, other calls' changes too
                raise
            self._changes.undone()
            self._db.execute("ROLLBACK TO job")
            self._db.execute("RELEASE job")
            return Outcome(job.future, None, _full(error) if _code(error) == _FULL else error)
        self._db.execute("RELEASE job")
        return Outcome(job.future, result, None)

    def _failure(self, error: Exception) -> StoreError:
        """What to tell those whose transaction was lost."""
        if isinstance(error, StoreError):
            return error
        code = _code(error)
        if code == _FULL:
            return _full(error)
        if code == _BUSY:
            return Busy(f"the database is in use by another program: {error}")
        self.refuse(error)
        return self._refusal or StoreReadOnly(str(error))


def _resolve(outcomes: list[Outcome]) -> None:
    for future, result, raised in outcomes:
        if raised is None:
            future.set_result(result)
        else:
            future.set_exception(raised)


def _full(error: BaseException) -> StoreFull:
    return StoreFull(f"the disk is full: {error}")


def _code(error: BaseException) -> int:
    """SQLite's primary result code, 0 if the error is not SQLite's."""
    return getattr(error, "sqlite_errorcode", 0) & 0xFF
