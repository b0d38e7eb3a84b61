"""A proxy between a client and a server, which spoils what a test tells it to spoil.

with FaultProxy(cos.port) as proxy:
    proxy.spoils(lambda asked: Reset(100_000) if asked.is_part else None)
    client = CosS3Client(cos.config(Endpoint=f"127.0.0.1:{proxy.port}"))
"""

from __future__ import annotations

import re
import socket
import struct
import threading
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from types import TracebackType
from typing import NamedTuple, NoReturn

_PIECE = 16 * 1024


class Asked(NamedTuple):
    """A request, by its head."""

    number: int
    """How many of this kind, method and target, came before it."""
    method: str
    target: str
    head: bytes

    @property
    def is_part(self) -> bool:
        return self.method == "PUT" and "partNumber=" in self.target

    @property
    def is_completion(self) -> bool:
        return self.method == "POST" and "uploadId=" in self.target


@dataclass(frozen=True)
class Fault:
    up: bool = False
    """It befalls the request's body, and else the answer's."""


@dataclass(frozen=True)
class Reset(Fault):
    """RST after so many bytes of the body."""

    after: int = 0


@dataclass(frozen=True)
class Truncate(Fault):
    """An orderly close after so many bytes of the body."""

    after: int = 0


@dataclass(frozen=True)
class Corrupt(Fault):
    """One bit of this byte of the body is another."""

    at: int = 0


@dataclass(frozen=True)
class CutHead(Fault):
    """So many bytes of the answer's head, and then the connection is reset, or closed."""

    after: int = 20
    resets: bool = True


@dataclass(frozen=True)
class Vanish(Fault):
    """The other end is gone and nobody says so: a connection half open.  The server is not asked."""


@dataclass(frozen=True)
class Twice(Fault):
    """The answer comes twice: the second time it answers nothing."""


@dataclass(frozen=True)
class Drip(Fault):
    """So many bytes at a time, and a pause after each; of the answer, its head too."""

    piece: int = _PIECE
    pause: float = 0.01


@dataclass(frozen=True)
class Answer(Fault):
    """The server is not asked at all."""

    status: int = 503


@dataclass(frozen=True)
class Lose(Fault):
    """The server does it, and its answer is lost."""


@dataclass(frozen=True)
class Wait(Fault):
    seconds: float = 1.0


Spoiler = Callable[[Asked], Fault | None]


class FaultProxy:
    def __init__(self, upstream: int) -> None:
        self._upstream = upstream
        self._listener = socket.create_server(("127.0.0.1", 0))
        # Little room, so that who sends feels how slowly it is taken.
        self._listener.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 64 * 1024)
        self.port: int = self._listener.getsockname()[1]
        self._spoiler: Spoiler = lambda asked: None
        self._seen: dict[tuple[str, str], int] = {}
        self._lock = threading.Lock()
        self._sockets: list[socket.socket] = []
        self.asked: list[Asked] = []
        self.spoiled = 0

    def spoils(self, spoiler: Spoiler) -> None:
        self._spoiler = spoiler

    def forget(self) -> None:
        """What was asked so far, where that would be too much to keep."""
        with self._lock:
            self._seen.clear()
            self.asked.clear()
        self._sockets = [sock for sock in self._sockets if sock.fileno() != -1]

    def __enter__(self) -> FaultProxy:
        threading.Thread(target=self._accept, daemon=True).start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._listener.shutdown(socket.SHUT_RDWR)
        self._listener.close()
        for sock in self._sockets:
            sock.close()

    def _accept(self) -> None:
        while True:
            try:
                sock, _ = self._listener.accept()
            except OSError:
                return
            self._sockets.append(sock)
            threading.Thread(target=self._serve, args=(sock,), daemon=True).start()

    def _serve(self, client: socket.socket) -> None:
        try:
            with client, socket.create_connection(("127.0.0.1", self._upstream)) as server:
                ends = _Stream(client), _Stream(server)
                while self._pass_on(*ends):
                    pass
        except (OSError, _Gone):
            client.close()

    def _pass_on(self, client: _Stream, server: _Stream) -> bool:
        """One request and its answer; whether another may follow."""
        head = client.head()
        method, target = head.split(b" ", 2)[:2]
        with self._lock:
            key = method.decode(), target.decode()
            asked = Asked(self._seen.get(key, 0), *key, head)
            self._seen[key] = asked.number + 1
            self.asked.append(asked)
        fault = self._spoiler(asked)
        self.spoiled += fault is not None
        length = _length(head)
        if isinstance(fault, Answer):
            client.read(length)
            client.send(b"HTTP/1.1 %d X\r\nContent-Length: 0\r\n\r\n" % fault.status)
            return True
        if isinstance(fault, Vanish):
            client.silence()
        server.send(head)
        _carry(client, server, length, fault if fault is not None and fault.up else None, client)
        answer = server.head()
        if isinstance(fault, Lose):
            server.read(0 if method == b"HEAD" else _length(answer))
            client.reset()
            return False
        if isinstance(fault, Wait):
            time.sleep(fault.seconds)
        length = 0 if method == b"HEAD" else _length(answer)
        if isinstance(fault, CutHead):
            server.read(length)
            client.send(answer[: fault.after])
            client.cut(fault.resets)
        if isinstance(fault, Twice):
            whole = answer + b"".join(server.pieces(length, _PIECE))
            client.send(whole + whole)
            return True
        _send_head(client, answer, fault)
        _carry(server, client, length, fault if fault is not None and not fault.up else None, client)
        return b"connection: close" not in answer.lower()


class _Gone(Exception):
    pass


class _Stream:
    def __init__(self, sock: socket.socket) -> None:
        self._sock = sock
        self._waiting = b""

    def head(self) -> bytes:
        while b"\r\n\r\n" not in self._waiting:
            self._more()
        head, mark, self._waiting = self._waiting.partition(b"\r\n\r\n")
        return head + mark

    def read(self, length: int) -> None:
        for _ in self.pieces(length, _PIECE):
            pass

    def pieces(self, length: int, size: int) -> Iterator[bytes]:
        while length:
            if not self._waiting:
                self._more()
            piece, self._waiting = self._waiting[: min(size, length)], self._waiting[min(size, length) :]
            length -= len(piece)
            yield piece

    def send(self, data: bytes) -> None:
        self._sock.sendall(data)

    def reset(self) -> None:
        self._sock.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
        self._sock.close()

    def close(self) -> None:
        self._sock.shutdown(socket.SHUT_RDWR)

    def cut(self, resets: bool) -> NoReturn:
        if resets:
            time.sleep(0.02)  # let what was sent arrive: a reset discards what waits to be read
            self.reset()
        else:
            self.close()
        raise _Gone

    def silence(self) -> NoReturn:
        """Say nothing until the client gives up."""
        while self._sock.recv(65536):
            pass
        raise _Gone

    def at_once(self) -> None:
        """No byte waits for others to go with it."""
        self._sock.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)

    def _more(self) -> None:
        data = self._sock.recv(256 * 1024)
        if not data:
            raise _Gone
        self._waiting += data


def _send_head(client: _Stream, head: bytes, fault: Fault | None) -> None:
    if not isinstance(fault, Drip) or fault.up:
        client.send(head)
        return
    client.at_once()
    for start in range(0, len(head), fault.piece):
        client.send(head[start : start + fault.piece])
        time.sleep(fault.pause)


def _carry(source: _Stream, target: _Stream, length: int, fault: Fault | None, client: _Stream) -> None:
    done = 0
    for piece in source.pieces(length, fault.piece if isinstance(fault, Drip) else _PIECE):
        if isinstance(fault, Reset | Truncate) and done + len(piece) > fault.after:
            target.send(piece[: fault.after - done])
            client.cut(isinstance(fault, Reset))
        if isinstance(fault, Corrupt) and done <= fault.at < done + len(piece):
            spoiled = bytearray(piece)
            spoiled[fault.at - done] ^= 1
            piece = bytes(spoiled)
        if isinstance(fault, Drip):
            time.sleep(fault.pause)
        target.send(piece)
        done += len(piece)


def _length(head: bytes) -> int:
    found = re.search(rb"\r\ncontent-length: *(\d+)", head, re.IGNORECASE)
    return int(found[1]) if found else 0
