"""One asyncio connection, and the bodies that arrive on it."""

from __future__ import annotations

import asyncio
import contextlib
import os
import select
from collections import deque

from qcloud_cos.core.wire import Origin
from qcloud_cos.transport import http1
from qcloud_cos.transport.bodies import Buffer
from qcloud_cos.transport.failures import BadFraming, Unanswered
from qcloud_cos.transport.unsent import Unsent

_PIECE = 64 * 1024
_HIGH = 1024 * 1024
"""Bytes waiting to be read at which the server is made to wait."""


class Wire(asyncio.BufferedProtocol):
    """Bytes that arrived wait in `_received`; one task at a time waits for more.

    The loop reads into buffers of ours: those that it makes itself are so large that each is fresh memory
    from the kernel, which costs several times what reading a small answer does.
    """

    _transport: asyncio.Transport

    def __init__(self, origin: Origin, loop: asyncio.AbstractEventLoop) -> None:
        self.origin = origin
        self.pid = os.getpid()
        self.kept = False
        """It has served a request before, so the server may have closed it meanwhile."""
        self.heard = False
        """Something of the present answer has come."""
        self.seconds: float | None = None
        self.dead = False
        self._loop = loop
        self._received: deque[bytes] = deque()
        self._size = 0
        self._view = memoryview(bytearray(_PIECE))
        self._target: memoryview | None = None
        """Where the reader wants what comes next."""
        self._count = 0
        """How much has come there."""
        self._error: Exception | None = None
        self._reading = True
        self._writing = True
        self._waiter: asyncio.Future[None] | None = None
        self._timer: asyncio.TimerHandle | None = None
        self._deadline = 0.0
        self._poll: select.poll | None = None

    # asyncio calls these

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self._transport = transport  # type: ignore[assignment]

    def get_buffer(self, sizehint: int) -> memoryview:
        return self._view if self._target is None else self._target

    def buffer_updated(self, nbytes: int) -> None:
        if self._target is not None:
            self._target, self._count = None, nbytes
            self._wake()
            return
        self._received.append(bytes(self._view[:nbytes]))
        self._size += nbytes
        if self._size > _HIGH and self._reading:
            self._reading = False
            self._transport.pause_reading()
        self._wake()

    def eof_received(self) -> bool:
        self.dead = True
        self._wake()
        return False

    def connection_lost(self, error: Exception | None) -> None:
        self.dead = True
        self._error = error
        if isinstance(error, ConnectionError):
            self._salvage()
        self._stop_timer()
        self._wake()

    def _salvage(self) -> None:
        """A write failed: read what the server said before it closed, which the loop had no time for."""
        transport = self._transport
        kind = f"{type(transport).__module__}.{type(transport).__name__}"
        # These close the descriptor only after this, and what is read is no TLS.
        if kind not in ("asyncio.selector_events._SelectorSocketTransport", "uvloop.loop.TCPTransport"):
            return
        with contextlib.suppress(OSError):
            while data := os.read(transport.get_extra_info("socket").fileno(), http1.HEAD_LIMIT):
                self._received.append(data)
                self._size += len(data)

    def pause_writing(self) -> None:
        self._writing = False

    def resume_writing(self) -> None:
        self._writing = True
        self._wake()

    # the transport calls these

    def write(self, data: Buffer) -> None:
        if not self._transport.is_closing():  # uvloop raises then; asyncio drops the data
            self._transport.write(data)

    async def drained(self) -> None:
        """Wait until the server has taken most of it, or has something to say."""
        if self._writing:
            # Twice, for the loop to see what has arrived before more is written: a write
            # that fails loses it.
            await asyncio.sleep(0)
            await asyncio.sleep(0)
        while not self._writing and not self._received and not self.dead:
            left = self._transport.get_write_buffer_size()
            try:
                await self._news()
            except TimeoutError:
                if self._transport.get_write_buffer_size() >= left:
                    raise

    def refused_early(self) -> bool:
        """An error answer has come before the request was sent whole, or none ever will."""
        return self.dead or bool(self._received and self._received[0][9:10] in (b"4", b"5"))

    async def receive(self) -> bytes:
        """What came next, or b"" at the connection's end."""
        while not self._received:
            if self.dead:
                if self._error is not None:
                    raise self._error
                return b""
            await self._answer()
        data = self._received.popleft()
        self._size -= len(data)
        self.heard = True
        if not self._reading and self._size < _HIGH // 2 and not self.dead:
            self._reading = True
            self._transport.resume_reading()
        return data

    async def receive_into(self, buffer: memoryview) -> int:
        """The same, straight into the buffer; 0 at the connection's end."""
        while not self._received and not self.dead:
            self._target, self._count = buffer, 0
            try:
                await self._answer()
            finally:
                self._target = None
            if self._count:
                self.heard = True
                return self._count
        data = await self.receive()
        count = min(len(data), len(buffer))
        buffer[:count] = data[:count]
        self.give_back(data[count:])
        return count

    async def _answer(self) -> None:
        """Wait; a timeout counts from when the last of the request has left the kernel, which may take long."""
        unsent: Unsent | None = None
        while True:
            try:
                return await self._news()
            except TimeoutError:
                unsent = unsent or Unsent()
                sock, buffered = self._transport.get_extra_info("socket"), self._transport.get_write_buffer_size()
                if sock is None or not unsent.shrinks(sock, buffered):
                    raise

    def give_back(self, data: bytes) -> None:
        """To be received again."""
        if data:
            self._received.appendleft(data)
            self._size += len(data)

    async def read_head(self, method: str) -> http1.Head:
        """The next answer's head, those of 1xx skipped."""
        data = b""
        for _ in range(http1.INTERIM_LIMIT):
            stop = data.find(http1.BLANK_LINE)
            begun = None
            while stop < 0:
                if data:
                    http1.check_beginning(data)
                more = await self.receive()
                if not more:
                    raise _ended(self.heard)
                data = data + more if data else more
                stop = data.find(http1.BLANK_LINE)
                if stop < 0:
                    begun = begun or self._loop.time()
                    http1.check_pace(begun, self._loop.time(), self.seconds)
            stop += 4
            head = http1.parse_head(data[:stop], method)
            data = data[stop:]
            if head.status >= 200:
                self.give_back(data)
                return head
        raise http1.endless()

    def alive(self) -> bool:
        """And silent, as far as the loop has looked."""
        return not (self.dead or self._received or self._transport.is_closing())

    def usable(self) -> bool:
        """Alive and silent, by the kernel too: what is there already would be taken for the next answer."""
        return self.alive() and not self._kernel_has_news()

    def _kernel_has_news(self) -> bool:
        if self._poll is None:
            if not hasattr(select, "poll"):
                return False
            poll = select.poll()
            poll.register(self._transport.get_extra_info("socket").fileno(), select.POLLIN)
            self._poll = poll
        return bool(self._poll.poll(0))

    def rest(self) -> None:
        """Ready for the next request."""
        self.kept = True
        self.heard = False

    def close(self) -> None:
        self.dead = True
        self._stop_timer()
        self._transport.abort()

    def drop(self) -> None:
        """Close it from wherever the garbage collector runs."""
        with contextlib.suppress(RuntimeError):  # the loop is closed, and its sockets with it
            self._loop.call_soon_threadsafe(self.close)

    # waiting

    async def _news(self) -> None:
        """Wait for any event; TimeoutError if none comes in time."""
        waiter = self._waiter = self._loop.create_future()
        if self.seconds is not None:
            self._deadline = self._loop.time() + self.seconds
            if self._timer is None or self._timer.when() > self._deadline:
                self._stop_timer()
                self._timer = self._loop.call_at(self._deadline, self._tick)
        try:
            await waiter
        finally:
            self._waiter = None

    def _wake(self) -> None:
        if self._waiter is not None and not self._waiter.done():
            self._waiter.set_result(None)

    def _tick(self) -> None:
        """One timer serves many waits: setting one costs more than finding it early."""
        self._timer = None
        if self._waiter is None or self._waiter.done() or self.seconds is None:
            return
        if self._loop.time() >= self._deadline:
            self._waiter.set_exception(TimeoutError())
        else:
            self._timer = self._loop.call_at(self._deadline, self._tick)

    def _stop_timer(self) -> None:
        if self._timer is not None:
            self._timer.cancel()
            self._timer = None


def _ended(heard: bool) -> Exception:
    if heard:
        return BadFraming("the server closed the connection in the middle of a head")
    return Unanswered("the server closed the connection without an answer")
