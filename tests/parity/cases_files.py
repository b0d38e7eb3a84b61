"""Hashes of files, and archives."""

from __future__ import annotations

from .case import BUCKET, OBJECT, Case, document
from .cases_processing import B, again, asked
from .inputs import ODD_KEYS

_TASK = "<JobsDetail><JobId>f1</JobId><State>Submitted</State><Input><Object>a</Object></Input></JobsDetail>"
_TASKS = {"one": _TASK, "two": _TASK * 2}
_ANSWER = document(f"<Response>{_TASK}</Response>")
_TELLING = {
    "QueueId": "p1",
    "CallBack": "http://example.com/?a=b&c",
    "CallBackFormat": "JSON",
    "CallBackType": "TDMQ",
    "CallBackMqConfig": {"MqRegion": "bj", "MqMode": "Queue", "MqName": "q"},
    "UserData": "a & b",
}
_TO = {"OutputBucket": "b-1", "OutputRegion": "r"}
_TASKS_OF = {
    "ci_create_file_hash_job": {**B, "InputObject": "图 a.zip", "FileHashCodeConfig": {"Type": "MD5"}},
    "ci_create_file_uncompress_job": {
        **B,
        "InputObject": "a.zip",
        **_TO,
        "FileUncompressConfig": {"Prefix": "o/"},
    },
    "ci_create_file_compress_job": {
        **B,
        **_TO,
        "OutputObject": "a.zip",
        "FileCompressConfig": {"Format": "zip", "Key": ["a", "b & c"]},
    },
}

CASES = [
    *asked(
        "file_hash", {**OBJECT, "Type": "md5"}, {"one": "<FileHashCodeResult><MD5>a</MD5></FileHashCodeResult>"}
    ),
    Case("file_hash", "everything", {**OBJECT, "Type": "sha1", "AddToHeader": True}, _ANSWER),
    *[
        Case("file_hash", f"a key with {title}", {"Bucket": BUCKET, "Key": key, "Type": "md5"}, _ANSWER)
        for title, key in ODD_KEYS.items()
    ],
    *asked("ci_file_zip_preview", OBJECT, {"one": "<Contents><Key>a</Key></Contents>"}),
    *[
        case
        for method, arguments in _TASKS_OF.items()
        for case in (
            *asked(method, arguments, _TASKS),
            *again(method, arguments, _ANSWER),
            Case(method, "everything", {**arguments, **_TELLING}, _ANSWER),
            Case(method, "ContentType", {**arguments, "ContentType": "text/xml"}, _ANSWER),
        )
    ],
    *asked("ci_get_file_process_jobs", {**B, "JobIDs": "f1,f2"}, {**_TASKS, "none": "<a/>"}),
    Case("ci_get_file_process_jobs", "no id", {**B, "JobIDs": ""}, _ANSWER),
]
