"""Objects read: whole, in part, or only their head."""

from __future__ import annotations

from qcloud_cos.server import actions, conditions, reads, restoring, sse
from qcloud_cos.server.answer import Answer, rfc1123
from qcloud_cos.server.classes import NAMED, TIERED
from qcloud_cos.server.handlers.writing import expiration_header
from qcloud_cos.server.links import LINK, followed
from qcloud_cos.server.refusal import Refusal, argument
from qcloud_cos.server.replication import state
from qcloud_cos.server.request import ServerRequest, trace_id
from qcloud_cos.server.routes import route
from qcloud_cos.server.store import NULL_VERSION, Snapshot, Version

OVERRIDES = {
    f"response-{name.lower()}": name
    for name in (
        "Cache-Control",
        "Content-Disposition",
        "Content-Encoding",
        "Content-Language",
        "Content-Type",
        "Expires",
    )
}
_CONDITIONS = frozenset({"if-match", "if-none-match", "if-modified-since", "if-unmodified-since"})


@route("GET", "object", needs="READ")
def get_object(db: Snapshot, request: ServerRequest) -> Answer:
    return read(db, request, existing(request.version, request.version_id), "get_object")


@route("HEAD", "object", needs="READ")
def head_object(db: Snapshot, request: ServerRequest) -> Answer:
    found = existing(request.version, request.version_id)
    return _read(db, request, _served(db, request, found, "head_object"), found)


def read(db: Snapshot, request: ServerRequest, found: Version, operation: str) -> Answer:
    """The answer to who may read an object that is there."""
    version = _served(db, request, found, operation)
    if version.storage_class in NAMED:
        restoring.check_readable(version, restoring.held_as(db, version, request.now), request.now)
    answer = _read(db, request, version, found)
    if answer.content is not None and (request.lifecycle is not None or version.storage_class in TIERED):
        answer.noted = reads.noted(version, request.lifecycle, request.now)
    return answer


def whole(db: Snapshot, request: ServerRequest, found: Version, operation: str) -> Answer:
    """The same of all of it, whatever part and state the request asks for."""
    version = _served(db, request, found, operation)
    restoring.check_readable(version, restoring.held_as(db, version, request.now), request.now)
    headers = _headers(db, request, version, found) | _validators(version)
    return Answer(200, headers, content=version.content, stop=version.size)


def existing(version: Version | None, version_id: str | None) -> Version:
    """The object, unless there is none or it was deleted.

    Raises:
        Refusal: NoSuchKey, NoSuchVersion.
    """
    if version is None:
        raise Refusal("NoSuchKey" if version_id is None else "NoSuchVersion")
    if version.is_marker:
        headers = {"x-cos-delete-marker": "true", "x-cos-version-id": version.version_id}
        raise Refusal("NoSuchKey", headers=headers)
    return version


def _served(db: Snapshot, request: ServerRequest, found: Version, operation: str) -> Version:
    """The object itself or the one that it links to, if the caller has the key it may be encrypted with."""
    version = found
    if found.kind == LINK:
        version = followed(db, request, found, actions.of(operation))
    if version.extra or sse.CUSTOMER_ALGORITHM in request.headers:
        sse.check_caller(version.extra, request.caller)
        sse.check_key(version.extra, request.headers)
    return version


def _read(db: Snapshot, request: ServerRequest, version: Version, found: Version) -> Answer:
    status = 200
    if not _CONDITIONS.isdisjoint(request.headers):
        status = conditions.evaluate(request.headers, version.etag, version.modified)
    validators = _validators(version)
    if status == 412:
        raise Refusal("PreconditionFailed", headers=validators)
    if status == 304:
        return _unchanged(request, validators | {"Last-Modified": rfc1123(version.modified)})
    headers = _headers(db, request, version, found) | validators | expiration_header(request, found)
    if request.query:
        headers |= _overrides(request)
    part = conditions.byte_range(request.headers.get("range"), version.size)
    if part is None:
        return Answer(200, headers, content=version.content, stop=version.size)
    start, stop = part
    headers["Content-Range"] = f"bytes {start}-{stop - 1}/{version.size}"
    return Answer(206, headers, content=version.content, start=start, stop=stop)


def _unchanged(request: ServerRequest, headers: dict[str, str]) -> Answer:
    if request.method == "HEAD":
        headers |= {"Content-Length": "0", "x-cos-trace-id": trace_id()}
    return Answer(304, headers)


def _validators(version: Version) -> dict[str, str]:
    return {"ETag": f'"{version.etag}"', "x-cos-hash-crc64ecma": str(version.crc64)}


def _headers(db: Snapshot, request: ServerRequest, version: Version, found: Version) -> dict[str, str]:
    headers = dict(version.headers)
    headers["Accept-Ranges"] = "bytes"
    headers["Last-Modified"] = rfc1123(version.modified)
    headers["x-cos-object-type"] = found.kind
    if version.storage_class != "STANDARD":
        headers["x-cos-storage-class"] = version.storage_class
        if version.storage_class in NAMED:
            held = restoring.held_as(db, version, request.now)
            if version.storage_class in TIERED:
                headers["x-cos-storage-tier"] = held
            headers |= restoring.headers(version.extra, held, request.now)
    if found.version_id != NULL_VERSION or (request.row is not None and request.row.versioning):
        headers["x-cos-version-id"] = found.version_id
    if version.tags:
        headers["x-cos-tagging-count"] = str(len(version.tags))
    if version.extra:
        headers |= sse.shown(version.extra, request.headers)
        headers |= state.shown(version.extra)
    return headers


def _overrides(request: ServerRequest) -> dict[str, str]:
    wanted = {
        name.lower(): request.query[parameter]
        for parameter, name in OVERRIDES.items()
        if request.query.get(parameter)
    }
    if wanted and request.caller is None:
        raise Refusal("InvalidRequest", "response-* parameters need a signed request.")
    if not all(value.isprintable() for value in wanted.values()):
        raise argument("A response-* parameter holds a control character.")
    return wanted
