"""Bodies of answers, still on their connection."""

from __future__ import annotations

from time import monotonic
from typing import Protocol

from qcloud_cos.core.headers import ResponseHeaders
from qcloud_cos.errors import BodyCutShort
from qcloud_cos.transport import http1
from qcloud_cos.transport.connection import Connection
from qcloud_cos.transport.failures import BadFraming, interruption, place
from qcloud_cos.transport.pool import Pool


class Source(Protocol):
    """Where a StreamBody's bytes come from."""

    @property
    def headers(self) -> ResponseHeaders: ...
    @property
    def status(self) -> int: ...
    @property
    def finished(self) -> bool:
        """Nothing is to come any more."""

    def readinto(self, buffer: memoryview) -> int:
        """Some bytes, or 0 at the end; BodyCutShort if the end came early."""

    def close(self) -> None:
        """Give up what was not read."""


class Held:
    """A body that arrived whole along with its head: its connection is free already."""

    __slots__ = ("_data", "_place", "finished", "headers", "status")

    def __init__(self, head: http1.Head, data: bytes) -> None:
        self.status = head.status
        self.headers = head.headers
        self._data = data
        self._place = 0
        self.finished = not data

    def readinto(self, buffer: memoryview) -> int:
        piece = self.take(len(buffer))
        buffer[: len(piece)] = piece
        return len(piece)

    def take(self, size: int) -> bytes:
        """Up to `size` bytes without a buffer in between; all of them if negative."""
        start = self._place
        stop = len(self._data) if size < 0 else min(start + size, len(self._data))
        self._place = stop
        self.finished = stop == len(self._data)
        return self._data if stop - start == len(self._data) else self._data[start:stop]

    def close(self) -> None:
        self._data = b""
        self.finished = True


class Incoming:
    """A body read from its connection, which goes back to the pool with the last byte."""

    __slots__ = ("_keep", "_pool", "connection", "finished", "headers", "status", "taken")

    def __init__(self, head: http1.Head, connection: Connection, pool: Pool) -> None:
        self.status = head.status
        self.headers = head.headers
        self.taken = 0
        self.finished = False
        self.connection = connection
        self._pool = pool
        self._keep = head.keep

    def readinto(self, buffer: memoryview) -> int:
        if self.finished or not buffer:
            return 0
        try:
            count = self._read(buffer)
        except (OSError, BadFraming) as error:
            self.close()
            raise self._cut(interruption(error, self.connection.seconds)) from error
        except BaseException:
            self.close()
            raise
        self.taken += count
        return count

    def _read(self, buffer: memoryview) -> int:
        raise NotImplementedError

    def _cut(self, reason: str) -> BodyCutShort:
        return BodyCutShort(
            f"the body from {place(self.connection.origin)} ended early{self._progress()}: {reason}"
        )

    def _progress(self) -> str:
        return f", after {self.taken} bytes"

    def _finish(self, clean: bool = True) -> None:
        self.finished = True
        if self._keep and clean:
            self._pool.give(self.connection)
        else:
            self.connection.close()

    def close(self) -> None:
        if not self.finished:
            self.finished = True
            self.connection.close()

    def __del__(self) -> None:
        self.close()


class Known(Incoming):
    """As long as its Content-Length says."""

    __slots__ = ("_left",)

    def __init__(self, head: http1.Head, connection: Connection, pool: Pool) -> None:
        super().__init__(head, connection, pool)
        self._left = head.length or 0

    def _read(self, buffer: memoryview) -> int:
        left = self._left
        count = self.connection.recv_into(buffer if len(buffer) <= left else buffer[:left])
        if not count:
            raise BadFraming("the server closed the connection")
        self._left = left = left - count
        if not left:
            self._finish()
        return count

    def _progress(self) -> str:
        return f", after {self.taken} of {self.taken + self._left} bytes"


class Chunks(Incoming):
    """As long as its chunks say."""

    __slots__ = ("_chunks", "_pieces")

    def __init__(self, head: http1.Head, connection: Connection, pool: Pool) -> None:
        super().__init__(head, connection, pool)
        self._chunks = http1.Dechunker()
        self._pieces: list[bytes | memoryview] = []
        """Content yet to be handed out, the first piece last."""

    def _read(self, buffer: memoryview) -> int:
        pieces = self._pieces
        while not pieces:
            if self._chunks.done:
                self._finish(not self._chunks.surplus)
                return 0
            self._feed()
        piece = pieces.pop()
        count = min(len(piece), len(buffer))
        buffer[:count] = piece[:count]
        if count < len(piece):
            pieces.append(memoryview(piece)[count:])
        elif not pieces and self._chunks.done:
            self._finish(not self._chunks.surplus)
        return count

    def _feed(self) -> None:
        connection = self.connection
        if connection.start == connection.end:
            connection.start = 0
            connection.end = connection.sock.recv_into(connection.view)
        if not connection.end:
            raise BadFraming("the server closed the connection before the last chunk")
        data = connection.view[connection.start : connection.end]
        connection.start = connection.end
        self._pieces.extend(reversed(self._chunks.feed(data)))


class UntilClose(Incoming):
    """As long as the server sends: HTTP/1.0, and nothing says whether all of it came."""

    __slots__ = ()

    def _read(self, buffer: memoryview) -> int:
        count = self.connection.recv_into(buffer)
        if not count:
            self._finish()
        return count


def incoming(head: http1.Head, connection: Connection, pool: Pool) -> Source:
    """The source for a body; the connection is the source's from here on."""
    length = head.length
    if length is None:
        return (Chunks if head.chunked else UntilClose)(head, connection, pool)
    start = connection.start
    if length > connection.end - start:
        return Known(head, connection, pool)
    data = bytes(connection.view[start : start + length])
    connection.start = start + length
    pool.done(connection, head.keep)
    return Held(head, data)


def whole(source: Source) -> bytes:
    """The body of an answer that is read into memory: XML, JSON, errors."""
    if isinstance(source, Held):
        return source.take(-1)
    parts: list[bytes] = []
    size = 0
    buffer = memoryview(bytearray(64 * 1024))
    begun = monotonic()
    while count := source.readinto(buffer):
        size += count
        if problem := http1.unbearable(size, monotonic() - begun):
            source.close()
            raise BodyCutShort(problem)
        parts.append(bytes(buffer[:count]))
    return b"".join(parts)
