"""The server's time: the machine's, moved forward as tests like.

Stored times and lifecycle rules follow this clock.  Signatures do not: the callers sign by
the machine's clock, and moving ours by a month must not lock them out.
"""

from __future__ import annotations

import time
from collections.abc import Callable

BEIJING_SECONDS = 8 * 3600
DAY = 86400


class Clock:
    def __init__(self, machine: Callable[[], float] = time.time) -> None:
        self._machine = machine
        self._ahead = 0.0

    def now(self) -> float:
        return self._machine() + self._ahead

    def advance(self, seconds: float) -> None:
        if seconds < 0:
            raise ValueError("the clock only moves forward")
        self._ahead += seconds

    def move_to(self, moment: float) -> None:
        """Forward to `moment`; a moment already past leaves the clock alone."""
        self._ahead += max(0.0, moment - self.now())

    def reset(self) -> None:
        """Back to the machine's time."""
        self._ahead = 0.0


def day_of(moment: float) -> int:
    """The days since 1970, as Beijing counts them."""
    return int((moment + BEIJING_SECONDS) // DAY)


def midnight_of(day: int) -> float:
    """When a day begins in Beijing."""
    return float(day * DAY - BEIJING_SECONDS)


def midnight_from(moment: float) -> float:
    """The first Beijing midnight that is not before `moment`."""
    return -(-(moment + BEIJING_SECONDS) // DAY) * DAY - BEIJING_SECONDS
