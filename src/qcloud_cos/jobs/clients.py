"""The clients of a process: one for each region."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Mapping
from contextvars import ContextVar
from typing import Any

from qcloud_cos.client import AsyncCosS3Client, CosS3Client
from qcloud_cos.core.retry import REFUSED_UNDONE, Failure, Retry
from qcloud_cos.errors import CosServiceError, SlowDown
from qcloud_cos.jobs import settings


class Attempts:
    """How often what is under way had to be tried again."""

    __slots__ = ("again",)

    def __init__(self) -> None:
        self.again = 0


attempts: ContextVar[Attempts | None] = ContextVar("attempts", default=None)
"""Of the task that asks."""


class Attentive(Retry):
    """Tries again as clients do, and tells who should know that COS wants it slower."""

    throttled: Callable[[], object]

    def delay(self, attempt: int, failure: Failure, *, repeatable: bool, now: float) -> float | None:
        if is_throttle(failure):
            self.throttled()
        seconds = super().delay(attempt, failure, repeatable=repeatable, now=now)
        counted = attempts.get()
        if seconds is not None and counted is not None:
            counted.again += 1
        return seconds


def is_throttle(failure: Failure) -> bool:
    if isinstance(failure, CosServiceError):
        return isinstance(failure, SlowDown) or failure.get_status_code() in REFUSED_UNDONE
    return getattr(failure, "status", 0) in REFUSED_UNDONE


class Clients:
    """Made where they are used: only the description of them travels.

    Args:
        described: what a specification says of clients.
        who: the arguments of CosConfig that say who signs.
    """

    def __init__(
        self,
        described: Mapping[str, Any],
        who: Mapping[str, Any],
        retries: int = 5,
        throttled: Callable[[], object] = lambda: None,
    ) -> None:
        self._described, self._who = described, who
        self._retries, self._throttled = retries, throttled
        self._by_region: dict[str, AsyncCosS3Client] = {}
        self._blocking: CosS3Client | None = None

    def of(self, region: str = "") -> AsyncCosS3Client:
        """Of a region, or of that of the job."""
        found = self._by_region.get(region)
        if found is None:
            config = settings.config_of(self._described, self._who, region)
            found = self._by_region[region] = AsyncCosS3Client(config, self._retries)
            found._policy = self._policy(self._throttled)
        return found

    def blocking(self) -> CosS3Client:
        """Of the job's region, for threads; made in the event loop, which is told when COS wants it slower."""
        if self._blocking is None:
            self._blocking = CosS3Client(self.of().get_conf(), self._retries)
            told = asyncio.get_running_loop().call_soon_threadsafe
            self._blocking._policy = self._policy(lambda: told(self._throttled))
        return self._blocking

    def _policy(self, throttled: Callable[[], object]) -> Attentive:
        policy = Attentive(self._retries)
        policy.throttled = throttled
        return policy

    async def close(self) -> None:
        """Close what is idle."""
        if self._blocking is not None:
            self._blocking.close()
        for client in self._by_region.values():
            await client.close()
