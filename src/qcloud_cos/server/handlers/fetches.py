"""Tasks that fetch URLs: begun, and asked for.  Their service speaks JSON, and has hosts of its own.

Source: https://cloud.tencent.com/document/product/436/48090
"""

from __future__ import annotations

import json
from typing import Any

from qcloud_cos.server import actions
from qcloud_cos.server.access import bucket_of, may
from qcloud_cos.server.answer import Answer
from qcloud_cos.server.fetching import tasks
from qcloud_cos.server.fetching.wanted import is_local, wanted
from qcloud_cos.server.hosts import Host
from qcloud_cos.server.recent import Reading
from qcloud_cos.server.refusal import Refusal
from qcloud_cos.server.request import ServerRequest
from qcloud_cos.server.routes import KIB, ROUTES, Route, route
from qcloud_cos.server.store import Changes, Snapshot

_JSON = "application/json"


def is_meant(db: Reading, request: ServerRequest) -> bool:
    """Whether a request is for the service that fetches.

    An address is the host of everything: there, only the body's type tells these requests from others.
    """
    if request.place.kind != "path":
        return request.place.kind == "fetching"
    if request.query or request.headers.get("content-type") != _JSON:
        return False
    if request.method != "GET":
        return request.method == "POST" and bool(request.bucket) and not request.key
    return bool(request.key) and db.version(request.bucket, request.key) is None


def found(request: ServerRequest) -> Route:
    """The route of a request for it.

    Raises:
        Refusal: MethodNotAllowed.
    """
    request.place = Host("", request.place.region, "fetching")  # which refusals follow, too
    known = ROUTES.get((request.method, "fetching", ""))
    if known is None or not request.bucket or (request.method == "POST") == bool(request.key):
        raise Refusal("MethodNotAllowed")
    return known


@route("POST", "fetching", needs="WRITE", of="bucket", document=64 * KIB, by_key=True)
def put_async_fetch_task(db: Changes, request: ServerRequest) -> Answer:
    if not is_local(request.ip):
        # Else whoever reaches this port would reach what listens to this machine only.
        raise Refusal("AccessDenied", "URLs of this machine are fetched for callers on it only.")
    bucket = bucket_of(db, request.bucket)
    asked = wanted(request.body)
    _check(db, request, asked.key)
    owner = request.caller.appid if request.caller else bucket.owner
    db.put_task(tasks.new(bucket.name, request.id, asked, owner, request.now))
    return _answer(request, {"taskid": request.id})


@route("GET", "fetching", needs="WRITE", of="bucket", by_key=True)
def get_async_fetch_task(db: Snapshot, request: ServerRequest) -> Answer:
    task = db.task(tasks.KIND, request.bucket, request.key)
    if task is None:
        raise Refusal("NoSuchKey", "There is no such task; how one ended is told for three days.")
    _check(db, request, tasks.wanted_of(task).key)
    return _answer(request, tasks.told(task))


def refused(refusal: Refusal, request: ServerRequest) -> Answer:
    fields = {"code": refusal.status, "message": f"{refusal.code}: {refusal.message}", "request_id": request.id}
    return Answer(refusal.status, {"Content-Type": _JSON}, json.dumps(fields).encode())


def _check(db: Reading, request: ServerRequest, key: str) -> None:
    """Raises:
    Refusal: AccessDenied to who may not write the object.
    """
    if not may(db, request, actions.of("put_object"), "WRITE", bucket_of(db, request.bucket), key):
        raise Refusal("AccessDenied")


def _answer(request: ServerRequest, data: dict[str, Any]) -> Answer:
    fields = {"code": 0, "message": "SUCCESS", "request_id": request.id, "data": data}
    return Answer(200, {"Content-Type": f"{_JSON}; charset=utf-8"}, json.dumps(fields).encode())
