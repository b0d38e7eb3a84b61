"""Copies within COS: to another prefix, bucket or region."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any
from urllib.parse import urlencode

from qcloud_cos.errors import CosClientError
from qcloud_cos.jobs.actions.destinations import NOTHING_SEEN, looked_at
from qcloud_cos.jobs.actions.elsewhere import CRC64, Elsewhere, head_or_none, sent, size_of, version
from qcloud_cos.jobs.actions.keeping import PLAIN, acl_keywords, class_of, description, tags_of, together
from qcloud_cos.jobs.actions.options import Options
from qcloud_cos.jobs.clients import Clients
from qcloud_cos.jobs.entries import Entry
from qcloud_cos.jobs.outcomes import MARKER, Outcome

IN_ONE_REQUEST = 5 * 1024**3
"""Objects of that size are copied in parts."""
_SOURCE = "source"
_NOT_LATEST = (
    "it is not the latest version of its key, and copies of several would replace each other: take those that are "
    "with the condition latest = true, or say old_versions if there is but one of each key"
)


class Copying:
    """How copies are made, read from options that copy and move share.

    Options:
        to: where to, ``cos://bucket-appid/prefix``.
        prefix: what keys lose before `to` goes before them.
        region: of the destination, if not that of the job.
        storage_class: of the copies; ``source``, which is the default, for that of each source.
        metadata: headers of the copies by name, such as ``Content-Type``; all that the sources have is replaced.
        tags: of the copies; if not given, those of the sources.
        acl: of the copies, such as ``public-read``; ``source`` for that of each source; not given, the bucket's.
        old_versions: true if the input names one version of each key, which need not be the latest.
    """

    def __init__(self, options: Options) -> None:
        self.elsewhere = Elsewhere(options)
        self._class = options.text("storage_class", _SOURCE)
        self._metadata = options.texts("metadata")
        tags = options.texts("tags")
        self._tags = tags if options.given("tags") else None
        self._acl = options.text("acl")
        self._old_versions = options.flag("old_versions")
        self.changes = any(options.given(name) for name in ("storage_class", "metadata", "tags", "acl"))
        """Whether the copies are to be more than copies."""

    def refusal(self, bucket: str, entry: Entry) -> Outcome | None:
        """Why it cannot be copied, if that can be seen.

        Raises:
            CosClientError: there is no key for it, or only its own.
        """
        where = self.elsewhere.of(entry)
        if where == (bucket, entry.key):
            raise CosClientError(f"{where} would be copied onto itself: give another destination")
        if entry.delete_marker:
            return MARKER
        if entry.latest is False and not self._old_versions:
            return Outcome("failed", 0, "NotLatest", _NOT_LATEST)
        return None

    async def copied(self, clients: Clients, bucket: str, entry: Entry, head: Any = None) -> int:
        """Copy it; how many bytes it has.  `head` are its headers, if they are known: the copy is of those.

        Raises:
            CosException: there is no copy.
        """
        is_large = entry.size is None or entry.size >= IN_ONE_REQUEST
        if head is None and (is_large or (self._class == _SOURCE and entry.storage_class is None)):
            head = await clients.of().head_object(bucket, sent(entry), **version(entry))
        size = size_of(head) if head else entry.size or 0
        where, client = self.elsewhere.of(entry), self.elsewhere.client(clients)
        source = self.elsewhere.source(clients, bucket, entry)
        keywords = await self._keywords(clients, bucket, entry, head)
        status = "Replaced" if self._metadata else "Copy"
        if size < IN_ONE_REQUEST:
            await client.copy_object(where.bucket, where.sent, source, status, **keywords)
        else:
            kept = {} if self._metadata else description(head)
            kept |= await self._tags_of(clients, bucket, entry)
            keywords = together(kept, keywords)
            await client.copy(where.bucket, where.sent, source, status, PartSize=100, **keywords)
        return size

    async def _keywords(self, clients: Clients, bucket: str, entry: Entry, head: Any) -> dict[str, Any]:
        found: dict[str, Any] = {"CopySourceIfMatch": head["ETag"]} if head else {}
        kind = self._class
        if kind == _SOURCE:
            kind = class_of(head) if head else entry.storage_class or PLAIN
        if kind != PLAIN:
            found["StorageClass"] = kind
        metadata = dict(self._metadata)
        if self._tags is not None:
            metadata["x-cos-tagging-directive"] = "Replaced"
            found["Tagging"] = urlencode(self._tags)
        if self._acl == _SOURCE:
            policy = await clients.of().get_object_acl(bucket, sent(entry), **version(entry))
            return together(found, {"Metadata": metadata}, acl_keywords(policy))
        return together(found, {"Metadata": metadata}, {"ACL": self._acl} if self._acl else {})

    async def _tags_of(self, clients: Clients, bucket: str, entry: Entry) -> dict[str, str]:
        """Which a copy in parts would not take along."""
        tags = tags_of(await clients.of().get_object_tagging(bucket, sent(entry), **version(entry)))
        return {"Tagging": urlencode(tags)} if tags else {}


class Copy:
    """Each object to the same key below another prefix, by COS itself: no bytes pass through here.

    An object whose copy is there already, of the same size and CRC-64, is skipped, so that a batch that is
    repeated copies nothing twice; where it is copied again (`overwrite` is ``always``) the second copy replaces
    the first, which was the same.

    Options: those of `Copying`, and
        overwrite: ``different`` skips those that are there already; ``always`` copies them again, and is the
            default if the copies are to have another class, list, tags or metadata; ``never`` skips whatever has
            something in its place.
    """

    def __init__(self, options: Mapping[str, Any]) -> None:
        read = Options("copy", options)
        self._copying = Copying(read)
        default = "always" if self._copying.changes else "different"
        self._overwrite = read.choice("overwrite", ("different", "always", "never"), default)
        self._seen = NOTHING_SEEN
        read.end()

    async def look(self, clients: Clients, bucket: str, entries: Sequence[Entry]) -> None:
        elsewhere = self._copying.elsewhere
        if self._overwrite == "different":
            places = [elsewhere.of(entry) for entry in entries if elsewhere.has(entry)]
            self._seen = await looked_at(elsewhere.client(clients), places)

    async def act(self, clients: Clients, bucket: str, entry: Entry) -> Outcome:
        if refused := self._copying.refusal(bucket, entry):
            return refused
        where = self._copying.elsewhere.of(entry)
        if self._overwrite != "always" and not self._seen.lacks(where):
            there = await head_or_none(self._copying.elsewhere.client(clients), where)
            if there is not None and self._overwrite == "never":
                return Outcome("skipped", 0, "Exists", f"there is something at {where}")
            if there is not None and entry.size in (None, size_of(there)):
                head = await clients.of().head_object(bucket, sent(entry), **version(entry))
                if same(head, there):
                    return Outcome("skipped")
        return Outcome(bytes=await self._copying.copied(clients, bucket, entry))


def same(one: Any, other: Any) -> bool:
    """Whether two objects' headers prove that they have the same content."""
    return size_of(one) == size_of(other) and one.get(CRC64) is not None and one.get(CRC64) == other.get(CRC64)
