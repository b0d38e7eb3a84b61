"""A job: begun, gone on with, looked at."""

from __future__ import annotations

import asyncio
import os
import signal
import threading
from collections.abc import AsyncIterator, Callable, Iterator, Mapping
from contextlib import contextmanager
from typing import Any

from qcloud_cos.config import CosConfig
from qcloud_cos.errors import CosClientError
from qcloud_cos.jobs import identities, report, settings
from qcloud_cos.jobs.actions.known import action_of
from qcloud_cos.jobs.clients import Clients
from qcloud_cos.jobs.driving import Driver, Told
from qcloud_cos.jobs.engines.engine import Engine
from qcloud_cos.jobs.engines.known import engine_of
from qcloud_cos.jobs.entries import Batch, Entry
from qcloud_cos.jobs.inputs.input import Input
from qcloud_cos.jobs.inputs.known import input_of
from qcloud_cos.jobs.report import Summary
from qcloud_cos.jobs.specification import JobSpecification
from qcloud_cos.jobs.state.directory import Directory
from qcloud_cos.jobs.state.records import CANCEL, ENDED, Records, progress_of
from qcloud_cos.jobs.state.storage import Storage
from qcloud_cos.jobs.where import Where


class Job:
    """What is to be done, by whom, and where it is noted how far it is.

    Args:
        state: a local directory, or a prefix of a bucket as ``cos://bucket-appid/prefix``.
        config: who signs, and where; what is in it of keys goes neither into the state nor to other machines.
        environment: variables by which workers on this machine get keys that the program itself has.
    """

    def __init__(
        self,
        specification: JobSpecification,
        state: str | os.PathLike[str],
        config: CosConfig,
        environment: Mapping[str, str] | None = None,
    ) -> None:
        self.specification = specification
        self._storage: Storage = storage_of(state)
        self._who = identities.own_arguments(config)
        self._environment = dict(environment or {})
        action_of(specification)  # what is wrong with the options is said here, not in a worker
        self._input: Input = input_of(specification.input)
        self._condition = None if specification.where is None else Where(specification.where)

    def __repr__(self) -> str:
        return f"<Job {self.specification.operation} in {self._storage}>"

    def run(self, engine: str | Engine = "local", *, workers: int | None = None, **terms: Any) -> Summary:
        """Do it, or go on with it, and wait until it has ended.  Ctrl-C ends it in order; twice, at once.

        Args:
            engine: its name, or itself.
            workers: how many, of an engine that is named.
            rate: objects a second, all workers together.
            max_failures: more in this run end it.
            told: called after each batch, with the `Progress` so far.

        Raises:
            CosClientError: another job was begun in this state, or a driver is at work on it.
        """
        return asyncio.run(self.run_async(engine, workers=workers, **terms))

    async def run_async(
        self,
        engine: str | Engine = "local",
        *,
        workers: int | None = None,
        scheduler: str | None = None,
        rate: float | None = None,
        max_failures: int | None = None,
        told: Told | None = None,
    ) -> Summary:
        """The same, awaited."""
        if rate is not None and not rate > 0:
            raise CosClientError(f"a rate is more than 0 objects a second, not {rate}")
        chosen = engine_of(engine, workers, scheduler) if isinstance(engine, str) else engine
        clients = Clients(self.specification.client, self._who, self.specification.retries)
        await self._storage.hold()
        try:
            records = Records(self._storage)
            await self._input.open(clients)
            if self._condition is not None:
                self._condition.check(self._input.fields, str(self.specification.input.get("kind")))
            await self._begin(records)
            progress = await progress_of(records)
            await chosen.open(self._environment)
            driver = Driver(
                self.specification, chosen, records, progress, rate=rate, max_failures=max_failures, told=told
            )
            return await self._driven(driver, chosen, records, clients)
        finally:
            await chosen.close()
            await clients.close()
            await self._storage.release()

    async def _begin(self, records: Records) -> None:
        identity = self._input.identity
        known = await records.known()
        if known is None:
            await records.begin(self.specification, identity)
            return
        if known.specification.digest != self.specification.digest:
            changed = "; ".join(known.specification.differences(self.specification))
            raise CosClientError(
                f"{self._storage} has another job, which this one cannot go on with: {changed}.  "
                "Give this one a state of its own"
            )
        if known.identity != identity:
            raise CosClientError(
                f"the input is not what it was when the job was begun: it was {known.identity!r} and is "
                f"{identity!r}.  Begin a new job, with a state of its own"
            )
        await records.storage.remove(CANCEL)
        await records.storage.remove(ENDED)

    async def _driven(self, driver: Driver, engine: Engine, records: Records, clients: Clients) -> Summary:
        how, why = "failed", ""
        try:
            with interruptible(driver):
                how = await driver.run(self._batches(clients, driver))
        except Exception as error:
            why = str(error)
            engine.cancel()
            raise
        finally:
            await records.end(how, why)  # type: ignore[arg-type]
            said = report.summary(self.specification, driver.progress, how, why)
            await report.write(records, driver.progress, said)
        return said

    def _batches(self, clients: Clients, driver: Driver) -> AsyncIterator[Batch]:
        size = self.specification.batch
        return self._input.batches(clients, size, driver.progress.done(), self._where())

    def _where(self) -> Callable[[Entry], bool] | None:
        return None if self._condition is None else self._condition.admits


def storage_of(state: str | os.PathLike[str]) -> Storage:
    return Directory(state)


@contextmanager
def interruptible(driver: Driver) -> Iterator[None]:
    """Ctrl-C and SIGTERM end a run in order; the second one, at once.  Only a main thread hears them."""
    if threading.current_thread() is not threading.main_thread():
        yield
        return
    loop, heard = asyncio.get_running_loop(), 0

    def interrupt() -> None:
        nonlocal heard
        heard += 1
        driver.stop() if heard == 1 else driver.abort()

    for number in (signal.SIGINT, signal.SIGTERM):
        loop.add_signal_handler(number, interrupt)
    try:
        yield
    finally:
        for number in (signal.SIGINT, signal.SIGTERM):
            loop.remove_signal_handler(number)


def described(
    operation: str,
    input: Mapping[str, Any],
    options: Mapping[str, Any],
    config: CosConfig,
    *,
    where: str | None = None,
    credentials: str | None = None,
    **how: Any,
) -> tuple[JobSpecification, dict[str, str]]:
    """The specification, and the variables for workers on this machine."""
    who, environment = identities.described(config)
    if credentials is not None:
        who, environment = identities.importable(credentials), {}
    specification = JobSpecification(
        operation,
        input,
        {k: v for k, v in options.items() if v is not None},
        where,
        settings.described(config),
        who,
        **how,
    )
    return specification, environment
