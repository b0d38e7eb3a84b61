"""A browser asking before it sends: OPTIONS on anything, never signed."""

from __future__ import annotations

from qcloud_cos.server import cors
from qcloud_cos.server.answer import Answer
from qcloud_cos.server.refusal import Refusal
from qcloud_cos.server.request import ServerRequest
from qcloud_cos.server.routes import route
from qcloud_cos.server.store import Snapshot


@route("OPTIONS", "object", needs="anyone")
@route("OPTIONS", "bucket", needs="anyone")
def preflight(db: Snapshot, request: ServerRequest) -> Answer:
    headers = request.headers
    origin, method = headers.get("origin"), headers.get("access-control-request-method")
    if origin is None or method is None:
        raise Refusal("BadRequest", "A preflight needs Origin and Access-Control-Request-Method.")
    if db.bucket(request.bucket) is None:
        raise Refusal("NoSuchBucket")
    wanted = headers.get("access-control-request-headers", "")
    allowed = cors.preflight(db.document(request.bucket, "cors"), origin, method, wanted)
    if allowed is None:
        raise Refusal("AccessForbidden")
    return Answer(200, allowed)
