"""Transfers that are ended before they are done: nothing is left, and no thread works on."""

from __future__ import annotations

import asyncio
import io
import os
import signal
import threading
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import pytest

from behaviour.test_transfer_faults import client_through, uploads
from behaviour.world import World
from faults.fault_proxy import Asked, Drip, FaultProxy
from qcloud_cos import Cancellation
from qcloud_cos.core.retry import Retry
from qcloud_cos.errors import Cancelled

MIB = 1024 * 1024
CONTENT = os.urandom(4 * MIB)


@pytest.fixture
def slow(world: World) -> Iterator[Any]:
    """A client whose line carries about 1 MiB a second for each part."""
    with FaultProxy(world.cos.port) as proxy:
        proxy.spoils(lambda asked: Drip(asked.method == "PUT", 16 * 1024, 0.016) if of_a_body(asked) else None)
        yield client_through(world, proxy.port)


def of_a_body(asked: Asked) -> bool:
    return asked.is_part or (asked.method == "GET" and "?" not in asked.target)


@pytest.fixture
def file(tmp_path: Path) -> Path:
    path = tmp_path / "file"
    path.write_bytes(CONTENT)
    return path


def transfer(world: World, client: Any, kind: str, file: Path, **terms: Any) -> Any:
    if kind == "up":
        return client.upload_file(world.bucket, "k", file, PartSize=2, MAXThread=3, **terms)
    if kind == "buffer":
        return client.upload_file_from_buffer(
            world.bucket, "k", io.BytesIO(file.read_bytes()), PartSize=2, **terms
        )
    return client.download_file(world.bucket, "k", file.parent / "to" / "file", PartSize=2, MAXThread=3, **terms)


@pytest.fixture(params=["up", "buffer", "down"])
def kind(request: pytest.FixtureRequest, world: World, tmp_path: Path) -> str:
    (tmp_path / "to").mkdir()
    if request.param == "down":
        world.put("k", CONTENT)
    return str(request.param)


def nothing_is_left(world: World, kind: str, file: Path, cache: Path, there: Sequence[str] = ()) -> None:
    assert uploads(world) == []
    assert world.keys() == (["k"] if kind == "down" else [])
    assert os.listdir(file.parent / "to") == list(there)
    assert [path for path in cache.rglob("*") if path.is_file()] == []
    assert [thread for thread in threading.enumerate() if thread.name.startswith("cos-call")] == []


def test_a_transfer_can_be_cancelled_from_another_thread(
    world: World, slow: Any, kind: str, file: Path, cache: Path
) -> None:
    cancellation = Cancellation()
    timer = threading.Timer(0.3, cancellation.cancel)
    timer.start()
    with pytest.raises(Cancelled, match="the transfer was cancelled"):
        world.do(transfer(world, slow, kind, file, cancellation=cancellation))
    timer.join()
    nothing_is_left(world, kind, file, cache)
    with pytest.raises(Cancelled):
        world.do(transfer(world, slow, kind, file, cancellation=cancellation))
    nothing_is_left(world, kind, file, cache)


@pytest.fixture
def interrupts() -> Iterator[None]:
    """Ctrl+C does what it does in a program, whatever other tests have made of it."""
    before = signal.signal(signal.SIGINT, signal.default_int_handler)
    yield
    signal.signal(signal.SIGINT, before)


@pytest.mark.usefixtures("interrupts")
def test_a_transfer_can_be_interrupted(world: World, slow: Any, kind: str, file: Path, cache: Path) -> None:
    interrupt = threading.Timer(0.3, os.kill, (os.getpid(), signal.SIGINT))
    interrupt.start()
    with pytest.raises(KeyboardInterrupt):
        world.do(transfer(world, slow, kind, file))
    interrupt.join()
    nothing_is_left(world, kind, file, cache)


def test_a_task_that_transfers_can_be_cancelled(
    world: World, slow: Any, kind: str, file: Path, cache: Path
) -> None:
    if not world.is_async:
        pytest.skip("tasks are the async client's")

    async def cancelled() -> None:
        async with asyncio.timeout(0.3):
            await transfer(world, slow, kind, file)

    with pytest.raises(TimeoutError):
        world.do(cancelled())
    nothing_is_left(world, kind, file, cache)


def test_a_cancelled_transfer_that_may_be_gone_on_with_is(world: World, file: Path, cache: Path) -> None:
    (file.parent / "to").mkdir()
    for kind in ("up", "down"):
        cancellation, terms = Cancellation(), {"resume": "failed"}

        def told(done: int, total: int, cancellation: Cancellation = cancellation) -> None:
            if done < total:
                cancellation.cancel()

        ended: Any = {"progress_callback": told, "cancellation": cancellation, **terms}
        with pytest.raises(Cancelled):
            world.do(transfer(world, world.client, kind, file, **ended))
        assert len([path for path in (*cache.rglob("*"), *(file.parent / "to").iterdir()) if path.is_file()])
        world.do(transfer(world, world.client, kind, file, **terms))
    assert (file.parent / "to" / "file").read_bytes() == CONTENT
    nothing_is_left(world, "down", file, cache, there=["file"])


def test_the_first_failure_drops_what_has_not_begun(world: World, file: Path) -> None:
    begun: list[int] = []

    def fail(done: int, total: int) -> None:
        begun.append(done)
        raise RuntimeError("enough")

    with pytest.raises(RuntimeError, match="enough"):
        world.do(world.client.upload_file(world.bucket, "k", file, 1, 1, progress_callback=fail))
    assert begun == [MIB]
    assert uploads(world) == []


def test_a_pause_before_a_retry_can_be_cut_short(world: World, file: Path) -> None:
    client: Any = world.other(world.cos.config(Endpoint="127.0.0.1:1"), 3)
    client._policy = Retry(3, base_seconds=3600, longest_seconds=3600)
    cancellation = Cancellation()
    threading.Timer(0.2, cancellation.cancel).start()
    with pytest.raises(Cancelled):
        world.do(client.upload_file(world.bucket, "k", file, PartSize=5, cancellation=cancellation))


def test_a_fork_meanwhile_is_none_of_the_transfers_business(world: World, file: Path, tmp_path: Path) -> None:
    children: list[int] = []

    def fork(done: int, total: int) -> None:
        if not children:
            children.append(child := os.fork())
            if child == 0:
                os._exit(0)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("warnings.warn", lambda *_, **__: None)  # newer Pythons warn of forks beside threads
        world.do(world.client.upload_file(world.bucket, "k", file, 1, progress_callback=fork))
        assert os.waitpid(children.pop(), 0)[1] == 0
        world.do(world.client.download_file(world.bucket, "k", tmp_path / "d", 1, progress_callback=fork))
        assert os.waitpid(children.pop(), 0)[1] == 0
    assert (tmp_path / "d").read_bytes() == CONTENT
