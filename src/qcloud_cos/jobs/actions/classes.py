"""Storage classes changed, with everything else kept."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any
from urllib.parse import urlencode

from qcloud_cos.errors import CosClientError
from qcloud_cos.jobs.actions.copying import IN_ONE_REQUEST
from qcloud_cos.jobs.actions.elsewhere import sent, size_of
from qcloud_cos.jobs.actions.keeping import acl_keywords, class_of, description, tags_of, together
from qcloud_cos.jobs.actions.options import Options
from qcloud_cos.jobs.clients import Clients
from qcloud_cos.jobs.entries import Entry
from qcloud_cos.jobs.outcomes import MARKER, Outcome


class SetClass:
    """Each object to another storage class, by copying it onto itself; its headers, metadata, tags and list stay.

    One of that class already is skipped, so that a repeated batch copies nothing twice.  With versions, the copy
    is a new version, and what was there stays below it.

    Options:
        storage_class: such as ``STANDARD_IA`` or ``ARCHIVE``.
    """

    def __init__(self, options: Mapping[str, Any]) -> None:
        read = Options("set_class", options)
        self._class = read.text("storage_class")
        read.end()
        if not self._class:
            raise read.wrong("storage_class", "is missing: such as STANDARD_IA")

    async def act(self, clients: Clients, bucket: str, entry: Entry) -> Outcome:
        if entry.delete_marker:
            return MARKER
        client, key = clients.of(), sent(entry)
        head: Any = await client.head_object(bucket, key)
        _refuse_what_lies_below(entry, head)
        if class_of(head) == self._class:
            return Outcome("skipped")
        policy: Any = await client.get_object_acl(bucket, key)
        source: Any = {"Bucket": bucket, "Key": key}
        changed = {"StorageClass": self._class, "CopySourceIfMatch": head["ETag"]}
        keywords = together(description(head), acl_keywords(policy), changed)
        if size_of(head) < IN_ONE_REQUEST:
            await client.copy_object(bucket, key, source, "Replaced", **keywords)
        else:
            tags = tags_of(await client.get_object_tagging(bucket, key))
            keywords |= {"Tagging": urlencode(tags)} if tags else {}
            await client.copy(bucket, key, source, "Replaced", PartSize=100, **keywords)
        return Outcome(bytes=size_of(head))


def _refuse_what_lies_below(entry: Entry, head: Mapping[str, Any]) -> None:
    """Raises CosClientError: the entry is an older version, whose copy would take the latest one's place."""
    known = str(head.get("x-cos-version-id") or "null")
    if entry.latest is False or (entry.version_id and entry.version_id != known):
        raise CosClientError(
            f"{entry.version_id} is not the latest version of {entry.key!r}: only that is changed"
        )
