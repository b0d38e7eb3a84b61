"""Keys given by the program itself."""

from __future__ import annotations

from collections.abc import AsyncGenerator, Callable, Sequence
from typing import Any

from qcloud_cos.errors import CosClientError
from qcloud_cos.jobs.clients import Clients
from qcloud_cos.jobs.entries import Batch, Entry
from qcloud_cos.jobs.inputs.cutting import Group, cut
from qcloud_cos.jobs.inputs.positions import Done


class Keys:
    """Keys, or lists of a key and the id of a version; for many, a manifest takes less memory."""

    fields = frozenset({"key", "version_id"})
    identity = ""  # they are in the specification itself

    def __init__(self, bucket: str, keys: Sequence[Any]) -> None:
        self._bucket = bucket
        self._entries = [_entry(key) for key in keys]

    async def open(self, clients: Clients) -> None:
        """There is nothing to look at."""

    async def count(self, clients: Clients) -> int | None:
        return len(self._entries)

    def batches(
        self, clients: Clients, size: int, done: Done, where: Callable[[Entry], bool] | None = None
    ) -> AsyncGenerator[Batch]:
        return cut(self._pages, size, done, where)

    async def _pages(self, after: str) -> AsyncGenerator[list[Group]]:
        first = int(after or 0)
        yield [
            Group(self._bucket, f"{number:012}", (entry,))
            for number, entry in enumerate(self._entries[first:], first + 1)
        ]


def _entry(key: Any) -> Entry:
    name, version = key if isinstance(key, list | tuple) and len(key) == 2 else (key, None)
    if not isinstance(name, str) or not name or not isinstance(version, str | None):
        raise CosClientError(f"keys must be texts, or pairs of a key and the id of a version, not {key!r}")
    return Entry(name, version or None)
