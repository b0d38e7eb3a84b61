"""A job: begun, gone on with, looked at."""

from __future__ import annotations

import asyncio
import os
from collections.abc import Callable, Coroutine, Mapping
from dataclasses import replace
from typing import Any, BinaryIO, TypeVar

from qcloud_cos.client import AsyncCosS3Client
from qcloud_cos.config import CosConfig
from qcloud_cos.core.tracebacks import forgetful
from qcloud_cos.errors import CosClientError
from qcloud_cos.jobs import identities, report, settings
from qcloud_cos.jobs.actions.known import action_of
from qcloud_cos.jobs.choosing import Chosen, Plan
from qcloud_cos.jobs.clients import Clients
from qcloud_cos.jobs.driving import Told
from qcloud_cos.jobs.engines.engine import Engine
from qcloud_cos.jobs.engines.known import engine_of
from qcloud_cos.jobs.places import is_url, place
from qcloud_cos.jobs.report import Summary
from qcloud_cos.jobs.running import Run, Terms
from qcloud_cos.jobs.specification import JobSpecification
from qcloud_cos.jobs.state.directory import Directory
from qcloud_cos.jobs.state.prefix import Prefix
from qcloud_cos.jobs.state.records import CANCEL, Records, progress_of
from qcloud_cos.jobs.state.storage import Storage

R = TypeVar("R")
_RETRIES = 10
"""Of a driver, which all workers hang on: about half a minute."""
State = str | os.PathLike[str]
"""A directory, or ``cos://bucket-appid/prefix``."""


class Job:
    """What is to be done, and where it is noted how far it is.  The functions of this package make jobs.

    Each method that waits has a twin that is awaited: `run` and `run_async`.

    Args:
        config: whose keys this process signs with.  None of them goes into the state, or to other machines.
        environment: variables by which workers on this machine get keys that the program itself has.
    """

    @forgetful
    def __init__(
        self,
        specification: JobSpecification,
        state: State,
        config: CosConfig,
        environment: Mapping[str, str] | None = None,
    ) -> None:
        self.specification = specification
        who = identities.own_arguments(config)
        self._clients = Clients(specification.client, who, max(specification.retries, _RETRIES))
        self._records = Records(storage_of(state, self._clients.of))
        self.state = str(self._records.storage)
        self._environment = dict(environment or {})
        action_of(specification)  # what is wrong with the options is said here, not in a worker
        self._chosen = Chosen(specification)
        _keep_apart(specification, state)

    def __repr__(self) -> str:
        return f"<Job {self.specification.operation} in {self.state}>"

    def run(self, engine: str | Engine = "local", **terms: Any) -> Summary:
        """Do it, or go on with it, and wait until it has ended.  Ctrl-C ends it in order; twice, at once.

        Args:
            engine: its name, or itself.
            terms: those of `run_async`.

        Raises:
            CosClientError: another job was begun in this state, or another driver is at work on it.
            CosException: what every object would have met.  What was done stays noted.
        """
        return _waited(self.run_async(engine, **terms))

    @forgetful
    async def run_async(
        self,
        engine: str | Engine = "local",
        *,
        workers: int | None = None,
        scheduler: str | None = None,
        rate: float | None = None,
        max_failures: int | None = None,
        told: Told | None = None,
        ending: Callable[[], object] | None = None,
    ) -> Summary:
        """The same, awaited.

        Args:
            workers: how many, of an engine that is named.
            scheduler: where the workers are, of an engine that has one.
            rate: objects a second, all workers together.
            max_failures: more in this run end it.
            told: called after each batch, with the progress so far.
            ending: called at Ctrl-C, when what is under way is being waited for.
        """
        asked = Terms(rate, max_failures, told, ending)
        run = Run(self.specification, self._chosen, self._records, self._clients, asked)
        chosen = engine_of(engine, workers, scheduler) if isinstance(engine, str) else engine
        return await self._closing(run.on(chosen, self._environment))

    def plan(self) -> Plan:
        """Count what there is to do, and do nothing."""
        return _waited(self.plan_async())

    @forgetful
    async def plan_async(self) -> Plan:
        """The same, awaited."""
        return await self._closing(self._planned())

    def status(self) -> Summary:
        """What is done so far, by whichever driver."""
        return _waited(self.status_async())

    @forgetful
    async def status_async(self) -> Summary:
        """The same, awaited."""
        return await self._closing(self._status())

    def cancel(self) -> Summary:
        """Have it stop, whichever driver is at work; what is under way ends.  `run` would go on with it."""
        return _waited(self.cancel_async())

    @forgetful
    async def cancel_async(self) -> Summary:
        """The same, awaited."""
        return await self._closing(self._cancelled())

    def save_failed(self, path: str | os.PathLike[str]) -> None:
        """Write what failed so far to a CSV file, which is a manifest for another job."""
        with open(path, "wb") as file:
            _waited(self._closing(self._write_failed(file)))

    def each_row(self, take: Callable[[dict[str, Any]], object]) -> None:
        """Hand over what came of each object so far, one after the other, with its ``bucket``."""
        _waited(self._closing(self._each_row(take)))

    async def _each_row(self, take: Callable[[dict[str, Any]], object]) -> None:
        async for part in self._records.parts():
            for row in await self._records.rows(part.number):
                take({"bucket": part.bucket, **row})

    async def _planned(self) -> Plan:
        await self._chosen.open(self._clients)
        done = (await progress_of(self._records)).done()
        return await self._chosen.plan(self._clients, self.specification.batch, done)

    async def _status(self) -> Summary:
        ended, held = await self._records.ended(), await self._records.storage.held()
        progress = await progress_of(self._records)
        if held:
            how, why = "running", ""
        elif ended is not None:
            how, why = str(ended["how"]), str(ended["why"])
        else:
            how, why = ("killed" if progress.parts else "not begun"), ""
        return report.summary(self.specification, progress, how, why)

    async def _cancelled(self) -> Summary:
        said = await self._status()
        if said.how != "done":
            await self._records.storage.write(CANCEL, b"")
            if said.how != "running":
                await self._records.end("cancelled")
                return replace(said, how="cancelled")
        return said

    async def _write_failed(self, file: BinaryIO) -> None:
        await report.write_failed(self._records, await progress_of(self._records), file)

    async def _closing(self, doing: Coroutine[Any, Any, R]) -> R:
        try:
            return await doing
        finally:
            await self._clients.close()


def load(state: State, config: CosConfig | None = None) -> Job:
    """The job that was begun in a state.

    Args:
        config: who signs from now on; None for the source of keys that the job was begun with.  To read a state
            in COS, one is needed that leads there; None for what the environment says.

    Raises:
        CosClientError: there is no job.
    """
    return _waited(load_async(state, config))


async def load_async(state: State, config: CosConfig | None = None) -> Job:
    """The same, awaited."""
    clients = Clients({}, {})  # for a directory, nobody is asked
    if _is_remote(state):
        reading = config or CosConfig()
        clients = Clients(settings.described(reading), identities.own_arguments(reading))
    storage = storage_of(state, clients.of)
    try:
        known = await Records(storage).known()
    finally:
        await clients.close()
    if known is None:
        raise CosClientError(f"there is no job in {storage}")
    specification = known.specification
    if config is None:
        who = identities.credential_arguments(specification.credentials)
        return Job(specification, state, settings.config_of(specification.client, who))
    credentials, environment = identities.described(config)
    return Job(replace(specification, credentials=credentials), state, config, environment)


def _waited(doing: Coroutine[Any, Any, R]) -> R:
    try:
        asyncio.get_running_loop()
    except RuntimeError:
        return asyncio.run(doing)
    doing.close()
    raise CosClientError("an event loop is running here, as in a notebook: await the twin, such as run_async")


def storage_of(state: State, client: Callable[[], AsyncCosS3Client]) -> Storage:
    if _is_remote(state):
        return Prefix(place(str(state)), client)
    if not os.fspath(state):
        raise CosClientError("the state is an empty path: name a directory, or cos://BUCKET-APPID/PREFIX")
    return Directory(state)


def _is_remote(state: State) -> bool:
    return isinstance(state, str) and is_url(state)


def _keep_apart(specification: JobSpecification, state: State) -> None:
    """Raises CosClientError if the state would be among the objects that the job works on."""
    said = specification.input
    if not _is_remote(state) or said.get("kind") != "prefix":
        return
    where = place(str(state))
    if where.bucket == said.get("bucket") and where.key.startswith(str(said.get("prefix"))):
        raise CosClientError(f"the state {where} is among the objects of the job: keep it outside of their prefix")


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
    who, environment = (
        identities.described(config) if credentials is None else (identities.importable(credentials), {})
    )
    given = {name: value for name, value in options.items() if value is not None}
    return JobSpecification(operation, input, given, where, settings.described(config), who, **how), environment
