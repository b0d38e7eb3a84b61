"""What an input is."""

from __future__ import annotations

from collections.abc import AsyncGenerator, Callable
from typing import Protocol

from qcloud_cos.jobs.clients import Clients
from qcloud_cos.jobs.entries import Batch, Entry
from qcloud_cos.jobs.inputs.positions import Done


class Input(Protocol):
    """Says which objects there are; made from a specification's JSON, by the driver alone.

    Raises:
        CosClientError: when it is made, and the JSON says something that it cannot be.
    """

    fields: frozenset[str]
    """Those of an `Entry` that it knows, ``key`` too: what `where` may ask for.  Known once it was opened."""
    identity: str
    """What it was when it was opened: another text if a manifest was replaced.  Empty where nothing can be."""

    async def open(self, clients: Clients) -> None:
        """Look at what says what the fields are, a header line or a manifest's schema."""

    def batches(
        self, clients: Clients, size: int, done: Done, where: Callable[[Entry], bool] | None = None
    ) -> AsyncGenerator[Batch, None]:
        """All of it but what is done, in its order, `size` chosen entries at a time; never all in memory.

        A batch reaches to the last entry that was looked at, chosen or not: what nobody chose is done, too.
        """

    async def count(self, clients: Clients) -> int | None:
        """How many objects there are, where that is known without looking at each."""
