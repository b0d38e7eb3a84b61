"""How far a transfer is, told to whoever asked."""

from __future__ import annotations

from collections.abc import Callable
from threading import Lock
from typing import Any, Protocol

ProgressCallback = Callable[[int, int], object]
"""Called with the bytes done and the bytes in all; never twice at once."""


class ProgressBar(Protocol):
    """What `progress=` takes: a bar of tqdm is one, and of others a few lines make one.

    Its `total` is set when it is known.  It is called from any thread, but never twice at once.
    """

    total: Any

    def update(self, n: int, /) -> object:
        """So many more bytes are done."""

    def close(self) -> object:
        """The transfer has ended, well or not."""


class Progress:
    """Counts what the parts add, from any thread."""

    def __init__(self, callback: ProgressCallback | None, bar: ProgressBar | None) -> None:
        self._callback, self._bar = callback, bar
        self._done = self._total = 0
        self._lock = Lock()

    def begin(self, total: int | None) -> None:
        """None: nobody knows how many bytes there will be."""
        self._total = total or 0
        if self._bar is not None and total is not None:
            self._bar.total = total

    def add(self, count: int) -> None:
        if self._callback is None and self._bar is None:
            return
        if not count and not self._total:
            return  # of nothing no part is done: programs divide by the total
        with self._lock:
            self._done += count
            if self._callback is not None:
                self._callback(self._done, self._total)
            if self._bar is not None:
                self._bar.update(count)

    def end(self) -> None:
        if self._bar is not None:
            self._bar.close()
