"""Calls with no order among them, some at once: in threads, or in tasks.

They are taken one by one as there is room, so that a million of them need not exist at once.
After the first failure no other is begun, those under way are waited for, and it is raised.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Iterable, Iterator
from threading import Lock, Thread
from typing import Any, TypeVar

T = TypeVar("T")


class _Queue:
    """What is left to do, in order; and what came of it."""

    def __init__(self, calls: Iterable[Any]) -> None:
        self._calls: Iterator[tuple[int, Any]] = enumerate(calls)
        self._lock = Lock()
        self.results: dict[int, Any] = {}
        self.failure: BaseException | None = None

    def take(self) -> tuple[int, Any] | None:
        with self._lock:
            if self.failure is not None:
                return None
            try:
                return next(self._calls, None)
            except BaseException as error:
                self.failure = error  # the caller's iterable failed, which stops the others too
                return None

    def fail(self, error: BaseException) -> None:
        with self._lock:
            self.failure = self.failure or error

    def in_order(self) -> list[Any]:
        if self.failure is not None:
            raise self.failure
        return [self.results[number] for number in range(len(self.results))]


def run_together(run: Callable[[Any], T], calls: Iterable[Any], workers: int) -> list[T]:
    """The results in the order of the calls, each done in one of `workers` threads."""
    queue = _Queue(calls)

    def work() -> None:
        while (taken := queue.take()) is not None:
            number, call = taken
            try:
                queue.results[number] = run(call)
            except BaseException as error:
                queue.fail(error)

    threads = [Thread(target=work, name=f"cos-call-{n}", daemon=True) for n in range(max(1, workers))]
    try:
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
    except BaseException as error:  # Ctrl-C: what has not begun is dropped
        queue.fail(error)
        raise
    return queue.in_order()


async def await_together(run: Callable[[Any], Awaitable[T]], calls: Iterable[Any], workers: int) -> list[T]:
    """The results in the order of the calls, each done in one of `workers` tasks."""
    import asyncio

    queue = _Queue(calls)

    async def work() -> None:
        while (taken := queue.take()) is not None:
            number, call = taken
            try:
                queue.results[number] = await run(call)
            except asyncio.CancelledError:
                raise
            except BaseException as error:
                queue.fail(error)

    tasks = [asyncio.ensure_future(work()) for _ in range(max(1, workers))]
    try:
        await asyncio.gather(*tasks)
    except BaseException:
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
        raise
    return queue.in_order()
