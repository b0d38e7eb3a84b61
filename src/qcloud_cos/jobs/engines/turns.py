"""Many at once, or one alone."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager


class Turns:
    """Who wants to be alone waits for those under way, and those who come later wait for it."""

    def __init__(self) -> None:
        self._under_way = 0
        self._wanted = 0
        self._changed = asyncio.Condition()

    @asynccontextmanager
    async def together(self) -> AsyncIterator[None]:
        async with self._changed:
            await self._changed.wait_for(lambda: not self._wanted)
            self._under_way += 1
        try:
            yield
        finally:
            await self._ended()

    @asynccontextmanager
    async def alone(self) -> AsyncIterator[None]:
        self._wanted += 1
        try:
            async with self._changed:
                await self._changed.wait_for(lambda: not self._under_way)
                self._under_way += 1
            try:
                yield
            finally:
                await self._ended()
        finally:
            self._wanted -= 1
            async with self._changed:
                self._changed.notify_all()

    async def _ended(self) -> None:
        async with self._changed:
            self._under_way -= 1
            self._changed.notify_all()
