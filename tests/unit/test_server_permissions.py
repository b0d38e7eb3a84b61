"""Every operation, everyone who may ask for it, and every list: against what COS's pages say of each permission.

Nothing of the server's own decides what is expected here, not even the table of its routes.
Source: https://cloud.tencent.com/document/product/436/30752
"""

from __future__ import annotations

from dataclasses import dataclass
from itertools import product
from types import SimpleNamespace
from typing import Any, cast

import pytest

from qcloud_cos.server import access, acl, handlers
from qcloud_cos.server.accounts import Account
from qcloud_cos.server.recent import Reading
from qcloud_cos.server.refusal import Refusal
from qcloud_cos.server.request import ServerRequest, request_of
from qcloud_cos.server.routes import ROUTES, find
from qcloud_cos.server.store import Bucket, Version

assert handlers  # they fill the routes

OWNER = Account("1250000000", "100000000001", "AKIDowner", "s")
WRITER = Account("1250000001", "100000000002", "AKIDwriter", "s")
GRANTEE = Account("1250000002", "100000000003", "AKIDgrantee", "s")
STRANGER = Account("1250000003", "100000000004", "AKIDstranger", "s")
CALLERS = {"owner": OWNER, "writer": WRITER, "grantee": GRANTEE, "stranger": STRANGER, "anonymous": None}
"""The writer is the account that stored the object in the owner's bucket."""
HOST = "b-1250000000.cos.ap-guangzhou.myqcloud.com"

OF_BUCKET = {
    "READ": "GET HEAD GET?list-type=2 GET?versions GET?uploads",
    "WRITE": "POST?delete",
    "READ_ACP": "GET?acl",
    "WRITE_ACP": "PUT?acl",
    "signed": "PUT",
    "anyone": "POST OPTIONS",
    "owner": "DELETE GET?location GET?versioning PUT?versioning GET?policy PUT?policy DELETE?policy"
    " GET?accelerate PUT?accelerate GET?cors PUT?cors DELETE?cors GET?domain PUT?domain DELETE?domain"
    " GET?domaincertificate PUT?domaincertificate DELETE?domaincertificate"
    " GET?encryption PUT?encryption DELETE?encryption"
    " GET?intelligenttiering PUT?intelligenttiering GET?intelligent-tiering"
    " GET?intelligent-tiering&id=1 PUT?intelligent-tiering&id=1"
    " GET?inventory GET?inventory&id=1 PUT?inventory&id=1 POST?inventory&id=1 DELETE?inventory&id=1"
    " GET?lifecycle PUT?lifecycle DELETE?lifecycle GET?live GET?logging PUT?logging"
    " GET?object-lock PUT?object-lock GET?origin PUT?origin DELETE?origin GET?referer PUT?referer"
    " GET?replication PUT?replication DELETE?replication"
    " GET?response-control PUT?response-control DELETE?response-control"
    " GET?tagging PUT?tagging DELETE?tagging GET?website PUT?website DELETE?website",
}
"""By the permission on the bucket."""
OF_KEY = {
    "WRITE": "PUT DELETE PUT+copy POST?append POST?restore PUT?symlink POST?uploads PUT?partNumber=1&uploadId=u"
    " PUT+copy?partNumber=1&uploadId=u GET?uploadId=u POST?uploadId=u DELETE?uploadId=u",
    "owner": "GET?live PUT?live DELETE?live PUT?live&switch=enabled",
    "anyone": "OPTIONS",
}
"""By the permission on the bucket that the key is in."""
OF_OBJECT = {
    "READ": "GET HEAD POST?select GET?symlink",
    "READ_ACP": "GET?acl",
    "WRITE_ACP": "PUT?acl",
    "owner": "GET?tagging PUT?tagging DELETE?tagging GET?retention PUT?retention",
}
"""By the permission on the object; its writer is an owner of it, too."""
TABLE = [
    (level, permission, asked)
    for level, table in (("bucket", OF_BUCKET), ("key", OF_KEY), ("object", OF_OBJECT))
    for permission, operations in table.items()
    for asked in operations.split()
]

_ME = f'id="{GRANTEE.uin}"'
LISTS: dict[str, tuple[dict[str, str], dict[str, set[str]]]] = {
    "none": ({}, {}),
    "private": ({"x-cos-acl": "private"}, {}),
    "public-read": ({"x-cos-acl": "public-read"}, {"READ": {"writer", "grantee", "stranger", "anonymous"}}),
    "public-read-write": (
        {"x-cos-acl": "public-read-write"},
        {name: {"writer", "grantee", "stranger", "anonymous"} for name in ("READ", "WRITE")},
    ),
    "authenticated-read": ({"x-cos-acl": "authenticated-read"}, {"READ": {"writer", "grantee", "stranger"}}),
    "grant-read": ({"x-cos-grant-read": _ME}, {"READ": {"grantee"}}),
    "grant-write": ({"x-cos-grant-write": _ME}, {"WRITE": {"grantee"}}),
    "grant-read-acp": ({"x-cos-grant-read-acp": _ME}, {"READ_ACP": {"grantee"}}),
    "grant-write-acp": ({"x-cos-grant-write-acp": _ME}, {"WRITE_ACP": {"grantee"}}),
    "grant-full-control": (
        {"x-cos-grant-full-control": _ME},
        {name: {"grantee"} for name in ("READ", "WRITE", "READ_ACP", "WRITE_ACP")},
    ),
}
"""The headers that make a list, and whom it lets do what besides the owner."""
_NOT_OF_OBJECTS = ("public-read-write", "grant-write")


@dataclass(frozen=True)
class Asked:
    level: str
    permission: str
    text: str

    def request(self, caller: Account | None) -> ServerRequest:
        head, _, query = self.text.partition("?")
        method, _, is_copy = head.partition("+")
        headers = [(b"host", HOST.encode())]
        if is_copy:
            headers.append((b"x-cos-copy-source", f"{HOST}/from".encode()))
        scope: dict[str, Any] = {
            "method": method, "raw_path": b"/" if self.level == "bucket" else b"/k",
            "query_string": query.encode(), "headers": headers, "state": {},
        }  # fmt: skip
        request = request_of(scope)
        request.caller = caller
        return request


def expected(asked: Asked, who: str, of_bucket: str, of_object: str | None) -> bool:
    """What the pages say."""
    if asked.permission == "anyone" or who == "owner":
        return True
    if asked.permission == "signed":
        return who != "anonymous"
    if asked.level == "object" and who == "writer" and of_object is not None:
        return True
    own = of_object if asked.level == "object" and of_object not in (None, "none") else of_bucket
    return who in LISTS[own or "none"][1].get(asked.permission, set())


def admitted(asked: Asked, who: str, of_bucket: str, of_object: str | None) -> bool:
    bucket = Bucket(
        "b-1250000000", OWNER.appid, 0, "ap-guangzhou",
        acl.from_headers("bucket", LISTS[of_bucket][0], OWNER.id, OWNER.id),
    )  # fmt: skip
    version = None
    if of_object is not None:
        text = acl.from_headers("object", LISTS[of_object][0], WRITER.id, OWNER.id)
        version = Version("b-1250000000", "k", owner=WRITER.appid, acl=text)
    db = SimpleNamespace(bucket=lambda _: bucket, version=lambda *_: version, document=lambda *_: None)
    request = asked.request(CALLERS[who])
    route = find(request.method, request.bucket, request.key, request.query, request.headers)
    try:
        access.admit(cast("Reading", db), request, route, 0.0)
    except Refusal as refusal:
        if refusal.code != "AccessDenied":
            raise
        return False
    return True


@pytest.mark.parametrize(("level", "permission", "text"), TABLE, ids=lambda part: part)
def test_who_may(level: str, permission: str, text: str) -> None:
    asked = Asked(level, permission, text)
    objects = [None, *(name for name in LISTS if name not in _NOT_OF_OBJECTS)] if level == "object" else [None]
    for who, of_bucket, of_object in product(CALLERS, LISTS, objects):
        found = admitted(asked, who, of_bucket, of_object)
        assert found == expected(asked, who, of_bucket, of_object), (who, of_bucket, of_object)


def test_no_operation_is_forgotten() -> None:
    found = set()
    for level, permission, text in TABLE:
        request = Asked(level, permission, text).request(OWNER)
        route = find(request.method, request.bucket, request.key, request.query, request.headers)
        found.add(route.handler.__name__)
    elsewhere = {"list_buckets", "get_page", "get_async_fetch_task", "put_async_fetch_task"}
    assert found | elsewhere == {route.handler.__name__ for route in ROUTES.values()}
