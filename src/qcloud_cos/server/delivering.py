"""Objects that the server itself writes into buckets: logs, inventories."""

from __future__ import annotations

from typing import Any

from qcloud_cos.server.replication.noting import note
from qcloud_cos.server.store import Changes, Content, Version


def deliver(
    db: Changes,
    bucket: str,
    key: str,
    content: Content,
    now: float,
    content_type: str,
    extra: dict[str, Any] | None = None,
) -> None:
    """Store an object as the bucket owner's.

    Raises:
        LookupError: no such bucket.
    """
    owner = db.bucket(bucket)
    if owner is None:
        raise LookupError(f"no bucket {bucket}")
    version = Version(
        bucket,
        key,
        modified=now,
        owner=owner.owner,
        etag=content.md5,
        headers={"content-type": content_type},
        extra=extra or {},
        content=content,
    )
    note(db, db.put(version))
