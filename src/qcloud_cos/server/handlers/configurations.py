"""Bucket configurations: the operations of each document, made from its row in the table."""

from __future__ import annotations

from collections.abc import Iterable

from qcloud_cos.server import actions
from qcloud_cos.server.access import bucket_of, may
from qcloud_cos.server.answer import Answer, document, done, rfc1123
from qcloud_cos.server.documents import DOCUMENTS, VERSIONING, Document
from qcloud_cos.server.documents.document import Target
from qcloud_cos.server.refusal import Refusal, escaped
from qcloud_cos.server.request import ServerRequest
from qcloud_cos.server.routes import Handler, route
from qcloud_cos.server.store import Changes, Snapshot


def check_targets(db: Snapshot, request: ServerRequest, targets: Iterable[Target]) -> None:
    """Raises:
    Refusal: AccessDenied, NoSuchBucket of a bucket that objects are to be written to.
    """
    for name, prefix in targets:
        if not may(db, request, actions.of("put_object"), "WRITE", bucket_of(db, name), prefix):
            raise Refusal("AccessDenied", f"You may not have objects written to {name}.")


def _put(kind: Document) -> Handler:
    def put(db: Changes, request: ServerRequest) -> Answer:
        bucket = bucket_of(db, request.bucket)
        if kind.empty_removes and not request.body:
            db.delete_document(bucket.name, kind.subresource)
            return done(kind.stored)
        content = kind.content(request.body)
        if kind.here is not None:
            kind.here(content, db, bucket)
        if kind.targets is not None:
            check_targets(db, request, kind.targets(content))
        db.put_document(bucket.name, kind.subresource, kind.text(content))
        if kind.since:
            db.put_document(bucket.name, f"{kind.subresource}+since", rfc1123(request.now))
        return done(kind.stored)

    return put


def _get(kind: Document) -> Handler:
    def get(db: Snapshot, request: ServerRequest) -> Answer:
        text = db.document(request.bucket, kind.subresource)
        if text is None and kind.missing:
            raise Refusal(kind.missing)
        shown = kind.shown(bucket_of(db, request.bucket)) if kind.shown else {}
        if kind.since and (since := db.document(request.bucket, f"{kind.subresource}+since")):
            shown[kind.since] = since
        return document(text or kind.text(), shown)

    return get


def _delete(kind: Document) -> Handler:
    def delete(db: Changes, request: ServerRequest) -> Answer:
        bucket_of(db, request.bucket)
        db.delete_document(request.bucket, kind.subresource)
        return Answer(204)

    return delete


_MAKE = {"PUT": _put, "GET": _get, "DELETE": _delete}


def _register(kind: Document) -> None:
    for method, operation in kind.operations.items():
        handler = _MAKE[method](kind)
        handler.__name__ = handler.__qualname__ = operation
        largest = kind.largest if method == "PUT" else 0
        route(method, "bucket", kind.subresource, needs="owner", document=largest)(handler)


for _kind in DOCUMENTS:
    _register(_kind)


@route("PUT", "bucket", "versioning", needs="owner", document=VERSIONING.largest)
def put_bucket_versioning(db: Changes, request: ServerRequest) -> Answer:
    bucket = bucket_of(db, request.bucket)
    content = VERSIONING.content(request.body)
    if VERSIONING.here is not None:
        VERSIONING.here(content, db, bucket)
    db.set_bucket(request.bucket, versioning=content["Status"])
    return done()


@route("GET", "bucket", "versioning", needs="owner")
def get_bucket_versioning(db: Snapshot, request: ServerRequest) -> Answer:
    status = bucket_of(db, request.bucket).versioning
    return document(VERSIONING.text({"Status": status} if status else None))


@route("GET", "bucket", "location", needs="owner")
def get_bucket_location(db: Snapshot, request: ServerRequest) -> Answer:
    region = bucket_of(db, request.bucket).region
    return document(f"<LocationConstraint>{escaped(region)}</LocationConstraint>")
