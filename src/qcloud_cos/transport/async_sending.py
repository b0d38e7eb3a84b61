"""A request onto an asyncio connection."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncGenerator, AsyncIterable, Iterator
from contextlib import aclosing
from typing import Any

from qcloud_cos.core.wire import Sized
from qcloud_cos.transport import bodies, http1
from qcloud_cos.transport.bodies import Buffer, Plan
from qcloud_cos.transport.checking import Sum
from qcloud_cos.transport.failures import SocketFailed
from qcloud_cos.transport.wires import Wire

_TOGETHER = 64 * 1024
_SLICE = 256 * 1024
_COPY = 512 * 1024
"""Half of what the blocking client reads at once: the loop holds several copies of it."""


async def send(wire: Wire, body: Any, head: bytes, plan: Plan, sent: Sum | None = None) -> bool:
    """Send it, and say whether all of it went out: a server may answer before, with an error."""
    content = plan.content
    if content is not None and plan.length is not None and len(content) <= _TOGETHER:
        wire.write(head + content if content else head)
        if sent is not None:
            sent.add(content)
        return True
    wire.write(head)
    async with aclosing(_pieces(body, plan)) as pieces:
        async for piece in pieces:
            if sent is not None:
                sent.add(piece)
            if plan.length is None:
                before, after = http1.chunk(piece)
                wire.write(b"".join((before, piece, after)))
            else:
                wire.write(piece)
            try:
                await wire.drained()
            except TimeoutError as error:
                raise SocketFailed(error) from error
            if wire.refused_early():
                return False
    if plan.length is None:
        wire.write(http1.LAST_CHUNK)
    return True


def _pieces(body: Any, plan: Plan) -> AsyncGenerator[Buffer, None]:
    if plan.content is not None:
        return _slices(plan.content)
    if isinstance(body, Sized):
        return _in_thread(_copies(body))
    if isinstance(body, AsyncIterable):
        return _counted(body, plan.length)
    if hasattr(body, "read"):
        return _counted(_read(body, plan.length), plan.length)
    return _in_thread(bodies.pieces(body, plan.length))


async def _slices(content: Buffer) -> AsyncGenerator[Buffer, None]:
    view = memoryview(content)
    for start in range(0, len(view), _SLICE):
        yield view[start : start + _SLICE]


def _copies(body: Sized) -> Iterator[Buffer]:
    # The event loop may hold on to what it could not send yet, and the buffer is filled again.
    return (bytes(piece) for piece in bodies.file_pieces(body, _COPY))


async def _in_thread(pieces: Iterator[Buffer]) -> AsyncGenerator[Buffer, None]:
    """Reading may wait for a disk, or for whatever a generator waits for."""
    while piece := await asyncio.to_thread(next, pieces, b""):
        yield piece


async def _read(body: Any, length: int | None) -> AsyncGenerator[Buffer, None]:
    """What read() gives: an ordinary file's, or an async file's."""
    left = length
    while left is None or left > 0:
        piece = await asyncio.to_thread(body.read, bodies.PIECE if left is None else min(bodies.PIECE, left))
        if hasattr(piece, "__await__"):
            piece = await piece
        piece = bodies.as_bytes(piece)
        if not piece:
            return
        if left is not None:
            left -= len(piece)
        yield piece


async def _counted(source: AsyncIterable[Any], length: int | None) -> AsyncGenerator[Buffer, None]:
    count = bodies.Count(length)
    async for raw in source:
        piece = bodies.as_bytes(raw)
        count.add(piece)
        if piece:
            yield piece
    count.end()
