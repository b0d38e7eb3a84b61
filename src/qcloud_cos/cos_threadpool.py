"""Threads that do what they are given; an import path of the published SDK, used by its examples.

The SDK's own work at once is in `qcloud_cos.transport.together`.
"""

from __future__ import annotations

from collections.abc import Callable
from queue import Queue
from threading import Lock, Thread
from typing import Any, NamedTuple, TypedDict

from qcloud_cos.errors import CosClientError

__all__ = ["SimpleThreadPool", "WorkerThread"]


class Task(NamedTuple):
    function: Callable[..., Any]
    args: tuple[Any, ...]
    kwargs: dict[str, Any]


class PoolResult(TypedDict):
    success_all: bool
    detail: list[tuple[int, int, list[Any]]]
    """For each thread: how many tasks succeeded, how many failed, and what each returned or raised."""


class WorkerThread(Thread):
    """Takes tasks from a queue until it finds None there."""

    def __init__(self, task_queue: Queue[Task | None], *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, daemon=True, **kwargs)
        self._tasks = task_queue
        self._succeeded = self._failed = 0
        self._results: list[Any] = []

    def run(self) -> None:
        while (task := self._tasks.get()) is not None:
            try:
                self._results.append(task.function(*task.args, **task.kwargs))
                self._succeeded += 1
            except BaseException as error:  # whatever it is, the task is done and the others go on
                self._results.append(error)
                self._failed += 1
            finally:
                self._tasks.task_done()
        self._tasks.task_done()

    def get_result(self) -> tuple[int, int, list[Any]]:
        return self._succeeded, self._failed, self._results


class SimpleThreadPool:
    """Does tasks in threads: `add_task` them, `wait_completion`, then `get_result`.

    Args:
        num_queue: `add_task` waits while so many wait to be begun; 0 for no limit.
    """

    def __init__(self, num_threads: int = 5, num_queue: int = 0) -> None:
        self._num_threads = num_threads
        self._queue: Queue[Task | None] = Queue(num_queue)
        self._lock = Lock()
        self._workers: list[WorkerThread] = []
        self._active = self._finished = False

    def add_task(self, func: Callable[..., Any], *args: Any, **kwargs: Any) -> None:
        """Call `func` with the arguments, in one of the threads."""
        with self._lock:
            if not self._active:
                self._active = True
                self._workers = [WorkerThread(self._queue) for _ in range(self._num_threads)]
                for worker in self._workers:
                    worker.start()
        self._queue.put(Task(func, args, kwargs))

    def wait_completion(self) -> None:
        """Until every task is done.  After it the pool can be used anew."""
        self._queue.join()
        with self._lock:
            if self._active:
                for _ in self._workers:
                    self._queue.put(None)
                for worker in self._workers:
                    worker.join()
            self._active, self._finished = False, True

    def get_result(self) -> PoolResult:
        """What became of the tasks; a failed one's result is its exception."""
        if not self._finished:
            raise CosClientError("the pool has not finished: call wait_completion() before get_result()")
        detail = [worker.get_result() for worker in self._workers]
        return {"success_all": not any(failed for _, failed, _ in detail), "detail": detail}
