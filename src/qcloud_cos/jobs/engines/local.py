"""Workers on this machine: processes, each with an event loop.

Not multiprocessing, which runs a caller's script again in each of them, nor its pools, which end with one killed
worker: here its batch goes to another, and a new worker takes its place.
"""

from __future__ import annotations

import asyncio
import json
import os
import sys
from collections.abc import Callable
from contextlib import suppress
from typing import Any, TypeVar

from qcloud_cos.errors import CosClientError
from qcloud_cos.jobs.engines.calling import asked, result
from qcloud_cos.jobs.engines.engine import WorkerLost
from qcloud_cos.jobs.engines.framing import HEAD, STOP, framed, length_of
from qcloud_cos.jobs.engines.processors import processors

R = TypeVar("R")
MOST_LOSSES = 3
PAUSE_SECONDS = 1.0
_BEGIN = (
    "import json, sys; sys.path[:] = json.loads(sys.argv[1]); "
    "from qcloud_cos.jobs.engines.child import main; main()"
)
_READ_AHEAD = 1024 * 1024
_PATIENCE_SECONDS = 5.0


class _Call:
    __slots__ = ("future", "losses", "payload")

    def __init__(self, payload: bytes, future: asyncio.Future[Any]) -> None:
        self.payload, self.future, self.losses = payload, future, 0


class LocalEngine:
    """Processes of this machine.

    Args:
        workers: how many; None for as many as there are processors.
    """

    name = "local"

    def __init__(self, workers: int | None = None) -> None:
        count = workers if workers is not None else processors()
        if not 1 <= count <= 256:
            raise CosClientError(f"the local engine has 1 to 256 workers, not {count}")
        self._count = count
        self._calls: asyncio.Queue[_Call] = asyncio.Queue()
        self._environment: dict[str, str] = {}
        self._processes: list[asyncio.subprocess.Process] = []
        self._serving: list[asyncio.Task[None]] = []
        self._withdrawn = False

    async def open(self, environment: dict[str, str]) -> None:
        self._environment = {**os.environ, **environment}
        self._withdrawn = False
        self._calls = asyncio.Queue()  # of this event loop: an engine may be opened again, in another
        begun = await asyncio.gather(*(self._begun_surely() for _ in range(self._count)), return_exceptions=True)
        if failures := [each for each in begun if isinstance(each, BaseException)]:
            await self.close()
            raise failures[0]
        for process in self._processes:
            task = asyncio.create_task(self._serve(process))
            task.add_done_callback(self._served)
            self._serving.append(task)

    def capacity(self) -> int:
        return self._count

    @property
    def pids(self) -> list[int]:
        """The numbers of the processes there are now."""
        return [process.pid for process in self._processes]

    def submit(self, work: Callable[..., R], *arguments: Any) -> asyncio.Future[R]:
        future: asyncio.Future[R] = asyncio.get_running_loop().create_future()
        self._calls.put_nowait(_Call(framed(asked(work, arguments)), future))
        return future

    def withdraw(self) -> None:
        while not self._calls.empty():
            self._calls.get_nowait().future.cancel()
        self._withdrawn = True
        for process in self._processes:
            if process.stdin is not None and not process.stdin.is_closing():
                process.stdin.write(STOP)

    def cancel(self) -> None:
        for process in self._processes:
            with suppress(ProcessLookupError):
                process.kill()
        for task in self._serving:
            task.cancel()
        self.withdraw()

    async def close(self) -> None:
        for task in self._serving:
            task.cancel()
        await asyncio.gather(*self._serving, return_exceptions=True)
        await asyncio.gather(*(_ended(process) for process in self._processes))
        self._processes, self._serving = [], []

    async def _begun(self) -> asyncio.subprocess.Process:
        """A worker that is ready.

        Raises:
            CosClientError: it ended at once; why is on standard error.
        """
        process = await asyncio.create_subprocess_exec(
            sys.executable,
            "-c",
            _BEGIN,
            json.dumps(sys.path),
            stdin=asyncio.subprocess.PIPE,
            stdout=asyncio.subprocess.PIPE,
            env=self._environment,
            limit=_READ_AHEAD,
            # A terminal's Ctrl-C is for the driver, which lets them end what they have begun.
            start_new_session=True,
        )
        self._processes.append(process)
        try:
            await _read(process)
        except (asyncio.IncompleteReadError, ConnectionError):
            self._processes.remove(process)
            code = await process.wait()
            raise CosClientError(f"a worker of this machine ended at its start, with {code}") from None
        return process

    async def _serve(self, process: asyncio.subprocess.Process) -> None:
        """Bring calls to a worker; when it is lost, to one in its place."""
        while True:
            call = await self._calls.get()
            if call.future.done():
                continue
            try:
                answer = await _answer(process, call.payload)
            except (asyncio.IncompleteReadError, ConnectionError):
                await self._lost(process, call)
                process = await self._begun_surely()
            except asyncio.CancelledError:
                call.future.cancel()
                raise
            else:
                _settle(call.future, answer)

    async def _lost(self, process: asyncio.subprocess.Process, call: _Call) -> None:
        await _ended(process)
        self._processes.remove(process)
        call.losses += 1
        if self._withdrawn:
            call.future.cancel()  # a worker in its place would do all of it
        elif call.losses < MOST_LOSSES:
            self._calls.put_nowait(call)
        elif not call.future.done():
            call.future.set_exception(WorkerLost(f"{call.losses} workers were lost over it"))

    async def _begun_surely(self) -> asyncio.subprocess.Process:
        """A worker, even if the first attempts are killed."""
        for _ in range(MOST_LOSSES - 1):
            with suppress(CosClientError, OSError):
                return await self._begun()
            await asyncio.sleep(PAUSE_SECONDS)  # what ended it, such as a lack of memory, may pass
        return await self._begun()

    def _served(self, task: asyncio.Task[None]) -> None:
        """A worker could not be replaced; if it was the last one, nothing that waits will ever be done."""
        if task.cancelled() or not all(each.done() for each in self._serving):
            return
        while not self._calls.empty():
            future = self._calls.get_nowait().future
            if not future.done():
                future.set_exception(CosClientError(f"no worker of this machine is left: {task.exception()}"))


def _settle(future: asyncio.Future[Any], answer: bytes) -> None:
    if future.done():
        return
    try:
        future.set_result(result(answer))
    except Exception as error:  # of the call; or it was one that cannot be had here
        future.set_exception(error)


async def _read(process: asyncio.subprocess.Process) -> bytes:
    assert process.stdout is not None  # noqa: S101 - it was opened with pipes
    return await process.stdout.readexactly(length_of(await process.stdout.readexactly(HEAD)))


async def _answer(process: asyncio.subprocess.Process, payload: bytes) -> bytes:
    assert process.stdin is not None  # noqa: S101 - it was opened with pipes
    process.stdin.write(payload)
    await process.stdin.drain()
    return await _read(process)


async def _ended(process: asyncio.subprocess.Process) -> None:
    """Let it end by itself, which it does when there is nobody to tell it what to do; or see to it."""
    assert process.stdin is not None  # noqa: S101 - it was opened with pipes
    process.stdin.close()
    try:
        await asyncio.wait_for(process.wait(), _PATIENCE_SECONDS)
    except TimeoutError:
        with suppress(ProcessLookupError):
            process.kill()
        await process.wait()
