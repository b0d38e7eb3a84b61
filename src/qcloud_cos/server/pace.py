"""x-cos-traffic-limit: how fast a body may come or go.

Source: https://cloud.tencent.com/document/product/436/40140
"""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable, Mapping
from typing import Any

from qcloud_cos.server.refusal import argument

NAME = "x-cos-traffic-limit"
LEAST, MOST = 819_200, 838_860_800
"""In bits per second."""
_PIECES_A_SECOND = 8


Send = Callable[[dict[str, Any]], Any]


class Pace:
    """A limit at work on one body."""

    def __init__(self, limit: int, now: Callable[[], float] = time.monotonic) -> None:
        self._rate = limit / 8
        self._now = now
        self._passed = 0
        self._began: float | None = None

    def due(self, size: int) -> float:
        """How many seconds to wait once so many bytes more have passed."""
        now = self._now()
        if self._began is None:
            self._began = now
        self._passed += size
        return max(self._began + self._passed / self._rate - now, 0.0)

    async def passed(self, size: int) -> None:
        """Wait for as long as these bytes take."""
        await asyncio.sleep(self.due(size))

    def slowed(self, send: Send) -> Send:
        """A `send` of ASGI that takes its time over what it sends of a body."""
        step = max(int(self._rate / _PIECES_A_SECOND), 1)

        async def slow(message: dict[str, Any]) -> None:
            body, more = message["body"], message.get("more_body", False)
            for at in range(0, len(body) or 1, step):
                piece = body[at : at + step]
                await self.passed(len(piece))
                await send({"type": message["type"], "body": piece, "more_body": more or at + step < len(body)})

        return slow


def pace_of(headers: Mapping[str, str], query: Mapping[str, str]) -> Pace | None:
    """What a request asks for, in a header or in a parameter.

    Raises:
        Refusal: InvalidArgument.
    """
    text = headers.get(NAME) or query.get(NAME)
    if not text:
        return None
    if not text.isdecimal() or not text.isascii() or len(text) > 9 or not LEAST <= int(text) <= MOST:
        raise argument(f"{NAME} is not between {LEAST} and {MOST} bit/s.")
    return Pace(int(text))
