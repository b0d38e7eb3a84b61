"""What an action is."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Protocol, runtime_checkable

from qcloud_cos.jobs.clients import Clients
from qcloud_cos.jobs.entries import Entry
from qcloud_cos.jobs.outcomes import Outcome


class Action(Protocol):
    """One operation on one object; made from a specification's options in every worker process.

    Raises:
        CosClientError: when it is made, and an option is missing, unknown or not what it can be.
    """

    async def act(self, clients: Clients, bucket: str, entry: Entry) -> Outcome:
        """Do it.  What it raises becomes an outcome that failed.  Done twice, it must do no harm."""


@runtime_checkable
class Wholesale(Protocol):
    """An action that does many objects with one request."""

    most: int
    """At once."""

    async def act_on_all(self, clients: Clients, bucket: str, entries: Sequence[Entry]) -> Sequence[Outcome]:
        """Do it: an outcome for each, in their order."""


@runtime_checkable
class Foresighted(Protocol):
    """An action that looks at a whole batch before it acts on each object, so that fewer requests do."""

    async def look(self, clients: Clients, bucket: str, entries: Sequence[Entry]) -> None:
        """What it sees is good for this batch.  It raises nothing that `act` would not."""
