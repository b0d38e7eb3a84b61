"""Multipart uploads, and copies."""

from __future__ import annotations

from typing import Any

from .case import BUCKET, NO_CONTENT, OBJECT, Answer, Case, document, stored
from .inputs import BODIES, HEADERS, ODD_KEYS
from .spoken import Pieces

UPLOAD_ID = "1585130821cbb7df1d11846c073ad648e8f33b087cec2381df437acdc833cf654b9ecc6361"
PART = {**OBJECT, "PartNumber": 1, "UploadId": UPLOAD_ID}
WHOLE = {**OBJECT, "UploadId": UPLOAD_ID}
OPENED = document(
    f"<InitiateMultipartUploadResult><Bucket>photos-1250000000</Bucket><Key>dir/k.txt</Key>"
    f"<UploadId>{UPLOAD_ID}</UploadId></InitiateMultipartUploadResult>"
)
COMPLETED = document(
    """<?xml version="1.0" encoding="UTF-8"?>
<CompleteMultipartUploadResult xmlns="http://www.qcloud.com/document/product/436/7751">
<Location>http://photos-1250000000.cos.ap-guangzhou.myqcloud.com/dir/k.txt</Location>
<Bucket>photos-1250000000</Bucket><Key>dir/k.txt</Key><ETag>&quot;f173-2&quot;</ETag>
</CompleteMultipartUploadResult>""",
    headers={"x-cos-hash-crc64ecma": "16749565679157681890", "x-cos-version-id": "null"},
)
COPIED = document(
    '<CopyObjectResult><ETag>"ba82b57cfdfda8bd17ad4e5879ebb4fe"</ETag><CRC64>1791993320000000000</CRC64>'
    "<LastModified>2020-04-10T18:20:30Z</LastModified></CopyObjectResult>"
)
PART_COPIED = document(
    "<CopyPartResult><ETag>&quot;ba82&quot;</ETag><LastModified>2020-04-10T18:20:30Z</LastModified></CopyPartResult>",
    headers={"x-cos-copy-source-version-id": "MTg0"},
)
PARTS: dict[str, Any] = {
    "one part": {"Part": [{"PartNumber": 1, "ETag": '"f173"'}]},
    "two parts": {"Part": [{"PartNumber": 1, "ETag": '"f173"'}, {"PartNumber": "2", "ETag": "f174"}]},
    "what list_parts says of parts": {
        "Part": [{"PartNumber": "1", "LastModified": "2020", "ETag": '"f173"', "Size": "1048576"}]
    },
    "an ETag to escape": {"Part": [{"PartNumber": 1, "ETag": "<a&b>'\""}]},
    "no ETag": {"Part": [{"PartNumber": 1}]},
    "no PartNumber": {"Part": [{"ETag": '"f173"'}]},
    "no Part": {},
    "an empty list of parts": {"Part": []},
}
HERE = {"Bucket": BUCKET, "Key": "source.txt", "Region": "ap-guangzhou"}
SOURCES: dict[str, Any] = {
    "here": HERE,
    "another region": {**HERE, "Region": "ap-beijing-1"},
    "an old region": {**HERE, "Region": "cn-south"},
    "an alias of a region": {**HERE, "Region": "cossh"},
    "a region with its service": {**HERE, "Region": "cos.ap-beijing"},
    "an Endpoint": {"Bucket": BUCKET, "Key": "source.txt", "Endpoint": "cos.accelerate.myqcloud.com"},
    "an Endpoint and a region": {**HERE, "Endpoint": "cos.accelerate.myqcloud.com"},
    "an Appid": {**HERE, "Bucket": "photos", "Appid": "1250000000"},
    "an Appid twice": {**HERE, "Appid": "1250000000"},
    "a version": {**HERE, "VersionId": "MTg0NDUxNTc1NjIzMTQ1MDAwODg"},
    "no region": {"Bucket": BUCKET, "Key": "source.txt"},
    "no bucket": {"Key": "source.txt", "Region": "ap-guangzhou"},
    "no key": {"Bucket": BUCKET, "Region": "ap-guangzhou"},
    "an empty key": {**HERE, "Key": ""},
    **{f"a key with {title}": {**HERE, "Key": key} for title, key in ODD_KEYS.items()},
}
CONDITIONS = {
    "CopySourceIfMatch": '"f173"',
    "CopySourceIfNoneMatch": '"f173"',
    "CopySourceIfModifiedSince": "Wed, 28 Oct 2026 20:30:00 GMT",
    "CopySourceIfUnmodifiedSince": "Wed, 28 Oct 2026 20:30:00 GMT",
    "CopySourceSSECustomerAlgorithm": "AES256",
    "CopySourceSSECustomerKey": "MDEyMzQ1Njc4OUFCQ0RFRjAxMjM0NTY3ODlBQkNERUY=",
    "CopySourceSSECustomerKeyMD5": "U5L61r7jcwdNvT7frmUG8g==",
}
_COPY = {**OBJECT, "CopySource": HERE}
_PART_COPY = {**PART, "CopySource": HERE, "CopySourceRange": "bytes=0-1048575"}


def _after_spaces(body: bytes) -> Answer:
    """COS sends them to keep the connection alive."""
    return Answer(200, {**COMPLETED.headers, "Content-Length": str(len(body) + 4)}, b"   \n" + body)


MULTIPART = [
    *[
        Case(method, f"a key with {title}", {**arguments, "Key": key}, answer)
        for title, key in ODD_KEYS.items()
        for method, arguments, answer in (
            ("create_multipart_upload", {"Bucket": BUCKET}, OPENED),
            ("upload_part", {**PART, "Body": b"data"}, stored()),
            ("complete_multipart_upload", {**WHOLE, "MultipartUpload": PARTS["one part"]}, COMPLETED),
            ("abort_multipart_upload", WHOLE, NO_CONTENT),
        )
    ],
    *[
        Case("create_multipart_upload", f"with {name}", {**OBJECT, name: value}, OPENED)
        for name, value in HEADERS.items()
    ],
    Case("create_multipart_upload", "with every header", {**OBJECT, **HEADERS}, OPENED),
    Case(
        "create_multipart_upload",
        "a key to unescape in the answer",
        OBJECT,
        document(
            "<InitiateMultipartUploadResult><Key>a%20b&amp;c</Key><UploadId>1</UploadId></InitiateMultipartUploadResult>"
        ),
    ),
    *[Case("upload_part", f"{title} as body", {**PART, "Body": body}, stored()) for title, body in BODIES.items()],
    Case("upload_part", "with MD5", {**PART, "Body": b"data", "EnableMD5": True}, stored()),
    Case("upload_part", "with MD5 of a generator", {**PART, "Body": Pieces([b"a"]), "EnableMD5": True}, stored()),
    Case("upload_part", "PartNumber as str", {**PART, "PartNumber": "10000", "Body": b"data"}, stored()),
    Case("upload_part", "an UploadId to encode", {**PART, "UploadId": "a b+/=&", "Body": b"data"}, stored()),
    *[
        Case("upload_part", f"with {name}", {**PART, "Body": b"data", name: HEADERS[name]}, stored())
        for name in (
            "ContentMD5",
            "ContentType",
            "TrafficLimit",
            "SSECustomerAlgorithm",
            "SSECustomerKey",
            "Metadata",
        )
    ],
    *[
        Case("complete_multipart_upload", title, {**WHOLE, "MultipartUpload": parts}, COMPLETED)
        for title, parts in PARTS.items()
    ],
    Case(
        "complete_multipart_upload",
        "with headers",
        {**WHOLE, "MultipartUpload": PARTS["one part"], "Callback": "eyJ9", "Metadata": {"x-cos-meta-a": "b"}},
        COMPLETED,
    ),
    Case(
        "complete_multipart_upload",
        "spaces before the answer",
        {**WHOLE, "MultipartUpload": PARTS["one part"]},
        _after_spaces(COMPLETED.body.partition(b"?>\n")[2]),
    ),
    Case(
        "complete_multipart_upload",
        "spaces before the prolog",
        {**WHOLE, "MultipartUpload": PARTS["one part"]},
        _after_spaces(COMPLETED.body),
    ),
    Case("abort_multipart_upload", "with Metadata", {**WHOLE, "Metadata": {"x-cos-meta-a": "b"}}, NO_CONTENT),
    Case("abort_multipart_upload", "an UploadId to encode", {**WHOLE, "UploadId": "a b+/=&"}, NO_CONTENT),
]

COPIES = [
    *[
        Case(method, f"from {title}", {**arguments, "CopySource": source}, answer)
        for title, source in SOURCES.items()
        for method, arguments, answer in (
            ("copy_object", _COPY, COPIED),
            ("upload_part_copy", _PART_COPY, PART_COPIED),
        )
    ],
    *[
        Case(method, f"with {name}", {**arguments, name: value}, answer)
        for name, value in {**CONDITIONS, **HEADERS}.items()
        for method, arguments, answer in (
            ("copy_object", _COPY, COPIED),
            ("upload_part_copy", _PART_COPY, PART_COPIED),
        )
    ],
    *[
        Case("copy_object", f"a key with {title}", {**_COPY, "Key": key}, COPIED)
        for title, key in ODD_KEYS.items()
    ],
    *[
        Case("copy_object", f"CopyStatus {said}", {**_COPY, "CopyStatus": said}, COPIED)
        for said in ("Copy", "Replaced", "COPY", "REPLACE", "Move")
    ],
    *[
        Case(
            "copy_object",
            f"from another region, {title}",
            {**_COPY, "CopySource": SOURCES["another region"]},
            COPIED,
            config,
        )
        for title, config in {
            "the new domain": {"EnableOldDomain": False},
            "the new domain outside": {"EnableOldDomain": False, "EnableInternalDomain": False},
        }.items()
    ],
    Case(
        "copy_object",
        "Appid in the configuration only",
        {**_COPY, "CopySource": {**HERE, "Bucket": "photos"}},
        COPIED,
        {"Appid": "1250000000"},
    ),
    Case("copy_object", "a version to encode", {**_COPY, "CopySource": {**HERE, "VersionId": "a b+&"}}, COPIED),
    Case("upload_part_copy", "the whole object", {**PART, "CopySource": HERE}, PART_COPIED),
    Case(
        "copy_object",
        "an answer with names in odd case",
        _COPY,
        Answer(
            200,
            {"etag": '"of the body"', "content-length": str(len(COPIED.body)), "X-Cos-Request-Id": "NjU1"},
            COPIED.body,
        ),
    ),
]

CASES = [*MULTIPART, *COPIES]
