"""Calls with no order among them, some at once: in threads, or in tasks.

They are taken one by one as there is room, so that a million of them need not exist at once.
After the first failure no other is begun, those under way are waited for, and it is raised.
An interruption does not wait for them: it cuts their connections off, and then waits.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Iterator
from typing import TYPE_CHECKING, Any, TypeVar

from qcloud_cos.core.wire import Local, Together
from qcloud_cos.errors import Cancelled
from qcloud_cos.transport.workers import Abandoned, Crew

if TYPE_CHECKING:
    import asyncio

T = TypeVar("T")

PATIENCE_SECONDS = 5.0
"""How long an interruption waits for what cannot be cut off."""


class _Queue:
    """What is left to do, in order; and what came of it."""

    def __init__(self, together: Together) -> None:
        from threading import RLock  # a signal handler may cancel while its own thread holds it

        self._calls: Iterator[tuple[int, Any]] = enumerate(together.calls)
        self._lock = RLock()
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


def run_together(run: Callable[[Any], T], together: Together) -> list[T]:
    """The results in the order of the calls, each done in one of so many threads."""
    queue = _Queue(together)

    def cancel() -> None:
        queue.fail(Cancelled("the transfer was cancelled"))
        crew.abandon()

    with Crew() as crew:
        unwatch = together.cancellation.watch(cancel) if together.cancellation else None
        try:
            for _ in range(max(1, together.workers)):
                taken = queue.take()
                if taken is None:
                    break
                crew.start(lambda taken=taken: _work(queue, run, taken))  # type: ignore[misc]
            crew.wait(PATIENCE_SECONDS)
            if crew.abandoned:
                queue.fail(Abandoned())
        except BaseException as error:  # Ctrl-C, in whatever flow this one is part of
            queue.fail(error)
            crew.abandon()
            crew.wait(PATIENCE_SECONDS)
            raise
        finally:
            if unwatch is not None:
                unwatch()
    return queue.in_order()


def _work(queue: _Queue, run: Callable[[Any], Any], taken: tuple[int, Any] | None) -> None:
    while taken is not None:
        number, call = taken
        try:
            queue.results[number] = run(call)
        except BaseException as error:
            queue.fail(error)
        taken = queue.take()


async def await_together(run: Callable[[Any], Awaitable[T]], together: Together) -> list[T]:
    """The results in the order of the calls, each done in one of so many tasks."""
    import asyncio

    queue = _Queue(together)
    loop = asyncio.get_running_loop()

    async def work() -> None:
        while (taken := queue.take()) is not None:
            number, call = taken
            try:
                queue.results[number] = await run(call)
            except asyncio.CancelledError:
                raise
            except BaseException as error:
                queue.fail(error)

    def cancel() -> None:
        queue.fail(Cancelled("the transfer was cancelled"))
        loop.call_soon_threadsafe(_cancel, tasks)

    tasks = [asyncio.create_task(work()) for _ in range(max(1, together.workers))]
    unwatch = together.cancellation.watch(cancel) if together.cancellation else None
    try:
        await asyncio.gather(*tasks)
    except BaseException:
        _cancel(tasks)
        await _ended(tasks)
        task = asyncio.current_task()
        if not isinstance(queue.failure, Cancelled) or (task is not None and task.cancelling()):
            raise
    finally:
        if unwatch is not None:
            unwatch()
    return queue.in_order()


def _cancel(tasks: list[asyncio.Task[None]]) -> None:
    for task in tasks:
        task.cancel()


async def _ended(tasks: list[asyncio.Task[None]]) -> None:
    import asyncio

    await asyncio.gather(*tasks, return_exceptions=True)


async def await_local(step: Local) -> Any:
    """Done in a thread, and waited for even when cancelled: what it opened is then there to be closed."""
    import asyncio

    from qcloud_cos.transport.async_streams import in_thread

    return await (asyncio.to_thread(step.do) if step.endless else in_thread(step.do))
