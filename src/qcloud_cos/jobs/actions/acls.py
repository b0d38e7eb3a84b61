"""Access control lists set."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from qcloud_cos.jobs.actions.elsewhere import sent, version
from qcloud_cos.jobs.actions.options import Options
from qcloud_cos.jobs.clients import Clients
from qcloud_cos.jobs.entries import Entry
from qcloud_cos.jobs.outcomes import MARKER, OK, Outcome

_CANNED = (
    "default",
    "private",
    "public-read",
    "authenticated-read",
    "bucket-owner-read",
    "bucket-owner-full-control",
)


class SetAcl:
    """The same list for each object, instead of what it had: however often that is done.

    An account has at most 1000 lists of its own; ``default``, the bucket's, counts as none.

    Options:
        acl: such as ``private``, ``public-read`` or ``default``.
        grant_read, grant_full_control: ``id="100000000001"``, several joined with commas.
    """

    def __init__(self, options: Mapping[str, Any]) -> None:
        read = Options("set_acl", options)
        said = {
            "ACL": read.choice("acl", _CANNED, ""),
            "GrantRead": read.text("grant_read"),
            "GrantFullControl": read.text("grant_full_control"),
        }
        read.end()
        self._said: Any = {name: value for name, value in said.items() if value}
        if not self._said:
            raise read.wrong("acl", "is missing: such as private, public-read or default; or a grant")

    async def act(self, clients: Clients, bucket: str, entry: Entry) -> Outcome:
        if entry.delete_marker:
            return MARKER
        await clients.of().put_object_acl(bucket, sent(entry), **self._said, **version(entry))
        return OK
