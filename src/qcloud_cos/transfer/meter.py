"""What the bytes of a transfer pass by: a limit to their rate, and the way out."""

from __future__ import annotations

import os
import time
from collections.abc import Callable
from threading import Lock
from typing import Any

from qcloud_cos.core.cancellation import Cancellation
from qcloud_cos.core.wire import Sized
from qcloud_cos.errors import CosClientError

_LARGEST_PIECE = 1024 * 1024
_SMALLEST_PIECE = 4096
_PIECES_A_SECOND = 32


class Meter:
    """One for all parts of a transfer.

    Args:
        rate: bytes per second, of all parts together; None: as fast as it goes.
        cancellation: ends it, also in the middle of a part.
    """

    def __init__(self, rate: float | None, cancellation: Cancellation | None) -> None:
        if rate is not None and not rate > 0:
            raise CosClientError(f"rate_limit is in bytes per second and more than 0, not {rate}")
        self._rate, self._cancellation = rate, cancellation
        self._free = 0.0
        self._lock = Lock()
        # Small pieces often, rather than large ones and long pauses: a line in use by others stays usable.
        self.piece = max(_SMALLEST_PIECE, min(_LARGEST_PIECE, int((rate or 2**40) / _PIECES_A_SECOND)))

    def took(self, count: int) -> float:
        if self._cancellation is not None:
            self._cancellation.check()
        if self._rate is None:
            return 0.0
        now = time.monotonic()
        with self._lock:
            self._free = max(now, self._free) + count / self._rate
            return self._free - now


def metered(body: Any, start: int, length: int, meter: Meter | None) -> Any:
    """What a request can carry: bytes, or a piece of an open file."""
    if meter is None:
        return body if isinstance(body, bytes | memoryview) else Sized(body, start, length)
    if isinstance(body, bytes | memoryview):
        return Sized(_Passing(lambda size, place: bytes(body[place : place + size]), meter), start, length)
    number = body.fileno()
    return Sized(_Passing(lambda size, place: os.pread(number, size, place), meter), start, length)


class _Passing:
    """A file whose bytes pass a meter as they are read; each request has its own."""

    def __init__(self, read_at: Callable[[int, int], bytes], meter: Meter) -> None:
        self._read_at, self._meter = read_at, meter
        self._place = 0

    def tell(self) -> int:
        return self._place

    def seek(self, place: int) -> int:
        self._place = place
        return place

    def read(self, size: int) -> bytes:
        data = self._read_at(min(size, self._meter.piece), self._place)
        self._place += len(data)
        if (seconds := self._meter.took(len(data))) > 0:
            time.sleep(seconds)
        return data
