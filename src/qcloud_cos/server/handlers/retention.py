"""Locks of single objects, or versions, set and shown.

Source: https://cloud.tencent.com/document/product/436/95768
"""

from __future__ import annotations

from dataclasses import replace

from qcloud_cos.server import locking
from qcloud_cos.server.answer import Answer, document, done
from qcloud_cos.server.handlers.reading import existing
from qcloud_cos.server.refusal import Refusal
from qcloud_cos.server.request import ServerRequest
from qcloud_cos.server.routes import KIB, route
from qcloud_cos.server.store import Changes, Snapshot
from qcloud_cos.server.terms import terms_of


@route("PUT", "object", "retention", needs="owner", document=64 * KIB)
def put_object_retention(db: Changes, request: ServerRequest) -> Answer:
    locking.check_bucket(terms_of(db, request.bucket))
    version = existing(db.version(request.bucket, request.key, request.version_id), request.version_id)
    lock = locking.of_document(request.body, request.now, locking.until_of(version.extra))
    db.replace(replace(version, extra=version.extra | lock))
    return done()


@route("GET", "object", "retention", needs="owner")
def get_object_retention(db: Snapshot, request: ServerRequest) -> Answer:
    version = existing(request.version, request.version_id)
    locking.check_bucket(terms_of(db, request.bucket))
    until = locking.until_of(version.extra)
    if not until:
        raise Refusal("NoSuchObjectLockConfiguration", "The object was never locked.")
    return document(locking.document_of(until))
