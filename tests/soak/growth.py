"""Whether something grows: a rule for samples that are never quite alike.

What is sampled in the first third of the rounds is warming up.  Through the rest a line is laid whose slope is the
median of the slopes between any two samples (Theil and Sen), so that single outliers do not matter.  What it rises
from the first to the last of these samples is the growth, and each measure has a tolerance for it.
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import combinations
from statistics import median
from typing import NamedTuple

MIB = 1024 * 1024
FEWEST = 6
"""Samples, below which nothing is said."""


class Tolerance(NamedTuple):
    absolute: float
    relative: float = 0.0
    """Of the median, where that is more."""


TOLERANCES = {
    "memory": Tolerance(6 * MIB, 0.05),
    "blocks": Tolerance(2000, 0.01),
    "descriptors": Tolerance(4),
    "threads": Tolerance(2),
    "tasks": Tolerance(2),
    "disk": Tolerance(16 * MIB, 0.1),
}


class Growth(NamedTuple):
    measure: str
    middle: float
    grown: float
    tolerated: float

    @property
    def is_tolerated(self) -> bool:
        return self.grown <= self.tolerated

    def __str__(self) -> str:
        unit, per = (" MiB", MIB) if self.measure in ("memory", "disk") else ("", 1)
        verdict = "" if self.is_tolerated else "  GROWS"
        return (
            f"{self.middle / per:.1f}{unit} in the middle, {self.grown / per:+.2f} from first to last, "
            f"{self.tolerated / per:.1f} tolerated{verdict}"
        )


def growth(measure: str, samples: Sequence[float]) -> Growth | None:
    """None of too few."""
    warm = samples[len(samples) // 3 :]
    if len(warm) < FEWEST:
        return None
    slope = median((later - sooner) / (j - i) for (i, sooner), (j, later) in combinations(enumerate(warm), 2))
    middle = median(warm)
    absolute, relative = TOLERANCES[measure]
    return Growth(measure, middle, slope * (len(warm) - 1), max(absolute, relative * middle))
