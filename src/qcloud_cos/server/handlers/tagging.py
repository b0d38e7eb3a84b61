"""Tags of objects, set, shown and removed."""

from __future__ import annotations

from dataclasses import replace

from qcloud_cos.server import locking, tags
from qcloud_cos.server.answer import Answer, document
from qcloud_cos.server.handlers.reading import existing
from qcloud_cos.server.request import ServerRequest
from qcloud_cos.server.routes import KIB, route
from qcloud_cos.server.store import Changes, Snapshot


@route("PUT", "object", "tagging", needs="owner", document=64 * KIB)
def put_object_tagging(db: Changes, request: ServerRequest) -> Answer:
    return _tagged(db, request, tags.of_document(request.body, tags.MOST_OF_OBJECT))


@route("GET", "object", "tagging", needs="owner")
def get_object_tagging(db: Snapshot, request: ServerRequest) -> Answer:
    # Without any tags: COS is not documented to say NoSuchTagSet of an object, and SDKs take either.
    return document(tags.document_of(existing(request.version, request.version_id).tags), _version_id(request))


@route("DELETE", "object", "tagging", needs="owner")
def delete_object_tagging(db: Changes, request: ServerRequest) -> Answer:
    return _tagged(db, request, {})


def _tagged(db: Changes, request: ServerRequest, found: dict[str, str]) -> Answer:
    version = existing(db.version(request.bucket, request.key, request.version_id), request.version_id)
    locking.check_free(version.extra, request.now)
    db.replace(replace(version, tags=found))
    return Answer(204, _version_id(request))


def _version_id(request: ServerRequest) -> dict[str, str]:
    bucket, version = request.row, request.version
    return {"x-cos-version-id": version.version_id} if bucket and bucket.versioning and version else {}
