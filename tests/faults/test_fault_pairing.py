"""No answer is ever taken for another request's: not after what networks do, timeouts, cancellations or forks."""

from __future__ import annotations

import asyncio
import os
import random
import signal
import threading
import traceback
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pytest

from faults import deeds
from faults.deeds import BUCKET, Deed, content, staged
from faults.fault_proxy import Asked, CutHead, Drip, Fault, FaultProxy, Twice, Vanish
from faults.wire_server import Peer, WireServer
from qcloud_cos.errors import CosClientError
from qcloud_cos.server import LocalCos

KINDS = ("blocking", "awaiting")
SMALL = (deeds.put, deeds.get, deeds.head, deeds.listing, deeds.delete, deeds.copy, deeds.paging, deeds.upload)
EACH: tuple[tuple[Fault, tuple[Deed, ...]], ...] = (
    (CutHead(resets=True), (*SMALL, deeds.download)),
    (CutHead(resets=False), (*SMALL, deeds.download)),
    (Twice(), (*SMALL, deeds.download)),
    (Drip(piece=1, pause=0), SMALL),
    (Vanish(), (deeds.put, deeds.get, deeds.listing, deeds.upload)),
)


@pytest.fixture(scope="module")
def cos() -> Iterator[LocalCos]:
    with LocalCos(durability="os") as cos:
        yield cos


@pytest.fixture(autouse=True)
def _cache(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))


def once(fault: Fault) -> Callable[[Asked], Fault | None]:
    """Befalls the first request of each method and target, but not those that look at what became of it."""

    def spoil(asked: Asked) -> Fault | None:
        return fault if asked.number == 0 and "probe/" not in asked.target else None

    return spoil


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize(
    ("fault", "deed"),
    [
        pytest.param(fault, deed, id=f"{type(fault).__name__}-{deed.__name__}")
        for fault, chosen in EACH
        for deed in chosen
    ],
)
def test_what_networks_do(cos: LocalCos, kind: str, tmp_path: Path, fault: Fault, deed: Deed) -> None:
    patience = {"Timeout": 0.4} if isinstance(fault, Vanish) else {}
    with FaultProxy(cos.port) as proxy, staged(cos, kind, tmp_path, proxy.port, **patience) as stage:
        stage.check_own_answers()  # there are connections to be used again
        proxy.spoils(once(fault))
        deed(stage)
        stage.check_own_answers()
    assert proxy.spoiled


@pytest.mark.parametrize("kind", KINDS)
def test_an_answer_that_nobody_asked_for_takes_its_connection_along(
    cos: LocalCos, kind: str, tmp_path: Path
) -> None:
    answered, said = threading.Event(), threading.Event()
    evil = b"HTTP/1.1 200 OK\r\nContent-Length: 4\r\n\r\nevil"

    def script(peer: Peer) -> None:
        peer.request()
        peer.send(b"HTTP/1.1 200 OK\r\nContent-Length: 4\r\n\r\ngood")
        assert answered.wait(20)
        peer.send(evil)
        said.set()
        peer.silence()

    def well(peer: Peer) -> None:
        while True:
            peer.request()
            peer.send(b"HTTP/1.1 200 OK\r\nContent-Length: 4\r\n\r\ngood")

    with WireServer(script, well) as server, staged(cos, kind, tmp_path, server.origin.port) as stage:
        assert stage.read("k") == b"good"
        answered.set()
        assert said.wait(20)
        assert stage.read("k") == b"good"
        assert server.connections == 2


def check_late(keys: list[str], found: list[Any]) -> None:
    """What came is its own; a machine that is busy may be late with others, too."""
    for key, data in zip(keys, found, strict=True):
        assert data is None or (data == content(key) and not key.startswith("slow/"))
    assert sum(data is not None for data in found) > len(keys) / 4


def test_late_answers_are_nobodys(cos: LocalCos, tmp_path: Path) -> None:
    with staged(cos, "blocking", tmp_path, Timeout=0.25) as stage:
        keys = [f"slow/{n}" if n % 4 == 0 else f"fast/{n}" for n in range(32)]
        for key in keys:
            stage.put(key)

        def ask(key: str) -> bytes | None:
            try:
                return stage.read(key)
            except CosClientError:
                return None

        with cos.fault("get_object", "slow/*", delay=0.6), ThreadPoolExecutor(8) as threads:
            found = list(threads.map(ask, keys))
        check_late(keys, found)
        stage.check_own_answers()


def test_late_answers_are_nobodys_awaited(cos: LocalCos, tmp_path: Path) -> None:
    with staged(cos, "awaiting", tmp_path, Timeout=0.25) as stage:
        keys = [f"slow/{n}" if n % 4 == 0 else f"fast/{n}" for n in range(32)]
        for key in keys:
            stage.put(key)

        async def ask(key: str) -> Any:
            answer = await stage.client.get_object(BUCKET, key)
            return await answer["Body"].read()

        async def ask_all() -> list[Any]:
            return await asyncio.gather(*map(ask, keys), return_exceptions=True)

        with cos.fault("get_object", "slow/*", delay=0.6):
            found = stage.do(ask_all())
        check_late(keys, [None if isinstance(each, CosClientError) else each for each in found])
        stage.check_own_answers()


def test_cancelled_requests_leave_no_answer_to_others(cos: LocalCos, tmp_path: Path) -> None:
    noise = random.Random(7)  # noqa: S311
    with staged(cos, "awaiting", tmp_path) as stage:
        keys = [f"cancelled/{number}" for number in range(12)]
        for number, key in enumerate(keys):
            stage.put(key, 100 if number % 2 else 70_000)

        async def ask(number: int) -> tuple[int, bytes]:
            answer = await stage.client.get_object(BUCKET, keys[number])
            return number, await answer["Body"].read()

        async def rounds() -> int:
            finished = 0
            for _ in range(15):
                tasks = [asyncio.ensure_future(ask(number)) for number in range(12)]
                await asyncio.sleep(noise.random() * 0.02)
                for task in tasks[::2]:
                    task.cancel()
                for done in await asyncio.gather(*tasks, return_exceptions=True):
                    if isinstance(done, asyncio.CancelledError):
                        continue
                    assert not isinstance(done, BaseException), done
                    number, data = done
                    assert data == content(keys[number], 100 if number % 2 else 70_000)
                    finished += 1
            return finished

        with cos.fault("get_object", "cancelled/1*", delay=0.005):
            assert stage.do(rounds()) >= 15 * 6
        stage.check_own_answers()


def in_child(work: Callable[[], None]) -> Callable[[], int]:
    """A forked child that does this; what is returned waits for its exit code."""
    child = os.fork()
    if child == 0:
        try:
            signal.alarm(30)
            work()
            os._exit(0)
        except BaseException:
            traceback.print_exc()
            os._exit(1)
    return lambda: os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])


class Interrupted(BaseException):
    """As KeyboardInterrupt: nobody catches it on the way."""


def test_an_interrupted_request_leaves_no_answer_to_the_next(cos: LocalCos, tmp_path: Path) -> None:
    armed = [False]

    def interrupt(*_: object) -> None:
        if armed[0]:
            raise Interrupted

    def work() -> None:
        # In a child, where this is the main thread: only there signals are handled.
        signal.signal(signal.SIGALRM, interrupt)
        interrupted = 0
        for number in range(20):
            try:
                armed[0] = True
                signal.setitimer(signal.ITIMER_REAL, 0.002 + 0.003 * (number % 7))
                assert stage.read("interrupted") == content("interrupted", 200_000)
                armed[0] = False
            except Interrupted:
                interrupted += 1
            assert stage.read("probe/a") == content("probe/a", 10)
        assert interrupted > 5

    with staged(cos, "blocking", tmp_path) as stage, cos.fault("get_object", "interrupted", delay=0.01):
        stage.put("interrupted", 200_000)
        stage.check_own_answers()
        assert in_child(work)() == 0
        stage.check_own_answers()


def test_forked_children_and_their_parent_each_get_their_own_answers(cos: LocalCos, tmp_path: Path) -> None:
    keys = [f"forked/{number}" for number in range(24)]

    def work(seed: int) -> None:
        noise = random.Random(seed)  # noqa: S311
        for _ in range(40):
            key = noise.choice(keys)
            assert stage.read(key) == content(key)

    with staged(cos, "blocking", tmp_path) as stage:
        for key in keys:
            stage.put(key)
        stage.check_own_answers()
        exits = [in_child(lambda seed=seed: work(seed)) for seed in range(4)]  # type: ignore[misc]
        work(99)
        assert [wait() for wait in exits] == [0] * 4
        stage.check_own_answers()
