"""Threads, forks, event loops, cancellation: where a transport is used from."""

from __future__ import annotations

import asyncio
import gc
import os
import signal
import subprocess
import sys
import threading
import traceback
from collections.abc import AsyncIterator, Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from faults.wire_server import OK, Peer, WireServer, always
from qcloud_cos.errors import CosClientError
from qcloud_cos.transport.awaiting import AwaitingTransport
from qcloud_cos.transport.blocking import BlockingTransport
from qcloud_cos.transport.options import Options


def _echo(peer: Peer) -> None:
    """Answer with the request's target, so that answers can be told apart."""
    while True:
        target = peer.head().split(b" ")[1]
        peer.send(b"HTTP/1.1 200 OK\r\nContent-Length: %d\r\n\r\n" % len(target), target)


def _in_child(work: Callable[[], None]) -> int:
    """The exit code of a forked child that does this."""
    child = os.fork()
    if child == 0:
        try:
            signal.alarm(20)
            work()
            os._exit(0)
        except BaseException:
            traceback.print_exc()
            os._exit(1)
    return os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])


def test_sixteen_threads_each_get_their_own_answers() -> None:
    def ask(number: int) -> bool:
        target = f"/key-{number}"
        return transport.send(server.request(target=target), streams=False).body == target.encode()

    with (
        WireServer(_echo) as server,
        BlockingTransport(Options(pool_size=16)) as transport,
        ThreadPoolExecutor(16) as threads,
    ):
        assert all(threads.map(ask, range(800)))
        assert server.connections <= 16


def test_the_pool_keeps_no_more_than_it_may() -> None:
    with WireServer(_echo) as server, BlockingTransport(Options(pool_size=2)) as transport:
        opened = threading.Barrier(6)

        def ask(number: int) -> None:
            stream = transport.send(server.request(target="/" + "x" * 200_00), streams=True).stream
            opened.wait(10)
            stream.read()

        with ThreadPoolExecutor(6) as threads:
            list(threads.map(ask, range(6)))
        assert sum(map(len, transport._pool._idle.values())) <= 2


def test_a_forked_child_makes_its_own_connections_and_the_parents_live_on() -> None:
    with WireServer(_echo) as server, BlockingTransport() as transport:
        assert transport.send(server.request(target="/parent"), streams=False).body == b"/parent"

        def work() -> None:
            for number in range(3):
                assert transport.send(server.request(target=f"/c{number}"), False).body == f"/c{number}".encode()

        assert _in_child(work) == 0
        assert transport.send(server.request(target="/again"), streams=False).body == b"/again"
        assert server.connections == 2


def test_a_fork_in_the_middle_of_a_body_does_not_disturb_it() -> None:
    answer = b"HTTP/1.1 200 OK\r\nContent-Length: 500000\r\n\r\n" + b"x" * 500_000
    with WireServer(always(answer)) as server, BlockingTransport() as transport:
        stream = transport.send(server.request(), streams=True).stream
        assert stream.read(100_000) == b"x" * 100_000
        assert _in_child(stream.close) == 0
        assert stream.read() == b"x" * 400_000


def test_an_async_transport_works_in_a_forked_child() -> None:
    transport = AwaitingTransport()

    async def ask() -> bytes:
        return (await transport.send(server.request(target="/async"), streams=False)).body

    def work() -> None:
        assert asyncio.run(ask()) == b"/async"

    with WireServer(_echo) as server:
        assert asyncio.run(ask()) == b"/async"
        assert _in_child(work) == 0
        assert asyncio.run(ask()) == b"/async"


def test_several_event_loops_one_after_another() -> None:
    transport = AwaitingTransport()

    async def ask() -> None:
        for _ in range(2):
            assert (await transport.send(server.request(), streams=False)).body == b"ok"

    with WireServer(always(OK)) as server:
        for _ in range(3):
            asyncio.run(ask())
        assert server.connections == 3


def test_event_loops_in_several_threads_at_once() -> None:
    transport = AwaitingTransport()

    async def ask(number: int) -> bool:
        targets = [f"/{number}-{again}" for again in range(20)]
        answers = await asyncio.gather(*(transport.send(server.request(target=t), False) for t in targets))
        return [answer.body.decode() for answer in answers] == targets

    with WireServer(_echo) as server, ThreadPoolExecutor(4) as threads:
        assert all(threads.map(lambda number: asyncio.run(ask(number)), range(4)))


def test_closing_an_async_transport_closes_what_is_idle() -> None:
    async def story() -> None:
        async with AwaitingTransport() as transport:
            await transport.send(server.request(), streams=False)
        assert (await transport.send(server.request(), streams=False)).body == b"ok"
        await transport.aclose()

    with WireServer(always(OK)) as server:
        asyncio.run(story())
        assert server.connections == 2


_LEFT_OPEN = """
import asyncio, gc, sys
from qcloud_cos.core.wire import Origin, Request
from qcloud_cos.transport.awaiting import AwaitingTransport

transport, (port, hooks, end) = AwaitingTransport(), sys.argv[1:]
loop = asyncio.new_event_loop()

async def ask():
    if hooks == "without":  # as loops have it that others have patched
        sys.set_asyncgen_hooks(None, None)
    request = Request("GET", Origin("http", "127.0.0.1", int(port)), "/", {"Host": "127.0.0.1"})
    assert (await transport.send(request, False)).status == 200

async def forget():
    global transport
    del transport
    gc.collect()
    await asyncio.sleep(0.01)  # the loop goes on

loop.run_until_complete(ask())
if end == "kept":
    asyncio.set_event_loop(loop)
elif end == "closed":
    loop.close()
elif end == "forgotten":
    loop.run_until_complete(forget())
"""


@pytest.mark.parametrize("end", ["dropped", "kept", "closed", "forgotten"])
@pytest.mark.parametrize("hooks", ["with", "without"])
def test_a_loop_that_was_never_ended_leaves_no_traces_on_the_terminal(hooks: str, end: str) -> None:
    with WireServer(always(OK)) as server:
        command = [sys.executable, "-c", _LEFT_OPEN, str(server.origin.port), hooks, end]
        done = subprocess.run(command, capture_output=True, text=True, check=True)
    assert done.stderr == ""


_OUTLIVED = """
import gc, sys
from qcloud_cos import AsyncCosS3Client, CosConfig

port, hooks, kind = sys.argv[1:]
client = AsyncCosS3Client(CosConfig(Endpoint=f"http://127.0.0.1:{port}", Anonymous=True))

import asyncio  # after the client, so that it is taken apart before what the client holds

async def ask():
    if hooks == "without":
        sys.set_asyncgen_hooks(None, None)
    await client.head_bucket("b-1250000000")

if kind == "uvloop":
    import uvloop
    loop = uvloop.new_event_loop()
else:
    loop = asyncio.new_event_loop()
loop.run_until_complete(ask())
del client, loop
gc.freeze()  # as `cos` and servers do: nothing collects them before the modules
"""


@pytest.mark.parametrize("kind", ["asyncio", "uvloop"])
@pytest.mark.parametrize("hooks", ["with", "without"])
def test_a_loop_that_outlives_asyncio_leaves_no_traces_on_the_terminal(hooks: str, kind: str) -> None:
    if kind == "uvloop":
        pytest.importorskip("uvloop")
    with WireServer(always(b"HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n")) as server:
        command = [sys.executable, "-c", _OUTLIVED, str(server.origin.port), hooks, kind]
        done = subprocess.run(command, capture_output=True, text=True, check=True)
    assert done.stderr == ""


def test_a_cancelled_request_takes_its_connection_along() -> None:
    asked = threading.Event()
    release = threading.Event()

    def slow(peer: Peer) -> None:
        peer.request()
        asked.set()
        release.wait(10)
        peer.send(b"HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nstale")

    async def story() -> None:
        async with AwaitingTransport() as transport:
            task = asyncio.create_task(transport.send(server.request(), streams=False))
            await asyncio.to_thread(asked.wait)
            task.cancel()
            with pytest.raises(asyncio.CancelledError):
                await task
            release.set()
            assert (await transport.send(server.request(), streams=False)).body == b"ok"

    with WireServer(slow, always(OK)) as server:
        asyncio.run(story())
        assert server.connections == 2


def test_cancelling_between_two_reads_closes_the_connection() -> None:
    async def story() -> None:
        async with AwaitingTransport() as transport:
            stream = (await transport.send(server.request(), streams=True)).stream
            with pytest.raises(TimeoutError):
                async with asyncio.timeout(0.1):
                    await stream.read()
            with pytest.raises(CosClientError, match="closed before its end"):
                await stream.read()

    def half(peer: Peer) -> None:
        peer.request()
        peer.send(b"HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\nhalf")
        peer.silence()

    with WireServer(half) as server:
        asyncio.run(story())


def test_a_cancelled_download_leaves_no_file(tmp_path: Path) -> None:
    async def story() -> None:
        async with AwaitingTransport() as transport:
            stream = (await transport.send(server.request(), streams=True)).stream
            task = asyncio.create_task(stream.get_stream_to_file(tmp_path / "file"))
            await asyncio.to_thread(begun.wait)
            task.cancel()
            with pytest.raises(asyncio.CancelledError):
                await task

    def endless(peer: Peer) -> None:
        peer.request()
        peer.send(b"HTTP/1.1 200 OK\r\n\r\n")
        for number in range(10**6):
            peer.send(bytes(100_000))
            if number == 100:
                begun.set()

    begun = threading.Event()
    with WireServer(endless) as server:
        asyncio.run(story())
    assert list(tmp_path.iterdir()) == []


def test_an_interrupt_takes_its_connection_along() -> None:
    class Interrupt(BaseException):
        pass

    def ring(number: int, frame: object) -> None:
        raise Interrupt

    def slow(peer: Peer) -> None:
        peer.request()
        os.kill(os.getpid(), signal.SIGUSR1)
        peer.silence()

    before = signal.signal(signal.SIGUSR1, ring)
    try:
        with WireServer(slow, always(OK)) as server, BlockingTransport() as transport:
            with pytest.raises(Interrupt):
                transport.send(server.request(), streams=False)
            assert transport.send(server.request(), streams=False).body == b"ok"
            assert server.connections == 2
    finally:
        signal.signal(signal.SIGUSR1, before)


def test_async_bodies_are_sent() -> None:
    async def pieces() -> AsyncIterator[bytes]:
        for number in range(5):
            await asyncio.sleep(0)
            yield b"%d" % number * 1000

    class AsyncFile:
        def __init__(self) -> None:
            self._left = [b"a" * 10, b"b" * 10]

        async def read(self, size: int = -1) -> bytes:
            return self._left.pop(0) if self._left else b""

    seen: list[bytes] = []

    def script(peer: Peer) -> None:
        while True:
            seen.append(peer.request())
            peer.send(OK)

    async def story() -> None:
        async with AwaitingTransport() as transport:
            await transport.send(server.request("PUT", body=pieces()), streams=False)
            await transport.send(server.request("PUT", body=AsyncFile()), streams=False)  # type: ignore[arg-type]

    with WireServer(script) as server:
        asyncio.run(story())
    assert seen == [b"".join(b"%d" % number * 1000 for number in range(5)), b"a" * 10 + b"b" * 10]


def test_forgotten_bodies_and_transports_close_their_sockets() -> None:
    with WireServer(always(b"HTTP/1.1 200 OK\r\nContent-Length: 100000\r\n\r\n", bytes(100_000))) as server:
        transport = BlockingTransport()
        transport.send(server.request(), streams=False)
        transport.send(server.request(), streams=True)

        async def forget() -> None:
            awaiting = AwaitingTransport()
            await awaiting.send(server.request(), streams=False)
            await awaiting.send(server.request(), streams=True)
            await asyncio.sleep(0)

        asyncio.run(forget())
        del transport
        gc.collect()  # a socket left open would be a ResourceWarning, and so an error


def test_the_blocking_room_loads_neither_asyncio_nor_ssl() -> None:
    code = "import sys, qcloud_cos.transport.blocking, qcloud_cos.transport.session; print(*sys.modules)"
    loaded = subprocess.run(
        [sys.executable, "-c", code], check=True, capture_output=True, text=True
    ).stdout.split()
    assert not {"asyncio", "ssl", "urllib.request", "requests", "python_socks"}.intersection(loaded)
