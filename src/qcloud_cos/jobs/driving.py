"""One run of a job: batches out to workers, what came of them into the state."""

from __future__ import annotations

import asyncio
import time
from collections.abc import AsyncGenerator, Callable
from contextlib import suppress
from typing import Any

from qcloud_cos.errors import CosException
from qcloud_cos.jobs.engines.engine import Engine, WorkerLost
from qcloud_cos.jobs.entries import Batch
from qcloud_cos.jobs.outcomes import Outcome
from qcloud_cos.jobs.pace import Paces
from qcloud_cos.jobs.rows import row
from qcloud_cos.jobs.specification import JobSpecification
from qcloud_cos.jobs.state.records import CANCEL, Ending, Part, Progress, Records
from qcloud_cos.jobs.tally import Tally
from qcloud_cos.jobs.working import BatchResult, work

LOOKS_EACH_SECONDS = 2.0
"""How often it is looked whether somebody has cancelled the job."""
EACH_WORKER = 2
"""Batches: one under way, and one that waits for it to end."""

Told = Callable[[Progress], object]


class Driver:
    """Holds few batches at a time, however many there are.

    Args:
        max_failures: more in this run end it.
        rate: objects a second, all workers together.
    """

    def __init__(
        self,
        specification: JobSpecification,
        engine: Engine,
        records: Records,
        progress: Progress,
        *,
        rate: float | None = None,
        max_failures: int | None = None,
        told: Told | None = None,
    ) -> None:
        self._text = specification.to_text()
        self._engine, self._records, self.progress = engine, records, progress
        self._paces = Paces(rate, time.monotonic())
        self._max_failures = max_failures
        self._told = told
        self._run = progress.runs + 1
        self._number = progress.last
        self._failures = 0
        self._began = time.monotonic()
        self._open: dict[asyncio.Future[BatchResult], Batch] = {}
        self._stopping: Ending | None = None
        self._stopped = asyncio.Event()

    def stop(self, how: Ending = "interrupted") -> None:
        """Begin no more batches, and in those under way no more objects where workers can be told."""
        self._stopping = self._stopping or how
        self._engine.withdraw()
        self._stopped.set()

    def abort(self) -> None:
        """Drop those under way, too: gone on with, they are done again."""
        self.stop()
        self._engine.cancel()

    async def run(self, batches: AsyncGenerator[Batch, None]) -> Ending:
        """Do them all, or as many as can be before something stops it.

        Raises:
            CosException: every other object would meet it, too.
        """
        looking = asyncio.create_task(self._look())
        coming: asyncio.Task[Batch | None] | None = asyncio.create_task(_next(batches))
        stopped = asyncio.create_task(self._stopped.wait())
        try:
            while coming is not None or self._open:
                if self._stopping is not None and coming is not None:
                    await _dropped(coming)
                    coming = None
                    continue
                room = len(self._open) < self._engine.capacity() * EACH_WORKER
                awaited: set[asyncio.Future[Any]] = {*self._open}
                if coming is not None and room:
                    awaited.add(coming)
                if self._stopping is None:
                    awaited |= {stopped, looking}
                await asyncio.wait(awaited, return_when=asyncio.FIRST_COMPLETED)
                if looking.done():
                    looking.result()  # it ends by itself only if the job was cancelled, or is another's
                if coming is not None and coming.done() and room:
                    coming = self._submit(coming.result(), batches)
                for future in [each for each in self._open if each.done()]:
                    await self._note(future)
        finally:
            for task in (looking, stopped, *([coming] if coming else [])):
                await _dropped(task)
        return self._stopping or "done"

    def _submit(
        self, batch: Batch | None, batches: AsyncGenerator[Batch, None]
    ) -> asyncio.Task[Batch | None] | None:
        if batch is None:
            return None
        share = self._paces.share(self._engine.capacity(), time.monotonic())
        future = self._engine.submit(work, self._text, batch._replace(ends=()), share)
        future.add_done_callback(_seen)
        self._open[future] = batch
        return asyncio.create_task(_next(batches))

    async def _note(self, future: asyncio.Future[BatchResult]) -> None:
        batch = self._open.pop(future)
        if future.cancelled():
            return
        try:
            result = future.result()
        except WorkerLost as error:
            result = _all_failed(batch, error)
        capacity = self._engine.capacity()
        self._paces.heard(result.tally.throttles, result.limit, capacity, time.monotonic())
        end = batch.end if result.done is None else _end_of(batch, result.done)
        if end == batch.start:
            return  # none of it was begun
        self._number += 1
        seconds = round(time.monotonic() - self._began, 3)
        part = Part(self._number, batch.bucket, batch.start, end, self._run, seconds, result.tally)
        await self._records.note(part, result.rows)
        self.progress.add(part)
        self._failures += part.tally.bad
        if self._max_failures is not None and self._failures > self._max_failures:
            self.stop("too many failures")
        if self._told is not None:
            self._told(self.progress)

    async def _look(self) -> None:
        while True:
            await self._records.storage.keep()
            with suppress(CosException):  # the next look may tell
                if await self._records.storage.read(CANCEL) is not None:
                    self.stop("cancelled")
                    return
            await asyncio.sleep(LOOKS_EACH_SECONDS)


async def _next(batches: AsyncGenerator[Batch, None]) -> Batch | None:
    return await anext(batches, None)


def _seen(future: asyncio.Future[Any]) -> None:
    """One error ends the job; that others have met it, too, need not be told."""
    if not future.cancelled():
        future.exception()


async def _dropped(task: asyncio.Task[Any]) -> None:
    """What came of it is nobody's concern any more."""
    task.cancel()
    await asyncio.wait([task])
    _seen(task)


def _end_of(batch: Batch, done: int) -> str:
    """Where its first so many entries end."""
    return batch.ends[done - 1] if done else batch.start


def _all_failed(batch: Batch, error: WorkerLost) -> BatchResult:
    """Of a batch that no worker outlived."""
    tally, rows = Tally(), []
    outcome = Outcome("failed", 0, "WorkerLost", f"{error}: they were killed, or ran out of memory")
    for entry in batch.entries:
        tally.counts["failed"] += 1
        tally.error(outcome.code, entry.key, outcome.message)
        rows.append(row(entry, outcome, 0.0, 0))
    return BatchResult(batch.start, batch.end, "".join(rows).encode("utf-8", "replace"), tally)
