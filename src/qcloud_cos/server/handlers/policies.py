"""Bucket policies, set, shown and removed."""

from __future__ import annotations

from qcloud_cos.server import policy
from qcloud_cos.server.access import bucket_of
from qcloud_cos.server.answer import Answer
from qcloud_cos.server.refusal import Refusal
from qcloud_cos.server.request import ServerRequest
from qcloud_cos.server.routes import MIB, route
from qcloud_cos.server.store import Changes, Snapshot


@route("PUT", "bucket", "policy", needs="owner", document=MIB)
def put_bucket_policy(db: Changes, request: ServerRequest) -> Answer:
    if len(request.body) > policy.MOST_BYTES:
        raise Refusal("PolicyFull")
    try:
        text = policy.of_bucket(request.body)
    except ValueError as error:
        raise Refusal("MalformedPolicy", f"The policy is not valid: {error}.") from None
    bucket_of(db, request.bucket)
    db.put_document(request.bucket, "policy", text)
    return Answer(204)


@route("GET", "bucket", "policy", needs="owner")
def get_bucket_policy(db: Snapshot, request: ServerRequest) -> Answer:
    text = db.document(request.bucket, "policy")
    if text is None:
        raise Refusal("NoSuchBucketPolicy")
    return Answer(200, {"Content-Type": "application/json"}, text.encode())


@route("DELETE", "bucket", "policy", needs="owner")
def delete_bucket_policy(db: Changes, request: ServerRequest) -> Answer:
    bucket_of(db, request.bucket)
    db.delete_document(request.bucket, "policy")
    return Answer(204)
