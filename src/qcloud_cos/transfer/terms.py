"""What a transfer's optional arguments say of how it is done."""

from __future__ import annotations

from collections.abc import Generator, Iterable
from typing import Any, Literal, TypeVar

from qcloud_cos.core.cancellation import Cancellation
from qcloud_cos.core.wire import Call, Flow, together
from qcloud_cos.errors import CosClientError
from qcloud_cos.transfer import plan
from qcloud_cos.transfer.meter import Meter
from qcloud_cos.transfer.progress import Progress, ProgressBar, ProgressCallback

R = TypeVar("R")

Resume = Literal["killed", "failed", "never"]
"""After what a transfer goes on where it was: its process was killed; or also it failed, or was interrupted."""


class Terms:
    def __init__(
        self,
        threads: int,
        callback: ProgressCallback | None = None,
        bar: ProgressBar | None = None,
        cancellation: Cancellation | None = None,
        rate_limit: float | Meter | None = None,
        resume: Resume = "never",
    ) -> None:
        if resume not in ("killed", "failed", "never"):
            raise CosClientError(f"resume must be 'killed', 'failed' or 'never', not {resume!r}")
        self.workers = plan.workers(threads)
        self.resume = resume
        self.progress = Progress(callback, bar)
        self.meter = _meter(rate_limit, cancellation)
        self._cancellation = cancellation

    def together(self, calls: Iterable[Call[R, Any] | Flow[R]]) -> Generator[Any, Any, list[R]]:
        """The results of all parts, so many at once as was asked for."""
        return together(calls, self.workers, self._cancellation)

    def alone(self, call: Call[R, Any] | Flow[R]) -> Flow[R]:
        """The result of one call that may take long, and can be cancelled."""
        if self._cancellation is None:
            return (yield from call)
        [result] = yield from together([call], 1, self._cancellation)
        return result


def _meter(rate_limit: float | Meter | None, cancellation: Cancellation | None) -> Meter | None:
    if isinstance(rate_limit, Meter):
        return rate_limit  # of several transfers together
    return None if cancellation is None and rate_limit is None else Meter(rate_limit, cancellation)
