"""What a process remembers: its own writes, for ever; what it was told of objects, for a second or so.

An answer counts only if it was asked for after the last write of that path by anybody in this process:
so everyone sees their own writes at once, whichever instance or thread made them.
"""

from __future__ import annotations

import time
from itertools import count
from typing import Generic, TypeVar

from qcloud_cos.fs.paths import ancestors

T = TypeVar("T")

_MOST = 10_000
_ticks = count(1)
_written: dict[str, int] = {}
_all_written = 0


def now() -> int:
    """Later than any `now` before; a clock might stand still in between."""
    return next(_ticks)


def wrote(*paths: str) -> None:
    """They were written or removed: what was known of them, and of the directories above, counts no more."""
    global _all_written
    tick = now()
    if len(_written) > _MOST:
        _all_written = tick  # first, so that nothing is believed in between
        _written.clear()
    for path in paths:
        _written[path] = tick
        for above in ancestors(path):
            _written[above] = tick


def is_unwritten_since(path: str, asked: int) -> bool:
    return asked > max(_all_written, _written.get(path, 0))


class Memory(Generic[T]):
    """Answers, for some seconds; None: for ever; 0: not at all."""

    def __init__(self, seconds: float | None) -> None:
        self._seconds = seconds
        self._known: dict[str, tuple[int, float, T]] = {}

    def keep(self, path: str, answer: T, asked: int) -> None:
        """`asked` is the `now` from before the question."""
        if self._seconds == 0:
            return
        if len(self._known) > _MOST:
            self._known.clear()
        self._known[path] = asked, time.monotonic(), answer

    def get(self, path: str) -> T | None:
        found = self._known.get(path)
        if found is None:
            return None
        asked, at, answer = found
        fresh = self._seconds is None or time.monotonic() - at < self._seconds
        if fresh and is_unwritten_since(path, asked):
            return answer
        self._known.pop(path, None)
        return None

    def forget(self, path: str | None) -> None:
        if path is None:
            self._known.clear()
            return
        for each in (path, *ancestors(path)):
            self._known.pop(each, None)


class MadeDirectories:
    """Directories that were made, whether or not something is in them.

    COS has only objects: a directory is there when something is in it.  Programs make one and look at once
    whether it is there, or empty one and go on in it.  For them it is there until this process removes it.
    """

    def __init__(self) -> None:
        self._made: dict[str, None] = {}

    def add(self, path: str) -> None:
        if len(self._made) > _MOST:
            self._made.clear()
        self._made[path] = None

    def has(self, path: str) -> bool:
        return path in self._made or any(made.startswith(f"{path}/") for made in self._made.copy())

    def within(self, path: str) -> list[str]:
        """The directories just below that are there because of what was made."""
        top = f"{path}/"
        names = (made[len(top) :].partition("/")[0] for made in self._made.copy() if made.startswith(top))
        return sorted({f"{top}{name}" for name in names})

    def removed(self, path: str) -> None:
        self._made.pop(path, None)

    def all_removed(self, path: str) -> None:
        """With all below."""
        self.removed(path)
        for made in self._made.copy():
            if made.startswith(f"{path}/"):
                self.removed(made)


_made: dict[str, MadeDirectories] = {}


def made_at(place: str) -> MadeDirectories:
    """One for all instances of this process that talk to the same COS."""
    return _made.setdefault(place, MadeDirectories())
