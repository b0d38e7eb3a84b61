"""One blocking connection: a socket, its buffer, its timeouts."""

from __future__ import annotations

import os
import select
import socket
import struct
import sys
from functools import partial
from time import monotonic
from typing import Any

from qcloud_cos.core.wire import Origin
from qcloud_cos.transport import http1, workers
from qcloud_cos.transport.bodies import Buffer
from qcloud_cos.transport.failures import BadFraming, SocketFailed, Unanswered, is_timeout
from qcloud_cos.transport.unsent import Unsent

_TLS_PIECE = 256 * 1024
_SMALL = 16 * 1024
"""Reads up to this size go through the buffer, to make fewer system calls."""


class Connection:
    """Bytes of answers wait in `buffer` between `start` and `end`."""

    __slots__ = (
        "_tls",
        "arrived",
        "buffer",
        "end",
        "heard",
        "kept",
        "kernel",
        "origin",
        "pid",
        "seconds",
        "sock",
        "start",
        "used",
        "view",
        "wrote",
    )

    def __init__(self, sock: Any, origin: Origin) -> None:
        self.sock = sock
        self.origin = origin
        self.pid = os.getpid()
        self.kept = False
        """It has served a request before, so the server may have closed it meanwhile."""
        self.wrote = False
        """Something of the present request has left."""
        self.heard = False
        """Something of its answer has come."""
        self.used = 0.0
        self.buffer = bytearray(http1.HEAD_LIMIT)
        self.view = memoryview(self.buffer)
        self.start = self.end = 0
        self._tls = hasattr(sock, "pending")
        # Kernel timeouts spare a poll() before each recv() and send().  OpenSSL ignores
        # them, and gevent's sockets are non-blocking underneath.
        self.kernel = sys.platform == "linux" and type(sock).__module__ == "socket"
        self.seconds: float | None = -1.0
        self.arrived = _poller(sock)
        """Says whether something arrived, or the server has closed: on an idle connection, both are its end."""

    def set_timeout(self, seconds: float | None) -> None:
        if seconds == self.seconds:
            return
        self.seconds = seconds
        if not self.kernel:
            self.sock.settimeout(seconds)
            return
        self.sock.settimeout(None)
        whole = int(seconds or 0)
        value = struct.pack("@ll", whole, max(1, int((seconds - whole) * 1e6)) if seconds else 0)
        self.sock.setsockopt(socket.SOL_SOCKET, socket.SO_RCVTIMEO, value)
        self.sock.setsockopt(socket.SOL_SOCKET, socket.SO_SNDTIMEO, value)

    def send(self, data: Buffer) -> None:
        """All of it.  Not sendall(): its timeout would be for the whole, however it progresses."""
        size = len(data)
        try:
            sent = self.sock.send(data if size <= _TLS_PIECE or not self._tls else memoryview(data)[:_TLS_PIECE])
            self.wrote = True
            if sent < size:
                rest = memoryview(data)
                while sent < size:
                    sent += self.sock.send(rest[sent : sent + _TLS_PIECE] if self._tls else rest[sent:])
        except OSError as error:
            raise SocketFailed(error) from error

    def refused_early(self) -> bool:
        """An error answer has come before the request was sent whole."""
        try:
            if self.end == 0 and (not self.arrived() or not self._peek()):
                return False
        except OSError as error:
            raise SocketFailed(error) from error
        return self.end > 9 and self.buffer[9] in b"45"

    def _peek(self) -> bool:
        """Read what is there.  On TLS that may be no answer at all, but session tickets."""
        if not self._tls:
            self.fill()
            return True
        self.sock.settimeout(0)
        try:
            self.fill()
        except OSError as error:  # SSLWantReadError
            if type(error).__name__ != "SSLWantReadError":
                raise
            return False
        finally:
            self.sock.settimeout(self.seconds)
        return True

    def fill(self) -> None:
        """Wait for more bytes of a head."""
        if self.end:
            http1.check_beginning(self.buffer[self.start : self.end])
        if self.start:
            rest = self.end - self.start
            self.buffer[:rest] = self.buffer[self.start : self.end]
            self.start, self.end = 0, rest
        count = self._receive()
        if count:
            self.heard = True
            self.end += count
        elif self.heard:
            raise BadFraming("the server closed the connection in the middle of a head")
        else:
            raise Unanswered("the server closed the connection without an answer")

    def _receive(self) -> int:
        """A timeout counts from when the last of the request has left the kernel, which may take long."""
        unsent: Unsent | None = None
        while True:
            try:
                count: int = self.sock.recv_into(self.view[self.end :] if self.end else self.view)
                return count
            except OSError as error:
                unsent = unsent or Unsent()
                if not is_timeout(error) or self.seconds is None or not unsent.shrinks(self.sock):
                    raise

    def read_head(self, method: str) -> http1.Head:
        """The next answer's head, those of 1xx skipped."""
        buffer = self.buffer
        for _ in range(http1.INTERIM_LIMIT):
            stop = buffer.find(http1.BLANK_LINE, self.start, self.end) if self.end > self.start else -1
            begun = None
            while stop < 0:
                self.fill()
                stop = buffer.find(http1.BLANK_LINE, 0, self.end)
                if stop < 0:
                    begun = begun or monotonic()
                    http1.check_pace(begun, monotonic(), self.seconds)
            stop += 4
            head = http1.parse_head(bytes(self.view[self.start : stop]), method)
            self.start = stop
            if head.status >= 200:
                return head
        raise http1.endless()

    def recv_into(self, buffer: memoryview) -> int:
        """Bytes of a body, those that came along with the head first; 0 at the connection's end."""
        if self.start == self.end:
            if len(buffer) > _SMALL:
                received: int = self.sock.recv_into(buffer)
                return received
            self.start = 0
            self.end = self.sock.recv_into(self.view)
        start = self.start
        waiting = self.end - start
        count = min(waiting, len(buffer))
        buffer[:count] = self.view[start : start + count]
        self.start = start + count
        return count

    def rest(self) -> None:
        """Ready for the next request."""
        workers.at(None)
        self.start = self.end = 0
        self.kept = True
        self.wrote = self.heard = False
        self.used = monotonic()

    def close(self) -> None:
        # No unwrap(): a child process that lets go of its parent's connection must not say goodbye on it.
        self.sock.close()


def _poller(sock: Any) -> Any:
    if not hasattr(select, "poll"):
        return lambda: select.select([sock], [], [], 0)[0]
    poll = select.poll()
    poll.register(sock, select.POLLIN)
    return partial(poll.poll, 0)
