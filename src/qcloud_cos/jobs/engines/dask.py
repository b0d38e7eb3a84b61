"""Workers of a Dask cluster: of one that is there, or of one on this machine that begins and ends with the job."""

from __future__ import annotations

import asyncio
import os
import secrets
import signal
import zlib
from collections.abc import Callable, Mapping
from contextlib import suppress
from importlib.metadata import PackageNotFoundError, version
from typing import Any, TypeVar

from qcloud_cos.errors import CosClientError
from qcloud_cos.jobs.engines.calling import answered, asked, result
from qcloud_cos.jobs.engines.engine import WorkerLost
from qcloud_cos.jobs.engines.processors import processors
from qcloud_cos.jobs.engines.turns import Turns

R = TypeVar("R")
DISTRIBUTION = "cos-python-sdk-v5"
MOST_LOSSES = 3
COUNTS_EACH_SECONDS = 2.0
_CONNECTING_SECONDS, _CLOSING_SECONDS = 30.0, 10.0
_GO_ON = "What is done is noted: run the job again, with the same state, and it goes on"
_FRUGAL = {
    # What was sent lately, for developers of Dask: a thousand batches would be a hundred MiB and more.
    "distributed.admin.low-level-log-length": 10,
}
_OWN = {
    **_FRUGAL,
    "distributed.scheduler.allowed-failures": 0,  # who was lost is for `DaskEngine` to count
    # What is measured all the time for a dashboard that there is not: two thirds of what an idle driver takes.
    "distributed.worker.profile.enabled": False,
    "distributed.admin.tick.interval": "1s",
    "distributed.admin.system-monitor.interval": "10s",
    "distributed.scheduler.active-memory-manager.start": False,
    "distributed.scheduler.http.routes": [],  # pages would be for everybody on this machine
    "distributed.worker.http.routes": [],
}


class DaskEngine:
    """Workers that Dask has, or is to begin.

    Args:
        workers: how many processes of this machine, where there is no scheduler; None for as many as processors.
        scheduler: the address of one, ``tcp://host:8786``, or a cluster, such as a `dask_kubernetes.KubeCluster`.
        security: a `distributed.Security`, for a scheduler that speaks TLS.
        patience_seconds: how long it waits for a first worker.
    """

    name = "dask"

    def __init__(
        self,
        workers: int | None = None,
        scheduler: Any = None,
        *,
        security: Any = None,
        patience_seconds: float = 120.0,
    ) -> None:
        if scheduler is not None and workers is not None:
            raise CosClientError("workers is for a cluster of this machine: a scheduler has the workers it has")
        if workers is not None and not 1 <= workers <= 256:
            raise CosClientError(f"the engine 'dask' begins 1 to 256 workers on this machine, not {workers}")
        self._workers = workers
        self._is_own = scheduler is None
        self._address: Any = getattr(scheduler, "scheduler_address", scheduler)
        self._security = security or getattr(scheduler, "security", None)
        self._patience = patience_seconds
        self._cluster: Any = None
        self._client: Any = None
        self._threads = 1
        self._counting: asyncio.Task[None] | None = None
        self._turns = Turns()
        self._open: set[asyncio.Task[Any]] = set()
        self._name, self._number = f"cos-job-{secrets.token_hex(4)}", 0

    async def open(self, environment: dict[str, str]) -> None:
        if environment:
            raise CosClientError(
                "keys that a program has itself are not sent to the workers of Dask.  Let the workers find them: "
                "in their environment (COS_SECRET_ID, COS_SECRET_KEY), in a profile, or by a role, and leave "
                "SecretId and SecretKey out of the configuration; or take the engine 'local'"
            )
        _imported()
        try:
            if self._is_own:
                await self._begin()
            await self._connect()
            await self._check()
        except OSError as error:
            await self.close()
            raise self._alone() from error
        except BaseException:
            await self.close()
            raise
        self._counting = asyncio.create_task(self._count())

    def capacity(self) -> int:
        return self._threads

    @property
    def pids(self) -> list[int]:
        """The numbers of its processes on this machine."""
        nannies = self._cluster.workers.values() if self._cluster else ()
        return [nanny.pid for nanny in nannies if nanny.pid]

    def submit(self, work: Callable[..., R], *arguments: Any) -> asyncio.Future[R]:
        # A tenth of it: the scheduler keeps the last thousand messages to each worker.
        payload = zlib.compress(asked(work, arguments), 1)
        task = asyncio.get_running_loop().create_task(self._done(payload))
        self._open.add(task)
        task.add_done_callback(self._open.discard)
        return task

    def withdraw(self) -> None:
        """Dask does not tell in time what has begun."""

    def cancel(self) -> None:
        for task in self._open:
            task.cancel()
        if self._cluster is None:
            return
        for nanny in self._cluster.workers.values():
            nanny.auto_restart = False
            if nanny.pid:
                with suppress(ProcessLookupError):
                    os.kill(nanny.pid, signal.SIGKILL)

    async def close(self) -> None:
        for task in (self._counting, *self._open):
            if task is not None:
                task.cancel()
        await asyncio.gather(*self._open, return_exceptions=True)
        for each in (self._client, self._cluster):
            if each is not None:
                with suppress(OSError, TimeoutError):  # a scheduler that is gone has nothing to be told
                    await asyncio.wait_for(each.close(), _CLOSING_SECONDS)
        if self._client is not None:
            self._client.status = "closed"  # else, not closed in time, it tries again when it is collected
        self._client = self._cluster = self._counting = None

    async def _begin(self) -> None:
        """A cluster on this machine: encrypted, as others on it could otherwise give its workers work."""
        import dask
        from distributed import LocalCluster

        if _is_being_spawned():
            raise CosClientError(
                "a Dask worker imports the program that begins it: put what runs the job below "
                "if __name__ == '__main__':"
            )
        with dask.config.set(_OWN):
            self._cluster = await LocalCluster(
                n_workers=self._workers or processors(),
                threads_per_worker=1,
                processes=True,
                asynchronous=True,
                security=True,
                scheduler_kwargs={"dashboard": False, "dashboard_address": "127.0.0.1:0"},
                silence_logs="CRITICAL",
                preload=[__name__],
            )
        self._address, self._security = self._cluster.scheduler_address, self._cluster.security

    async def _connect(self) -> None:
        import dask
        from distributed import Client

        try:
            with dask.config.set(_FRUGAL):
                self._client = Client(
                    self._address,
                    asynchronous=True,
                    set_as_default=False,
                    security=self._security,
                    timeout=min(self._patience, _CONNECTING_SECONDS),
                )
                await self._client
        except (OSError, TimeoutError, ValueError) as error:
            raise CosClientError(
                f"there is no Dask scheduler at {self._address}: {error or type(error).__name__}"
            ) from error

    async def _check(self) -> None:
        """Whether everybody has this package, and it is the same.

        Raises:
            CosClientError: who has not, and what to do.
        """
        ours = version(DISTRIBUTION)
        if not await self._client.nthreads():
            await self._first_worker()
        found = await self._client.run(version, DISTRIBUTION, on_error="return")
        try:
            found["the scheduler"] = await self._client.run_on_scheduler(version, DISTRIBUTION)
        except PackageNotFoundError as error:
            found["the scheduler"] = error
        if wrong := {where: theirs for where, theirs in found.items() if theirs != ours}:
            raise CosClientError(_unlike(wrong, ours))
        self._threads = max(1, sum((await self._client.nthreads()).values()))

    async def _first_worker(self) -> None:
        """Ask for one: some clusters have none until there is something to do."""
        asking = self._client.submit(os.getpid, key=f"{self._name}-first", pure=False)
        try:
            await asyncio.wait_for(asking.result(), self._patience)
        except TimeoutError:
            raise CosClientError(
                f"the Dask scheduler at {self._address} has had no worker for {self._patience:g} seconds: "
                "begin some (dask worker ADDRESS)"
            ) from None
        finally:
            asking.release()

    async def _count(self) -> None:
        while True:
            await asyncio.sleep(COUNTS_EACH_SECONDS)
            with suppress(OSError):
                self._threads = max(1, sum((await self._client.nthreads()).values()))

    async def _done(self, payload: bytes) -> Any:
        losses = 0
        while losses < MOST_LOSSES - 1:
            async with self._turns.together():
                found, lost = await self._asked(payload)
            if found is not None:
                return result(found)
            losses += lost
        # Of batches that were lost together one may have been the cause: alone, it is it or it is not.
        async with self._turns.alone():
            found, lost = await self._asked(payload)
        if found is not None:
            return result(found)
        raise WorkerLost(f"{losses + lost} workers were lost over it")

    async def _asked(self, payload: bytes) -> tuple[bytes | None, int]:
        """What a worker answered, or how many were lost over it.

        Raises:
            CosClientError: the scheduler was lost, or a worker cannot do it at all.
        """
        from distributed.client import FutureCancelledError
        from distributed.scheduler import KilledWorker

        if self._client.status != "running":
            raise self._alone()
        self._number += 1
        future = self._client.submit(answer, payload, key=f"{self._name}-{self._number}", pure=False)
        try:
            return await future.result(), 0
        except KilledWorker as error:
            return None, error.allowed_failures + 1
        except FutureCancelledError:
            raise self._alone() from None
        except Exception as error:  # not of the call, which answers with its errors
            raise CosClientError(
                f"a Dask worker cannot do it: {type(error).__name__}: {error}.  {_GO_ON}"
            ) from error
        finally:
            future.release()

    def _alone(self) -> CosClientError:
        return CosClientError(f"the Dask scheduler at {self._address} was lost.  {_GO_ON}")


def answer(payload: bytes) -> bytes:
    """What workers do."""
    return answered(zlib.decompress(payload))


def dask_setup(worker: Any) -> None:
    """Called by a worker of this machine when it begins: a terminal's Ctrl-C is for the driver."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)


def _imported() -> None:
    try:
        import distributed  # noqa: F401
    except ImportError:
        raise CosClientError("the engine 'dask' needs Dask: pip install 'cos-python-sdk-v5[dask]'") from None


def _is_being_spawned() -> bool:
    from multiprocessing.process import current_process

    return bool(getattr(current_process(), "_inheriting", False))


def _unlike(wrong: Mapping[str, Any], ours: str) -> str:
    said = [
        f"{where} has {f'version {theirs}' if isinstance(theirs, str) else 'none'}"
        for where, theirs in sorted(wrong.items())
    ]
    more = f", and {len(said) - 3} more" if len(said) > 3 else ""
    return (
        f"all of a Dask cluster must have {DISTRIBUTION} {ours}: {', '.join(said[:3])}{more}.  "
        f"Install it there: pip install 'cos-python-sdk-v5=={ours}'"
    )
