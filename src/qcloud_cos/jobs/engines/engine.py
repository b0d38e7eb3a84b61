"""What an engine is: where batches are worked on."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from typing import Any, Protocol, TypeVar

R = TypeVar("R")


class WorkerLost(Exception):
    """The workers that tried were lost, every time: killed, or out of memory."""


class Engine(Protocol):
    """Takes some hundreds of batches an hour, or a second, not one object at a time.

    Raises:
        CosClientError: from `open`: there are no workers, or they cannot do the work, and what to do about it.
    """

    name: str

    async def open(self, environment: dict[str, str]) -> None:
        """Begin.

        Args:
            environment: variables for the workers that may hold keys.  They go nowhere but into the environment
                of processes on this machine; an engine that cannot do that refuses them.
        """

    def capacity(self) -> int:
        """How many workers there are now: so many batches can be worked on at once."""

    def submit(self, work: Callable[..., R], *arguments: Any) -> asyncio.Future[R]:
        """Have a function of a module called in a worker.

        A lost worker's calls are made again, in another; those that have lost three raise `WorkerLost`.
        """

    def withdraw(self) -> None:
        """Drop what has not begun, as far as that is known: the futures of it are cancelled.

        Workers that can be told begin no more objects, either: `stopping.ask`.
        """

    def cancel(self) -> None:
        """Drop what has not ended: the futures of it are cancelled."""

    async def close(self) -> None:
        """Let go of the workers, and end those that were begun."""
