"""Objects that grow: made by the first append, and added to at their end.

Appending never makes versions: the object stays the version that the first append made.

Source: https://cloud.tencent.com/document/product/436/7741
"""

from __future__ import annotations

import re
from dataclasses import replace

from qcloud_cos.server import metadata, sse
from qcloud_cos.server.answer import Answer
from qcloud_cos.server.handlers.writing import MOST_BYTES, Draft, check_length, draft_of, expiration_header, stored
from qcloud_cos.server.refusal import Refusal, argument
from qcloud_cos.server.request import ServerRequest
from qcloud_cos.server.routes import route
from qcloud_cos.server.store import Changes, Snapshot, Version
from qcloud_cos.server.terms import terms_of

APPENDABLE = "appendable"
CLASSES = ("STANDARD", "STANDARD_IA", "ARCHIVE")
NEXT = "x-cos-next-append-position"


def check_append(db: Snapshot, request: ServerRequest) -> None:
    bucket = request.row
    assert bucket is not None  # noqa: S101 - access has looked it up
    check_length(request)
    if terms_of(db, bucket.name).is_maz:
        raise Refusal("OAZOperationNotSupportOnMAZBucket", "A bucket of several zones has no appendable objects.")
    draft = draft_of(db, request, bucket)
    if draft.metadata.storage_class not in CLASSES:
        raise Refusal("NotSupportedStorageClass", f"An appendable object is one of {', '.join(CLASSES)}.")
    if sse.CUSTOMER_ALGORITHM in request.headers:
        raise argument("An appendable object cannot be encrypted with a customer's key.")
    request.draft = replace(draft, kind=APPENDABLE)
    _grown(db, request)


@route("POST", "object", "append", needs="WRITE", of="bucket", content=True, admit=check_append)
def append_object(db: Changes, request: ServerRequest) -> Answer:
    content = request.content
    assert content is not None  # noqa: S101 - the route receives it
    before = _grown(db, request)
    if before is None:
        draft: Draft = request.draft
        version, headers = stored(db, request, draft, content, sse.etag(draft.extra, content.md5))
        headers.pop("x-cos-version-id", None)
    else:
        version = _extended(db, before, request)
        headers = expiration_header(request, version) | sse.shown(version.extra, request.headers)
    headers |= {"ETag": f'"{version.etag}"', "x-cos-hash-crc64ecma": str(version.crc64), NEXT: str(version.size)}
    return Answer(200, headers)


def _grown(db: Snapshot, request: ServerRequest) -> Version | None:
    """The object that is added to; None if this makes it.

    Raises:
        Refusal: InvalidArgument, AppendPositionErr, ObjectNotAppendable.
    """
    text = request.query.get("position", "")
    if not re.fullmatch(r"[0-9]{1,18}", text):
        raise argument("position is not a whole number.")
    version = db.version(request.bucket, request.key)
    if version is not None and version.is_marker:
        version = None
    if version is not None and version.kind != APPENDABLE:
        raise Refusal("ObjectNotAppendable")
    size = version.size if version else 0
    if int(text) != size:
        raise Refusal("AppendPositionErr", headers={NEXT: str(size)})
    return version


def _extended(db: Changes, before: Version, request: ServerRequest) -> Version:
    """With the new bytes at its end; metadata, class and access stay as the first append had them."""
    content, held = request.content, before.content
    assert content is not None  # noqa: S101 - the route receives it
    assert held is not None  # noqa: S101 - only markers have none
    if before.size + content.size > MOST_BYTES:
        raise Refusal("EntityTooLarge", "An appendable object has at most 5 GiB.")
    if not content.size:
        return before
    etag = metadata.md5(f"{before.etag}{content.md5}".encode())  # opaque, and new each time
    version = replace(before, modified=request.now, etag=etag, content=db.join([held, content]))
    db.replace(version)
    return version
