"""The body of an answer straight into its place in a file."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

from qcloud_cos.core.checksum import crc64
from qcloud_cos.core.wire import Poured, Sink
from qcloud_cos.errors import BodyCutShort

if TYPE_CHECKING:
    from qcloud_cos.transport.async_streams import AsyncStreamBody
    from qcloud_cos.transport.streams import StreamBody

_PIECE = 1024 * 1024


def pour(body: StreamBody, sink: Sink) -> Poured:
    """Exactly as many bytes as the sink is long, through one buffer.

    Raises:
        BodyCutShort: there are fewer, or more.
        OSError: they cannot be written, as when the disk is full.
    """
    with body:
        buffer = memoryview(bytearray(max(1, min(_PIECE, sink.length))))
        done = checksum = 0
        while count := body.readinto(buffer):
            checksum = crc64(buffer[:count], checksum)
            _write(sink, done, buffer[:count])
            done += count
    return _complete(sink, done, checksum)


async def pour_awaiting(body: AsyncStreamBody, sink: Sink) -> Poured:
    """The same; writing happens in a thread."""
    import asyncio

    async with body:
        done = checksum = 0
        while piece := await body.read(_PIECE):
            checksum = crc64(piece, checksum)
            await asyncio.to_thread(_write, sink, done, memoryview(piece))
            done += len(piece)
    return _complete(sink, done, checksum)


def _write(sink: Sink, done: int, piece: memoryview) -> None:
    if done + len(piece) > sink.length:
        raise BodyCutShort(f"the body has more than the {sink.length} bytes that were asked for")
    while piece:
        count = os.pwrite(sink.file.number, piece, sink.start + done)
        piece, done = piece[count:], done + count


def _complete(sink: Sink, done: int, checksum: int) -> Poured:
    if done != sink.length:
        raise BodyCutShort(f"the body has {done} bytes, not the {sink.length} that were asked for")
    return Poured(done, checksum)
