"""Objects read: whole, in part, or only their head."""

from __future__ import annotations

from qcloud_cos.server import conditions
from qcloud_cos.server.answer import Answer, rfc1123
from qcloud_cos.server.handlers.writing import expiration_header
from qcloud_cos.server.refusal import Refusal, argument
from qcloud_cos.server.request import ServerRequest
from qcloud_cos.server.routes import route
from qcloud_cos.server.store import Snapshot, Version

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
ARCHIVED = ("ARCHIVE", "DEEP_ARCHIVE")
_CONDITIONS = frozenset({"if-match", "if-none-match", "if-modified-since", "if-unmodified-since"})


@route("GET", "object", needs="READ")
def get_object(db: Snapshot, request: ServerRequest) -> Answer:
    version = existing(request.version, request.version_id)
    if version.storage_class in ARCHIVED:
        raise Refusal("InvalidObjectState", headers={"x-cos-storage-class": version.storage_class})
    return _read(request, version)


@route("HEAD", "object", needs="READ")
def head_object(db: Snapshot, request: ServerRequest) -> Answer:
    return _read(request, existing(request.version, request.version_id))


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


def _read(request: ServerRequest, version: Version) -> Answer:
    status = 200
    if not _CONDITIONS.isdisjoint(request.headers):
        status = conditions.evaluate(request.headers, version.etag, version.modified)
    validators = {"ETag": f'"{version.etag}"', "x-cos-hash-crc64ecma": str(version.crc64)}
    if status == 412:
        raise Refusal("PreconditionFailed", headers=validators)
    if status == 304:
        return Answer(304, validators | {"Last-Modified": rfc1123(version.modified)})
    headers = _headers(version) | validators | expiration_header(request, version)
    if request.query:
        headers |= _overrides(request)
    part = conditions.byte_range(request.headers.get("range"), version.size)
    if part is None:
        return Answer(200, headers, content=version.content, stop=version.size)
    start, stop = part
    headers["Content-Range"] = f"bytes {start}-{stop - 1}/{version.size}"
    return Answer(206, headers, content=version.content, start=start, stop=stop)


def _headers(version: Version) -> dict[str, str]:
    headers = dict(version.headers)
    headers["Accept-Ranges"] = "bytes"
    headers["Last-Modified"] = rfc1123(version.modified)
    headers["x-cos-object-type"] = version.kind
    if version.storage_class != "STANDARD":
        headers["x-cos-storage-class"] = version.storage_class
    if version.version_id != "null":
        headers["x-cos-version-id"] = version.version_id
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
