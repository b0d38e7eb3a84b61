"""What the log says of a request, found out once it was answered."""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import Any, NamedTuple

from qcloud_cos.core import xml
from qcloud_cos.server.accesslog.line import Entry
from qcloud_cos.server.answer import Answer
from qcloud_cos.server.control.log import harmless, harmless_message
from qcloud_cos.server.lifecycle import as_list
from qcloud_cos.server.refusal import Refusal
from qcloud_cos.server.request import ServerRequest
from qcloud_cos.server.routes import resolve
from qcloud_cos.server.store import Bucket, Changes, Snapshot, Version

_OF_PARTS = frozenset({"create_multipart_upload", "upload_part", "upload_part_copy", "list_parts"})
Handler = Callable[[Any, ServerRequest], Answer]


class Exchange(NamedTuple):
    """A request and its answer."""

    scope: Any
    request: ServerRequest
    answer: Answer
    refusal: Refusal | None
    began: float
    """When the request did, by `time.perf_counter`."""
    answered: float
    """When its answer did."""


def entry_of(exchange: Exchange, bucket: Bucket, version: Version | None, now: float, sent: int) -> Entry:
    """`version` is the object's, as it is now; of the answer's body so many bytes were sent."""
    request, answer, refusal = exchange.request, exchange.answer, exchange.refusal
    headers, caller = request.headers, request.caller
    operation = operation_of(request)
    known = version if request.key and operation not in _OF_PARTS and answer.status < 400 else None
    if known is not None and known.is_marker:
        known = None
    return Entry(
        bucket=request.bucket,
        region=bucket.region,
        time=now,
        host=request.host,
        operation=operation,
        ip=request.ip,
        secret_id=caller.secret_id if caller else "",
        received=_received(request),
        delta=request.delta,
        key=request.key,
        method=request.method,
        agent=headers.get("user-agent", ""),
        status=answer.status,
        code=refusal.code if refusal else "",
        message=harmless_message(refusal, request) if refusal else "",
        sent=sent,
        seconds=time.perf_counter() - exchange.began,
        turn_around=exchange.answered - (request.received or exchange.began),
        storage_class=known.storage_class if known else "",
        owner=_number(request.accounts.id_of(bucket.owner)),
        requester=_number(caller.id) if caller else "",
        request_id=request.id,
        size=known.size if known else None,
        version_id=answer.headers.get("x-cos-version-id") or request.version_id or "",
        referer=_harmless(headers.get("referer", "")),
        uri=_uri(exchange.scope),
    )


def operation_of(request: ServerRequest) -> str:
    if request.route is not None:
        name: str = request.route.handler.__name__
        return name
    found = resolve(request.method, request.bucket, request.key, request.query, request.headers)
    return found.__name__ if found else ""


def measured(handler: Handler) -> Handler:
    """The same, and how much it made the bucket grow."""

    def measuring(db: Changes, request: ServerRequest) -> Answer:
        keys = _keys(request)
        before = _bytes(db, request.bucket, keys)
        answer = handler(db, request)
        request.delta = _bytes(db, request.bucket, keys) - before
        return answer

    return measuring


def _bytes(db: Snapshot, bucket: str, keys: set[str]) -> int:
    return sum([db.bytes_of(bucket, key) for key in keys])


def _keys(request: ServerRequest) -> set[str]:
    """Those that a request can make grow or shrink."""
    if request.key:
        return {request.key}
    if "delete" not in request.query:
        return set()
    try:
        return {str(entry["Key"]) for entry in as_list(xml.parse(request.body).get("Object"))}
    except (xml.MalformedXML, AttributeError, KeyError, TypeError):
        return set()


def _received(request: ServerRequest) -> int:
    if not request.asked:
        return 0
    announced = request.headers.get("content-length")
    if announced is not None:
        return int(announced)
    return request.content.size if request.content is not None else len(request.body)


def _number(qcs: str) -> str:
    return qcs.rpartition("/")[2]


def _harmless(url: str) -> str:
    """Without signatures: a page may have been fetched by a presigned URL."""
    page, mark, query = url.partition("?")
    return f"{page}?{harmless(query.encode('latin-1', 'replace'))}" if mark else url


def _uri(scope: Any) -> str:
    path, query = scope["raw_path"].decode("latin-1"), harmless(scope["query_string"])
    return f"{path}?{query}" if query else path
