"""The rows of an inventory, and what its columns are called."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from urllib.parse import quote, urlencode

from qcloud_cos.server.answer import iso
from qcloud_cos.server.inventory.wanted import META, Wanted
from qcloud_cos.server.replication import state
from qcloud_cos.server.store import NULL_VERSION, Bucket, Version

_IN_PARTS = re.compile(r"[0-9a-f]{32}-[0-9]+")
_COLUMNS: dict[str, Callable[[Version], str]] = {
    "Size": lambda version: str(version.size),
    "LastModifiedDate": lambda version: iso(version.modified),
    "ETag": lambda version: version.etag,
    "StorageClass": lambda version: version.storage_class,
    "IsMultipartUploaded": lambda version: _truth(_IN_PARTS.fullmatch(version.etag) is not None),
    "ReplicationStatus": lambda version: state.of(version.extra),
    "Tag": lambda version: urlencode(version.tags),
    "Crc64": lambda version: str(version.crc64),
}
_OF_MARKERS = frozenset({"LastModifiedDate", "ReplicationStatus"})


def schema(wanted: Wanted) -> tuple[str, ...]:
    of_versions = ("VersionId", "IsLatest", "IsDeleteMarker") if wanted.all_versions else ()
    return ("Appid", "Bucket", "Key", *of_versions, *wanted.fields)


def row_of(wanted: Wanted, bucket: Bucket) -> Callable[[Version], list[str]]:
    """What makes the row of a version.  Keys are URL-encoded, and so are tags and metadata."""
    name, _, appid = bucket.name.rpartition("-")
    versioned = bool(bucket.versioning)
    columns = [(_COLUMNS.get(field) or _metadata(field), field in _OF_MARKERS) for field in wanted.fields]

    def row(version: Version) -> list[str]:
        found = [appid, name, quote(version.key, safe="/-_.~")]
        if wanted.all_versions:
            shown = version.version_id if versioned or version.version_id != NULL_VERSION else ""
            found += [shown, _truth(version.is_latest), _truth(version.is_marker)]
        if version.is_marker:
            found += [column(version) if is_of_markers else "" for column, is_of_markers in columns]
        else:
            found += [column(version) for column, _ in columns]
        return found

    return row


def _truth(value: bool) -> str:
    return "true" if value else "false"


def _metadata(field: str) -> Callable[[Version], str]:
    if field == f"{META}*":
        return lambda version: urlencode(_own(version.headers))
    return lambda version: version.headers.get(field.lower(), "")


def _own(headers: Mapping[str, str]) -> dict[str, str]:
    return {name: value for name, value in sorted(headers.items()) if name.startswith(META)}
