"""Objects: appending, links, restoring, tags, copies onto themselves, files, fetching from the web."""

from __future__ import annotations

from typing import Any

from .case import BUCKET, LOST, NO_CONTENT, OBJECT, Answer, Case, Reply, document, stored
from .cases_buckets import HEADED
from .cases_errors import BARE, bare, error
from .cases_multipart import COPIED
from .cases_settings import TAGGED, TAGGINGS
from .inputs import BODIES, HEADERS, ODD_KEYS
from .setting import METADATA
from .spoken import File, Lent, OnDisk

VERSION = {"VersionId": "MTg0NDUxNTc1NjIzMTQ1MDAwODg"}
NOT_THERE = error(404, "NoSuchKey", "There is none.")
BUSY = error(500, "InternalError", "Try again.")
_APPEND = {**OBJECT, "Position": 0, "Data": b"data"}
_APPENDED = stored(x_cos_next_append_position="4")
APPEND = [
    *[
        Case("append_object", f"a key with {title}", {**_APPEND, "Key": key}, _APPENDED)
        for title, key in ODD_KEYS.items()
    ],
    *[
        Case("append_object", f"{title} as body", {**_APPEND, "Data": body}, _APPENDED)
        for title, body in BODIES.items()
    ],
    *[
        Case("append_object", f"with {name}", {**_APPEND, name: value}, _APPENDED)
        for name, value in HEADERS.items()
    ],
    Case("append_object", "with every header", {**_APPEND, **HEADERS}, _APPENDED),
    Case("append_object", "a position", {**_APPEND, "Position": 12345678901}, _APPENDED),
    Case("append_object", "a position as str", {**_APPEND, "Position": "7"}, _APPENDED),
    Case("append_object", "no such keyword", {**_APPEND, "Nonsense": "a"}, _APPENDED),
    Case("append_object", "a dict as body", {**_APPEND, "Data": {"a": 1}}, _APPENDED),
    Case("append_object", "None as body", {**_APPEND, "Data": None}, _APPENDED),
    Case("append_object", "409", _APPEND, error(409, "AppendPositionErr", "No.")),
    Case("append_object", "names in odd case", _APPEND, Answer(200, {"etag": '"a"', "server": "b"})),
    Case("append_object", "an error, then success", _APPEND, BUSY, {}, (Reply("POST", "again", _APPENDED),), 1),
    Case(
        "append_object", "a lost answer, then success", _APPEND, LOST, {}, (Reply("POST", "again", _APPENDED),), 1
    ),
]

LINK = {"Bucket": BUCKET, "SymlinkName": "link", "SymlinkTarget": "target"}
_NAME = {"Bucket": BUCKET, "SymlinkName": "link"}
_LINKED = stored(x_cos_version_id="MTg0")
_READ = stored(x_cos_symlink_target="a%20b%2F%E5%9B%BE")
LINKS = [
    *[
        Case(method, f"a link with {title}", {**arguments, "SymlinkName": key}, answer)
        for title, key in ODD_KEYS.items()
        for method, arguments, answer in (("put_symlink", LINK, _LINKED), ("get_symlink", _NAME, _READ))
    ],
    *[
        Case("put_symlink", f"a target with {title}", {**LINK, "SymlinkTarget": key}, _LINKED)
        for title, key in ODD_KEYS.items()
    ],
    *[
        Case("put_symlink", f"with {name}", {**LINK, name: HEADERS[name]}, _LINKED)
        for name in ("ACL", "StorageClass", "ContentType", "Metadata", "ContentMD5")
    ],
    Case("put_symlink", "an encoded target", {**LINK, "SymlinkTarget": "%E5%9B%BE%20b"}, _LINKED),
    Case("put_symlink", "no such keyword", {**LINK, "Nonsense": "a"}, _LINKED),
    Case("put_symlink", "with VersionId", {**LINK, **VERSION}, _LINKED),
    Case("put_symlink", "403", LINK, error(403, "AccessDenied", "No.")),
    Case("put_symlink", "names in odd case", LINK, Answer(200, {"etag": '"a"', "server": "b"})),
    Case("get_symlink", "minimal", _NAME, _READ),
    Case("get_symlink", "with VersionId", {**_NAME, **VERSION}, _READ),
    Case("get_symlink", "with VersionId and Metadata", {**_NAME, **VERSION, **METADATA}, _READ),
    Case("get_symlink", "404", _NAME, NOT_THERE),
    Case("get_symlink", "an error without a body", _NAME, Answer(404, BARE)),
]

_RESTORE = {**OBJECT, "RestoreRequest": {"Days": 7, "CASJobParameters": {"Tier": "Bulk"}}}
_TAG = {**OBJECT, "Tagging": TAGGINGS["one tag"]}
_TAGS = document(f"<Tagging>{TAGGED['many tags']}</Tagging>")
_NAMED: list[tuple[str, dict[str, Any], Answer]] = [
    ("restore_object", _RESTORE, Answer(202)),
    ("put_object_tagging", _TAG, NO_CONTENT),
    ("get_object_tagging", OBJECT, _TAGS),
    ("delete_object_tagging", OBJECT, NO_CONTENT),
]
NAMED = [
    *[
        Case(method, f"a key with {title}", {**arguments, "Key": key}, answer)
        for title, key in ODD_KEYS.items()
        for method, arguments, answer in _NAMED
    ],
    *[
        Case(method, title, {**arguments, **more}, answer)
        for method, arguments, answer in _NAMED
        for title, more in {
            "with VersionId": VERSION,
            "with VersionId and Metadata": {**VERSION, **METADATA},
            "a VersionId to encode": {"VersionId": "a b+/=&"},
            "Metadata": METADATA,
            "no such keyword": {"Nonsense": "a"},
        }.items()
    ],
    *[Case(method, "404", arguments, NOT_THERE) for method, arguments, _ in _NAMED],
    *[
        Case("restore_object", title, {**OBJECT, "RestoreRequest": said}, Answer(202))
        for title, said in {"days": {"Days": "1"}, "nothing": {}, "None": None}.items()
    ],
    Case("restore_object", "409", _RESTORE, error(409, "RestoreAlreadyInProgress", "No.")),
    *[
        Case("put_object_tagging", title, {**OBJECT, "Tagging": said}, NO_CONTENT)
        for title, said in TAGGINGS.items()
    ],
    *[
        Case("get_object_tagging", f"{title} in the answer", OBJECT, document(f"<Tagging>{inside}</Tagging>"))
        for title, inside in {**TAGGED, "no tags": "<TagSet/>", "no set": ""}.items()
    ],
]

_CLASS = {**OBJECT, "StorageClass": "STANDARD_IA"}
_META = {**OBJECT, "Metadata": {"x-cos-meta-a": "b"}}
_PLACES: dict[str, dict[str, Any]] = {
    "the usual place": {},
    "Appid": {"Appid": "1250000000"},
    "Endpoint": {"Endpoint": "cos.accelerate.myqcloud.com"},
    "the new domain": {"EnableOldDomain": False},
    "the new domain outside": {"EnableOldDomain": False, "EnableInternalDomain": False},
    "an old region": {"Region": "cn-south"},
    "a domain": {"Domain": "cdn.example.com"},
    "a domain and no region": {"Domain": "cdn.example.com", "Region": None},
    "IP": {"IP": "10.0.0.1"},
    "Token": {"Token": "token"},
}
UPON_ITSELF = [
    *[
        Case(method, f"a key with {title}", {**arguments, "Key": key}, COPIED)
        for title, key in ODD_KEYS.items()
        for method, arguments in (("change_object_storage_class", _CLASS), ("update_object_meta", _META))
    ],
    *[
        Case(method, title, arguments, COPIED, config, (Reply("HEAD", "", HEADED),))
        for title, config in _PLACES.items()
        for method, arguments in (("change_object_storage_class", _CLASS), ("update_object_meta", _META))
    ],
    *[
        Case("update_object_meta", f"with {name}", {**OBJECT, name: said}, COPIED)
        for name, said in HEADERS.items()
    ],
    Case("update_object_meta", "nothing", OBJECT, COPIED),
    Case("update_object_meta", "no such keyword", {**OBJECT, "Nonsense": "a"}, COPIED),
    *[
        Case(method, "404", arguments, NOT_THERE)
        for method, arguments in (("change_object_storage_class", _CLASS), ("update_object_meta", _META))
    ],
]

_FILE = {**OBJECT, "LocalFilePath": OnDisk(b"0123456789")}
FILES = [
    Case("put_object_from_local_file", "a file", _FILE, stored()),
    Case("put_object_from_local_file", "an empty file", {**OBJECT, "LocalFilePath": OnDisk(b"")}, stored()),
    Case("put_object_from_local_file", "no file", {**OBJECT, "LocalFilePath": OnDisk()}, stored()),
    Case("put_object_from_local_file", "a path that is a file", {**OBJECT, "LocalFilePath": File(b"")}, stored()),
    Case("put_object_from_local_file", "MD5", {**_FILE, "EnableMD5": True}, stored()),
    Case("put_object_from_local_file", "with every header", {**_FILE, **HEADERS}, stored()),
    Case("put_object_from_local_file", "no such keyword", {**_FILE, "Nonsense": "a"}, stored()),
    Case("put_object_from_local_file", "404", _FILE, error(404, "NoSuchBucket", "No.")),
]

_TASK = {"Url": "https://example.com/图?a=1&b=2", "Key": "图 片.jpg"}
_FETCH = {"Bucket": BUCKET, "FetchTaskConfiguration": _TASK}
_TELL = {"Bucket": BUCKET, "TaskId": "1a2b-3c"}
_ACCEPTED = bare(200, b'{"code": 0, "message": "SUCCESS", "request_id": "N", "data": {"taskid": "1a2b"}}')
_CLIENTS: dict[str, dict[str, Any]] = {
    **{title: config for title, config in _PLACES.items() if title not in ("Appid", "a domain and no region")},
    "http": {"Scheme": "http"},
    "CredentialInstance": {
        "SecretId": None,
        "SecretKey": None,
        "CredentialInstance": Lent("AKIDlent", "lent", None),
    },
    "Timeout": {"Timeout": 7},
    "SignParams False": {"SignParams": False},
    "SignHost False": {"SignHost": False},
    "Anonymous": {"Anonymous": True},
}
_BOTH = (("put_async_fetch_task", _FETCH), ("get_async_fetch_task", _TELL))
FETCHING = [
    *[
        Case(method, f"configured with {title}", arguments, _ACCEPTED, config)
        for title, config in _CLIENTS.items()
        for method, arguments in _BOTH
    ],
    *[
        Case(method, title, arguments, answer)
        for title, answer in {
            "a refusal": bare(400, b'{"code": -1, "message": "\\u4e0d", "request_id": "N"}'),
            "an error of the server": bare(500, b'{"code": 500}'),
            "an answer that is no JSON": bare(200, b"<html>"),
            "an answer of nothing": bare(200, b""),
        }.items()
        for method, arguments in _BOTH
    ],
    *[
        Case(method, "Appid apart", {**said, "Bucket": "photos"}, _ACCEPTED, _PLACES["Appid"])
        for method, said in _BOTH
    ],
    *[Case(method, "no such keyword", {**arguments, "Nonsense": "a"}, _ACCEPTED) for method, arguments in _BOTH],
    *[Case(method, "Metadata", {**arguments, **METADATA}, _ACCEPTED) for method, arguments in _BOTH],
    Case(
        "put_async_fetch_task",
        "everything",
        {
            "Bucket": BUCKET,
            "FetchTaskConfiguration": {
                **_TASK,
                "MD5": "jXd/OF09/siBXSD3SWAm3A==",
                "IgnoreSameKey": True,
                "OnKeyExist": "override",
                "SuccessCallbackUrl": "https://a.com/",
                "FailureCallbackUrl": None,
            },
        },
        _ACCEPTED,
    ),
    Case("put_async_fetch_task", "an empty task", {"Bucket": BUCKET, "FetchTaskConfiguration": {}}, _ACCEPTED),
    *[
        Case(
            "put_async_fetch_task",
            f"{title}, then success",
            _FETCH,
            answer,
            {},
            (Reply("POST", "again", _ACCEPTED),),
            1,
        )
        for title, answer in {"an error": bare(500, b'{"code": 500}'), "a lost answer": LOST}.items()
    ],
    Case(
        "get_async_fetch_task",
        "an error, then success",
        _TELL,
        bare(500, b'{"code": 500}'),
        {},
        (Reply("GET", "again", _ACCEPTED),),
        1,
    ),
    Case("get_async_fetch_task", "a TaskId to encode", {**_TELL, "TaskId": "a b/图+&"}, _ACCEPTED),
]

CASES = [*APPEND, *LINKS, *NAMED, *UPON_ITSELF, *FILES, *FETCHING]
