"""Bucket configurations: three operations of each document, made from its row in the table."""

from __future__ import annotations

from qcloud_cos.core import xml
from qcloud_cos.server.access import bucket_of
from qcloud_cos.server.answer import Answer, document
from qcloud_cos.server.documents import DOCUMENTS, VERSIONING, Document
from qcloud_cos.server.refusal import Refusal
from qcloud_cos.server.request import ServerRequest
from qcloud_cos.server.routes import KIB, Handler, route
from qcloud_cos.server.store import Changes, Snapshot


def _put(kind: Document) -> Handler:
    def put(db: Changes, request: ServerRequest) -> Answer:
        text = kind.normalised(request.body)
        bucket_of(db, request.bucket)
        db.put_document(request.bucket, kind.name, text)
        return Answer()

    return put


def _get(kind: Document) -> Handler:
    def get(db: Snapshot, request: ServerRequest) -> Answer:
        text = db.document(request.bucket, kind.name)
        if text is None:
            raise Refusal(kind.missing)
        return document(text)

    return get


def _delete(kind: Document) -> Handler:
    def delete(db: Changes, request: ServerRequest) -> Answer:
        bucket_of(db, request.bucket)
        db.delete_document(request.bucket, kind.name)
        return Answer(204)

    return delete


def _register(kind: Document) -> None:
    for method, make in (("PUT", _put), ("GET", _get), ("DELETE", _delete)):
        handler = make(kind)
        handler.__name__ = handler.__qualname__ = f"{method.lower()}_bucket_{kind.name}"
        largest = kind.largest if method == "PUT" else 0
        route(method, "bucket", kind.name, needs="owner", document=largest)(handler)


for _kind in DOCUMENTS:
    _register(_kind)


@route("PUT", "bucket", "versioning", needs="owner", document=64 * KIB)
def put_bucket_versioning(db: Changes, request: ServerRequest) -> Answer:
    VERSIONING.normalised(request.body)
    bucket_of(db, request.bucket)
    status = xml.parse(request.body)["Status"]
    db.set_bucket(request.bucket, versioning=status)
    return Answer()


@route("GET", "bucket", "versioning", needs="owner")
def get_bucket_versioning(db: Snapshot, request: ServerRequest) -> Answer:
    status = bucket_of(db, request.bucket).versioning
    inside = f"<Status>{status}</Status>" if status else ""
    return document(f"<VersioningConfiguration>{inside}</VersioningConfiguration>")
