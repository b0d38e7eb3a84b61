"""Signed requests over connections that are kept open, at little cost for whoever sends them.

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
from contextlib import contextmanager
from pathlib import Path
from typing import NamedTuple
from urllib.parse import quote, urlencode

from qcloud_cos.core.signing import authorization

HERE = Path(__file__).resolve().parent
OURS = HERE.parent / "src"


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
        """Resident; "VmHWM" for the most it ever was."""
        for line in Path(f"/proc/{self.process}/status").read_text().splitlines():
            if line.startswith(f"{what}:"):
                return int(line.split()[1]) / 1024
        raise LookupError(what)

    def forget_peak(self) -> None:
        Path(f"/proc/{self.process}/clear_refs").write_text("5")

    def request(
        self, method: str, path: str, query: Mapping[str, str] | None = None, body: bytes | None = None
    ) -> bytes:
        """A request as this SDK sends it, signed for the next hours."""
        headers = {"Host": f"127.0.0.1:{self.port}"}
        if body is not None:
            headers["Content-Length"] = str(len(body))
        now = int(time.time())
        token = authorization(
            method=method, path=path, query=query or {}, headers=headers, key_time=f"{now - 60};{now + 36000}",
            **self._keys,
        )  # fmt: skip
        target = quote(path, safe="/-_.~") + (f"?{urlencode(query, quote_via=quote)}" if query else "")
        headers |= {"Authorization": token, "User-Agent": "cos-python-sdk-v5.1.10.0"}
        lines = [f"{method} {target} HTTP/1.1", *[f"{name}: {value}" for name, value in headers.items()]]
        return "\r\n".join([*lines, "", ""]).encode() + (body or b"")


@contextmanager
def serving(source: Path = OURS, root: Path | None = None, loop: str = "asyncio") -> Iterator[Server]:
    """A server of the code under `source`."""
    command = [sys.executable, str(HERE / "served.py"), "--loop", loop]
    command += ["--root", str(root)] if root else []
    environment = os.environ | {"PYTHONPATH": str(source)}
    with subprocess.Popen(
        command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, env=environment, text=True
    ) as process:
        assert process.stdout is not None
        told = json.loads(process.stdout.readline())
        yield Server(told["pid"], told["port"], told["id"], told["key"])
        assert process.stdin is not None
        process.stdin.close()


class Done(NamedTuple):
    count: int
    cpu_us: float
    """Of the server, per request."""
    rate: float
    """Requests per second."""
    received: int


def run(server: Server, lanes: Iterable[Iterable[bytes]], bodies: bool = True) -> Done:
    """Send each lane's requests over a connection of its own, one after another's answer; all must succeed."""
    with selectors.DefaultSelector() as waiting:
        for lane in lanes:
            connection = _Connection(server.port, iter(lane), bodies)
            waiting.register(connection.socket, selectors.EVENT_READ, connection)
        open_ = [key.data for key in waiting.get_map().values()]
        cpu, began = server.cpu(), time.perf_counter()
        left = sum(connection.send() for connection in open_)
        while left:
            for key, _ in waiting.select():
                if not key.data.take():
                    left -= 1
        wall, cpu = time.perf_counter() - began, server.cpu() - cpu
    for connection in open_:
        connection.socket.close()
    count = sum(connection.count for connection in open_)
    return Done(count, cpu / count * 1e6, count / wall, sum(connection.received for connection in open_))


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
            lower = head.lower()
            at = lower.find(b"content-length:")
            self._missing = int(lower[at + 15 :].split(b"\r", 1)[0]) if at >= 0 and self._bodies else 0
        self._missing -= size
        if self._missing > 0:
            return True
        self.count += 1
        return self.send()
