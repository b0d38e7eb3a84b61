"""How long things took, in a histogram of fixed buckets: small, and any two can be added."""

from __future__ import annotations

import math
from collections.abc import Mapping

_SHORTEST = 1e-4
_GROWTH = 1.1
"""A bucket is so much wider than the one before: what is read from it is at most 5 % off."""
_SCALE = 1 / math.log(_GROWTH)


class Latencies:
    __slots__ = ("counts",)

    def __init__(self, counts: Mapping[str, int] | None = None) -> None:
        self.counts: dict[int, int] = {int(bucket): count for bucket, count in (counts or {}).items()}

    def add(self, seconds: float, times: int = 1) -> None:
        bucket = 0 if seconds <= _SHORTEST else int(math.log(seconds / _SHORTEST) * _SCALE) + 1
        self.counts[bucket] = self.counts.get(bucket, 0) + times

    def merge(self, other: Latencies) -> None:
        for bucket, count in other.counts.items():
            self.counts[bucket] = self.counts.get(bucket, 0) + count

    def percentile(self, share: float) -> float | None:
        """Seconds within which that share of them was done; None if there were none."""
        left = share * sum(self.counts.values())
        for bucket in sorted(self.counts):
            left -= self.counts[bucket]
            if left <= 0:
                return _SHORTEST if bucket == 0 else _SHORTEST * _GROWTH ** (bucket - 0.5)
        return None

    def to_json(self) -> dict[str, int]:
        return {str(bucket): count for bucket, count in sorted(self.counts.items())}
