"""Idle asyncio connections: each belongs to the event loop it was made in."""

from __future__ import annotations

import asyncio
import atexit
import os
from collections.abc import AsyncGenerator
from contextlib import suppress
from weakref import WeakSet

from qcloud_cos.core.wire import Origin
from qcloud_cos.transport.wires import Wire


class LoopPool:
    """The idle connections of one loop, the last used first out."""

    def __init__(self, size: int) -> None:
        self._size = size
        self._idle: dict[Origin, list[Wire]] = {}
        self._guard: AsyncGenerator[None, None] | None = None
        self._closed = False

    async def guard(self) -> None:
        """Have the loop close what is idle when it ends: asyncio.run() ends its async generators."""
        self._guard = _closing(self._idle)
        await anext(self._guard)
        _guarded.add(self)

    def take(self, origin: Origin) -> Wire | None:
        """A connection that looks alive."""
        idle = self._idle.get(origin)
        while idle:
            wire = idle.pop()
            if wire.usable():
                return wire
            wire.close()
        return None

    def give(self, wire: Wire) -> None:
        idle = self._idle.setdefault(wire.origin, [])
        if len(idle) >= self._size:
            idle[:] = [other for other in idle if other.alive()]
        if self._closed or len(idle) >= self._size or not wire.alive() or wire.pid != os.getpid():
            wire.close()
            return
        wire.rest()
        idle.append(wire)

    async def close(self) -> None:
        self._closed = True
        if self._guard is not None:
            await self._guard.aclose()
            await asyncio.sleep(0)  # aborted connections are closed in the loop's next round

    def forget(self) -> None:
        """End the guard, and leave the connections to the system, without asking the loop for anything."""
        self._idle.clear()
        if self._guard is not None:
            with suppress(StopIteration, RuntimeError):  # the loop may be ending it just now, in its thread
                self._guard.aclose().send(None)


_guarded: WeakSet[LoopPool] = WeakSet()


@atexit.register
def _forget_all() -> None:
    # A loop that was never closed may be collected when asyncio itself has been taken apart already: what it
    # does then to end its generators fails, and Python says so on the terminal.
    for pool in list(_guarded):
        pool.forget()


async def _closing(idle: dict[Origin, list[Wire]]) -> AsyncGenerator[None, None]:
    try:
        yield
    finally:
        # The garbage collector may end this, or the interpreter's end: nothing can be awaited then, and the loop
        # may be closed.
        try:
            for wires in idle.values():
                while wires:
                    wires.pop().close()
        except RuntimeError:
            idle.clear()


class LoopPools:
    """A pool for each loop that is running, in this process."""

    def __init__(self, size: int) -> None:
        self._size = size
        self._pools: dict[asyncio.AbstractEventLoop, LoopPool] = {}
        self._pid = os.getpid()

    async def here(self) -> LoopPool:
        if self._pid != os.getpid():
            # A forked child: connections and loops are the parent's.
            self._pools = {}
            self._pid = os.getpid()
        loop = asyncio.get_running_loop()
        pool = self._pools.get(loop)
        if pool is None:
            for old in [other for other in self._pools if other.is_closed()]:
                self._pools.pop(old, None)
            pool = self._pools[loop] = LoopPool(self._size)
            await pool.guard()
        return pool

    async def close(self) -> None:
        pool = self._pools.pop(asyncio.get_running_loop(), None)
        self._pools = {loop: other for loop, other in self._pools.items() if not loop.is_closed()}
        if pool is not None:
            await pool.close()
