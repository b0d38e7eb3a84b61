"""Buckets, their rules, and access control lists."""

from __future__ import annotations

from typing import Any

from .case import BUCKET, CHECKED, NO_CONTENT, OBJECT, Answer, Case, document

B = {"Bucket": BUCKET}
ME = "qcs::cam::uin/100000000001:uin/100000000001"
EVERYONE = "http://cam.qcloud.com/groups/global/AllUsers"
XSI = 'xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance"'
REGION = {"x-cos-bucket-region": "ap-guangzhou"}
HEADED = Answer(200, {**CHECKED, **REGION, "Content-Length": "0", "x-cos-bucket-az-type": "MAZ"})

BUCKETS = [
    Case("create_bucket", "minimal", B),
    *[
        Case("create_bucket", f"ACL {acl}", {**B, "ACL": acl})
        for acl in ("private", "public-read", "public-read-write", "authenticated-read")
    ],
    Case(
        "create_bucket",
        "grants",
        {**B, "GrantFullControl": 'id="1"', "GrantRead": 'id="2",id="3"', "GrantWrite": 'id="4"'},
    ),
    Case("create_bucket", "Tagging", {**B, "Tagging": "a=1&b=2"}),
    Case("create_bucket", "Metadata", {**B, "Metadata": {"x-cos-grant-read-acp": 'id="1"'}}),
    Case("create_bucket", "several zones", {**B, "BucketAZConfig": "MAZ"}),
    Case("create_bucket", "OFS", {**B, "BucketArchConfig": "OFS"}),
    Case(
        "create_bucket",
        "several zones and OFS",
        {**B, "BucketAZConfig": "MAZ", "BucketArchConfig": "OFS", "ACL": "private"},
    ),
    Case("create_bucket", "a zone that is no zone", {**B, "BucketAZConfig": "OAZ"}),
    Case("create_bucket", "ContentType", {**B, "ContentType": "text/plain"}),
    Case("delete_bucket", "minimal", B, NO_CONTENT),
    Case("delete_bucket", "Metadata", {**B, "Metadata": {"x-cos-a": "b"}}, NO_CONTENT),
    Case("head_bucket", "minimal", B, HEADED),
    Case(
        "head_bucket", "names in odd case", B, Answer(200, {"X-Cos-Bucket-Region": "ap-guangzhou", "server": "a"})
    ),
    Case("head_bucket", "Metadata", {**B, "Metadata": {"x-cos-a": "b"}}, HEADED),
    Case("bucket_exists", "it does", B, HEADED),
    Case("bucket_exists", "it does not", B, Answer(404)),
    *[
        Case(method, f"a bucket called {name!r}", {"Bucket": name, **more})
        for name in ("a", "a_b", "", "-a", "a.b", "A-1", "桶")
        for method, more in (("create_bucket", {}), ("put_object", {"Key": "k", "Body": b""}))
    ],
    Case("put_object", "a bucket that is bytes", {"Bucket": b"photos", "Key": "k", "Body": b""}),
    Case("put_object", "an empty key", {"Bucket": BUCKET, "Key": "", "Body": b""}),
    Case("put_object", "a slash as key", {"Bucket": BUCKET, "Key": "/", "Body": b""}),
    Case("put_object", "a key that is bytes", {"Bucket": BUCKET, "Key": b"k", "Body": b""}),
    Case("get_object", "an empty key", {"Bucket": BUCKET, "Key": ""}),
    Case("delete_object", "an empty key", {"Bucket": BUCKET, "Key": ""}),
]

_RULE: dict[str, Any] = {"AllowedOrigin": ["https://a.com", "*"], "AllowedMethod": ["GET", "PUT"]}
CORS: dict[str, Any] = {
    "one rule": {"CORSRule": [_RULE]},
    "one rule, not in a list": {"CORSRule": _RULE},
    "everything": {
        "CORSRule": [
            {
                "ID": "1",
                **_RULE,
                "AllowedHeader": ["*"],
                "ExposeHeader": ["ETag", "x-cos-a"],
                "MaxAgeSeconds": 600,
            },
            {"ID": "二 & <2>", "AllowedOrigin": "*", "AllowedMethod": "GET", "MaxAgeSeconds": "5"},
        ],
        "ResponseVary": "true",
    },
    "a bool": {"CORSRule": [_RULE], "ResponseVary": True},
    "nothing": {},
}
_ANY = "<AllowedHeader>*</AllowedHeader>"
_SHOWN = "<ExposeHeader>ETag</ExposeHeader>"
_ORIGIN = "<AllowedOrigin>*</AllowedOrigin><AllowedMethod>GET</AllowedMethod>"
CORS_ANSWERS = {
    "one rule": f"<CORSRule><ID>1</ID>{_ORIGIN}<MaxAgeSeconds>5</MaxAgeSeconds></CORSRule>",
    "many rules": f"<CORSRule>{_ORIGIN}{_ORIGIN}{_ANY}</CORSRule><CORSRule>{_ORIGIN}</CORSRule>",
    "exposed headers": f"<CORSRule>{_ORIGIN}{_SHOWN}{_SHOWN}</CORSRule>",
    "an empty element": f"<CORSRule>{_ORIGIN}<AllowedHeader/></CORSRule>",
    "ResponseVary": f"<CORSRule>{_ORIGIN}</CORSRule><ResponseVary>true</ResponseVary>",
    "none": "",
}
_LIVE: dict[str, Any] = {"ID": "1", "Filter": {"Prefix": "a/"}, "Status": "Enabled", "Expiration": {"Days": 7}}
_PAIR = {"Key": "a", "Value": "1"}
LIFECYCLES: dict[str, Any] = {
    "one rule": {"Rule": [_LIVE]},
    "one rule, not in a list": {"Rule": _LIVE},
    "everything": {
        "Rule": [
            {
                **_LIVE,
                "Transition": [
                    {"Days": 30, "StorageClass": "STANDARD_IA"},
                    {"Date": "2026-12-01T00:00:00+08:00", "StorageClass": "ARCHIVE"},
                ],
            },
            {
                "Filter": {"And": {"Prefix": "b & c", "Tag": [_PAIR, {"Key": "图", "Value": ""}]}},
                "Status": "Disabled",
                "NoncurrentVersionExpiration": {"NoncurrentDays": 1},
                "NoncurrentVersionTransition": {"NoncurrentDays": 1, "StorageClass": "STANDARD_IA"},
                "AbortIncompleteMultipartUpload": {"DaysAfterInitiation": 10},
            },
        ]
    },
    "an empty filter": {"Rule": [{**_LIVE, "Filter": ""}]},
    "a filter of None": {"Rule": [{**_LIVE, "Filter": None}]},
    "a filter of {}": {"Rule": [{**_LIVE, "Filter": {}}]},
    "a bool": {"Rule": [{**_LIVE, "Expiration": {"ExpiredObjectDeleteMarker": True}}]},
    "tuples": {"Rule": ({**_LIVE, "Filter": {"Tag": (_PAIR,)}},)},
}
_DAYS = "<Status>Enabled</Status><Expiration><Days>7</Days></Expiration>"
_TIER = "<Transition><Days>30</Days><StorageClass>STANDARD_IA</StorageClass></Transition>"
_OLD = "<NoncurrentVersionTransition><NoncurrentDays>3</NoncurrentDays></NoncurrentVersionTransition>"
_TAG = "<Tag><Key>a</Key><Value/></Tag>"
LIFECYCLE_ANSWERS = {
    "one rule": f"<Rule><ID>1</ID><Filter><Prefix>a/</Prefix></Filter>{_DAYS}</Rule>",
    "many rules": f"<Rule>{_DAYS}{_TIER}{_OLD}</Rule><Rule>{_DAYS}{_TIER}{_TIER}{_OLD}{_OLD}</Rule>",
    "one tag": f"<Rule><Filter>{_TAG}</Filter>{_DAYS}</Rule>",
    "many tags": f"<Rule><Filter>{_TAG}{_TAG}</Filter>{_DAYS}</Rule>",
    "one tag among conditions": f"<Rule><Filter><And><Prefix/>{_TAG}</And></Filter>{_DAYS}</Rule>",
    "many tags among conditions": f"<Rule><Filter><And><Prefix/>{_TAG}{_TAG}</And></Filter>{_DAYS}</Rule>",
    "an empty filter": f"<Rule><Filter/>{_DAYS}</Rule>",
    "an empty prefix": f"<Rule><Filter><Prefix/></Filter>{_DAYS}</Rule>",
    "none": "",
}

RULES = [
    *[Case("put_bucket_cors", title, {**B, "CORSConfiguration": rules}) for title, rules in CORS.items()],
    Case(
        "put_bucket_cors", "Metadata", {**B, "CORSConfiguration": CORS["one rule"], "Metadata": {"x-cos-a": "b"}}
    ),
    *[
        Case("get_bucket_cors", title, B, document(f"<CORSConfiguration>{inside}</CORSConfiguration>"))
        for title, inside in CORS_ANSWERS.items()
    ],
    Case("delete_bucket_cors", "minimal", B, NO_CONTENT),
    Case("delete_bucket_cors", "Metadata", {**B, "Metadata": {"x-cos-a": "b"}}, NO_CONTENT),
    *[
        Case("put_bucket_lifecycle", title, {**B, "LifecycleConfiguration": rules})
        for title, rules in LIFECYCLES.items()
    ],
    Case(
        "put_bucket_lifecycle",
        "Metadata",
        {**B, "LifecycleConfiguration": LIFECYCLES["one rule"], "Metadata": {"x-cos-a": "b"}},
    ),
    *[
        Case(
            "get_bucket_lifecycle",
            title,
            B,
            document(f"<LifecycleConfiguration>{inside}</LifecycleConfiguration>"),
        )
        for title, inside in LIFECYCLE_ANSWERS.items()
    ],
    Case("delete_bucket_lifecycle", "minimal", B, NO_CONTENT),
    Case("delete_bucket_lifecycle", "Metadata", {**B, "Metadata": {"x-cos-a": "b"}}, NO_CONTENT),
]

_MINE = {"Grantee": {"Type": "CanonicalUser", "ID": ME}, "Permission": "FULL_CONTROL"}
_ALL = {"Grantee": {"Type": "Group", "URI": EVERYONE}, "Permission": "READ"}
_OWNER = {"Owner": {"ID": ME}}
_ATTRIBUTE = {"@xmlns:xsi": "http://www.w3.org/2001/XMLSchema-instance", "@xsi:type": "CanonicalUser", "ID": ME}
POLICIES: dict[str, Any] = {
    "one grant": {**_OWNER, "AccessControlList": {"Grant": [_MINE]}},
    "one grant, not in a list": {**_OWNER, "AccessControlList": {"Grant": _MINE}},
    "many grants": {**_OWNER, "AccessControlList": {"Grant": [_MINE, _ALL]}},
    "grants at the top": {**_OWNER, "Grant": [_MINE, _ALL]},
    "an attribute": {**_OWNER, "AccessControlList": {"Grant": [{"Grantee": _ATTRIBUTE, "Permission": "READ"}]}},
    "no type": {**_OWNER, "AccessControlList": {"Grant": [{"Grantee": {"ID": ME}, "Permission": "READ"}]}},
    "an owner with a name": {"Owner": {"ID": ME, "DisplayName": "a & b"}, "AccessControlList": {"Grant": [_MINE]}},
    "no grant": {**_OWNER, "AccessControlList": {}},
}


def _grant(kind: str, inside: str, permission: str = "FULL_CONTROL") -> str:
    grantee = f'<Grantee {XSI} xsi:type="{kind}">{inside}</Grantee>'
    return f"<Grant>{grantee}<Permission>{permission}</Permission></Grant>"


def _policy(inside: str, owner: str = ME) -> str:
    named = f"<Owner><ID>{owner}</ID><DisplayName>{owner}</DisplayName></Owner>"
    return f"<AccessControlPolicy>{named}{inside}</AccessControlPolicy>"


def _list(*grants: str) -> str:
    return _policy(f"<AccessControlList>{''.join(grants)}</AccessControlList>")


_OF_ME = _grant("CanonicalUser", f"<ID>{ME}</ID><DisplayName>{ME}</DisplayName>")
OWNED = _list(_OF_ME)
ACL_ANSWERS = {
    "one grant": _list(_OF_ME),
    "many grants": _list(_OF_ME, _grant("CanonicalUser", "<ID>2</ID>", "READ")),
    "everyone reads": _list(_OF_ME, _grant("Group", f"<URI>{EVERYONE}</URI>", "READ")),
    "everyone reads, alone": _list(_grant("Group", f"<URI>{EVERYONE}</URI>", "READ")),
    "everyone reads and writes": _list(
        _grant("Group", f"<URI>{EVERYONE}</URI>", "READ"), _grant("Group", f"<URI>{EVERYONE}</URI>", "WRITE")
    ),
    "everyone writes": _list(_OF_ME, _grant("Group", f"<URI>{EVERYONE}</URI>", "WRITE")),
    "everyone does everything": _list(_OF_ME, _grant("Group", f"<URI>{EVERYONE}</URI>")),
    "everyone reads, with a name": _list(_grant("Group", f"<URI>{EVERYONE}</URI><DisplayName/>", "READ")),
    "no grant": _list(),
    "no list": _policy(""),
    "a list of spaces": _policy("<AccessControlList>\n</AccessControlList>"),
    "a type as an element": _list(
        f"<Grant><Grantee><Type>CanonicalUser</Type><ID>{ME}</ID></Grantee><Permission>READ</Permission></Grant>"
    ),
    "an owner called mytype": _policy(f"<AccessControlList>{_OF_ME}</AccessControlList>", "mytype"),
}

ACLS = [
    *[
        Case(f"put_{what}_acl", title, {**named, "AccessControlPolicy": policy})
        for what, named in (("bucket", B), ("object", OBJECT))
        for title, policy in POLICIES.items()
    ],
    *[
        Case(f"get_{what}_acl", title, named, document(text))
        for what, named in (("bucket", B), ("object", OBJECT))
        for title, text in ACL_ANSWERS.items()
    ],
    *[Case("put_bucket_acl", f"ACL {acl}", {**B, "ACL": acl}) for acl in ("private", "public-read")],
    *[Case("put_object_acl", f"ACL {acl}", {**OBJECT, "ACL": acl}) for acl in ("default", "public-read")],
    *[
        Case(f"put_{what}_acl", title, {**named, **arguments})
        for what, named in (("bucket", B), ("object", OBJECT))
        for title, arguments in {
            "nothing": {},
            "grants in headers": {"GrantRead": 'id="1"', "GrantWrite": 'id="2"', "GrantFullControl": 'id="3"'},
            "an ACL twice": {"ACL": "private", "AccessControlPolicy": POLICIES["one grant"]},
            "Metadata": {"Metadata": {"x-cos-grant-read-acp": 'id="1"'}},
        }.items()
    ],
    Case(
        "get_object_acl",
        "it follows the bucket",
        OBJECT,
        document(ACL_ANSWERS["one grant"], headers={"x-cos-acl": "default"}),
    ),
    Case(
        "get_object_acl",
        "a header in odd case",
        OBJECT,
        document(ACL_ANSWERS["one grant"], headers={"X-Cos-Acl": "default"}),
    ),
    Case("get_object_acl", "a key in Chinese", {**B, "Key": "图 片"}, document(ACL_ANSWERS["one grant"])),
    Case("put_object_acl", "with VersionId", {**OBJECT, "ACL": "private", "VersionId": "MTg0"}),
    Case("get_object_acl", "with VersionId", {**OBJECT, "VersionId": "MTg0"}, document(ACL_ANSWERS["one grant"])),
]

CASES = [*BUCKETS, *RULES, *ACLS]
