"""Objects: put, get, head, delete, several deleted at once."""

from __future__ import annotations

import gzip
from typing import Any

from .case import BUCKET, CHECKED, NO_CONTENT, OBJECT, STORED, Answer, Case, document, stored
from .inputs import BODIES, HEADERS, ODD_KEYS
from .spoken import Pieces

CONDITIONS: dict[str, Any] = {
    "Range": "bytes=0-4",
    "IfMatch": '"ee8d"',
    "IfNoneMatch": '"ee8d"',
    "IfModifiedSince": "Wed, 28 Oct 2026 20:30:00 GMT",
    "IfUnmodifiedSince": "Wed, 28 Oct 2026 20:30:00 GMT",
    "VersionId": "MTg0NDUxNTc1NjIzMTQ1MDAwODg",
    "SSECustomerAlgorithm": "AES256",
    "SSECustomerKey": "MDEyMzQ1Njc4OUFCQ0RFRjAxMjM0NTY3ODlBQkNERUY=",
    "SSECustomerKeyMD5": "U5L61r7jcwdNvT7frmUG8g==",
    "Accept": "image/webp",
    "AcceptEncoding": "gzip",
    "Referer": "https://www.example.com/",
    "ContentType": "text/plain",
}
OVERRIDES: dict[str, Any] = {
    "ResponseContentType": "text/plain; charset=utf-8",
    "ResponseContentLanguage": "zh-CN",
    "ResponseExpires": "Wed, 28 Oct 2026 20:30:00 GMT",
    "ResponseCacheControl": "no-cache",
    "ResponseContentDisposition": 'attachment; filename="数 据.txt"',
    "ResponseContentEncoding": "identity",
    "TrafficLimit": "1048576",
}
FOUND = {
    **CHECKED,
    **STORED,
    "x-cos-hash-crc64ecma": "14223879260879714308",
    "Accept-Ranges": "bytes",
    "Content-Type": "text/plain",
    "Content-Length": "13",
    "Last-Modified": "Tue, 14 Nov 2023 22:13:20 GMT",
    "x-cos-meta-author": "Li",
    "x-cos-storage-class": "STANDARD_IA",
    "x-cos-version-id": "MTg0NDUxNTc1NjIzMTQ1MDAwODg",
}
PACKED = gzip.compress(b"Hello, world\n", mtime=0)
CONTENT = Answer(200, FOUND, b"Hello, world\n")
HEAD = Answer(200, FOUND)
DELETED = document("<DeleteResult><Deleted><Key>a</Key></Deleted></DeleteResult>")

PUT = [
    *[
        Case("put_object", f"a key with {title}", {"Bucket": BUCKET, "Key": key, "Body": b"data"}, stored())
        for title, key in ODD_KEYS.items()
    ],
    *[
        Case("put_object", f"{title} as body", {**OBJECT, "Body": body}, stored())
        for title, body in BODIES.items()
    ],
    *[
        Case("put_object", f"{title} as body with MD5", {**OBJECT, "Body": body, "EnableMD5": True}, stored())
        for title, body in BODIES.items()
        if title not in ("generator", "empty generator", "list of bytes", "pipe", "file of Chinese opened as text")
    ],
    Case("put_object", "MD5 of a generator", {**OBJECT, "Body": Pieces([b"a"]), "EnableMD5": True}, stored()),
    *[
        Case("put_object", f"with {name}", {**OBJECT, "Body": b"data", name: value}, stored())
        for name, value in HEADERS.items()
    ],
    Case("put_object", "damaged on its way", {**OBJECT, "Body": b"data"}, stored(x_cos_hash_crc64ecma="1")),
    Case("put_object", "with every header", {**OBJECT, "Body": b"data", **HEADERS}, stored()),
    Case("put_object", "ContentLength", {**OBJECT, "Body": b"data", "ContentLength": "4"}, stored()),
    Case(
        "put_object",
        "ContentLength of a generator",
        {**OBJECT, "Body": Pieces([b"da", b"ta"]), "ContentLength": "4"},
        stored(),
    ),
    Case(
        "put_object",
        "metadata in Chinese",
        {**OBJECT, "Body": b"data", "Metadata": {"x-cos-meta-name": "作者"}},
        stored(),
    ),
    Case(
        "put_object",
        "metadata in odd case",
        {**OBJECT, "Body": b"data", "Metadata": {"X-COS-Meta-Name": "Li Lei"}},
        stored(),
    ),
    Case("put_object", "empty metadata", {**OBJECT, "Body": b"data", "Metadata": {}}, stored()),
    Case("put_object", "an empty header", {**OBJECT, "Body": b"data", "ContentType": ""}, stored()),
    Case("put_object", "with VersionId", {**OBJECT, "Body": b"data", "VersionId": "MTg0"}, stored()),
    Case("put_object", "no such keyword", {**OBJECT, "Body": b"data", "Acl": "private"}, stored()),
    Case("put_object", "a dict as body", {**OBJECT, "Body": {"a": 1}}, stored()),
    Case("put_object", "None as body", {**OBJECT, "Body": None}, stored()),
    Case("put_object", "an int as header", {**OBJECT, "Body": b"data", "TrafficLimit": 1048576}, stored()),
    Case("put_object", "None as header", {**OBJECT, "Body": b"data", "ContentType": None}, stored()),
    Case("put_object", "an answer with a version", {**OBJECT, "Body": b"data"}, stored(x_cos_version_id="MTg0")),
]

READ = [
    *[
        Case(method, f"a key with {title}", {"Bucket": BUCKET, "Key": key}, answer)
        for method, answer in (("get_object", CONTENT), ("head_object", HEAD), ("delete_object", NO_CONTENT))
        for title, key in ODD_KEYS.items()
    ],
    *[
        Case("get_object", f"with {name}", {**OBJECT, name: value}, CONTENT)
        for name, value in {**CONDITIONS, **OVERRIDES}.items()
    ],
    Case("get_object", "with every header", {**OBJECT, **CONDITIONS, **OVERRIDES}, CONTENT),
    Case(
        "get_object",
        "a range",
        {**OBJECT, "Range": "bytes=0-4"},
        Answer(206, {**FOUND, "Content-Length": "5", "Content-Range": "bytes 0-4/13"}, b"Hello"),
    ),
    Case(
        "get_object",
        "an empty object",
        OBJECT,
        Answer(200, {**CHECKED, "x-cos-hash-crc64ecma": "0", "Content-Length": "0"}),
    ),
    Case(
        "get_object",
        "a packed object",
        OBJECT,
        Answer(200, {**CHECKED, "Content-Encoding": "gzip", "Content-Length": str(len(PACKED))}, PACKED),
    ),
    Case("get_object", "damaged on its way", OBJECT, Answer(200, FOUND, b"Hello, World\n")),
    Case(
        "get_object",
        "a chunked answer",
        OBJECT,
        Answer(200, {**CHECKED, "Transfer-Encoding": "chunked"}, b"Hello, world\n"),
    ),
    Case(
        "get_object",
        "names in odd case",
        OBJECT,
        Answer(200, {"etag": '"ee8d"', "content-length": "5", "X-Cos-Request-Id": "NjU1"}, b"Hello"),
    ),
    Case("get_object", "a key that merges away", {"Bucket": BUCKET, "Key": "a/../"}, CONTENT),
    Case(
        "get_object",
        "a key that merges away, meant",
        {"Bucket": BUCKET, "Key": "a/../", "KeySimplifyCheck": False},
        CONTENT,
    ),
    *[Case("head_object", f"with {name}", {**OBJECT, name: value}, HEAD) for name, value in CONDITIONS.items()],
    Case("head_object", "with every header", {**OBJECT, **CONDITIONS}, HEAD),
    Case(
        "head_object",
        "names in odd case",
        OBJECT,
        Answer(200, {"etag": '"ee8d"', "CONTENT-LENGTH": "5", "X-Cos-Meta-Author": "Li", "x-custom": "1"}),
    ),
    Case(
        "delete_object",
        "of a bucket with versions",
        OBJECT,
        Answer(204, {**CHECKED, "x-cos-version-id": "MTg0", "x-cos-delete-marker": "true"}),
    ),
    Case("delete_object", "with VersionId", {**OBJECT, "VersionId": "MTg0"}, NO_CONTENT),
    Case("delete_object", "with Metadata", {**OBJECT, "Metadata": {"x-cos-meta-a": "b"}}, NO_CONTENT),
    Case("object_exists", "it does", OBJECT, HEAD),
    Case("object_exists", "it does not", OBJECT, Answer(404)),
    Case("object_exists", "a key in Chinese", {"Bucket": BUCKET, "Key": "图片"}, HEAD),
]

_ONE = {"Object": [{"Key": "a"}]}
DELETE = [
    Case("delete_objects", "one", {"Bucket": BUCKET, "Delete": _ONE}, DELETED),
    Case("delete_objects", "one, not in a list", {"Bucket": BUCKET, "Delete": {"Object": {"Key": "a"}}}, DELETED),
    Case(
        "delete_objects",
        "quietly",
        {"Bucket": BUCKET, "Delete": {**_ONE, "Quiet": "true"}},
        document("<DeleteResult/>"),
    ),
    Case(
        "delete_objects",
        "quietly, said with a bool",
        {"Bucket": BUCKET, "Delete": {**_ONE, "Quiet": True}},
        document("<DeleteResult></DeleteResult>"),
    ),
    Case(
        "delete_objects",
        "odd keys",
        {"Bucket": BUCKET, "Delete": {"Object": [{"Key": key} for key in ODD_KEYS.values()]}},
        DELETED,
    ),
    Case(
        "delete_objects",
        "versions",
        {"Bucket": BUCKET, "Delete": {"Object": [{"Key": "a", "VersionId": "MTg0"}, {"Key": "b"}]}},
        document(
            "<DeleteResult><Deleted><Key>a</Key><DeleteMarker>true</DeleteMarker>"
            "<DeleteMarkerVersionId>MTg1</DeleteMarkerVersionId></Deleted>"
            "<Deleted><Key>b</Key></Deleted></DeleteResult>"
        ),
    ),
    Case(
        "delete_objects",
        "some fail",
        {"Bucket": BUCKET, "Delete": {"Object": [{"Key": "a"}, {"Key": "b"}]}},
        document(
            "<DeleteResult><Deleted><Key>a</Key></Deleted><Error><Key>b</Key><Code>AccessDenied</Code>"
            "<Message>Access Denied.</Message></Error></DeleteResult>"
        ),
    ),
    Case(
        "delete_objects",
        "all fail",
        {"Bucket": BUCKET, "Delete": {"Object": [{"Key": "a"}, {"Key": "b"}]}},
        document(
            "<DeleteResult><Error><Key>a</Key><Code>AccessDenied</Code></Error>"
            "<Error><Key>b</Key><Code>InternalError</Code></Error></DeleteResult>"
        ),
    ),
    Case(
        "delete_objects",
        "with Metadata",
        {"Bucket": BUCKET, "Delete": _ONE, "Metadata": {"x-cos-meta-a": "b"}},
        DELETED,
    ),
]

CASES = [*PUT, *READ, *DELETE]
