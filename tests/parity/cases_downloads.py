"""Downloads to files: whole, or in ranges."""

from __future__ import annotations

from collections.abc import Mapping

from .case import CHECKED, NO_CONTENT, OBJECT, Answer, Case, Reply
from .cases_errors import BARE, error
from .cases_uploads import FAILED, KEY, LONG, MIB
from .inputs import ODD_KEYS
from .spoken import Listener, OnDisk

HEADERS: dict[str, str] = {
    **CHECKED,
    "ETag": '"1a2b"',
    "Last-Modified": "Tue, 14 Nov 2023 22:13:20 GMT",
    "Content-Type": "text/plain",
    "x-cos-meta-author": "Li",
}
SMALL = b"0123456789"
PLACE = {**OBJECT, "DestFilePath": OnDisk()}
_WRONG = {"x-cos-hash-crc64ecma": "1"}


def _sized(size: int, headers: Mapping[str, str] = HEADERS) -> Answer:
    return Answer(200, {**headers, "Content-Length": str(size)})


def _replies(content: bytes, part: int = MIB, more: Mapping[str, str] | None = None) -> tuple[Reply, ...]:
    """What an object of this content answers to a HEAD, to a GET of each range, and to one of all of it."""
    headers = {**HEADERS, **(more or {})}
    ranges = []
    for start in range(0, len(content), part):
        piece = content[start : start + part]
        asked = f"{start}-{start + len(piece) - 1}"
        told = {**headers, "Content-Length": str(len(piece)), "Content-Range": f"bytes {asked}/{len(content)}"}
        ranges.append(Reply("GET", f"bytes={asked} ", Answer(206, told, piece)))
    whole = _sized(len(content), headers)._replace(body=content)
    return Reply("HEAD", "", whole), *ranges, Reply("GET", "", whole)


def _case(title: str, *replies: Reply, **more: object) -> Case:
    return Case("download_file", title, {**PLACE, **more}, NO_CONTENT, {}, replies or _replies(SMALL))


_LONG = _replies(LONG + b"more")
_FIRST = _LONG[1]
_REPLACED = error(412, "PreconditionFailed", "No.")
_FEW = _replies(LONG + LONG + b"more", 2 * MIB)
_SECOND_REFUSED = (_LONG[0], _FIRST, Reply("GET", "", FAILED))
_MORE: dict[str, dict[str, object]] = {
    "no more": {},
    "a key for its content": KEY,
    "VersionId": {"VersionId": "MTg0"},
    "TrafficLimit": {"TrafficLimit": "1048576"},
    "IfMatch": {"IfMatch": '"mine"'},
    "IfNoneMatch": {"IfNoneMatch": '"other"'},
    "an override": {"ResponseContentType": "text/html"},
    "Metadata": {"Metadata": {"x-cos-a": "b"}},
    "EnableCRC": {"EnableCRC": True},
    "DisableTempDestFilePath": {"DisableTempDestFilePath": True},
    "no such keyword": {"Nonsense": "a"},
}

CASES = [
    *[_case(f"a key with {title}", Key=key) for title, key in ODD_KEYS.items()],
    *[_case(f"a small object with {title}", **more) for title, more in _MORE.items()],
    *[
        _case(f"two ranges with {title}", *_LONG, PartSize=1, **more)
        for title, more in _MORE.items()
        if title != "EnableCRC"
    ],
    _case("an object of one part", *_replies(LONG), PartSize=1),
    _case("a file that was there", DestFilePath=OnDisk(b"what was there")),
    _case("a file that was there, in ranges", *_LONG, PartSize=1, DestFilePath=OnDisk(b"what was there")),
    _case("an empty object", *_replies(b"")),
    _case("a small object, listened to", progress_callback=Listener()),
    _case("two ranges, listened to", *_LONG, PartSize=1, progress_callback=Listener()),
    _case("two ranges, one at a time", *_LONG, PartSize=1, MAXThread=1),
    _case("a part of it", *_replies(SMALL, 5), Range="bytes=0-4"),
    _case("a part of it, in ranges", *_LONG, PartSize=1, Range="bytes=0-4"),
    _case("a key that merges away", Key="a/../"),
    _case("a key that merges away, meant", Key="a/../", KeySimplifyCheck=False),
    _case(
        "fewer ranges than its parts",
        *_FEW[:-1],
        *_replies(LONG + LONG + b"more", MIB + 2),
        PartSize=1,
        MaxPartCount=2,
    ),
    _case("parts of half a MiB", PartSize=0.5),
    _case("no object", Reply("HEAD", "", Answer(404, BARE))),
    _case("a refused head", Reply("HEAD", "", Answer(403, BARE))),
    _case("a small object, refused", _replies(SMALL)[0], Reply("GET", "", FAILED)),
    _case("replaced meanwhile", _LONG[0], _FIRST, Reply("GET", "", _REPLACED), PartSize=1, MAXThread=1),
    _case("the second range refused", *_SECOND_REFUSED, PartSize=1, MAXThread=1),
    _case("a small object, damaged on its way", *_replies(SMALL, MIB, _WRONG)),
    _case("two ranges, damaged on their way", *_replies(LONG + b"more", MIB, _WRONG), PartSize=1),
]
