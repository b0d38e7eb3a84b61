"""Counts of what came of many objects: those of a batch, and of a job, which is their sum."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from qcloud_cos.jobs.latencies import Latencies
from qcloud_cos.jobs.outcomes import STATES

_MOST_CODES = 50
_REST = "others"


class Tally:
    __slots__ = ("bytes", "counts", "errors", "latencies", "retries", "throttles")

    def __init__(self) -> None:
        self.counts: dict[str, int] = dict.fromkeys(STATES, 0)
        self.bytes = 0
        self.retries = 0
        self.throttles = 0
        """How often COS said to slow down."""
        self.latencies = Latencies()
        self.errors: dict[str, dict[str, Any]] = {}
        """By code: how many, and the first of them."""

    @property
    def objects(self) -> int:
        return sum(self.counts.values())

    @property
    def bad(self) -> int:
        """Those that failed, and those that were not what they should be."""
        return self.counts["failed"] + self.counts["mismatch"]

    def error(self, code: str, key: str, message: str) -> None:
        self._add_error(code, {"count": 1, "key": key, "message": message})

    def merge(self, other: Tally) -> None:
        for state, count in other.counts.items():
            self.counts[state] += count
        self.bytes += other.bytes
        self.retries += other.retries
        self.throttles += other.throttles
        self.latencies.merge(other.latencies)
        for code, said in other.errors.items():
            self._add_error(code, said)

    def _add_error(self, code: str, said: Mapping[str, Any]) -> None:
        # Codes may be anything a function of the user's raises: their number is bounded, as all here is.
        if code not in self.errors and len(self.errors) >= _MOST_CODES:
            code = _REST
        known = self.errors.get(code)
        if known is None:
            self.errors[code] = dict(said)
        else:
            known["count"] += said["count"]

    def to_json(self) -> dict[str, Any]:
        return {
            "counts": self.counts,
            "bytes": self.bytes,
            "retries": self.retries,
            "throttles": self.throttles,
            "latencies": self.latencies.to_json(),
            "errors": self.errors,
        }

    @classmethod
    def of_json(cls, said: Mapping[str, Any]) -> Tally:
        found = cls()
        found.counts.update(said["counts"])
        found.bytes, found.retries, found.throttles = said["bytes"], said["retries"], said["throttles"]
        found.latencies = Latencies(said["latencies"])
        found.errors = {code: dict(each) for code, each in said["errors"].items()}
        return found
