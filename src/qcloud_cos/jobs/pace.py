"""How fast: no faster than was asked for, and slower together when COS says so.

The more COS slows down (503, 429), the fewer objects are begun in a second: half as many, at once; and from
then on a little more each second, as long as it does not say so again.
"""

from __future__ import annotations

import math
from typing import NamedTuple

BACK_OFF = 0.5
EACH_SECOND = 0.05
"""Of the pace at which it was too fast."""
SLOWEST = 1.0
APART_SECONDS = 1.0
"""Refusals that come together are one."""


class Share(NamedTuple):
    """What a worker may do, in objects a second; None: as fast as it goes."""

    limit: float | None = None
    """For now."""
    ceiling: float | None = None
    """Never more."""


class Pace:
    """Of one worker.  It is told the time, by a clock that only goes forward."""

    def __init__(self, now: float) -> None:
        self._ceiling: float | None = None
        self._handed: float | None = None
        """By the driver, which has heard of the refusals of all."""
        self._own: float | None = None
        """By what was refused here: a batch that was handed out before does not know of it."""
        self.limit: float | None = None
        """The least of them."""
        self._step = 0.0
        self._next = 0.0
        self._cut = -math.inf
        self._eased = self._since = now
        self._begun = 0
        self.throttles = 0

    def take(self, share: Share, now: float) -> None:
        """What counts from now on."""
        if self.limit is not None:
            self._ease(now)
        self._handed, self._ceiling = share
        if self._handed is not None:
            self._step = self._step or self._handed * EACH_SECOND
        self._eased, self._since, self._begun = now, now, 0
        self.throttles = 0
        self._decide()

    def wait(self, now: float) -> float:
        """Seconds until the next object may be begun, which is counted now."""
        self._begun += 1
        if self.limit is None:
            return 0.0
        if now - self._eased >= 1.0:
            self._ease(now)
        begins = max(self._next, now)
        self._next = begins + 1 / self.limit
        return begins - now

    def throttled(self, now: float) -> None:
        """COS said that it was too fast."""
        self.throttles += 1
        if now - self._cut < APART_SECONDS:
            return
        pace = self._begun / max(now - self._since, 0.1)
        if self.limit is not None:
            pace = min(pace, self.limit)
        self._step = max(pace, SLOWEST) * EACH_SECOND
        self._own = max(pace * BACK_OFF, SLOWEST)
        self._cut = self._eased = self._since = now
        self._begun = 0
        self._decide()

    def _ease(self, now: float) -> None:
        more = self._step * (now - self._eased)
        self._handed = None if self._handed is None else self._handed + more
        self._own = None if self._own is None else self._own + more
        self._eased = now
        self._decide()

    def _decide(self) -> None:
        self.limit = _least(_least(self._handed, self._own), self._ceiling)


class Paces:
    """Of all workers together, as the driver knows it."""

    def __init__(self, rate: float | None, now: float) -> None:
        self._rate = rate
        self._limit: float | None = None
        self._step = 0.0
        self._changed = now

    def share(self, workers: int, now: float) -> Share:
        """What one of so many may do."""
        workers = max(workers, 1)
        if self._limit is not None:
            self._limit = _least(self._limit + self._step * (now - self._changed), self._rate)
            self._changed = now
        limit = _least(self._limit, self._rate)
        return Share(_part(limit, workers), _part(self._rate, workers))

    def heard(self, throttles: int, limit: float | None, workers: int, now: float) -> None:
        """A worker has done a batch: was it slowed down, and to what?"""
        if not throttles or limit is None:
            return
        workers = max(workers, 1)
        self._limit = _least(self._limit, limit * workers)
        assert self._limit is not None  # noqa: S101 - of two, one is there
        self._step = self._limit * EACH_SECOND
        self._changed = now

    @property
    def limit(self) -> float | None:
        return _least(self._limit, self._rate)


def _least(one: float | None, other: float | None) -> float | None:
    if one is None or other is None:
        return other if one is None else one
    return min(one, other)


def _part(limit: float | None, workers: int) -> float | None:
    return None if limit is None else limit / workers
