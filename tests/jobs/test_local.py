"""The local engine: processes that end, and those that do not."""

from __future__ import annotations

import asyncio
import os
import signal
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import TypeVar

import pytest

from jobs import deeds
from qcloud_cos import CosClientError
from qcloud_cos.jobs import LocalEngine
from qcloud_cos.jobs.engines.engine import WorkerLost

R = TypeVar("R")


def _on(workers: int, story: Callable[[LocalEngine], Awaitable[R]]) -> R:
    async def told() -> R:
        engine = LocalEngine(workers)
        await engine.open({})
        try:
            return await asyncio.wait_for(story(engine), 60)
        finally:
            await engine.close()

    return asyncio.run(told())


async def _until(fulfilled: Callable[[], bool]) -> None:
    while not fulfilled():  # noqa: ASYNC110 - files have no events
        await asyncio.sleep(0.01)


def test_calls_are_made_in_other_processes_and_answered() -> None:
    async def story(engine: LocalEngine) -> None:
        answers = await asyncio.gather(*(engine.submit(deeds.process, number) for number in range(20)))
        assert [number for number, _ in answers] == list(range(20))
        assert {process for _, process in answers} <= set(engine.pids) - {os.getpid()}

    _on(2, story)


def test_what_a_call_raises_is_raised_here() -> None:
    async def story(engine: LocalEngine) -> None:
        with pytest.raises(CosClientError, match="no such thing"):
            await engine.submit(deeds.fail, "no such thing")
        with pytest.raises(RuntimeError, match="cannot be sent"):
            await engine.submit(deeds.unsendable)
        with pytest.raises(TypeError, match="other"):
            await engine.submit(deeds.fail_particularly)
        assert await engine.submit(deeds.double, 21) == 42

    _on(1, story)


def test_a_killed_workers_call_is_made_again_in_another(tmp_path: Path) -> None:
    async def story(engine: LocalEngine) -> None:
        call = engine.submit(deeds.note_and_wait, str(tmp_path), 1)
        await _until(lambda: bool(list(tmp_path.glob("1.*"))))
        [first] = engine.pids
        os.kill(first, signal.SIGKILL)
        await _until(lambda: len(list(tmp_path.glob("1.*"))) == 2)
        (tmp_path / "go").touch()
        _, second = await call
        assert second != first
        assert engine.pids == [second]

    _on(1, story)


def test_a_killed_workers_call_is_not_made_again_when_calls_were_withdrawn(tmp_path: Path) -> None:
    async def story(engine: LocalEngine) -> None:
        call = engine.submit(deeds.note_and_wait, str(tmp_path), 1)
        await _until(lambda: bool(list(tmp_path.glob("1.*"))))
        engine.withdraw()
        os.kill(engine.pids[0], signal.SIGKILL)
        with pytest.raises(asyncio.CancelledError):
            await call

    _on(1, story)


def test_a_call_that_kills_its_workers_is_given_up_and_others_are_not() -> None:
    async def story(engine: LocalEngine) -> None:
        deadly = engine.submit(deeds.kill_oneself, 1)
        others = [engine.submit(deeds.double, number) for number in range(10)]
        with pytest.raises(WorkerLost, match="3 workers"):
            await deadly
        assert await asyncio.gather(*others) == [2 * number for number in range(10)]

    _on(2, story)


def test_a_cancelled_engine_waits_for_nobody(tmp_path: Path) -> None:
    async def story(engine: LocalEngine) -> None:
        calls = [engine.submit(deeds.note_and_wait, str(tmp_path), number) for number in range(5)]
        await _until(lambda: bool(list(tmp_path.glob("*.*"))))
        engine.cancel()
        done = await asyncio.gather(*calls, return_exceptions=True)
        assert all(isinstance(each, asyncio.CancelledError) for each in done)

    _on(2, story)


def test_an_engine_whose_workers_do_not_start_says_so(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("sys.executable", "/bin/false")
    monkeypatch.setattr("qcloud_cos.jobs.engines.local.PAUSE_SECONDS", 0.0)

    async def story() -> None:
        engine = LocalEngine(2)
        with pytest.raises(CosClientError, match="ended at its start"):
            await engine.open({})
        await engine.close()

    asyncio.run(story())


def test_when_no_worker_can_be_replaced_nobody_waits_for_ever(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def story(engine: LocalEngine) -> None:
        calls = [engine.submit(deeds.note_and_wait, str(tmp_path), number) for number in range(3)]
        await _until(lambda: bool(list(tmp_path.glob("*.*"))))
        monkeypatch.setattr("sys.executable", "/bin/false")
        monkeypatch.setattr("qcloud_cos.jobs.engines.local.PAUSE_SECONDS", 0.0)
        os.kill(engine.pids[0], signal.SIGKILL)
        done = await asyncio.gather(*calls, return_exceptions=True)
        assert all(isinstance(each, CosClientError) and "no worker" in str(each) for each in done)

    _on(1, story)


def test_an_engine_is_opened_again_in_another_event_loop() -> None:
    engine = LocalEngine(1)

    async def twice(number: int) -> int:
        await engine.open({})
        try:
            return await engine.submit(deeds.double, number)
        finally:
            await engine.close()

    assert [asyncio.run(twice(number)) for number in (1, 2)] == [2, 4]
