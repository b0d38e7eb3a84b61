"""x-cos-copy-source: which object is meant."""

from __future__ import annotations

from typing import NamedTuple

from qcloud_cos.server.hosts import host, is_bucket_name
from qcloud_cos.server.refusal import Refusal
from qcloud_cos.server.request import decoded, query_pairs


class CopySource(NamedTuple):
    bucket: str
    key: str
    version_id: str | None


def copy_source(header: str) -> CopySource:
    """Of host/key, with a bucket's host or one that wants the bucket in the path; scheme and "/" may lead.

    Raises:
        Refusal: InvalidCopySource.
    """
    text = header.removeprefix("https://").removeprefix("http://").removeprefix("/")
    # A "?" in a key is sent as %3F: a plain one ends it.
    path, _, query = text.partition("?")
    first, _, rest = path.partition("/")
    place = host(first)
    if place.bucket:
        bucket, key = place.bucket, rest
    elif is_bucket_name(first):
        bucket, key = first, rest
    else:
        bucket, _, key = rest.partition("/")
    if not is_bucket_name(bucket) or not key:
        raise Refusal("InvalidCopySource")
    named = {name.lower(): value for name, value in query_pairs(query.encode())}
    return CopySource(bucket, decoded(key.encode()), named.get("versionid") or None)
