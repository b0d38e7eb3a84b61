"""One run of a job, from taking its state to the report."""

from __future__ import annotations

import asyncio
import signal
import threading
from collections.abc import Callable, Iterator
from contextlib import aclosing, contextmanager, suppress
from typing import NamedTuple

from qcloud_cos.errors import CosClientError, CosException
from qcloud_cos.jobs import report
from qcloud_cos.jobs.choosing import Chosen
from qcloud_cos.jobs.clients import Clients
from qcloud_cos.jobs.driving import Driver, Told
from qcloud_cos.jobs.engines.engine import Engine
from qcloud_cos.jobs.report import Summary
from qcloud_cos.jobs.specification import JobSpecification
from qcloud_cos.jobs.state.records import CANCEL, ENDED, Ending, Progress, Records, progress_of


class Terms(NamedTuple):
    """How this run is to be, and perhaps not the next."""

    rate: float | None = None
    max_failures: int | None = None
    told: Told | None = None
    ending: Callable[[], object] | None = None
    """Called when somebody has asked it to end, and what is under way is waited for."""

    def check(self) -> None:
        """Raises CosClientError if they cannot be."""
        if self.rate is not None and not self.rate > 0:
            raise CosClientError(f"a rate is more than 0 objects a second, not {self.rate}")
        if self.max_failures is not None and self.max_failures < 0:
            raise CosClientError(f"the most failures are 0 or more, not {self.max_failures}")


class Run:
    def __init__(
        self, specification: JobSpecification, chosen: Chosen, records: Records, clients: Clients, terms: Terms
    ) -> None:
        terms.check()
        self._specification, self._chosen = specification, chosen
        self._records, self._clients, self._terms = records, clients, terms

    async def on(self, engine: Engine, environment: dict[str, str]) -> Summary:
        """Do what is not done yet."""
        storage = self._records.storage
        await storage.hold()
        try:
            await self._begin()
            progress = await progress_of(self._records)
            ended = await self._records.ended()
            if ended is not None and ended["how"] == "done":
                return report.summary(self._specification, progress, "done")
            progress.total = await self._chosen.count(self._clients)
            await storage.remove(CANCEL)
            await storage.remove(ENDED)
            try:
                await engine.open(environment)
                return await self._driven(engine, progress)
            finally:
                await engine.close()
        finally:
            await storage.release()

    async def _begin(self) -> None:
        """Raises CosClientError if another job, or one of another input, has begun here."""
        storage, known = self._records.storage, await self._records.known()
        if known is not None and known.specification.digest != self._specification.digest:
            changed = "; ".join(known.specification.differences(self._specification))
            raise CosClientError(
                f"{storage} has another job, which this one cannot go on with: {changed}.  Give this one a "
                "state of its own"
            )
        await self._chosen.open(self._clients)
        if known is None:
            await self._records.begin(self._specification, self._chosen.identity)
        elif known.identity != self._chosen.identity:
            raise CosClientError(
                f"the input is not what it was when the job was begun: it was {known.identity!r} and is "
                f"{self._chosen.identity!r}.  Begin a new job, with a state of its own"
            )

    async def _driven(self, engine: Engine, progress: Progress) -> Summary:
        terms = self._terms
        driver = Driver(
            self._specification,
            engine,
            self._records,
            progress,
            rate=terms.rate,
            max_failures=terms.max_failures,
            told=terms.told,
        )
        batches = self._chosen.batches(self._clients, self._specification.batch, progress.done())
        try:
            with interruptible(driver, terms.ending):
                async with aclosing(batches):
                    how = await driver.run(batches)
        except Exception as error:
            with suppress(CosException):  # the state itself may be what failed
                await self._end("failed", str(error), progress)
            raise
        return await self._end(how, "", progress)

    async def _end(self, how: Ending, why: str, progress: Progress) -> Summary:
        said = report.summary(self._specification, progress, how, why)
        await report.write(self._records, progress, said)
        await self._records.end(how, why)
        return said


@contextmanager
def interruptible(driver: Driver, ending: Callable[[], object] | None) -> Iterator[None]:
    """Ctrl-C and SIGTERM end a run in order; the second one, at once.  Only a main thread hears them."""
    if threading.current_thread() is not threading.main_thread():
        yield
        return
    loop, heard = asyncio.get_running_loop(), 0

    def interrupt() -> None:
        nonlocal heard
        heard += 1
        if heard > 1:
            driver.abort()
            return
        driver.stop()
        if ending is not None:
            ending()

    for number in (signal.SIGINT, signal.SIGTERM):
        loop.add_signal_handler(number, interrupt)
    try:
        yield
    finally:
        for number in (signal.SIGINT, signal.SIGTERM):
            loop.remove_signal_handler(number)
