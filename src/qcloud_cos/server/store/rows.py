"""Rows of the database, and the values they hold."""

from __future__ import annotations

import json
from functools import lru_cache
from typing import Any

from qcloud_cos.server.store import stamps
from qcloud_cos.server.store.values import NULL_VERSION, Bucket, Content, Part, Segment, Task, Upload, Version

Row = tuple[Any, ...]

BUCKET = "name, owner, created, region, acl, versioning"
VERSION = (
    "bucket, key, stamp, is_null, is_marker, modified, owner, etag, storage_class, kind, "
    "headers, acl, tags, extra, size, md5, crc64, body_id"
)
UPLOAD = "bucket, key, upload_id, initiated, owner, initiator, storage_class, headers, acl, tags, extra"
PART = "number, etag, modified, size, md5, crc64, body_id"
TASK = "id, kind, bucket, name, due, data"

_SIGN = 1 << 63
_WRAP = 1 << 64
_decode = json.JSONDecoder().raw_decode  # a third of what json.loads takes
_encode = json.JSONEncoder(separators=(",", ":")).encode


def bucket_of(row: Row) -> Bucket:
    return Bucket(*row)


def version_of(row: Row, is_latest: bool = True, data: bytes | str | None = None) -> Version:
    """The version in a row of `VERSION`; `data` is that of its body, if it was asked for."""
    (
        bucket, key, stamp, is_null, is_marker, modified, owner, etag, storage_class, kind,
        headers, acl, tags, extra, size, md5, crc64, _,
    ) = row  # fmt: skip
    return Version(
        bucket,
        key,
        NULL_VERSION if is_null else stamps.version_id(stamp),
        is_latest,
        is_marker == 1,
        modified,
        owner,
        etag,
        storage_class,
        kind,
        _decode(headers)[0] if headers else {},
        acl,
        _decode(tags)[0] if tags else {},
        _decode(extra)[0] if extra else {},
        None if is_marker else content_of(size, md5, crc64, data),
    )


def row_of(version: Version, stamp: int, body_id: int | None) -> Row:
    """The row of `VERSION` for a version."""
    content = version.content
    size, md5, crc64 = sums(content) if content else (0, "", 0)
    return (
        version.bucket,
        version.key,
        stamp,
        int(version.version_id == NULL_VERSION),
        int(version.is_marker),
        version.modified,
        version.owner,
        version.etag,
        version.storage_class,
        version.kind,
        text_of(version.headers),
        version.acl,
        text_of(version.tags),
        text_of(version.extra),
        size,
        md5,
        crc64,
        body_id,
    )


def upload_of(row: Row) -> Upload:
    bucket, key, upload_id, initiated, owner, initiator, storage_class, headers, acl, tags, extra = row
    return Upload(
        upload_id,
        bucket,
        key,
        initiated,
        owner,
        initiator,
        storage_class,
        _decode(headers)[0] if headers else {},
        acl,
        _decode(tags)[0] if tags else {},
        _decode(extra)[0] if extra else {},
    )


def part_of(row: Row) -> Part:
    """The part in a row of `PART` and then its body's data."""
    number, etag, modified, size, md5, crc64, _, data = row
    return Part(number, etag, modified, content_of(size, md5, crc64, data))


def task_of(row: Row) -> Task:
    id_, kind, bucket, name, due, data = row
    return Task(kind, bucket, name, due, _decode(data)[0] if data else {}, id_)


def content_of(size: int, md5: str, crc64: int, data: bytes | str | None) -> Content:
    if crc64 < 0:
        crc64 += _WRAP
    if type(data) is bytes:
        return Content(size, md5, crc64, data)
    if data:
        return Content(size, md5, crc64, None, segments_of(data))
    return Content(size, md5, crc64, b"" if size == 0 else None)


def sums(content: Content) -> tuple[int, str, int]:
    """Size, MD5 and CRC-64 as they are stored: SQLite's integers have a sign."""
    crc64 = content.crc64
    return content.size, content.md5, crc64 if crc64 < _SIGN else crc64 - _WRAP


def segments_of(data: str | bytes) -> tuple[Segment, ...]:
    return tuple(Segment(*fields) for fields in json.loads(data))


def segments_text(segments: tuple[Segment, ...]) -> str:
    return _encode([(segment.blob, segment.offset, segment.size) for segment in segments])


def text_of(mapping: dict[str, Any]) -> str:
    """JSON, and nothing for nothing: most objects have no tags, and of headers only a type."""
    if len(mapping) == 1 and "content-type" in mapping:
        return _text_of_type(mapping["content-type"])
    return _encode(mapping) if mapping else ""


@lru_cache(256)
def _text_of_type(content_type: str) -> str:
    return _encode({"content-type": content_type})
