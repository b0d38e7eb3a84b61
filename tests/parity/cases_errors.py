"""Answers that are errors, and what is read from them."""

from __future__ import annotations

from typing import Any

from .case import BUCKET, CHECKED, OBJECT, Answer, Case, document
from .cases_multipart import HERE, PARTS, WHOLE
from .cases_multipart import PART as PART_ARGUMENTS

IDS = {**CHECKED, "x-cos-trace-id": "OGVmYzZiMmQzYjA2OWNh"}


def error(status: int, code: str, message: str, extra: str = "", trace: str | None = "OGVm") -> Answer:
    """An error as COS words it."""
    traced = "" if trace is None else f"<TraceId>{trace}</TraceId>"
    return document(
        f"""<?xml version='1.0' encoding='utf-8' ?>
<Error>
\t<Code>{code}</Code>
\t<Message>{message}</Message>{extra}
\t<Resource>photos-1250000000.cos.ap-guangzhou.myqcloud.com/dir/k.txt</Resource>
\t<RequestId>NjU1M2YxMDBfMTIzNDU2</RequestId>
\t{traced}
</Error>""",
        status,
        {"x-cos-trace-id": trace or ""},
    )


NO_KEY = error(404, "NoSuchKey", "The specified key does not exist.")
NO_BUCKET = error(404, "NoSuchBucket", "The specified bucket does not exist.")
DENIED = error(403, "AccessDenied", "Access Denied.")
BARE: dict[str, Any] = {"Content-Length": "0", **IDS}


def bare(status: int, body: bytes, headers: dict[str, str] | None = None) -> Answer:
    """An answer that is no XML."""
    return Answer(status, {**IDS, "Content-Length": str(len(body)), **(headers or {})}, body)


_BUCKET = {"Bucket": BUCKET}
_BODY = {**OBJECT, "Body": b"data"}
_CODES = [
    ("put_object", _BODY, 400, "BadDigest"),
    ("put_object", _BODY, 400, "InvalidDigest"),
    ("put_object", _BODY, 400, "EntityTooLarge"),
    ("put_object", _BODY, 409, "FileAlreadyExists"),
    ("put_object", _BODY, 411, "MissingContentLength"),
    ("get_object", OBJECT, 403, "InvalidObjectState"),
    ("get_object", OBJECT, 412, "PreconditionFailed"),
    ("get_object", OBJECT, 416, "InvalidRange"),
    ("delete_object", OBJECT, 409, "ObjectLocked"),
    ("delete_objects", {**_BUCKET, "Delete": {"Object": [{"Key": "a"}]}}, 400, "MalformedXML"),
    ("create_bucket", _BUCKET, 409, "BucketAlreadyExists"),
    ("create_bucket", _BUCKET, 409, "BucketAlreadyOwnedByYou"),
    ("create_bucket", _BUCKET, 400, "TooManyBuckets"),
    ("delete_bucket", _BUCKET, 409, "BucketNotEmpty"),
    ("list_objects", _BUCKET, 404, "NoSuchBucket"),
    ("list_objects_versions", _BUCKET, 404, "NoSuchBucket"),
    ("list_multipart_uploads", _BUCKET, 403, "AccessDenied"),
    ("list_buckets", {}, 403, "InvalidAccessKeyId"),
    ("list_parts", WHOLE, 404, "NoSuchUpload"),
    ("get_bucket_acl", _BUCKET, 403, "AccessDenied"),
    ("put_bucket_acl", {**_BUCKET, "ACL": "private"}, 403, "AccessDenied"),
    ("get_object_acl", OBJECT, 404, "NoSuchKey"),
    ("put_object_acl", {**OBJECT, "ACL": "wrong"}, 400, "InvalidArgument"),
    ("get_bucket_cors", _BUCKET, 404, "NoSuchCORSConfiguration"),
    ("put_bucket_cors", {**_BUCKET, "CORSConfiguration": {}}, 400, "MalformedXML"),
    ("delete_bucket_cors", _BUCKET, 403, "AccessDenied"),
    ("get_bucket_lifecycle", _BUCKET, 404, "NoSuchLifecycleConfiguration"),
    ("put_bucket_lifecycle", {**_BUCKET, "LifecycleConfiguration": {}}, 400, "MalformedXML"),
    ("delete_bucket_lifecycle", _BUCKET, 403, "AccessDenied"),
    ("create_multipart_upload", OBJECT, 404, "NoSuchBucket"),
    ("upload_part", {**PART_ARGUMENTS, "Body": b"data"}, 404, "NoSuchUpload"),
    ("upload_part_copy", {**PART_ARGUMENTS, "CopySource": HERE, "CopySourceRange": "bytes=0-4"}, 404, "NoSuchKey"),
    ("complete_multipart_upload", {**WHOLE, "MultipartUpload": PARTS["one part"]}, 400, "InvalidPartOrder"),
    ("complete_multipart_upload", {**WHOLE, "MultipartUpload": PARTS["one part"]}, 400, "EntityTooSmall"),
    ("abort_multipart_upload", WHOLE, 404, "NoSuchUpload"),
    ("copy_object", {**OBJECT, "CopySource": HERE}, 412, "PreconditionFailed"),
    ("copy_object", {**OBJECT, "CopySource": HERE}, 404, "NoSuchKey"),
    ("get_object", OBJECT, 500, "InternalError"),
    ("get_object", OBJECT, 503, "SlowDown"),
    ("get_object", OBJECT, 501, "NotImplemented"),
]
_INSIDE = (
    "<Error><Code>InternalError</Code><Message>Try again.</Message>"
    "<Resource>a/b</Resource><RequestId>N</RequestId><TraceId>O</TraceId></Error>"
)

CASES = [
    *[
        Case(method, f"{status} {code}", arguments, error(status, code, f"About {code}."))
        for method, arguments, status, code in _CODES
    ],
    Case("get_object", "no trace id in the error", OBJECT, error(404, "NoSuchKey", "No.", trace=None)),
    Case("get_object", "an empty trace id", OBJECT, error(404, "NoSuchKey", "No.", trace="")),
    Case(
        "get_object",
        "a time in the error",
        OBJECT,
        error(403, "AccessDenied", "Request has expired", "<ServerTime>2020-06-17T05:37:29Z</ServerTime>"),
    ),
    Case(
        "get_object",
        "a wrong signature",
        OBJECT,
        error(
            403,
            "SignatureDoesNotMatch",
            "The Signature you specified is invalid.",
            "<StringToSign>sha1\n1;2\nabc\n</StringToSign><FormatString>get\n/a\n\nhost=a\n</FormatString>",
        ),
    ),
    Case(
        "get_object",
        "a message to unescape",
        OBJECT,
        error(400, "InvalidArgument", "&lt;图&gt; &amp; &#39;b&#39;"),
    ),
    Case(
        "get_object",
        "a resource missing",
        OBJECT,
        document("<Error><Code>NoSuchKey</Code><Message>No.</Message><RequestId>N</RequestId></Error>", 404),
    ),
    Case("get_object", "an empty message", OBJECT, error(404, "NoSuchKey", "")),
    Case(
        "get_object",
        "an error that is JSON",
        OBJECT,
        bare(400, b'{"code": "InvalidArgument", "message": "No.", "request_id": "N"}'),
    ),
    Case("get_object", "an error that is JSON without a code", OBJECT, bare(400, b'{"a": 1}')),
    Case("get_object", "an error that is a number", OBJECT, bare(400, b"12")),
    Case("get_object", "an error that is HTML", OBJECT, bare(502, b"<html><hr>Bad Gateway</html>")),
    Case("get_object", "an error that is cut short", OBJECT, bare(404, NO_KEY.body[:60])),
    Case("get_object", "an error without a body", OBJECT, Answer(404, BARE)),
    Case("put_object", "an error without a body", _BODY, Answer(403, BARE)),
    Case(
        "get_object",
        "a code in the headers",
        OBJECT,
        bare(400, b"It is wrong.", {"x-cos-error-code": "InvalidArgument"}),
    ),
    Case("head_object", "404", OBJECT, Answer(404, BARE)),
    Case("head_object", "404 without ids", OBJECT, Answer(404, {})),
    Case("head_object", "404 of a version", {**OBJECT, "VersionId": "MTg0"}, Answer(404, BARE)),
    Case("head_object", "404 of a key in Chinese", {"Bucket": BUCKET, "Key": "图 片?"}, Answer(404, BARE)),
    Case("head_object", "404 by IP", OBJECT, Answer(404, BARE), {"IP": "10.0.0.1", "Port": 8080}),
    *[Case("head_object", str(status), OBJECT, Answer(status, BARE)) for status in (400, 403, 405, 412, 500, 503)],
    *[Case("head_bucket", str(status), _BUCKET, Answer(status, BARE)) for status in (400, 403, 404, 405)],
    Case("object_exists", "403", OBJECT, Answer(403, BARE)),
    Case("bucket_exists", "403", _BUCKET, Answer(403, BARE)),
    Case("get_object", "304", OBJECT, Answer(304, IDS)),
    Case("head_object", "304", OBJECT, Answer(304, IDS)),
    *[
        Case(method, f"{status} to elsewhere", arguments, Answer(status, {**BARE, "Location": "https://a.com/"}))
        for method, arguments in (("put_object", _BODY), ("get_object", OBJECT), ("head_bucket", _BUCKET))
        for status in (301, 302, 307)
    ],
    Case("copy_object", "200 and an error", {**OBJECT, "CopySource": HERE}, document(_INSIDE)),
    Case(
        "upload_part_copy",
        "200 and an error",
        {**PART_ARGUMENTS, "CopySource": HERE, "CopySourceRange": "bytes=0-4"},
        document(_INSIDE),
    ),
    Case(
        "complete_multipart_upload",
        "200 and an error",
        {**WHOLE, "MultipartUpload": PARTS["one part"]},
        document(_INSIDE),
    ),
    Case(
        "complete_multipart_upload",
        "200 and nothing",
        {**WHOLE, "MultipartUpload": PARTS["one part"]},
        Answer(200, BARE),
    ),
    Case("list_objects", "200 and no XML", _BUCKET, bare(200, b"<html><br></html>")),
    Case(
        "list_objects",
        "200 and a DOCTYPE",
        _BUCKET,
        document('<!DOCTYPE a [<!ENTITY b "c">]><ListBucketResult><Name>&b;</Name></ListBucketResult>'),
    ),
]
