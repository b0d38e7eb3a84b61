"""What a request carries, cut into pieces that can be sent."""

from __future__ import annotations

import io
import os
import stat
from collections.abc import AsyncIterable, Callable, Iterable, Iterator
from typing import Any, NamedTuple

from qcloud_cos.core.wire import Request, Sized
from qcloud_cos.errors import CosClientError

Buffer = bytes | bytearray | memoryview
PIECE = 1024 * 1024
CHANGED = "the file changed while it was sent: it ended after {} of {} bytes"


class Plan(NamedTuple):
    """How a request's body goes out."""

    content: Buffer | None
    """The whole of it, where that is in memory."""
    length: int | None
    """None: in chunks."""
    framing: tuple[str, ...]
    """Header lines that the request lacks."""
    again: bool
    """It can be sent a second time."""


def plan(request: Request) -> Plan:
    body = request.body
    headers = request.headers
    if type(body) is bytes:
        content: Buffer | None = body
    else:
        content = _in_memory(body)
    length = None if content is None else len(content)
    if isinstance(body, Sized):
        length = body.length
    declared, chunked = _declared(headers)
    again = length is not None
    if declared is not None:
        return Plan(content, _agreed(declared, length, chunked), (), again)
    if chunked:
        return Plan(content, None, (), again)
    if length is None:
        return Plan(content, None, ("Transfer-Encoding: chunked",), again)
    if length or request.method in ("PUT", "POST"):
        return Plan(content, length, (f"Content-Length: {length}",), again)
    return Plan(content, 0, (), again)


def _in_memory(body: Any) -> Buffer | None:
    if isinstance(body, memoryview):
        return body.cast("B") if body.contiguous else body.tobytes()
    if isinstance(body, bytes | bytearray):
        return body
    if isinstance(body, str):
        return body.encode()
    return b"" if body is None else None


def _declared(headers: dict[str, str]) -> tuple[str | None, bool]:
    """What the headers say of the body: its length, and whether it comes in chunks."""
    length, chunked = None, False
    for name in headers:
        if len(name) == 14 and name.lower() == "content-length":
            length = headers[name]
        elif len(name) == 17 and name.lower() == "transfer-encoding":
            chunked = True
    return length, chunked


def _agreed(declared: str, length: int | None, chunked: bool) -> int:
    """The length that Content-Length says, which must be the body's: else the next answer is not ours."""
    if chunked:
        raise CosClientError("a request has Content-Length or Transfer-Encoding, not both")
    try:
        promised = int(declared)
    except ValueError:
        promised = -1
    if promised < 0:
        raise CosClientError(f"ContentLength must be a number of bytes, not {declared!r}")
    if length is not None and promised != length:
        raise CosClientError(f"Body has {length} bytes, but ContentLength says {promised}")
    return promised


def regular_file(file: Any) -> int | None:
    """The descriptor, if reading the file is reading the descriptor: else a wrapper's read() must be called."""
    if type(file).__name__ == "_TemporaryFileWrapper":
        file = file.file
    if type(file) is io.BufferedRandom:
        file.flush()
    raw = file.raw if type(file) in (io.BufferedReader, io.BufferedRandom) else file
    if type(raw) is not io.FileIO:
        return None
    descriptor = raw.fileno()
    return descriptor if stat.S_ISREG(os.fstat(descriptor).st_mode) else None


def file_pieces(body: Sized, size: int = PIECE) -> Iterator[memoryview]:
    """A file's bytes, through one buffer: each piece must be sent before the next is asked for."""
    file, start, length = body
    buffer = memoryview(bytearray(min(size, length)))
    fill = _filler(file, start)
    done = 0
    while done < length:
        count = fill(buffer[: min(size, length - done)])
        if not count:
            raise CosClientError(CHANGED.format(done, length))
        done += count
        yield buffer[:count]


def _filler(file: Any, start: int) -> Callable[[memoryview], int]:
    """A function that reads on from `start`, without moving a real file's position."""
    descriptor = regular_file(file) if hasattr(os, "preadv") else None
    place = start
    if descriptor is None:
        file.seek(start)

    def fill(buffer: memoryview) -> int:
        nonlocal place
        if descriptor is not None:
            count = os.preadv(descriptor, [buffer], place)
            place += count
            return count
        data = as_bytes(file.read(len(buffer)))
        buffer[: len(data)] = data
        return len(data)

    return fill


def as_bytes(piece: Any) -> Buffer:
    if isinstance(piece, bytes | bytearray):
        return piece
    content = None if piece is None else _in_memory(piece)
    if content is None:
        raise CosClientError(f"Body must yield bytes, not {type(piece).__name__}; open files in mode 'rb'")
    return content


def pieces(body: Any, length: int | None) -> Iterator[Buffer]:
    """What a reader or an iterable yields, none of it empty; exactly `length` bytes if that is known."""
    if isinstance(body, AsyncIterable) and not isinstance(body, Iterable) and not hasattr(body, "read"):
        raise CosClientError("Body is an async iterable: only AsyncCosS3Client can send it")
    return counted(_read_pieces(body, length) if hasattr(body, "read") else _each(body), length)


def _read_pieces(body: Any, length: int | None) -> Iterator[Buffer]:
    left = length
    while left is None or left > 0:
        piece = as_bytes(body.read(PIECE if left is None else min(PIECE, left)))
        if not piece:
            return
        if left is not None:
            left -= len(piece)
        yield piece


def _each(body: Any) -> Iterator[Buffer]:
    if not isinstance(body, Iterable):
        raise CosClientError(f"Body must be bytes, a file or an iterable of bytes, not {type(body).__name__}")
    return (as_bytes(piece) for piece in body)


class Count:
    """Holds a body to the length it was announced with."""

    __slots__ = ("_done", "_length")

    def __init__(self, length: int | None) -> None:
        self._length = length
        self._done = 0

    def add(self, piece: Buffer) -> None:
        self._done += len(piece)
        if self._length is not None and self._done > self._length:
            raise CosClientError(f"Body has more than the {self._length} bytes that ContentLength says")

    def end(self) -> None:
        if self._length is not None and self._done != self._length:
            raise CosClientError(
                f"Body ended after {self._done} of the {self._length} bytes that ContentLength says"
            )


def counted(source: Iterable[Buffer], length: int | None) -> Iterator[Buffer]:
    count = Count(length)
    for piece in source:
        count.add(piece)
        if piece:
            yield piece
    count.end()
