"""Every operation, everyone who may ask for it, and policies of all kinds, beside lists: against COS's pages.

What is expected is worked out from small values, by rules of three lines: a denial that fits wins, wherever it
stands; else a permission that fits; else the lists.  Nothing of the server's own decides what is expected.
Source: https://cloud.tencent.com/document/product/436/30749 and 436/31924 (the actions' names)
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from functools import cache
from itertools import product
from types import SimpleNamespace
from typing import Any, NamedTuple, cast

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from qcloud_cos.server import access, acl, policy
from qcloud_cos.server.accounts import Account
from qcloud_cos.server.recent import Reading
from qcloud_cos.server.refusal import Refusal
from qcloud_cos.server.routes import find
from qcloud_cos.server.store import Bucket, Version
from unit.test_server_permissions import CALLERS, LISTS, OWNER, STRANGER, TABLE, WRITER, Asked, expected

OF_BUCKET = """
GET GetBucket, HEAD HeadBucket, GET?list-type=2 GetBucket, GET?versions GetBucketObjectVersions,
GET?uploads ListMultipartUploads, POST?delete DeleteMultipleObjects, GET?acl GetBucketACL, PUT?acl PutBucketACL,
DELETE DeleteBucket, GET?location GetBucketLocation, GET?versioning GetBucketVersioning,
PUT?versioning PutBucketVersioning, GET?policy GetBucketPolicy, PUT?policy PutBucketPolicy,
DELETE?policy DeleteBucketPolicy, GET?accelerate GetBucketAccelerate, PUT?accelerate PutBucketAccelerate,
GET?cors GetBucketCORS, PUT?cors PutBucketCORS, DELETE?cors DeleteBucketCORS, GET?domain GetBucketDomain,
PUT?domain PutBucketDomain, DELETE?domain DeleteBucketDomain,
GET?domaincertificate GetBucketDomainCertificate, PUT?domaincertificate PutBucketDomainCertificate,
DELETE?domaincertificate DeleteBucketDomainCertificate, GET?encryption GetBucketEncryption,
PUT?encryption PutBucketEncryption, DELETE?encryption DeleteBucketEncryption,
GET?intelligenttiering GetBucketIntelligentTiering, PUT?intelligenttiering PutBucketIntelligentTiering,
GET?intelligent-tiering ListBucketIntelligentTieringConfigurations,
GET?intelligent-tiering&id=1 GetBucketIntelligentTiering, PUT?intelligent-tiering&id=1 PutBucketIntelligentTiering,
GET?inventory ListBucketInventoryConfigurations, GET?inventory&id=1 GetBucketInventory,
PUT?inventory&id=1 PutBucketInventory, POST?inventory&id=1 PostBucketInventory,
DELETE?inventory&id=1 DeleteBucketInventory, GET?lifecycle GetBucketLifecycle, PUT?lifecycle PutBucketLifecycle,
DELETE?lifecycle DeleteBucketLifecycle, GET?live ListLiveChannel, GET?logging GetBucketLogging,
PUT?logging PutBucketLogging, GET?object-lock GetBucketObjectLock, PUT?object-lock PutBucketObjectLock,
GET?origin GetBucketOrigin, PUT?origin PutBucketOrigin, DELETE?origin DeleteBucketOrigin,
GET?referer GetBucketReferer, PUT?referer PutBucketReferer, GET?replication GetBucketReplication,
PUT?replication PutBucketReplication, DELETE?replication DeleteBucketReplication,
GET?response-control GetBucketResponseControl, PUT?response-control PutBucketResponseControl,
DELETE?response-control DeleteBucketResponseControl, GET?tagging GetBucketTagging, PUT?tagging PutBucketTagging,
DELETE?tagging DeleteBucketTagging, GET?website GetBucketWebsite, PUT?website PutBucketWebsite,
DELETE?website DeleteBucketWebsite
"""
OF_KEY = """
PUT PutObject, DELETE DeleteObject, PUT+copy PutObjectCopy/PutObject, POST?append AppendObject,
POST?restore PostObjectRestore, PUT?symlink PutSymlink, POST?uploads InitiateMultipartUpload,
PUT?partNumber=1&uploadId=u UploadPart, PUT+copy?partNumber=1&uploadId=u UploadPartCopy/UploadPart,
GET?uploadId=u ListParts, POST?uploadId=u CompleteMultipartUpload, DELETE?uploadId=u AbortMultipartUpload,
GET?live GetLiveChannelInfo, PUT?live PutLiveChannel, DELETE?live DeleteLiveChannel,
PUT?live&switch=enabled PutLiveChannelSwitch, GET GetObject, HEAD HeadObject,
POST?select SelectObjectContent/GetObject, GET?symlink GetSymlink, GET?acl GetObjectACL, PUT?acl PutObjectACL,
GET?tagging GetObjectTagging, PUT?tagging PutObjectTagging, DELETE?tagging DeleteObjectTagging,
GET?retention GetObjectRetention, PUT?retention PutObjectRetention
"""
"""A slash: the pages disagree, and either will do."""


def _actions(table: str) -> dict[str, list[str]]:
    return {asked: names.split("/") for asked, names in (each.split() for each in table.split(","))}


ACTIONS = {"bucket": _actions(OF_BUCKET), "key": _actions(OF_KEY), "object": _actions(OF_KEY)}
ROWS = [Asked(*row) for row in TABLE if row[1] not in ("anyone", "signed")]
"""What concerns no bucket that is there, or nobody in particular, asks no policy."""
EVERYONE = set(CALLERS)

PRINCIPALS: dict[str, tuple[str, set[str]]] = {
    "anyone": ("qcs::cam::anyone:anyone", EVERYONE),
    "star": ("*", EVERYONE),
    "anonymous": ("qcs::cam::anonymous:anonymous", {"anonymous"}),
    "stranger": (STRANGER.id, {"stranger"}),
    "root": (f"qcs::cam::uin/{STRANGER.uin}:root", {"stranger"}),
    "its users": (f"qcs::cam::uin/{STRANGER.uin}:uin/*", {"stranger"}),
    "one user of it": (f"qcs::cam::uin/{STRANGER.uin}:uin/100000000777", set()),
    "a role of it": (f"qcs::cam::uin/{STRANGER.uin}:roleName/reader", set()),
    "owner": (OWNER.id, {"owner"}),
    "writer": (WRITER.id, {"writer"}),
    "nobody known": ("qcs::cam::uin/100000009999:uin/100000009999", set()),
}
"""How a policy says it, and whom of the callers it means."""
MEANT: dict[str, tuple[str, Callable[[str], bool]]] = {
    "all": ("name/cos:*", lambda name: True),
    "everything": ("*", lambda name: True),
    "get": ("name/cos:Get*", lambda name: name.startswith("Get")),
    "objects": ("name/cos:*Object", lambda name: name.endswith("Object")),
    "middle": (
        "name/cos:*Bucket*C*",
        lambda name: "c" in name.lower().partition("bucket")[2] and "Bucket" in name,
    ),
    "put": ("name/cos:PutObject", lambda name: name == "PutObject"),
    "lower": ("cos:getobject", lambda name: name == "GetObject"),
    "policies": ("name/cos:*BucketPolicy", lambda name: name.endswith("BucketPolicy")),
    "none": ("name/cos:GetObjec", lambda name: False),
}
"""Actions."""
_ALL = "qcs::cos:ap-guangzhou:uid/1250000000:b-1250000000"
RESOURCES: dict[str, tuple[str, set[str]]] = {
    "all": (f"{_ALL}/*", {"bucket", "key"}),
    "star": ("*", {"bucket", "key"}),
    "any region": ("qcs::cos:*:uid/1250000000:b-1250000000/*", {"bucket", "key"}),
    "any owner": ("qcs::cos:ap-guangzhou:*:b-*", {"bucket", "key"}),
    "as it was written": ("qcs::cos:ap-guangzhou:uid/1250000000:prefix//1250000000/b/*", {"bucket", "key"}),
    "the bucket": (f"{_ALL}/", {"bucket"}),
    "the bucket alone": (_ALL, {"bucket"}),
    "the key": (f"{_ALL}/k", {"key"}),
    "keys like it": (f"{_ALL}/?", set()),
    "another key": (f"{_ALL}/docs/*", set()),
    "another case": (f"{_ALL}/K", set()),
    "another bucket": ("qcs::cos:ap-guangzhou:uid/1250000000:b2-1250000000/*", set()),
    "another region": ("qcs::cos:ap-beijing:uid/1250000000:b-1250000000/*", set()),
    "another owner": ("qcs::cos:ap-guangzhou:uid/1250000001:b-1250000000/*", set()),
}
"""And whether the bucket itself and its key k are among them.  A question mark is one."""
CONDITIONS: dict[str, tuple[dict[str, Any], bool]] = {
    "": ({}, True),
    "from here": ({"ip_equal": {"qcs:ip": "192.0.2.0/24"}}, True),
    "from elsewhere": ({"ip_equal": {"qcs:ip": "198.51.100.0/24"}}, False),
    "not from here": ({"ip_not_equal": {"qcs:ip": ["192.0.2.7", "198.51.100.7"]}}, False),
    "by TLS": ({"bool_equal": {"cos:secure-transport": "true"}}, False),
    "what is not there": ({"string_equal": {"cos:x-cos-acl": "private"}}, False),
    "if it is there": ({"string_equal_if_exist": {"cos:x-cos-acl": "private"}}, True),
    "both": ({"ip_equal": {"qcs:ip": "192.0.2.7"}, "string_like": {"cos:user-agent": "*"}}, False),
}
"""And whether they hold for what is asked here: from 192.0.2.7, not by TLS, with no other headers."""


class Said(NamedTuple):
    """A statement, by the names above."""

    allows: bool
    who: str = "anyone"
    what: str = "all"
    where: str = "all"
    when: str = ""

    def json(self) -> dict[str, Any]:
        return {
            "Effect": "allow" if self.allows else "deny",
            "Principal": {"qcs": [PRINCIPALS[self.who][0]]},
            "Action": [MEANT[self.what][0]],
            "Resource": [RESOURCES[self.where][0]],
            "Condition": CONDITIONS[self.when][0],
        }

    def fits(self, asked: Asked, who: str) -> bool:
        # Who signs may do what the unsigned may; but a ban on those is not for him.
        means = PRINCIPALS[self.who][1] if not (self.allows and self.who == "anonymous") else EVERYONE
        place = "bucket" if asked.level == "bucket" else "key"
        names = ACTIONS[asked.level][asked.text]
        return (
            who in means
            and any(MEANT[self.what][1](name) for name in names)
            and place in RESOURCES[self.where][1]
            and CONDITIONS[self.when][1]
        )


Policy = tuple[Said, ...]


def wanted(asked: Asked, who: str, said: Policy, of_bucket: str, of_object: str | None) -> bool:
    """What the pages say."""
    if asked.text == "POST?delete":
        return True  # its keys are judged one by one
    rescued = who == "owner" and "policy" in asked.text  # nobody locks himself out
    if not rescued and any(not one.allows and one.fits(asked, who) for one in said):
        return False
    if any(one.allows and one.fits(asked, who) for one in said):
        return True
    return expected(asked, who, of_bucket, of_object)


def admitted(asked: Asked, who: str, text: str, of_bucket: str, of_object: str | None) -> bool:
    bucket = _BUCKETS[of_bucket]
    version = None if of_object is None else _VERSIONS[of_object]
    db = SimpleNamespace(bucket=lambda _: bucket, version=lambda *_: version, document=lambda *_: text)
    request = asked.request(CALLERS[who])
    request.ip = "192.0.2.7"
    route = find(request.method, request.bucket, request.key, request.query, request.headers)
    try:
        access.admit(cast("Reading", db), request, route, 0.0)
    except Refusal as refusal:
        if refusal.code != "AccessDenied" or refusal.why is None:
            raise  # it is to say which part decided
        return False
    return True


def _of(level: acl.Kind, name: str, account: Account) -> str:
    return acl.from_headers(level, LISTS[name][0], account.id, OWNER.id)


_NAMED = ("none", "private", "public-read", "grant-full-control")
_BUCKETS = {
    name: Bucket("b-1250000000", OWNER.appid, 0, "ap-guangzhou", _of("bucket", name, OWNER))
    for name in (*_NAMED, "public-read-write")
}
_VERSIONS = {
    name: Version("b-1250000000", "k", owner=WRITER.appid, acl=_of("object", name, WRITER)) for name in _NAMED
}


def policies() -> Iterator[Policy]:
    """Each way to say something, alone, as permission and as denial; and pairs that disagree."""
    for allows in (True, False):
        yield from ((Said(allows, who=who),) for who in PRINCIPALS)
        yield from ((Said(allows, what=what),) for what in MEANT)
        yield from ((Said(allows, where=where),) for where in RESOURCES)
        yield from ((Said(allows, when=when),) for when in CONDITIONS)
    some = [
        dict[str, str](), {"who": "stranger"}, {"who": "anonymous"}, {"who": "owner"}, {"what": "get"},
        {"what": "objects"}, {"where": "the key"}, {"where": "the bucket"}, {"when": "from elsewhere"},
    ]  # fmt: skip
    for one, other in product(some, some):
        yield Said(True, **one), Said(False, **other)
    for one in some:
        yield Said(False, **one), Said(True), Said(True, who="stranger")


@cache
def kept(said: Policy) -> str:
    document = {"version": "2.0", "Statement": [one.json() for one in said]}
    return policy.of_bucket(json.dumps(document).encode())


def cells(asked: Asked) -> Iterator[tuple[str, str, str | None]]:
    """Who asks, the bucket's list, the object's."""
    objects = (None, "none", "private", "public-read") if asked.level == "object" else (None,)
    return product(CALLERS, ("none", "public-read-write"), objects)


@pytest.mark.parametrize("asked", ROWS, ids=lambda asked: f"{asked.level} {asked.text}")
def test_who_may(asked: Asked) -> None:
    for said in policies():
        text = kept(said)
        for who, of_bucket, of_object in cells(asked):
            found = admitted(asked, who, text, of_bucket, of_object)
            assert found == wanted(asked, who, said, of_bucket, of_object), (who, said, of_bucket, of_object)


statements = st.builds(
    Said, st.booleans(), *(st.sampled_from(sorted(each)) for each in (PRINCIPALS, MEANT, RESOURCES, CONDITIONS))
)


@settings(max_examples=300)
@given(
    st.lists(statements, min_size=1, max_size=5).map(tuple),
    st.sampled_from(ROWS), st.sampled_from(sorted(CALLERS)),
    st.sampled_from(sorted(_BUCKETS)), st.sampled_from([None, *_NAMED]),
)  # fmt: skip
def test_whatever_a_policy_is_made_of(
    said: Policy, asked: Asked, who: str, of_bucket: str, of_object: str | None
) -> None:
    text = kept(said)
    found = admitted(asked, who, text, of_bucket, of_object)
    assert found == wanted(asked, who, said, of_bucket, of_object)
    # The order of statements means nothing.
    assert admitted(asked, who, kept(said[::-1]), of_bucket, of_object) == found


def test_every_operation_is_in_it() -> None:
    assert {(asked.level, asked.text) for asked in ROWS} <= {
        (level, text) for level, table in ACTIONS.items() for text in table
    }
    count = sum(len([*cells(asked)]) for asked in ROWS) * len([*policies()])
    assert count > 200_000, count
