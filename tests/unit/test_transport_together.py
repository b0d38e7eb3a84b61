"""Calls done together: how many at once, in which order, and how they are stopped."""

from __future__ import annotations

import asyncio
import threading
import time
from collections.abc import Callable, Iterator
from typing import Any

import pytest

from qcloud_cos import Cancellation
from qcloud_cos.core.wire import Together
from qcloud_cos.errors import Cancelled
from qcloud_cos.transport import workers
from qcloud_cos.transport.together import await_together, run_together

Work = Callable[[], Any]


def run(work: Work) -> Any:
    return work()


def blocking(calls: Any, workers: int, cancellation: Cancellation | None = None) -> list[Any]:
    return run_together(run, Together(calls, workers, cancellation))


def awaiting(calls: Any, workers: int, cancellation: Cancellation | None = None) -> list[Any]:
    async def wait(work: Work) -> Any:
        await asyncio.sleep(0)
        result = work()
        return await result if asyncio.iscoroutine(result) else result

    return asyncio.run(await_together(wait, Together(calls, workers, cancellation)))


@pytest.fixture(params=[blocking, awaiting])
def together(request: pytest.FixtureRequest) -> Any:
    return request.param


def test_results_come_in_the_order_of_the_calls(together: Any) -> None:
    def each(number: int) -> int:
        time.sleep(0.002 * (5 - number))
        return number

    calls = [lambda n=n: each(n) for n in range(5)]
    assert together(calls, 3) == [0, 1, 2, 3, 4]
    assert together([], 3) == []


def test_calls_are_taken_as_there_is_room(together: Any) -> None:
    taken, most = 0, 0
    done = 0

    def each() -> Any:
        nonlocal done
        done += 1

    def endless() -> Iterator[Work]:
        nonlocal taken, most
        for _ in range(1000):
            taken += 1
            most = max(most, taken - done)
            yield each

    together(endless(), 4)
    assert (taken, done) == (1000, 1000)
    assert most <= 5


def test_after_a_failure_nothing_is_begun(together: Any) -> None:
    begun: list[int] = []

    def each(number: int) -> None:
        begun.append(number)
        if number == 2:
            raise ValueError("the second")

    with pytest.raises(ValueError, match="the second"):
        together([lambda n=n: each(n) for n in range(100)], 2)
    assert max(begun) <= 4


def test_calls_that_cannot_be_described_fail_like_the_others(together: Any) -> None:
    def broken() -> Iterator[Work]:
        yield lambda: 1
        raise ValueError("no more")

    with pytest.raises(ValueError, match="no more"):
        together(broken(), 3)


def test_those_that_wait_are_stopped_however_deep() -> None:
    """As those of a directory are, whose files are in parts."""
    cancellation = Cancellation()
    ended: list[str] = []

    def part() -> None:
        try:
            workers.sleep(60)
        except workers.Abandoned:
            ended.append("part")
            workers.sleep(0.01)  # tidying up is not disturbed
            ended.append("tidy")
            raise

    def file() -> None:
        try:
            blocking([part, part], 2)
        finally:
            ended.append("file")

    threading.Timer(0.1, cancellation.cancel).start()
    with pytest.raises(Cancelled):
        blocking([file, file], 2, cancellation)
    assert sorted(ended) == ["file"] * 2 + ["part"] * 4 + ["tidy"] * 4
    assert not [thread for thread in threading.enumerate() if thread.name.startswith("cos-call")]


def test_what_cannot_be_stopped_is_left_behind(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("qcloud_cos.transport.together.PATIENCE_SECONDS", 0.1)
    let_go, cancellation = threading.Event(), Cancellation()
    threading.Timer(0.1, cancellation.cancel).start()
    with pytest.raises(Cancelled):
        blocking([let_go.wait], 1, cancellation)
    let_go.set()


def test_one_that_is_cancelled_before_it_begins_does_nothing(together: Any) -> None:
    cancellation = Cancellation()
    cancellation.cancel()
    begun: list[int] = []
    with pytest.raises(Cancelled):
        together([lambda: begun.append(1)], 1, cancellation)
    assert begun == []


def test_tasks_are_cancelled() -> None:
    cancellation = Cancellation()
    threading.Timer(0.1, cancellation.cancel).start()
    with pytest.raises(Cancelled):
        awaiting([lambda: asyncio.sleep(60)] * 3, 2, cancellation)


def test_sleeping_elsewhere_is_sleeping() -> None:
    began = time.monotonic()
    workers.sleep(0.05)
    workers.check()
    assert time.monotonic() - began >= 0.05
