"""Access control lists of buckets and objects, set and shown."""

from __future__ import annotations

from dataclasses import replace

from qcloud_cos.server import acl
from qcloud_cos.server.access import bucket_of
from qcloud_cos.server.answer import Answer, document, done
from qcloud_cos.server.handlers.reading import existing
from qcloud_cos.server.refusal import Refusal
from qcloud_cos.server.request import ServerRequest
from qcloud_cos.server.routes import KIB, route
from qcloud_cos.server.store import Changes, Snapshot


@route("PUT", "bucket", "acl", needs="WRITE_ACP", document=64 * KIB)
def put_bucket_acl(db: Changes, request: ServerRequest) -> Answer:
    bucket = bucket_of(db, request.bucket)
    owner = request.accounts.id_of(bucket.owner)
    db.set_bucket(bucket.name, acl=_wanted("bucket", request, owner, owner))
    return done()


@route("GET", "bucket", "acl", needs="READ_ACP")
def get_bucket_acl(db: Snapshot, request: ServerRequest) -> Answer:
    bucket = bucket_of(db, request.bucket)
    return document(acl.document_of(bucket.acl, request.accounts.id_of(bucket.owner)))


@route("PUT", "object", "acl", needs="WRITE_ACP", document=64 * KIB)
def put_object_acl(db: Changes, request: ServerRequest) -> Answer:
    bucket = bucket_of(db, request.bucket)
    version = existing(db.version(bucket.name, request.key, request.version_id), request.version_id)
    id_of = request.accounts.id_of
    db.replace(replace(version, acl=_wanted("object", request, id_of(version.owner), id_of(bucket.owner))))
    return done()


@route("GET", "object", "acl", needs="READ_ACP")
def get_object_acl(db: Snapshot, request: ServerRequest) -> Answer:
    version = existing(request.version, request.version_id)
    # SDKs tell "default" from "private" by this header: the bodies are the same.
    headers = {"x-cos-acl": "default"} if version.acl == acl.INHERITED else {}
    return document(acl.document_of(version.acl, request.accounts.id_of(version.owner)), headers)


def _wanted(kind: acl.Kind, request: ServerRequest, owner: str, bucket_owner: str) -> str:
    # Sent both ways, the headers count: https://cloud.tencent.com/document/product/436/30752
    if acl.in_headers(request.headers):
        return acl.from_headers(kind, request.headers, owner, bucket_owner)
    if not request.body.strip():
        raise Refusal("InvalidRequest", "An ACL is given by x-cos-acl, x-cos-grant-* or an XML body.")
    return acl.from_document(kind, request.body)
