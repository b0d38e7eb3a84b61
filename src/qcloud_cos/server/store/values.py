"""What the store keeps, as values: buckets, versions, uploads, parts, and the content they hold.

Treat them all as frozen: `dataclasses.replace` makes the changed copy.  `Version` and `Content` are
not declared so, because freezing makes each row of a listing cost 2 microseconds more.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

INLINE_LIMIT = 32 * 1024
"""A body up to this many bytes lives in the database, a larger one in files."""

NULL_VERSION = "null"
"""The version id of what was written while the bucket's versioning was not enabled."""

LOCK = "lock"
"""Where a version's `extra` keeps until when it is locked: neither removed nor given another content."""


@dataclass(frozen=True, slots=True)
class Segment:
    """`size` bytes of a blob, from `offset`."""

    blob: str
    offset: int
    size: int


@dataclass(slots=True)
class Content:
    """A body: the bytes themselves (`inline`), or the `segments` of blobs they are in, in order.

    A content that a listing gives has the size and the sums and neither of the two.
    `md5` is hexadecimal, and empty for a content that was joined from others.
    """

    size: int
    md5: str
    crc64: int
    inline: bytes | None
    segments: tuple[Segment, ...] = ()

    @property
    def is_listed(self) -> bool:
        """Whether this came from a listing, without its bytes."""
        return self.inline is None and not self.segments and self.size > 0

    def cut(self, start: int, stop: int) -> tuple[Segment, ...]:
        """The segments of bytes `start` up to, not including, `stop`; none if the content is inline."""
        found = []
        at = 0
        for segment in self.segments:
            first, last = max(start - at, 0), min(stop - at, segment.size)
            if first < last:
                found.append(Segment(segment.blob, segment.offset + first, last - first))
            at += segment.size
            if at >= stop:
                break
        return tuple(found)


@dataclass(frozen=True, slots=True)
class Bucket:
    """A bucket: `name` with its appid, `owner` the appid, `acl` whatever text the server puts there.

    `versioning` is "", "Enabled" or "Suspended".
    """

    name: str
    owner: str
    created: float
    region: str
    acl: str = ""
    versioning: str = ""


@dataclass(slots=True)
class Version:
    """One version of an object, or a delete marker, which has no content.

    `etag` is without quotes; header names are lower-case; an empty `acl` inherits the bucket's.
    `kind` is "normal", "appendable" or "symlink".  `version_id` and `is_latest` are the store's to set.
    """

    bucket: str
    key: str
    version_id: str = NULL_VERSION
    is_latest: bool = True
    is_marker: bool = False
    modified: float = 0.0
    owner: str = ""
    etag: str = ""
    storage_class: str = "STANDARD"
    kind: str = "normal"
    headers: dict[str, str] = field(default_factory=dict)
    acl: str = ""
    tags: dict[str, str] = field(default_factory=dict)
    extra: dict[str, Any] = field(default_factory=dict)
    content: Content | None = None

    @property
    def size(self) -> int:
        return self.content.size if self.content else 0

    @property
    def crc64(self) -> int:
        return self.content.crc64 if self.content else 0


@dataclass(frozen=True, slots=True)
class Upload:
    """A multipart upload under way, with what its object will have."""

    upload_id: str
    bucket: str
    key: str
    initiated: float
    owner: str = ""
    initiator: str = ""
    storage_class: str = "STANDARD"
    headers: dict[str, str] = field(default_factory=dict)
    acl: str = ""
    tags: dict[str, str] = field(default_factory=dict)
    extra: dict[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Part:
    """A part of an upload.  `etag` is without quotes."""

    number: int
    etag: str
    modified: float
    content: Content

    @property
    def size(self) -> int:
        return self.content.size

    @property
    def crc64(self) -> int:
        return self.content.crc64


@dataclass(frozen=True, slots=True)
class Task:
    """Work that is to be done once a moment has come, and that outlives the process.

    There is one of a `kind` and a `name` a bucket.  `id` is the store's to set; earlier tasks have smaller ones.
    """

    kind: str
    bucket: str
    name: str
    due: float
    data: dict[str, Any] = field(default_factory=dict)
    id: int = 0
