"""What is read out of, or made of, files of audio and video."""

from __future__ import annotations

from typing import Any

from .case import BUCKET, CHECKED, OBJECT, Answer, Case, document
from .cases_processing import again, asked, called

_PICTURE = Answer(200, {"Content-Type": "image/jpeg", "Content-Length": "9", **CHECKED}, b"\xff\xd8picture")
_PLAYLIST = Answer(200, {"Content-Type": "application/x-mpegURL", "Content-Length": "7", **CHECKED}, b"#EXTM3U")
_AIGC = b'{"AIGC": {"Label": "1"}}'
_WITH_A_CHECKSUM = _PICTURE._replace(headers={**_PICTURE.headers, "x-cos-hash-crc64ecma": "1"})
_ODD = {"Bucket": BUCKET, "Key": "图 片/a b+c.mp4"}
_AT = {**OBJECT, "Time": "1.5"}
_FOR = {**OBJECT, "Expires": "3600"}
_LISTING = document("<ListBucketResult/>")
_OF_A_KEY: dict[str, dict[str, Any]] = {
    "get_media_info": {},
    "get_snapshot": {"Time": 1},
    "get_pm3u8": {"Expires": 3600},
    "ci_process": {"CiProcess": "AssessQuality"},
    "ci_doc_preview_process": {},
    "ci_file_zip_preview": {},
    "ci_get_image_info": {},
}


def _told(kind: str, body: bytes) -> Answer:
    return Answer(200, {"Content-Type": kind, "Content-Length": str(len(body)), **CHECKED}, body)


CASES = [
    *asked("get_media_info", OBJECT, {"one": "<MediaInfo><Format><Size>1</Size></Format></MediaInfo>"}),
    Case("get_snapshot", "a time", _AT, _PICTURE),
    Case("get_snapshot", "a picture with the video's checksum", _AT, _WITH_A_CHECKSUM),
    *[Case(method, "an empty key", {**OBJECT, "Key": "", **more}, _LISTING) for method, more in _OF_A_KEY.items()],
    Case("get_snapshot", "a number", {**OBJECT, "Time": 1, "Width": 480}, _PICTURE),
    Case(
        "get_snapshot",
        "everything",
        {
            **_ODD,
            "Time": "0",
            "Width": "480",
            "Height": "360",
            "Format": "png",
            "Rotate": "off",
            "Mode": "keyframe",
            "Range": "bytes=0-1",
        },
        _PICTURE,
    ),
    Case("get_snapshot", "with VersionId", {**_AT, "VersionId": "MTg0"}, _PICTURE),
    *called("get_snapshot", _AT, _PICTURE),
    *again("get_snapshot", _AT, _PICTURE),
    Case("get_pm3u8", "a time", _FOR, _PLAYLIST),
    Case("get_pm3u8", "an odd key", {**_ODD, "Expires": 43200}, _PLAYLIST),
    *called("get_pm3u8", _FOR, _PLAYLIST),
    Case("ci_get_media_aigc_metadata", "JSON", OBJECT, _told("application/json", _AIGC)),
    Case("ci_get_media_aigc_metadata", "JSON in UTF-8", OBJECT, _told("application/json; charset=utf-8", _AIGC)),
    Case("ci_get_media_aigc_metadata", "XML", OBJECT, document("<Response><AIGC>1</AIGC></Response>")),
    Case("ci_get_media_aigc_metadata", "a text", OBJECT, _told("text/plain", b"none")),
    Case("ci_get_media_aigc_metadata", "an odd key", _ODD, _told("application/json", b"{}")),
    *called("ci_get_media_aigc_metadata", OBJECT, _told("application/json", _AIGC)),
]
