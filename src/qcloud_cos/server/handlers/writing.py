"""Objects stored whole."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from qcloud_cos.server import acl, lifecycle, locking, metadata, sse
from qcloud_cos.server.access import bucket_of
from qcloud_cos.server.answer import Answer, rfc1123
from qcloud_cos.server.recent import Reading
from qcloud_cos.server.refusal import Refusal
from qcloud_cos.server.replication.noting import note
from qcloud_cos.server.request import ServerRequest
from qcloud_cos.server.routes import GIB, route
from qcloud_cos.server.store import NULL_VERSION, Bucket, Changes, Content, Snapshot, Version
from qcloud_cos.server.terms import terms_of

MOST_BYTES = 5 * GIB


@dataclass(frozen=True, slots=True)
class Draft:
    """What the head of a write asks for, checked."""

    metadata: metadata.Metadata
    acl: str
    owner: str
    extra: dict[str, Any] = field(default_factory=dict)
    kind: str = "normal"


def draft_of(db: Reading, request: ServerRequest, bucket: Bucket) -> Draft:
    """Raises:
    Refusal: what is wrong with the head; ObjectLocked, rather than after the body came.
    """
    terms, headers = terms_of(db, bucket.name), request.headers
    owner = request.caller.appid if request.caller else bucket.owner
    id_of = request.accounts.id_of
    grants = acl.INHERITED
    if acl.in_headers(headers):
        grants = acl.from_headers("object", headers, id_of(owner), id_of(bucket.owner))
    extra = sse.wanted(headers) or dict(terms.encryption)
    if terms.lock_days is not None or locking.MODE_HEADER in headers or locking.UNTIL_HEADER in headers:
        extra |= locking.wanted(headers, terms, request.now)
        locking.check_overwrite(db, bucket, request.key, request.now)
    return Draft(metadata.of(headers, terms.is_maz, terms.is_tiered), grants, owner, extra)


def check_length(request: ServerRequest) -> None:
    """Raises:
    Refusal: MissingContentLength, EntityTooLarge, InvalidDigest, InvalidSHA1Digest.
    """
    headers = request.headers
    length = headers.get("content-length")
    if length is None and "transfer-encoding" not in headers:
        raise Refusal("MissingContentLength")
    if length is not None and int(length) > MOST_BYTES:
        raise Refusal("EntityTooLarge")
    metadata.content_md5(headers)
    if metadata.SHA1 in headers:
        metadata.content_sha1(headers)


def check_put(db: Snapshot, request: ServerRequest) -> None:
    bucket = request.row
    assert bucket is not None  # noqa: S101 - access has looked it up
    check_length(request)
    request.draft = draft_of(db, request, bucket)
    if "x-cos-forbid-overwrite" in request.headers:
        check_overwrite(db, request, bucket)


@route("PUT", "object", needs="WRITE", of="bucket", content=True, admit=check_put)
def put_object(db: Changes, request: ServerRequest) -> Answer:
    content = request.content
    assert content is not None  # noqa: S101 - the route receives it
    etag = sse.etag(request.draft.extra, content.md5)
    return Answer(200, stored(db, request, request.draft, content, etag)[1])


def stored(
    db: Changes, request: ServerRequest, draft: Draft, content: Content, etag: str
) -> tuple[Version, dict[str, str]]:
    """The version that a write made, and the headers that tell of it."""
    if "x-cos-forbid-overwrite" in request.headers:
        check_overwrite(db, request, bucket_of(db, request.bucket))
    kept, storage_class, tags = draft.metadata
    written = Version(
        request.bucket,
        request.key,
        modified=request.now,
        owner=draft.owner,
        etag=etag,
        storage_class=storage_class,
        kind=draft.kind,
        headers=kept,
        acl=draft.acl,
        tags=tags,
        extra=draft.extra,
        content=content,
    )
    try:
        version = db.put(written)
    except LookupError:
        raise Refusal("NoSuchBucket") from None  # deleted while the body came
    note(db, version)
    headers = {"ETag": f'"{etag}"', "x-cos-hash-crc64ecma": str(content.crc64)}
    if version.version_id != NULL_VERSION:
        headers["x-cos-version-id"] = version.version_id
    if draft.extra:
        headers |= sse.shown(draft.extra, request.headers)
    return version, headers | expiration_header(request, version)


def check_overwrite(db: Snapshot, request: ServerRequest, bucket: Bucket) -> None:
    """Raises:
    Refusal: FileAlreadyExists.
    """
    # Ignored where versioning was ever set: nothing is lost by writing there.
    forbidden = request.headers.get("x-cos-forbid-overwrite", "").lower() == "true"
    if forbidden and not bucket.versioning and db.version(bucket.name, request.key) is not None:
        raise Refusal("FileAlreadyExists")


def expiration_header(request: ServerRequest, version: Version) -> dict[str, str]:
    """x-cos-expiration, if a lifecycle rule will expire this current version."""
    if request.lifecycle is None or not version.is_latest:
        return {}
    fate = lifecycle.expiration(lifecycle.rules_of(request.lifecycle), version)
    if fate is None:
        return {}
    return {"x-cos-expiration": f'expiry-date="{rfc1123(fate.due)}", rule-id="{fate.rule}"'}
