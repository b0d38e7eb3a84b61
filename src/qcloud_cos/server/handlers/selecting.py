"""Queries over one object."""

from __future__ import annotations

from functools import partial

from qcloud_cos.server.answer import Answer
from qcloud_cos.server.handlers.reading import existing, whole
from qcloud_cos.server.refusal import Refusal
from qcloud_cos.server.request import ServerRequest
from qcloud_cos.server.routes import KIB, route
from qcloud_cos.server.store import Snapshot


@route("POST", "object", "select", needs="READ", document=512 * KIB, writes=False)
def select_object_content(db: Snapshot, request: ServerRequest) -> Answer:
    # Of all requests only these need it, and it is a seventh of what a server imports.
    from qcloud_cos.server.query.events import Frames
    from qcloud_cos.server.query.wanted import wanted

    if request.query.get("select-type") != "2":
        raise Refusal("InvalidRequestParameter", "select-type is 2.")
    if "range" in request.headers:
        raise Refusal("InvalidRequestParameter", "A query is over a whole object: there is no Range.")
    asked = wanted(request.body)
    found = existing(request.version, request.version_id)
    answer = whole(db, request, found, "select_object_content")
    answer.headers = {"Content-Type": "application/octet-stream"}
    answer.through = partial(Frames, asked, request.now)
    return answer
