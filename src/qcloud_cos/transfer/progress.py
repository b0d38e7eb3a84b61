"""How far a transfer is, told to whoever asked."""

from __future__ import annotations

from collections.abc import Callable
from threading import Lock

ProgressCallback = Callable[[int, int], object]
"""Called with the bytes done and the bytes in all; never twice at once."""


class Progress:
    """Counts what the parts add, from any thread."""

    def __init__(self, total: int, callback: ProgressCallback | None) -> None:
        self._done, self._total = 0, total
        self._callback = callback
        self._lock = Lock()

    def add(self, count: int) -> None:
        if self._callback is None:
            return
        with self._lock:
            self._done += count
            self._callback(self._done, self._total)
