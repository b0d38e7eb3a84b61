"""Objects deleted, one or many: gone, or hidden by a marker where there are versions."""

from __future__ import annotations

from typing import Any

from qcloud_cos.core import xml
from qcloud_cos.server import actions, metadata
from qcloud_cos.server.access import bound_by_policy, bucket_of, denied, may
from qcloud_cos.server.answer import Answer, document
from qcloud_cos.server.lifecycle import as_list
from qcloud_cos.server.refusal import Refusal, escaped
from qcloud_cos.server.replication.noting import note
from qcloud_cos.server.request import ServerRequest
from qcloud_cos.server.routes import MIB, route
from qcloud_cos.server.store import NULL_VERSION, Bucket, Changes, Snapshot, Version, VersionLocked

MOST_KEYS = 1000


@route("DELETE", "object", needs="WRITE", of="bucket")
def delete_object(db: Changes, request: ServerRequest) -> Answer:
    bucket = bucket_of(db, request.bucket)
    version_id = request.version_id
    gone = _deleted(db, bucket, request.key, version_id, request.now)
    headers = {}
    if version_id is not None:
        headers["x-cos-version-id"] = version_id
    elif gone is not None and gone.is_marker:
        headers["x-cos-version-id"] = gone.version_id
    if gone is not None and gone.is_marker:
        headers["x-cos-delete-marker"] = "true"
    return Answer(204, headers)


def deleted(db: Changes, bucket: Bucket, key: str, version_id: str | None, now: float) -> Version | None:
    """The marker that was made, or the version that was removed for good, if there was one.

    Raises:
        VersionLocked: nothing was.
    """
    if version_id is not None:
        return db.remove(bucket.name, key, version_id)
    if not bucket.versioning:
        return db.remove(bucket.name, key, NULL_VERSION)
    return db.put(Version(bucket.name, key, is_marker=True, modified=now, owner=bucket.owner))


def _deleted(db: Changes, bucket: Bucket, key: str, version_id: str | None, now: float) -> Version | None:
    """The same as a caller's deed, which is copied to other buckets; what lifecycle rules do is not."""
    gone = deleted(db, bucket, key, version_id, now)
    if version_id is None and gone is not None and gone.is_marker:
        note(db, gone)
    return gone


def check_digest(db: Snapshot, request: ServerRequest) -> None:
    if not metadata.content_md5(request.headers) and not request.has_checksum:
        raise Refusal("InvalidRequest", "Missing required header for this request: Content-MD5")


@route("POST", "bucket", "delete", needs="WRITE", document=4 * MIB, admit=check_digest, by_key=True, is_long=True)
def delete_objects(db: Changes, request: ServerRequest) -> Answer:
    bucket = bucket_of(db, request.bucket)
    wanted, quiet = _wanted(request.body)
    allowed = _allowed(db, request, bucket, [entry["Key"] for entry in wanted])
    results = []
    for entry in wanted:
        key, version_id = entry["Key"], entry.get("VersionId")
        try:
            metadata.check_key(key)
            if key not in allowed:
                raise Refusal("AccessDenied")
            gone = _deleted(db, bucket, key, version_id, request.now)
        except (Refusal, VersionLocked) as error:
            refusal = error if isinstance(error, Refusal) else Refusal("ObjectLocked")
            results.append(_failed(key, version_id, refusal))
            continue
        if not quiet:
            results.append(_succeeded(key, version_id, gone))
    return document(f"<DeleteResult>{''.join(results)}</DeleteResult>")


def _allowed(db: Snapshot, request: ServerRequest, bucket: Bucket, keys: list[str]) -> set[str]:
    """The keys that the caller may delete: only policies tell one from another.

    Raises:
        Refusal: AccessDenied if it is none of them.
    """
    if not bound_by_policy(db, request, bucket):
        return set(keys)
    names = (*actions.of("delete_objects"), *actions.of("delete_object"))
    allowed = {key for key in set(keys) if may(db, request, names, "WRITE", bucket, key)}
    if not allowed:
        raise denied(db, request, names, "WRITE", bucket, keys[0])
    return allowed


def _wanted(body: bytes) -> tuple[list[dict[str, Any]], bool]:
    try:
        content = xml.parse(body, root="Delete")
        entries = as_list(content.get("Object"))
        keys = [entry["Key"] for entry in entries]
        named = [entry.get("VersionId") for entry in entries]
    except (xml.MalformedXML, AttributeError, KeyError, TypeError) as error:
        raise Refusal("MalformedXML", f"The Delete document is not valid: {error}") from None
    texts = all(isinstance(key, str) for key in keys) and all(isinstance(id_, str | None) for id_ in named)
    if not 1 <= len(keys) <= MOST_KEYS or not texts:
        raise Refusal("MalformedXML", f"A Delete document names 1 to {MOST_KEYS} keys.")
    return entries, content.get("Quiet") == "true"


def _succeeded(key: str, version_id: str | None, gone: Version | None) -> str:
    inside = f"<Key>{escaped(key)}</Key>"
    if gone is not None and gone.is_marker:
        inside += (
            f"<DeleteMarker>true</DeleteMarker><DeleteMarkerVersionId>{gone.version_id}</DeleteMarkerVersionId>"
        )
    if version_id:
        inside += f"<VersionId>{escaped(version_id)}</VersionId>"
    return f"<Deleted>{inside}</Deleted>"


def _failed(key: str, version_id: str | None, error: Refusal) -> str:
    which = f"<VersionId>{escaped(version_id)}</VersionId>" if version_id else ""
    return (
        f"<Error><Key>{escaped(key)}</Key>{which}<Code>{error.code}</Code>"
        f"<Message>{escaped(error.message)}</Message></Error>"
    )
