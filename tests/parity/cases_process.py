"""Processing by its name, and the switches of kinds of processing."""

from __future__ import annotations

from .case import OBJECT, Answer, Case, document
from .cases_objects import CONTENT
from .cases_processing import B, again, asked
from .inputs import ODD_KEYS

_SCORE = "<LongImage>FALSE</LongImage><BlackAndWhite>FALSE</BlackAndWhite>"
_NAMED = {**OBJECT, "CiProcess": "AssessQuality"}
_JSON = Answer(200, {"Content-Type": "application/json", "Content-Length": "11"}, b'{"a": [1]}\n')
_ANSWERS = {
    "XML": document(f"<Response>{_SCORE}</Response>"),
    "XML with an attribute": document('<Response a="1"><b/></Response>'),
    "JSON": _JSON,
    "JSON in UTF-8": _JSON._replace(headers={**_JSON.headers, "Content-Type": "application/json; charset=utf-8"}),
    "a picture": CONTENT._replace(headers={**CONTENT.headers, "Content-Type": "image/png"}),
    "a picture with the object's checksum": CONTENT._replace(
        headers={**CONTENT.headers, "Content-Type": "image/png", "x-cos-hash-crc64ecma": "1"}
    ),
}
_PAGE = {"Regions": "a,b", "BucketName": "ph", "BucketNames": "x,y", "PageNumber": "2", "PageSize": "3"}


def _listed(name: str) -> dict[str, str]:
    bucket = f"<{name}><BucketId>b</BucketId><Region>r</Region></{name}>"
    return {"none": "<TotalCount>0</TotalCount>", "one": bucket, "two": bucket * 2}


CASES = [
    *asked("ci_process", _NAMED, {"one": _SCORE}),
    *[
        Case("ci_process", f"{title}{how}", {**_NAMED, **more}, answer)
        for title, answer in _ANSWERS.items()
        for how, more in {
            "": {},
            ", with headers": {"NeedHeader": True},
            ", as a stream": {"Stream": True},
            ", as a stream, with headers": {"Stream": True, "NeedHeader": True},
        }.items()
    ],
    Case("ci_process", "with Params", {**_NAMED, "Params": {"a": 1, "b b": "图", "c": True}}, _JSON),
    Case("ci_process", "no object", {**B, "Key": "/", "CiProcess": "GetLiveCode"}, _JSON),
    Case("ci_process", "None as Params", {**_NAMED, "Params": None}, _JSON),
    Case("ci_process", "with VersionId", {**_NAMED, "VersionId": "MTg0"}, _JSON),
    *[
        Case("ci_process", f"a key with {title}", {**_NAMED, "Key": key}, _ANSWERS["XML"])
        for title, key in ODD_KEYS.items()
    ],
    *again("ci_process", _NAMED, _JSON),
    *asked("ci_get_bucket", {}, _listed("MediaBucketList")),
    Case("ci_get_bucket", "everything", {**_PAGE, "Path": "/ai_bucket"}, document("<Response/>")),
    Case(
        "ci_get_media_bucket", "minimal", {}, document(f"<Response>{_listed('MediaBucketList')['one']}</Response>")
    ),
    Case("ci_get_media_bucket", "everything", _PAGE, document("<Response/>")),
    *asked("ci_get_pic_bucket", {}, _listed("PicBucketList")),
    Case("ci_get_pic_bucket", "everything", _PAGE, document("<Response/>")),
    *asked("ci_open_pic_bucket", B, {"one": "<PicBucket><Name>b</Name></PicBucket>"}),
    *again("ci_open_pic_bucket", B, document("<Response><RequestId>r</RequestId></Response>")),
    Case("ci_open_pic_bucket", "JSON", B, _JSON),
    *asked("ci_close_pic_bucket", B, {"one": "<RequestId>r</RequestId>"}),
]
