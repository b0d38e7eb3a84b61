"""What objects' headers say, as rows: an inventory of now."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC
from email.utils import parsedate_to_datetime
from typing import Any

from qcloud_cos.jobs.actions.elsewhere import CRC64, sent, size_of, version
from qcloud_cos.jobs.actions.keeping import class_of
from qcloud_cos.jobs.actions.options import Options
from qcloud_cos.jobs.clients import Clients
from qcloud_cos.jobs.entries import Entry
from qcloud_cos.jobs.outcomes import MARKER, Outcome

_PLAIN = {
    "Content-Type": "content_type",
    "Content-Encoding": "content_encoding",
    "Cache-Control": "cache_control",
    "Content-Disposition": "content_disposition",
    "Expires": "expires",
    "x-cos-object-type": "object_type",
    "x-cos-restore": "restore",
    "x-cos-storage-tier": "storage_tier",
    "x-cos-server-side-encryption": "encryption",
    "x-cos-replication-status": "replication",
}
_META = "x-cos-meta-"


class Head:
    """Each object's headers, as a row of the results.  It changes nothing, however often it is done."""

    def __init__(self, options: Mapping[str, Any]) -> None:
        Options("head", options).end()

    async def act(self, clients: Clients, bucket: str, entry: Entry) -> Outcome:
        if entry.delete_marker:
            return MARKER
        head: Any = await clients.of().head_object(bucket, sent(entry), **version(entry))
        return Outcome(result=row_of(head))


def row_of(head: Mapping[str, Any]) -> dict[str, Any]:
    """The fields of an `Entry`, under their names, and what else there is to know."""
    row: dict[str, Any] = {
        "size": size_of(head),
        "etag": head.get("ETag"),
        "modified": _iso(head.get("Last-Modified")),
        "storage_class": class_of(head),
        "crc64": head.get(CRC64),
        "version_id": head.get("x-cos-version-id"),
        **{field: head.get(name) for name, field in _PLAIN.items()},
        "metadata": {
            name.lower().removeprefix(_META): value
            for name, value in head.items()
            if name.lower().startswith(_META)
        },
    }
    return {name: value for name, value in row.items() if value not in (None, {})}


def _iso(text: Any) -> str | None:
    """``Sun, 22 Nov 2026 08:00:00 GMT`` as listings write it."""
    if not text:
        return None
    return parsedate_to_datetime(str(text)).astimezone(UTC).isoformat().replace("+00:00", "Z")
