"""Bodies of answers, still on their asyncio connection."""

from __future__ import annotations

from time import monotonic
from typing import Any

from qcloud_cos.core.headers import ResponseHeaders
from qcloud_cos.errors import BodyCutShort
from qcloud_cos.transport import http1
from qcloud_cos.transport.failures import BadFraming, interruption, place


class Arriving:
    """A body read from its connection, which goes back to its pool with the last byte."""

    __slots__ = (
        "_chunks",
        "_keep",
        "_left",
        "_pieces",
        "_pool",
        "_wire",
        "finished",
        "headers",
        "status",
        "taken",
    )

    def __init__(self, head: http1.Head, wire: Any, pool: Any) -> None:
        self.status = head.status
        self.headers: ResponseHeaders = head.headers
        self.finished = False
        self.taken = 0
        self._keep = head.keep
        self._left = head.length
        self._chunks = http1.Dechunker() if head.chunked else None
        self._pieces: list[bytes] = []
        self._wire = wire
        self._pool = pool
        if head.length == 0:
            self._finish(True)

    async def receive(self) -> bytes:
        """Some bytes, or b"" at the end; BodyCutShort if the end came early."""
        if self.finished:
            return b""
        try:
            piece = await self._next()
        except (OSError, BadFraming) as error:
            self.close()
            raise self._cut(error) from error
        except BaseException:
            self.close()
            raise
        self.taken += len(piece)
        return piece

    async def receive_into(self, buffer: memoryview) -> int:
        """The same straight into a buffer, where the length is known."""
        assert self._left is not None  # noqa: S101 - only asked of bodies of known length
        if self.finished:
            return 0
        try:
            count: int = await self._wire.receive_into(buffer[: self._left])
            if not count:
                raise BadFraming("the server closed the connection")
            self._left -= count
            if not self._left:
                self._finish(True)
        except (OSError, BadFraming) as error:
            self.close()
            raise self._cut(error) from error
        except BaseException:
            self.close()
            raise
        self.taken += count
        return count

    @property
    def sized(self) -> bool:
        return self._left is not None

    async def _next(self) -> bytes:
        if self._chunks is not None:
            return await self._next_chunk(self._chunks)
        piece: bytes = await self._wire.receive()
        if self._left is None:
            if not piece:
                self._finish(False)
            return piece
        if not piece:
            raise BadFraming("the server closed the connection")
        left = self._left
        if len(piece) > left:
            self._wire.give_back(piece[left:])
            piece = piece[:left]
        self._left = left - len(piece)
        if not self._left:
            self._finish(True)
        return piece

    async def _next_chunk(self, chunks: http1.Dechunker) -> bytes:
        while not self._pieces:
            if chunks.done:
                self._finish(not chunks.surplus)
                return b""
            data = await self._wire.receive()
            if not data:
                raise BadFraming("the server closed the connection before the last chunk")
            self._pieces = chunks.feed(data)[::-1]
        piece = self._pieces.pop()
        if chunks.done and not self._pieces:
            self._finish(not chunks.surplus)
        return piece

    def _cut(self, error: Exception) -> BodyCutShort:
        wire = self._wire
        total = "" if self._left is None else f" of {self.taken + self._left}"
        reason = interruption(error, wire.seconds)
        return BodyCutShort(
            f"the body from {place(wire.origin)} ended early, after {self.taken}{total} bytes: {reason}"
        )

    def _finish(self, clean: bool) -> None:
        self.finished = True
        if self._keep and clean:
            self._pool.give(self._wire)
        else:
            self._wire.close()

    def close(self) -> None:
        if not self.finished:
            self.finished = True
            self._wire.close()

    def __del__(self) -> None:
        if not self.finished:
            self.finished = True
            self._wire.drop()


async def whole(source: Arriving) -> bytes:
    """The body of an answer that is read into memory: XML, JSON, errors."""
    parts: list[bytes] = []
    begun = monotonic()
    while piece := await source.receive():
        if problem := http1.unbearable(source.taken, monotonic() - begun):
            source.close()
            raise BodyCutShort(problem)
        parts.append(piece)
    return parts[0] if len(parts) == 1 else b"".join(parts)
