"""All objects whose keys begin with a prefix, as listings tell of them."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable
from typing import Any
from urllib.parse import unquote

from qcloud_cos.errors import CosClientError
from qcloud_cos.jobs.clients import Clients
from qcloud_cos.jobs.entries import Batch, Entry
from qcloud_cos.jobs.inputs.positions import Done

_PAGE = 1000


class Prefix:
    """Positions are keys: the last one before a batch, and the last one in it.

    So a job that moves or deletes what it lists can be gone on with: what is gone is behind.
    """

    identity = ""
    fields = frozenset({"key", "size", "etag", "modified", "storage_class"})

    def __init__(self, bucket: str, prefix: str = "") -> None:
        if not bucket:
            raise CosClientError("the input has no bucket: name it as cos://BUCKET-APPID/PREFIX")
        self._bucket, self._prefix = bucket, prefix

    async def open(self, clients: Clients) -> None:
        """There is nothing to look at before."""

    async def count(self, clients: Clients) -> int | None:
        return None

    async def batches(
        self, clients: Clients, size: int, done: Done, where: Callable[[Entry], bool] | None = None
    ) -> AsyncIterator[Batch]:
        start = done.after("")
        chosen: list[Entry] = []
        marker, until = start, done.until(start)
        while True:
            page = await clients.of().list_objects(
                self._bucket, Prefix=self._prefix, Marker=marker, MaxKeys=_PAGE, EncodingType="url"
            )
            entries = listed(page.get("Contents") or [], self._prefix, marker)
            more = str(page.get("IsTruncated")).lower() == "true"
            for entry in entries:
                if until is not None and entry.key > until:
                    break
                marker = entry.key
                if where is None or where(entry):
                    chosen.append(entry)
                    if len(chosen) == size:
                        yield Batch(self._bucket, start, marker, chosen)
                        start, chosen = marker, []
            else:
                if more:
                    if not entries:
                        raise CosClientError(f"the listing of {self._bucket} stands still at {marker!r}")
                    continue
                if chosen or marker > start:
                    yield Batch(self._bucket, start, marker, chosen)
                return
            if chosen or marker > start:
                yield Batch(self._bucket, start, until, chosen)
            start = marker = done.after(until)
            chosen, until = [], done.until(start)


def listed(contents: list[Any], prefix: str, marker: str = "") -> list[Entry]:
    """The entries of a page that was asked for with ``EncodingType="url"``.

    Raises:
        CosClientError: keys that do not belong there: what is deleted must not hang on such a page.
    """
    entries, last = [], marker
    for each in contents:
        key = unquote(each["Key"]) if "%" in each["Key"] else each["Key"]
        if not key.startswith(prefix) or key <= last:
            raise CosClientError(f"the listing has {key!r} after {last!r}, which is not its place")
        last = key
        entries.append(
            Entry(
                key, None, int(each["Size"]), each.get("ETag"), each.get("LastModified"), each.get("StorageClass")
            )
        )
    return entries
