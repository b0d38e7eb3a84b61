"""Uploads of files and of what can be read, whole or in parts."""

from __future__ import annotations

from typing import Any

from .case import LOST, NO_CONTENT, OBJECT, Answer, Case, Reply, document, stored
from .cases_errors import error
from .cases_multipart import COMPLETED, OPENED
from .inputs import HEADERS
from .spoken import Listener, Memory, OnDisk, Pipe, Trickle

MIB = 1024 * 1024
LONG = b"0123456789abcdef" * (MIB // 16)
"""A part's worth."""
FILE = {**OBJECT, "LocalFilePath": OnDisk(b"0123456789")}
PARTS = {**OBJECT, "LocalFilePath": OnDisk(LONG + b"more")}
_NONE = document(
    "<ListMultipartUploadsResult><Prefix>dir/k.txt</Prefix><IsTruncated>false</IsTruncated></ListMultipartUploadsResult>"
)
_OLD = document(
    "<ListMultipartUploadsResult><Upload><Key>dir/k.txt</Key><UploadId>old</UploadId></Upload>"
    "</ListMultipartUploadsResult>"
)
_THERE = document(
    "<ListPartsResult><Part><PartNumber>1</PartNumber><ETag>&quot;14d785daab3823736c981ca82a750c98&quot;</ETag>"
    f"<Size>{MIB}</Size></Part><IsTruncated>false</IsTruncated></ListPartsResult>"
)
_FIRST = stored(ETag='"1"')
_SECOND = stored(ETag='"2"')


def _without_crc(answer: Answer) -> Answer:
    headers = {name: value for name, value in answer.headers.items() if name != "x-cos-hash-crc64ecma"}
    return answer._replace(headers=headers)


DONE = Reply("POST", "uploadId=", _without_crc(COMPLETED))
SENT = (Reply("PUT", "partNumber=1&", _without_crc(_FIRST)), Reply("PUT", "partNumber=2&", _without_crc(_SECOND)))
_AROUND = (Reply("GET", "uploads", _NONE), Reply("POST", "uploads", OPENED), Reply("DELETE", "", NO_CONTENT))
REPLIES = (*_AROUND, *SENT, DONE)
_STORED = _without_crc(stored())
FAILED = error(403, "AccessDenied", "No more.")
_SECOND_FAILS = (*_AROUND, Reply("PUT", "partNumber=2&", FAILED), *SENT, DONE)
_END_FAILS = (*_AROUND, *SENT, Reply("POST", "uploadId=", error(400, "InvalidPart", "A part is missing.")))
KEY: dict[str, Any] = {
    name: HEADERS[name] for name in ("SSECustomerAlgorithm", "SSECustomerKey", "SSECustomerKeyMD5")
}
CALLBACKS: dict[str, Any] = {name: HEADERS[name] for name in ("Callback", "CallbackVar")}
MORE: dict[str, dict[str, Any]] = {
    "no more": {},
    "a key for its content": KEY,
    "TrafficLimit": {"TrafficLimit": "1048576"},
    "its description": {
        name: HEADERS[name] for name in ("ContentType", "ACL", "StorageClass", "Metadata", "Tagging")
    },
    "callbacks": CALLBACKS,
    "no such keyword": {"Nonsense": "a"},
    "a leading slash": {"Key": "/dir/k.txt"},
    "a key in Chinese": {"Key": "图 片.jpg"},
}


def in_parts(title: str, *replies: Reply, **more: object) -> Case:
    return Case("upload_file", title, {**PARTS, **more}, _STORED, {}, replies or REPLIES)


FILES = [
    *[
        Case("upload_file", f"a small file with {title}", {**FILE, **more}, _STORED)
        for title, more in MORE.items()
    ],
    Case("upload_file", "a small file with MD5", {**FILE, "EnableMD5": True}, _STORED),
    Case("upload_file", "a file of one part", {**OBJECT, "LocalFilePath": OnDisk(LONG)}, _STORED),
    Case("upload_file", "a file of one bigger part", {**PARTS, "PartSize": 2}, _STORED),
    Case("upload_file", "an empty file", {**OBJECT, "LocalFilePath": OnDisk(b"")}, _STORED),
    Case("upload_file", "no file", {**OBJECT, "LocalFilePath": OnDisk()}, _STORED),
    Case("upload_file", "an empty key", {**FILE, "Key": ""}, _STORED),
    Case("upload_file", "a small file, listened to", {**FILE, "progress_callback": Listener()}, _STORED),
    Case("upload_file", "a small file, refused", FILE, FAILED),
    Case("upload_file", "a small file, damaged on its way", FILE, stored()),
    *[in_parts(f"two parts with {title}", **more) for title, more in MORE.items()],
    in_parts("two parts with MD5", EnableMD5=True),
    in_parts("two parts, one at a time", MAXThread=1),
    in_parts("two parts, listened to", progress_callback=Listener()),
    in_parts("two parts, the second refused", *_SECOND_FAILS, MAXThread=1),
    in_parts(
        "two parts, the second lost", *_AROUND, Reply("PUT", "partNumber=2&", LOST), *SENT, DONE, MAXThread=1
    ),
    in_parts("two parts, not to be begun", Reply("POST", "uploads", FAILED), *_AROUND),
    in_parts("two parts, not to be completed", *_END_FAILS),
    in_parts(
        "two parts, the first damaged on its way",
        *_AROUND,
        Reply("PUT", "partNumber=1&", _FIRST),
        *SENT,
        DONE,
        MAXThread=1,
    ),
    in_parts("two parts, damaged when joined", *_AROUND, *SENT, Reply("POST", "uploadId=", COMPLETED)),
    in_parts(
        "two parts, the first there already",
        Reply("GET", "uploads", _OLD),
        Reply("GET", "uploadId=old", _THERE),
        *REPLIES,
    ),
    in_parts("parts of no size", PartSize=0),
]


def read_from(title: str, body: Any, *replies: Reply, answer: Answer = _STORED, **more: object) -> Case:
    arguments = {**OBJECT, "Body": body, "PartSize": 1, **more}
    return Case("upload_file_from_buffer", title, arguments, answer, {}, replies or REPLIES)


_LONG = Memory(LONG + b"more")
BUFFERS = [
    *[
        Case(
            "upload_file_from_buffer",
            f"little with {title}",
            {**OBJECT, "Body": Memory(b"0123456789"), **more},
            _STORED,
        )
        for title, more in MORE.items()
    ],
    read_from("nothing", Memory(b"")),
    read_from("a pipe", Pipe(b"0123456789")),
    read_from("from the middle", Memory(b"0123456789", 4)),
    read_from("one part", Memory(LONG)),
    read_from("a body that is no reader", b"0123456789"),
    read_from("little, refused", Memory(b"0123456789"), Reply("PUT", "", FAILED)),
    read_from("little, damaged on its way", Memory(b"0123456789"), Reply("PUT", "", stored())),
    *[read_from(f"two parts with {title}", _LONG, **more) for title, more in MORE.items()],
    read_from("two parts of a pipe", Pipe(LONG + b"more")),
    read_from("a reader that has half of a part at once", Trickle(LONG + b"more", MIB // 2)),
    read_from("two parts, one at a time", _LONG, MAXThread=1, MaxBufferSize=1),
    read_from("two parts, the second refused", _LONG, *_SECOND_FAILS, MAXThread=1),
    read_from("two parts, not to be begun", _LONG, Reply("POST", "uploads", FAILED), *_AROUND),
    read_from("two parts, not to be completed", _LONG, *_END_FAILS),
    read_from("two parts, damaged when joined", _LONG, *_AROUND, *SENT, Reply("POST", "uploadId=", COMPLETED)),
]

CASES = [*FILES, *BUFFERS]
