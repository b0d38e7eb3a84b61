"""Symbolic links: objects that stand for others of their bucket."""

from __future__ import annotations

from dataclasses import replace
from urllib.parse import quote, unquote

from qcloud_cos.server import locking, metadata
from qcloud_cos.server.answer import Answer
from qcloud_cos.server.handlers.reading import existing
from qcloud_cos.server.handlers.writing import check_overwrite, draft_of, stored
from qcloud_cos.server.links import LINK
from qcloud_cos.server.refusal import Refusal, argument
from qcloud_cos.server.request import ServerRequest
from qcloud_cos.server.routes import KIB, route
from qcloud_cos.server.store import Changes, Content, Snapshot

TARGET = "x-cos-symlink-target"


def check_link(db: Snapshot, request: ServerRequest) -> None:
    bucket = request.row
    assert bucket is not None  # noqa: S101 - access has looked it up
    target = unquote(request.headers.get(TARGET, "")).removeprefix("/")
    if not target:
        raise argument(f"{TARGET} is missing.")
    if target == request.key:
        raise argument("A link cannot lead to itself.")
    metadata.check_key(target)
    check_overwrite(db, request, bucket)
    draft = draft_of(db, request, bucket)
    request.draft = replace(draft, kind=LINK, extra=locking.only(draft.extra) | {"target": target})


@route("PUT", "object", "symlink", needs="WRITE", of="bucket", document=64 * KIB, admit=check_link)
def put_symlink(db: Changes, request: ServerRequest) -> Answer:
    etag = metadata.md5(request.draft.extra["target"].encode())
    content = Content(0, metadata.md5(b""), 0, b"")
    headers = stored(db, request, request.draft, content, etag)[1]
    del headers["x-cos-hash-crc64ecma"]
    return Answer(200, headers)


@route("GET", "object", "symlink", needs="READ")
def get_symlink(db: Snapshot, request: ServerRequest) -> Answer:
    link = existing(request.version, request.version_id)
    if link.kind != LINK:
        raise Refusal("InvalidRequest", "The object is not a symbolic link.")
    headers = {TARGET: quote(link.extra["target"], safe="/-_.~"), "ETag": f'"{link.etag}"'}
    if request.row is not None and request.row.versioning:
        headers["x-cos-version-id"] = link.version_id
    return Answer(200, headers)
