"""Symbolic links: where they lead."""

from __future__ import annotations

from collections.abc import Sequence

from qcloud_cos.server import access
from qcloud_cos.server.recent import Reading
from qcloud_cos.server.refusal import Refusal
from qcloud_cos.server.request import ServerRequest
from qcloud_cos.server.store import Version

LINK = "symlink"
"""The kind of a version that is one."""


def followed(db: Reading, request: ServerRequest, link: Version, actions: Sequence[str]) -> Version:
    """The latest version of a link's target, if the caller may read that too.

    Raises:
        Refusal: NoSuchKey, AccessDenied; InvalidRequest if it is a link itself.
    """
    key = link.extra["target"]
    bucket = access.bucket_of(db, link.bucket)
    target = access.object_of(db, request, bucket, key, "READ", None, actions=actions)
    if target is None or target.is_marker:
        raise Refusal("NoSuchKey", f"The link leads to {key}, which does not exist.")
    if target.kind == LINK:
        # COS does not say what becomes of chains; refusing them rules out circles.
        raise Refusal("InvalidRequest", f"The link leads to {key}, which is a link itself.")
    return target
