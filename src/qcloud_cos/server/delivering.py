"""Objects that the server itself writes into buckets: logs, inventories, what it fetched."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from qcloud_cos.server import locking, metadata, sse
from qcloud_cos.server.replication.noting import note
from qcloud_cos.server.store import Changes, Content, Version
from qcloud_cos.server.terms import terms_of


def deliver(
    db: Changes,
    bucket: str,
    key: str,
    content: Content,
    now: float,
    headers: Mapping[str, str],
    *,
    owner: str = "",
    extra: Mapping[str, Any] | None = None,
) -> None:
    """Store an object on the bucket's terms, as its owner's if nobody else's.

    Raises:
        LookupError: no such bucket.
        VersionLocked: it would take the place of an object that is locked.
    """
    row = db.bucket(bucket)
    if row is None:
        raise LookupError(f"no bucket {bucket}")
    terms = terms_of(db, bucket)
    kept, storage_class, tags = metadata.of(headers, terms.is_maz, terms.is_tiered)
    extra = {**terms.encryption, **(extra or {}), **locking.by_default(terms, now)}
    version = Version(
        bucket,
        key,
        modified=now,
        owner=owner or row.owner,
        etag=sse.etag(extra, content.md5),
        storage_class=storage_class,
        headers=kept,
        tags=tags,
        extra=extra,
        content=content,
    )
    note(db, db.put(version))
