"""Servers to measure, and signed requests for them over connections that are kept open.

Requests are made before they are timed.  Each connection has one under way: as sixteen clients would, that
wait for each answer.
"""

from __future__ import annotations

import json
import os
import selectors
import socket
import subprocess
import sys
import time
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any, NamedTuple
from urllib.parse import quote, urlencode

from qcloud_cos.core.signing import authorization

HERE = Path(__file__).resolve().parent
OURS = HERE.parent / "src"
BUCKET = "bench-1250000000"


class Server:
    """A server under measurement."""

    def __init__(self, process: int, port: int, secret_id: str, secret_key: str) -> None:
        self.process, self.port = process, port
        self._keys = {"secret_id": secret_id, "secret_key": secret_key}
        self._clock = (~process << 3) | 2  # what clock_getcpuclockid gives: to the nanosecond, all threads

    def cpu(self) -> float:
        """CPU seconds so far, user and system."""
        return time.clock_gettime(self._clock)

    def mib(self, what: str = "VmRSS") -> float:
        """Resident; "VmHWM" for the most since `forget_peak`."""
        for line in Path(f"/proc/{self.process}/status").read_text().splitlines():
            if line.startswith(f"{what}:"):
                return int(line.split()[1]) / 1024
        raise LookupError(what)

    def forget_peak(self) -> None:
        Path(f"/proc/{self.process}/clear_refs").write_text("5")

    def request(
        self,
        method: str,
        key: str = "",
        query: Mapping[str, str] | None = None,
        body: bytes | None = None,
        headers: Mapping[str, str] | None = None,
        length: int | None = None,
    ) -> bytes:
        """A request as this SDK sends it, signed for the next hours; with a `length`, its body is to follow."""
        path = f"/{BUCKET}/{key}"
        fields = {"Host": f"127.0.0.1:{self.port}", **(headers or {})}
        if body is not None or length is not None:
            fields["Content-Length"] = str(len(body) if body is not None else length)
        now = int(time.time())
        token = authorization(
            method=method, path=path, query=query or {}, headers=fields, key_time=f"{now - 60};{now + 36000}",
            **self._keys,
        )  # fmt: skip
        target = quote(path, safe="/-_.~") + (f"?{urlencode(query, quote_via=quote)}" if query else "")
        fields |= {"Authorization": token, "User-Agent": "cos-python-sdk-v5.1.10.0"}
        lines = [f"{method} {target} HTTP/1.1", *[f"{name}: {value}" for name, value in fields.items()]]
        return "\r\n".join([*lines, "", ""]).encode() + (body or b"")


@contextmanager
def serving(source: Path = OURS, root: Path | None = None, loop: str = "asyncio") -> Iterator[Server]:
    """A local COS of the code under `source`."""
    command = [sys.executable, str(HERE / "served.py"), "--loop", loop]
    command += ["--root", str(root)] if root else []
    environment = os.environ | {"PYTHONPATH": str(source)}
    with subprocess.Popen(
        command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, env=environment, text=True
    ) as process:
        assert process.stdin is not None
        assert process.stdout is not None
        told = json.loads(process.stdout.readline())
        yield Server(told["pid"], told["port"], told["id"], told["key"])
        process.stdin.close()


@contextmanager
def serving_moto(python: Path) -> Iterator[Server]:
    """moto's server, as its documentation starts it."""
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    command = [str(python), "-m", "moto.server", "-p", str(port)]
    with subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL) as process:
        deadline = time.monotonic() + 60
        while time.monotonic() < deadline:
            with suppress(OSError), socket.create_connection(("127.0.0.1", port)):
                break
            time.sleep(0.1)
        yield Server(process.pid, port, "AKIDx", "y")
        process.terminate()


class Done(NamedTuple):
    count: int
    cpu_us: float
    """Of the server, per request."""
    rate: float
    """Requests per second."""
    received: int


def run(server: Server, lanes: Iterable[Iterable[bytes]], bodies: bool = True) -> Done:
    """Send each lane's requests over a connection of its own, one after another's answer; all must succeed.

    `bodies` is False for HEAD.
    """
    with selectors.DefaultSelector() as waiting:
        for lane in lanes:
            connection = _Connection(server.port, iter(lane), bodies)
            waiting.register(connection.socket, selectors.EVENT_READ, connection)
        connections: list[_Connection] = [key.data for key in waiting.get_map().values()]
        cpu, began = server.cpu(), time.perf_counter()
        left = sum(connection.send() for connection in connections)
        while left:
            for key, _ in waiting.select():
                if not key.data.take():
                    left -= 1
        wall, cpu = time.perf_counter() - began, server.cpu() - cpu
    for connection in connections:
        connection.socket.close()
    count = sum(connection.count for connection in connections)
    return Done(count, cpu / count * 1e6, count / wall, sum(connection.received for connection in connections))


class _Connection:
    def __init__(self, port: int, requests: Iterator[bytes], bodies: bool) -> None:
        self.socket = socket.create_connection(("127.0.0.1", port))
        self.socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        self.count = self.received = 0
        self._requests = requests
        self._bodies = bodies
        self._head = b""
        self._missing = -1
        self._buffer = bytearray(1 << 20)

    def send(self) -> bool:
        """The next request; False if that was the last."""
        request = next(self._requests, None)
        if request is None:
            return False
        self.socket.sendall(request)
        self._head, self._missing = b"", -1
        return True

    def take(self) -> bool:
        """Some of an answer, and the next request when it is whole; False once all are answered."""
        size = self.socket.recv_into(self._buffer)
        if not size:
            raise ConnectionError(f"closed after {self.count} answers: {self._head!r}")
        self.received += size
        if self._missing < 0:
            self._head += self._buffer[:size]
            head, blank, body = self._head.partition(b"\r\n\r\n")
            if not blank:
                return True
            if head[9:11] != b"20":
                raise AssertionError(self._head.decode())
            size = len(body)
            at = head.lower().find(b"content-length:")
            self._missing = int(head[at + 15 :].split(b"\r", 1)[0]) if at >= 0 and self._bodies else 0
        self._missing -= size
        if self._missing > 0:
            return True
        self.count += 1
        return self.send()


def asked(server: Server, *arguments: Any, **fields: Any) -> bytes:
    """One answer's body."""
    with socket.create_connection(("127.0.0.1", server.port)) as connection:
        connection.sendall(server.request(*arguments, headers={"Connection": "close"}, **fields))
        pieces = b"".join(iter(lambda: connection.recv(1 << 20), b""))
    head, _, body = pieces.partition(b"\r\n\r\n")
    if head[9:11] != b"20":
        raise AssertionError(pieces.decode())
    return body


def copied(server: Server, key: str, body: int | None = None) -> float:
    """Wall seconds of one large object up, if it has a size, or down; its bytes are not looked at."""
    buffer = memoryview(bytearray(1 << 20))
    began = time.perf_counter()
    with socket.create_connection(("127.0.0.1", server.port)) as connection:
        closing = {"Connection": "close"}
        method = "GET" if body is None else "PUT"
        connection.sendall(server.request(method, key, headers=closing, length=body))
        for _ in range((body or 0) >> 20):
            connection.sendall(buffer)
        size = 0
        first = b""
        while got := connection.recv_into(buffer):
            first = first or bytes(buffer[:16])
            size += got
    if first[9:11] != b"20":
        raise AssertionError(first)
    return time.perf_counter() - began
