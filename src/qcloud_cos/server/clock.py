"""The server's time: the machine's, moved forward as tests like.

Stored times and lifecycle rules follow this clock.  Signatures do not: the callers sign by
the machine's clock, and moving ours by a month must not lock them out.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping

BEIJING_SECONDS = 8 * 3600
DAY = 86400


class Clock:
    def __init__(self, machine: Callable[[], float] = time.time) -> None:
        self._machine = machine
        self._ahead = 0.0
        self._stopped: float | None = None

    def now(self) -> float:
        return self._machine() + self._ahead if self._stopped is None else self._stopped

    @property
    def is_stopped(self) -> bool:
        return self._stopped is not None

    def advance(self, seconds: float) -> None:
        if seconds < 0:
            raise ValueError("the clock only moves forward")
        self.set(self.now() + seconds)

    def move_to(self, moment: float) -> None:
        """Forward to `moment`; a moment already past leaves the clock alone."""
        if moment > self.now():
            self.set(moment)

    def set(self, moment: float) -> None:
        """To `moment`, be it past."""
        if self._stopped is None:
            self._ahead = moment - self._machine()
        else:
            self._stopped = moment

    def stop(self) -> None:
        """It shows this moment until it is moved, or goes on."""
        self._stopped = self.now()

    def go_on(self) -> None:
        if self._stopped is not None:
            moment, self._stopped = self._stopped, None
            self.set(moment)

    def reset(self) -> None:
        """Back to the machine's time."""
        self._ahead, self._stopped = 0.0, None

    @property
    def state(self) -> dict[str, float | None]:
        """How far ahead it is of the machine's, or where it stands."""
        return {"ahead": self._ahead, "stopped": self._stopped}

    def put(self, state: Mapping[str, float | None]) -> None:
        self._ahead, self._stopped = state["ahead"] or 0.0, state["stopped"]


def day_of(moment: float) -> int:
    """The days since 1970, as Beijing counts them."""
    return int((moment + BEIJING_SECONDS) // DAY)


def midnight_of(day: int) -> float:
    """When a day begins in Beijing."""
    return float(day * DAY - BEIJING_SECONDS)


def midnight_from(moment: float) -> float:
    """The first Beijing midnight that is not before `moment`."""
    return -(-(moment + BEIJING_SECONDS) // DAY) * DAY - BEIJING_SECONDS
