"""Deeds done by threads with the blocking client, and by tasks with the async one."""

from __future__ import annotations

import asyncio
import threading
import time
from collections.abc import Awaitable, Callable
from typing import Any

from qcloud_cos import CosException
from soak import deeds, transfers
from soak.worker import BUCKET, KEYS_EACH, Steps, Worker

Deed = Callable[[Worker], Steps[None]]
DEEDS: dict[Deed, int] = {
    deeds.put: 12,
    deeds.get: 12,
    deeds.get_range: 4,
    deeds.head: 8,
    deeds.delete: 4,
    deeds.listing: 4,
    deeds.multipart: 1,
    deeds.copy: 4,
    deeds.versions: 3,
    deeds.tags: 3,
    deeds.presigned: 3,
    transfers.upload: 1,
    transfers.download: 2,
}
BLOCKING_DEEDS = DEEDS | {deeds.fork: 1}
_MOST_FILES = 3 * KEYS_EACH
"""Of a worker, with what failed transfers leave to be gone on with."""


def blocking(steps: Steps[None]) -> None:
    try:
        result = next(steps)
        while True:
            result = steps.send(result)
    except StopIteration:
        return


async def awaiting(steps: Steps[None]) -> None:
    try:
        step = next(steps)
        while True:
            try:
                result = await step if isinstance(step, Awaitable) else step
            except Exception as error:
                step = steps.throw(error)
            else:
                step = steps.send(result)
    except StopIteration:
        return


def chosen(worker: Worker, among: dict[Deed, int]) -> Deed:
    return worker.random.choices(list(among), list(among.values()))[0]


class Load:
    """Both clients' workers; a round of work ends with all of them at rest.

    What is no error of ours is a failure, and ends the load.
    """

    def __init__(self, threads: list[Worker], tasks: list[Worker]) -> None:
        self._threads, self._tasks = threads, tasks
        self.workers = threads + tasks
        self.failures: list[BaseException] = []
        # Not until everything was imported: of a module that another thread imports as a process forks, Python
        # leaves the lock held in the child, for ever.
        self._of_threads = DEEDS
        self._loop = asyncio.new_event_loop()
        self._thread = threading.Thread(target=self._loop.run_forever)
        self._thread.start()

    def round(self, seconds: float) -> None:
        until = time.monotonic() + seconds
        threads = [threading.Thread(target=self._work, args=(worker, until)) for worker in self._threads]
        for thread in threads:
            thread.start()
        self._do(self._work_together(until))
        for thread in threads:
            thread.join()
        self._of_threads = BLOCKING_DEEDS

    def check_all(self) -> None:
        """Nothing befalls these: each key is read, and nothing is left of uploads that failed."""
        for worker in self._threads:
            self._guarded(worker, lambda worker: blocking(settled(worker)))
        for worker in self._tasks:
            self._guarded(worker, lambda worker: self._do(awaiting(settled(worker))))

    def tasks(self) -> int:
        async def counted() -> int:
            return len(asyncio.all_tasks()) - 1

        return int(self._do(counted()))

    def close(self) -> None:
        for client in {id(worker.client): worker.client for worker in self._threads}.values():
            client.close()
        for client in {id(worker.client): worker.client for worker in self._tasks}.values():
            self._do(client.close())
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join()
        self._loop.close()

    def _do(self, coroutine: Any) -> Any:
        return asyncio.run_coroutine_threadsafe(coroutine, self._loop).result()

    def _work(self, worker: Worker, until: float) -> None:
        def work(worker: Worker) -> None:
            while time.monotonic() < until and not self.failures:
                deed = chosen(worker, self._of_threads)
                try:
                    blocking(deed(worker))
                    worker.done[deed.__name__] += 1
                except CosException as error:
                    worker.refused[type(error).__name__] += 1

        self._guarded(worker, work)

    async def _work_together(self, until: float) -> None:
        async def work(worker: Worker) -> None:
            while time.monotonic() < until and not self.failures:
                deed = chosen(worker, DEEDS)
                try:
                    await awaiting(deed(worker))
                    worker.done[deed.__name__] += 1
                except CosException as error:
                    worker.refused[type(error).__name__] += 1
                except Exception as error:
                    self._failed(worker, error)

        await asyncio.gather(*map(work, self._tasks))

    def _guarded(self, worker: Worker, do: Callable[[Worker], None]) -> None:
        try:
            do(worker)
        except Exception as error:
            self._failed(worker, error)

    def _failed(self, worker: Worker, error: BaseException) -> None:
        error.add_note(f"by {worker.name}")
        self.failures.append(error)


def settled(worker: Worker) -> Steps[None]:
    files = [str(path) for path in worker.folder.rglob("*")]
    assert len(files) <= _MOST_FILES, f"files pile up: {files}"
    for key in worker.may:
        data = yield from worker.read(key)
        worker.check(key, data)
    page = yield worker.client.list_multipart_uploads(BUCKET, Prefix=f"{worker.name}/")
    for entry in page.get("Upload", []):
        yield worker.client.abort_multipart_upload(BUCKET, entry["Key"], entry["UploadId"])
