"""Copies that ask the source for its size first, and go in parts if it is big."""

from __future__ import annotations

from typing import Any

from .case import BUCKET, CHECKED, NO_CONTENT, OBJECT, Answer, Case, Reply
from .cases_errors import BARE, error
from .cases_multipart import CONDITIONS, COPIED, HERE, OPENED, PART_COPIED
from .cases_uploads import DONE, FAILED, KEY
from .inputs import HEADERS, ODD_KEYS

GIB = 1024**3
ELSEWHERE = {**HERE, "Region": "ap-beijing"}
SOURCE_KEY: dict[str, Any] = {name: value for name, value in CONDITIONS.items() if "SSE" in name}
_SOURCE = {**CHECKED, "ETag": '"1a2b"', "Content-Type": "text/plain", "x-cos-meta-author": "Li"}


def _replies(size: int, *before: Reply, **headers: str) -> tuple[Reply, ...]:
    """A source of this size, and copies of it that succeed but for what is said `before`."""
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    return (
        *before,
        Reply("HEAD", "", Answer(200, {**_SOURCE, "Content-Length": str(size), **named})),
        Reply("POST", "uploads", OPENED),
        Reply("PUT", "partNumber=", PART_COPIED),
        DONE,
        Reply("DELETE", "", NO_CONTENT),
    )


def _case(title: str, source: Any, replies: tuple[Reply, ...], config: Any = None, **more: Any) -> Case:
    return Case("copy", title, {**OBJECT, "CopySource": source, **more}, COPIED, config or {}, replies)


_SMALL, _BIG = _replies(10), _replies(6 * GIB)
_SECOND_FAILS = _replies(6 * GIB, Reply("PUT", "partNumber=2&", FAILED))
_END_FAILS = _replies(6 * GIB, Reply("POST", "uploadId=", error(400, "InvalidPart", "A part is missing.")))
_MORE: dict[str, dict[str, Any]] = {
    "no more": {},
    "a key for its content": KEY,
    "the source's key": SOURCE_KEY,
    "a storage class": {"StorageClass": "STANDARD_IA"},
    "another description": {"CopyStatus": "Replaced", "ContentType": "a/b", "Metadata": {"x-cos-meta-a": "b"}},
    "TrafficLimit": {"TrafficLimit": HEADERS["TrafficLimit"]},
    "no such keyword": {"Nonsense": "a"},
}

CASES = [
    *[_case(f"from a key with {title}", {**ELSEWHERE, "Key": key}, _SMALL) for title, key in ODD_KEYS.items()],
    *[_case(f"a small object with {title}", ELSEWHERE, _SMALL, **more) for title, more in _MORE.items()],
    *[_case(f"two parts with {title}", ELSEWHERE, _BIG, PartSize=5120, **more) for title, more in _MORE.items()],
    _case("a small object in the same region", HERE, _SMALL),
    _case("a big object in the same region", HERE, _BIG, PartSize=5120),
    _case("a big object in the same region to another class", HERE, _BIG, PartSize=5120, StorageClass="ARCHIVE"),
    _case("a version", {**ELSEWHERE, "VersionId": "MTg0"}, _SMALL),
    _case("two parts of a version", {**ELSEWHERE, "VersionId": "MTg0"}, _BIG, PartSize=5120),
    _case("from an Endpoint", {"Bucket": BUCKET, "Key": "a", "Endpoint": "cos.accelerate.myqcloud.com"}, _SMALL),
    _case("from no region", {"Bucket": BUCKET, "Key": "a"}, _SMALL),
    _case("from no key", {"Bucket": BUCKET, "Region": "ap-beijing"}, _SMALL),
    _case("Appid in the configuration only", {**ELSEWHERE, "Bucket": "photos"}, _SMALL, {"Appid": "1250000000"}),
    _case("Appid in the source", {**ELSEWHERE, "Bucket": "photos", "Appid": "1250000000"}, _SMALL),
    _case("Domain", ELSEWHERE, _SMALL, {"Domain": "cdn.example.com"}),
    _case("IP", ELSEWHERE, _SMALL, {"IP": "10.0.0.1"}),
    _case("the new domain", ELSEWHERE, _SMALL, {"EnableOldDomain": False}),
    _case("Token", ELSEWHERE, _SMALL, {"Token": "token"}),
    _case("an unknown CopyStatus", ELSEWHERE, _SMALL, CopyStatus="Move"),
    _case("no source", ELSEWHERE, (Reply("HEAD", "", Answer(404, BARE)),)),
    _case("a refused source", ELSEWHERE, (Reply("HEAD", "", Answer(403, BARE)),)),
    _case("two parts, the second refused", ELSEWHERE, _SECOND_FAILS, PartSize=5120, MAXThread=1),
    _case("two parts, not to be completed", ELSEWHERE, _END_FAILS, PartSize=5120),
    _case("parts of no size", ELSEWHERE, _BIG, PartSize=0),
]
