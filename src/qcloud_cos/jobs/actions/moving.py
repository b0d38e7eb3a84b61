"""Moves within COS: copied, looked at, and only then deleted."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from qcloud_cos.jobs.actions.copying import Copying, same
from qcloud_cos.jobs.actions.elsewhere import head_or_none, sent, size_of, version
from qcloud_cos.jobs.actions.keeping import description, tags_of
from qcloud_cos.jobs.actions.options import Options
from qcloud_cos.jobs.clients import Clients
from qcloud_cos.jobs.entries import Entry
from qcloud_cos.jobs.outcomes import Outcome
from qcloud_cos.jobs.places import Place

_UNCHANGED = ("ETag", "Last-Modified", "Content-Length", "x-cos-version-id")


class Move:
    """Each object to the same key below another prefix.  What is deleted is what was found at its destination.

    An object is copied as its headers say it is; then the copy is asked for, and its size and its CRC-64 must be
    the source's; then the source is asked for once more, and must still be the same; only then is it deleted.

    Repeated at any point, it goes on: a source that is still there is copied again, with all that is its own, and
    one that is gone while its copy is there was moved by an earlier try.

    Options: those of `Copying`, and
        overwrite: ``never`` skips what has something else in its place; ``always``, the default, replaces that.
    """

    def __init__(self, options: Mapping[str, Any]) -> None:
        read = Options("move", options)
        self._copying = Copying(read)
        self._overwrite = read.choice("overwrite", ("always", "never"), "always")
        read.end()

    async def act(self, clients: Clients, bucket: str, entry: Entry) -> Outcome:
        if refused := self._copying.refusal(bucket, entry):
            return refused
        where = self._copying.elsewhere.of(entry)
        itself, client = Place(bucket, entry.key), self._copying.elsewhere.client(clients)
        source = await head_or_none(clients.of(), itself, **version(entry))
        if source is None:
            return _gone(entry, await head_or_none(client, where), where)
        there = await head_or_none(client, where) if self._overwrite == "never" else None
        if there is None:
            await self._copying.copied(clients, bucket, entry, source)
            there = await head_or_none(client, where)
        elif not await self._is_copy(clients, bucket, entry, source, there):
            return Outcome("skipped", 0, "Exists", f"there is something else at {where}")
        if there is None or not same(source, there):
            return Outcome("failed", 0, "NotVerified", f"{where} is not proven to be the same: the source is kept")
        now = await head_or_none(clients.of(), itself, **version(entry))
        if now is None or any(now.get(name) != source.get(name) for name in _UNCHANGED):
            return Outcome("failed", 0, "SourceChanged", "the source was replaced meanwhile, and is kept")
        await clients.of().delete_object(bucket, sent(entry), **version(entry))
        return Outcome(bytes=size_of(source))

    async def _is_copy(self, clients: Clients, bucket: str, entry: Entry, source: Any, there: Any) -> bool:
        """Whether what is in its place is so much like it that nothing would be lost with the source."""
        if not same(source, there) or description(source) != description(there):
            return False
        where = self._copying.elsewhere.of(entry)
        copies: Any = await self._copying.elsewhere.client(clients).get_object_tagging(where.bucket, where.sent)
        own: Any = await clients.of().get_object_tagging(bucket, sent(entry), **version(entry))
        return tags_of(own) == tags_of(copies)


def _gone(entry: Entry, there: Any, where: Place) -> Outcome:
    """Of a source that is not there: moved by an earlier try, or missing."""
    if there is None or entry.size not in (None, size_of(there)):
        return Outcome("failed", 0, "NoSuchKey", f"the source is not there, and neither is its copy at {where}")
    return Outcome("skipped", 0, "AlreadyMoved", f"the source is gone, and {where} is there")
