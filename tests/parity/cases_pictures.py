"""Pictures and the styles of buckets."""

from __future__ import annotations

from typing import Any

from .case import BUCKET, CHECKED, OBJECT, STORED, Answer, Case, document, stored
from .cases_objects import CONDITIONS, CONTENT, OVERRIDES
from .cases_processing import B, again, asked, called
from .inputs import BODIES, HEADERS, ODD_KEYS
from .spoken import OnDisk, Pieces

_RULES = {"PicOperations": '{"is_pic_info":1,"rules":[{"fileid":"图.png","rule":"imageView2/format/png"}]}'}
_MADE = "<Object><Key>a.png</Key><ETag>1a</ETag></Object>"
_INFO = "<OriginalInfo><Key>a</Key><ImageInfo><Format>PNG</Format></ImageInfo></OriginalInfo>"
_UPLOADS = {
    "one": f"{_INFO}<ProcessResults>{_MADE}</ProcessResults>",
    "two": f"{_INFO}<ProcessResults>{_MADE * 2}</ProcessResults>",
    "none": f"{_INFO}<ProcessResults/>",
}
_UPLOADED = document(f"<UploadResult>{_UPLOADS['one']}</UploadResult>", headers=STORED)
_PUT = {**OBJECT, "Body": b"data"}
_ON_DISK = {"Bucket": BUCKET, "LocalFilePath": OnDisk(b"data"), "Key": "图 a.png"}
_TITLES = (
    "str",
    "Chinese str",
    "empty bytes",
    "BytesIO",
    "BytesIO from the middle",
    "file",
    "file from the middle",
)
_JSON = Answer(200, {**CHECKED, "Content-Type": "application/json", "Content-Length": "12"}, b'{"RGB":"0x"}')
_PICTURE = CONTENT._replace(headers={**CONTENT.headers, "Content-Type": "image/png"})
_OF_THE_OBJECT = _PICTURE._replace(headers={**_PICTURE.headers, "x-cos-hash-crc64ecma": "1"})
_KEYS = {title: {"Bucket": BUCKET, "Key": key} for title, key in ODD_KEYS.items()}
_STYLE = {**B, "Request": {"StyleName": "小 & s", "StyleBody": "imageMogr2/thumbnail/!50px"}}
_RULE = "<StyleRule><StyleName>a</StyleName><StyleBody>b</StyleBody></StyleRule>"
_INTO = {**OBJECT, "DestImagePath": OnDisk()}
_GET: dict[str, dict[str, Any]] = {
    "ci_get_object": {**_INTO, "Rule": "imageMogr2/rotate/90|watermark/2/text/5rC0"},
    "ci_download_compress_image": {**_INTO, "CompressType": "webp"},
}
_TOLD = ("ci_get_image_info", "ci_get_image_exif_info", "ci_get_image_ave_info", "ci_image_inspect")

_PUTS = [
    *asked("ci_put_object", {**_PUT, **_RULES}, _UPLOADS, "UploadResult"),
    *again("ci_put_object", {**_PUT, **_RULES}, _UPLOADED),
    *[Case("ci_put_object", f"a key with {title}", {**_PUT, **key}, _UPLOADED) for title, key in _KEYS.items()],
    *[
        Case("ci_put_object", f"{title} as body", {**_PUT, "Body": body}, _UPLOADED)
        for title, body in BODIES.items()
    ],
    *[
        Case(
            "ci_put_object",
            f"{title} as body with MD5",
            {**_PUT, "Body": BODIES[title], "EnableMD5": True},
            _UPLOADED,
        )
        for title in _TITLES
    ],
    Case("ci_put_object", "with every header", {**_PUT, **HEADERS}, _UPLOADED),
    Case("ci_put_object", "a dict as body", {**_PUT, "Body": {"a": 1}}, _UPLOADED),
    Case("ci_put_object", "None as body", {**_PUT, "Body": None}, _UPLOADED),
    Case("ci_put_object", "MD5 of a generator", {**_PUT, "Body": Pieces([b"a"]), "EnableMD5": True}, _UPLOADED),
    Case("ci_put_object", "nothing in the answer", _PUT, stored()),
    Case("ci_put_object", "damaged on its way", _PUT, stored(x_cos_hash_crc64ecma="1")),
    *[
        case
        for method in ("ci_put_object_from_local_file", "ci_put_object_from_local_file_and_get_qrcode")
        for case in (
            Case(method, "a file", _ON_DISK, _UPLOADED),
            Case(method, "everything", {**_ON_DISK, **_RULES, "EnableMD5": True, "ACL": "private"}, _UPLOADED),
            Case(method, "no such file", {**_ON_DISK, "LocalFilePath": OnDisk()}, _UPLOADED),
            Case(method, "an empty file", {**_ON_DISK, "LocalFilePath": OnDisk(b"")}, _UPLOADED),
        )
    ],
    *asked("ci_image_process", {**OBJECT, **_RULES}, _UPLOADS, "UploadResult"),
    *again("ci_image_process", {**OBJECT, **_RULES}, _UPLOADED),
    *[Case("ci_image_process", f"a key with {title}", key, _UPLOADED) for title, key in _KEYS.items()],
]
_GETS = [
    *[
        case
        for method, arguments in _GET.items()
        for case in (
            *called(method, arguments, _PICTURE),
            *[Case(method, f"a key with {title}", {**arguments, **key}, _PICTURE) for title, key in _KEYS.items()],
            Case(method, "a file that was there", {**arguments, "DestImagePath": OnDisk(b"was")}, _PICTURE),
            Case(method, "with every header", {**arguments, **CONDITIONS, **OVERRIDES}, _PICTURE),
            Case(method, "the object's own checksum", arguments, _OF_THE_OBJECT),
            Case(
                method,
                "an empty answer",
                arguments,
                _PICTURE._replace(body=b"", headers={**CHECKED, "Content-Length": "0"}),
            ),
        )
    ],
    *[
        case
        for method in _TOLD
        for case in (
            *called(method, OBJECT, _JSON),
            Case(method, "with every header", {**OBJECT, **CONDITIONS, **OVERRIDES}, _JSON),
        )
    ],
    *[Case("ci_get_image_info", f"a key with {title}", key, _JSON) for title, key in _KEYS.items()],
    Case("ci_get_image_info", "something else", {**OBJECT, "Param": "imageAve|x"}, _JSON),
    *asked("ci_get_image_aigc_metadata", OBJECT, {"one": "<AIGC>a</AIGC>"}),
    *[Case("ci_get_image_aigc_metadata", f"a key with {title}", key, _JSON) for title, key in _KEYS.items()],
]
_STYLES = [
    *asked("ci_get_image_style", _STYLE, {"one": _RULE, "two": _RULE * 2, "none": "<a/>"}, "StyleList"),
    *[
        case
        for name in ("put", "delete")
        for case in called(f"ci_{name}_image_style", _STYLE, Answer(200, CHECKED))
    ],
    Case("ci_put_image_style", "nothing of a style", {**B, "Request": {}}),
]
CASES = [*_PUTS, *_GETS, *_STYLES]
