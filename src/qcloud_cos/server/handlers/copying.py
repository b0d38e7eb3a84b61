"""Objects copied: a new version that refers to the same stored bytes."""

from __future__ import annotations

from dataclasses import replace

from qcloud_cos.server import access, actions, conditions, metadata, reads, restoring, sse
from qcloud_cos.server.answer import Answer, document, iso_seconds
from qcloud_cos.server.copy_source import CopySource, copy_source
from qcloud_cos.server.handlers.writing import MOST_BYTES, Draft, draft_of, stored
from qcloud_cos.server.links import LINK, followed
from qcloud_cos.server.refusal import Refusal, argument, escaped
from qcloud_cos.server.request import ServerRequest
from qcloud_cos.server.routes import KIB, route
from qcloud_cos.server.store import Changes, Snapshot, Version

_CHANGING = frozenset({"x-cos-storage-class", "x-cos-website-redirect-location", sse.NAME})


def source_of(db: Snapshot, request: ServerRequest) -> tuple[CopySource, Version]:
    """What is to be copied, if the caller may read it and the conditions hold.

    Raises:
        Refusal: AccessDenied, NoSuchBucket, NoSuchKey, NoSuchVersion, PreconditionFailed,
            InvalidObjectState, InvalidCopySource, SSEHeaderNotAllowed, SsecDecryptHeaderInvalid.
    """
    source = copy_source(request.headers["x-cos-copy-source"])
    bucket = access.bucket_of(db, source.bucket)
    try:
        version = access.object_of(
            db, request, bucket, source.key, "READ", source.version_id, actions=actions.of("get_object")
        )
    except Refusal as error:
        raise Refusal("AccessDenied", "Failed to query the state of source object", why=error.why) from None
    if version is None:
        raise Refusal("NoSuchKey" if source.version_id is None else "NoSuchVersion")
    if version.is_marker:
        if source.version_id is not None:
            raise Refusal("InvalidRequest", "The source of a copy cannot be a delete marker.")
        raise Refusal("NoSuchKey")
    if version.kind == LINK:
        version = followed(db, request, version, actions.of("get_object"))
    restoring.check_readable(version, restoring.held_as(db, version, request.now), request.now)
    if version.kind != "normal":
        raise Refusal("InvalidCopySource", "An appendable object cannot be copied.")
    sse.check_caller(version.extra, request.caller)
    sse.check_source_key(version.extra, request.headers)
    conditions.check_copy(request.headers, version.etag, version.modified)
    return source, version


def check_copy(db: Snapshot, request: ServerRequest) -> None:
    bucket = request.row
    assert bucket is not None  # noqa: S101 - access has looked it up
    request.draft = draft_of(db, request, bucket)


@route("PUT", "object", "+copy", needs="WRITE", of="bucket", document=64 * KIB, admit=check_copy)
def copy_object(db: Changes, request: ServerRequest) -> Answer:
    source, version = source_of(db, request)
    content = version.content
    assert content is not None  # noqa: S101 - only markers have none
    if content.size > MOST_BYTES:
        raise Refusal("EntityTooLarge", "A source larger than 5 GiB is copied in parts.")
    replaces = _directive(request, "x-cos-metadata-directive")
    same = (source.bucket, source.key) == (request.bucket, request.key) and source.version_id is None
    if same and not replaces and not _changes(request):
        raise Refusal(
            "InvalidRequest", "An object is copied onto itself only with x-cos-metadata-directive: Replaced."
        )
    draft = _draft(request, request.draft, version, replaces)
    if read := reads.noted(version, db.document(version.bucket, "lifecycle"), request.now):
        read(db)
    made, headers = stored(db, request, draft, content, _etag(draft, version))
    del headers["ETag"]  # the body has it
    if source.version_id is not None:
        headers["x-cos-copy-source-version-id"] = source.version_id
    named = f"<VersionId>{escaped(made.version_id)}</VersionId>" if "x-cos-version-id" in headers else ""
    return document(
        f"<CopyObjectResult><ETag>&quot;{made.etag}&quot;</ETag><CRC64>{content.crc64}</CRC64>"
        f"<LastModified>{iso_seconds(made.modified)}</LastModified>{named}</CopyObjectResult>",
        headers,
    )


def _changes(request: ServerRequest) -> bool:
    """Whether an object is meant to become another by copying it onto itself, as S3 lets it and COS does not."""
    return request.s3 is not None and not _CHANGING.isdisjoint(request.headers)


def _draft(request: ServerRequest, wanted: Draft, source: Version, replaces: bool) -> Draft:
    """The head of the copy: class and ACL are always the request's, never the source's."""
    kept, storage_class, tags = wanted.metadata
    if not replaces:
        kept = source.headers
    if not _directive(request, "x-cos-tagging-directive"):
        tags = source.tags
    return replace(wanted, metadata=metadata.Metadata(kept, storage_class, tags))


def _etag(draft: Draft, source: Version) -> str:
    """The source's, unless encryption makes one of them opaque."""
    md5 = source.content.md5 if source.content and "sse" in source.extra else ""
    return sse.etag(draft.extra, md5 or source.etag)


def _directive(request: ServerRequest, name: str) -> bool:
    """Whether it says to replace.  The documents write Copy and Replaced, SDKs also COPY and REPLACE."""
    text = request.headers.get(name, "Copy").lower()
    if text not in ("copy", "copied", "replace", "replaced"):
        raise argument(f"{name} is Copy or Replaced.")
    return text.startswith("replace")
