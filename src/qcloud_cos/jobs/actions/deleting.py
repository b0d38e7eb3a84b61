"""Deletions, a thousand to a request."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from qcloud_cos.jobs.actions.elsewhere import sent, version
from qcloud_cos.jobs.actions.options import Options
from qcloud_cos.jobs.clients import Clients
from qcloud_cos.jobs.entries import Entry
from qcloud_cos.jobs.outcomes import OK, Outcome


class Delete:
    """Each object; the version or the delete marker that an entry names is removed for good.

    Without a version id, a bucket with versions gets a delete marker on top.  What is not there counts as
    deleted, so that a batch may be repeated; with versions, a repeated one adds delete markers, and hides no
    more than the first did.
    """

    most = 1000

    def __init__(self, options: Mapping[str, Any]) -> None:
        Options("delete", options).end()

    async def act(self, clients: Clients, bucket: str, entry: Entry) -> Outcome:
        await clients.of().delete_object(bucket, sent(entry), **version(entry))
        return OK

    async def act_on_all(self, clients: Clients, bucket: str, entries: Sequence[Entry]) -> Sequence[Outcome]:
        keys = [(entry.key, entry.version_id) if entry.version_id else entry.key for entry in entries]
        answer = await clients.of().delete_keys(bucket, keys)
        outcomes = {_named(each): OK for each in answer.get("Deleted") or ()}
        for each in answer.get("Error") or ():
            outcomes[_named(each)] = Outcome("failed", 0, each.get("Code") or "Unknown", each.get("Message") or "")
        return [outcomes.get((entry.key, entry.version_id or ""), _UNTOLD) for entry in entries]


_UNTOLD = Outcome("failed", 0, "NotTold", "the answer does not say what became of it")


def _named(said: Any) -> tuple[str, str]:
    return said.get("Key") or "", said.get("VersionId") or ""
