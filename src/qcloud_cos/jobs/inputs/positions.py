"""Which pieces of an input are done, so that it can be gone on with in between."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterable


class Done:
    """Pieces from a position to another.  Neighbours are kept as one: a million take little memory."""

    def __init__(self, pieces: Iterable[tuple[str, str]] = ()) -> None:
        self._starts: list[str] = []
        self._ends: list[str] = []
        for start, end in sorted(pieces):
            if self._ends and start <= self._ends[-1]:
                self._ends[-1] = max(self._ends[-1], end)
            else:
                self._starts.append(start)
                self._ends.append(end)

    def after(self, position: str) -> str:
        """Where there is something to do, from this position on."""
        index = bisect_right(self._starts, position) - 1
        return max(position, self._ends[index]) if index >= 0 else position

    def until(self, position: str) -> str | None:
        """The end of what is to be done from there on: where the next piece that is done begins."""
        index = bisect_left(self._starts, position)
        return self._starts[index] if index < len(self._starts) else None

    def __len__(self) -> int:
        return len(self._starts)
