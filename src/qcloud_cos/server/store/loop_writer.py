"""Writes of an event loop.

Their statements are run on the loop itself, all that came in one turn of it in one transaction: handing each to
a thread would cost more than the statements do.  Only the commit, which waits for the disk, is the thread's.
Meanwhile the loop goes on, and what is written then shares the next transaction.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from concurrent.futures import Future
from contextlib import suppress
from functools import partial
from typing import Any, TypeVar

from qcloud_cos.server.store.changes import Changes
from qcloud_cos.server.store.failures import StoreClosed, StoreError
from qcloud_cos.server.store.writer import Busy, Job, Outcome, Writer

T = TypeVar("T")
_MOST = 64
"""A transaction keeps the loop from everything else."""


class LoopWriter:
    """To be made, and used, on the loop."""

    def __init__(self, writer: Writer) -> None:
        self._writer = writer
        self._loop = asyncio.get_running_loop()
        self._jobs: list[Job] = []
        self._is_due = False

    def write(self, fn: Callable[[Changes], T]) -> asyncio.Future[T]:
        """As `Store.write`, for calls that do not take long."""
        future: asyncio.Future[T] = self._loop.create_future()
        self._jobs.append(Job(fn, future))
        self._call_soon()
        return future

    def _call_soon(self) -> None:
        if not self._is_due:
            self._is_due = True
            self._loop.call_soon(self._begin)

    def _begin(self) -> None:
        self._is_due = False
        if not self._jobs:
            return
        try:
            if not self._writer.borrow(self._wake):
                return
            jobs, self._jobs = self._jobs[:_MOST], self._jobs[_MOST:]
            self._writer.make([job for job in jobs if not job.future.done()], self._told)
        except Busy:
            self._leave_to_the_thread(jobs)
        except StoreClosed as error:
            jobs, self._jobs = self._jobs, []
            _resolve([Outcome(job.future, None, error) for job in jobs])
        except StoreError as error:
            _resolve([Outcome(job.future, None, error) for job in jobs])
            self._call_soon()

    def _leave_to_the_thread(self, jobs: list[Job]) -> None:
        """It can wait until no other program has the database."""

        def tell(done: Future[Any], future: asyncio.Future[Any]) -> None:
            raised = done.exception()
            self._told([Outcome(future, None if raised else done.result(), raised)])

        for job in jobs:
            self._writer.submit(job.fn).add_done_callback(partial(tell, future=job.future))

    def _wake(self) -> None:
        with suppress(RuntimeError):  # the loop has ended
            self._loop.call_soon_threadsafe(self._begin)

    def _told(self, outcomes: list[Outcome]) -> None:
        with suppress(RuntimeError):
            self._loop.call_soon_threadsafe(self._finish, outcomes)

    def _finish(self, outcomes: list[Outcome]) -> None:
        self._begin()  # first, for the disk is idle
        _resolve(outcomes)


def _resolve(outcomes: list[Outcome]) -> None:
    for future, result, raised in outcomes:
        if future.done():
            continue  # whoever waited for it was cancelled
        if raised is None:
            future.set_result(result)
        else:
            future.set_exception(raised)
