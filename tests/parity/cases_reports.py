"""Configurations that have names of their own: inventories and tiering; and policies, which are JSON."""

from __future__ import annotations

from typing import Any

from .case import LOST, NO_CONTENT, Answer, Case, Reply, document
from .cases_errors import BARE, bare, error
from .setting import METADATA, B

ID = {**B, "Id": "weekly"}
_PLAIN: dict[str, Any] = {
    "IsEnabled": "true",
    "Destination": {
        "COSBucketDestination": {"Bucket": "qcs::cos:ap-guangzhou::backups-1250000000", "Format": "CSV"}
    },
    "Schedule": {"Frequency": "Weekly"},
    "IncludedObjectVersions": "All",
}
INVENTORIES: dict[str, Any] = {
    "minimal": _PLAIN,
    "everything": {
        "IsEnabled": True,
        "Destination": {
            "COSBucketDestination": {
                "Bucket": "qcs::cos:ap-guangzhou::backups-1250000000",
                "AccountId": "100000000001",
                "Format": "ORC",
                "Prefix": "清单/",
                "Encryption": {"SSE-COS": None},
            }
        },
        "Schedule": {"Frequency": "Monthly", "MonthlyDate": 1},
        "Filter": {"And": {"Prefix": "a & b", "Tag": [{"Key": "a", "Value": "1"}]}, "Period": {"StartTime": 1}},
        "IncludedObjectVersions": "Current",
        "OptionalFields": {"Field": ["Size", "ETag"]},
    },
    "one field": {**_PLAIN, "OptionalFields": {"Field": "Size"}},
    "its own Id": {"Id": "weekly", **_PLAIN},
    "another Id": {"Id": "daily", **_PLAIN},
}
_IN = "<Id>weekly</Id><IsEnabled>true</IsEnabled>{}"
_FIELD = "<Field>Size</Field>"
_FIELDS = {
    "many fields": f"<OptionalFields>{_FIELD}<Field>ETag</Field></OptionalFields>",
    "one field": f"<OptionalFields>{_FIELD}</OptionalFields>",
    "no field": "<OptionalFields/>",
    "no fields": "<Filter><Prefix/></Filter>",
    "one tag among conditions": "<OptionalFields/><Filter><And><Tag><Key>a</Key></Tag></And></Filter>",
}
_INVENTORY = f"<InventoryConfiguration>{_IN.format(_FIELDS['one field'])}</InventoryConfiguration>"
_LAST = "<IsTruncated>false</IsTruncated>"


def _listed(root: str, inside: str) -> Answer:
    return document(f"<{root}>{inside}</{root}>")


_REPORT = _listed("InventoryConfiguration", _IN.format(_FIELDS["many fields"]))
INVENTORY = [
    *[
        Case(f"{verb}_bucket_inventory", title, {**ID, "InventoryConfiguration": said})
        for verb in ("put", "post")
        for title, said in INVENTORIES.items()
    ],
    *[
        Case("get_bucket_inventory", title, ID, _listed("InventoryConfiguration", _IN.format(inside)))
        for title, inside in _FIELDS.items()
    ],
    *[
        Case(method, title, {**B, "Id": name, **more}, answer)
        for title, name in {"an Id to encode": "a b/图&=", "a number as Id": 1}.items()
        for method, more, answer in (
            ("put_bucket_inventory", {"InventoryConfiguration": _PLAIN}, NO_CONTENT),
            ("post_bucket_inventory", {"InventoryConfiguration": _PLAIN}, NO_CONTENT),
            ("get_bucket_inventory", {}, _REPORT),
            ("delete_bucket_inventory", {}, NO_CONTENT),
        )
    ],
    *[
        Case(method, title, {**ID, **arguments, **more}, answer)
        for method, arguments, answer in (
            ("put_bucket_inventory", {"InventoryConfiguration": _PLAIN}, NO_CONTENT),
            ("post_bucket_inventory", {"InventoryConfiguration": _PLAIN}, NO_CONTENT),
            ("get_bucket_inventory", {}, _REPORT),
            ("delete_bucket_inventory", {}, NO_CONTENT),
        )
        for title, more in {"Metadata": METADATA, "no such keyword": {"Nonsense": "a"}}.items()
    ],
    Case("delete_bucket_inventory", "minimal", ID, NO_CONTENT),
    Case(
        "post_bucket_inventory",
        "a lost answer, then success",
        {**ID, "InventoryConfiguration": _PLAIN},
        LOST,
        {},
        (Reply("POST", "again", NO_CONTENT),),
        1,
    ),
    Case(
        "put_bucket_inventory", "409", {**ID, "InventoryConfiguration": _PLAIN}, error(409, "InventoryFull", "No.")
    ),
    Case("get_bucket_inventory", "404", ID, error(404, "InventoryConfigurationNotFoundError", "No.")),
    Case("delete_bucket_inventory", "404", ID, error(404, "NoSuchBucket", "No.")),
    *[
        Case(
            "list_bucket_inventory_configurations",
            f"{title} in the answer",
            B,
            _listed("ListInventoryConfigurationResult", inside),
        )
        for title, inside in {
            "none": _LAST,
            "one": _INVENTORY + _LAST,
            "many": _INVENTORY + _INVENTORY + _LAST,
            "more to come": f"{_INVENTORY * 2}<IsTruncated>true</IsTruncated><ContinuationToken/>"
            "<NextContinuationToken>1</NextContinuationToken>",
            "nothing": "",
        }.items()
    ],
    Case(
        "list_bucket_inventory_configurations",
        "a token",
        {**B, "ContinuationToken": "a b+/="},
        _listed("ListInventoryConfigurationResult", _LAST),
    ),
    Case("list_bucket_inventory_configurations", "403", B, error(403, "AccessDenied", "No.")),
]

_TIERED: dict[str, Any] = {
    "Id": "default",
    "Status": "Enabled",
    "Tiering": [{"AccessTier": "INFREQUENT", "Days": 30, "RequestFrequent": 1}],
}
TIERINGS: dict[str, Any] = {
    "one tier": _TIERED,
    "many tiers": {**_TIERED, "Tiering": [*_TIERED["Tiering"], {"AccessTier": "ARCHIVE_ACCESS", "Days": 91}]},
    "a filter": {**_TIERED, "Filter": {"And": {"Prefix": "图", "Tag": [{"Key": "a", "Value": "1"}]}}},
    "None": None,
}
_TIER = "<Tiering><AccessTier>INFREQUENT</AccessTier><Days>30</Days></Tiering>"
_TAG = "<Tag><Key>a</Key><Value>1</Value></Tag>"
_RULE = "<Id>default</Id><Status>Enabled</Status>{}"
_RULES = {
    "one tier": _TIER,
    "many tiers": _TIER + _TIER,
    "no tier": "",
    "one tag": f"{_TIER}{_TIER}<Filter>{_TAG}</Filter>",
    "one tag among conditions": f"{_TIER}{_TIER}<Filter><And>{_TAG}</And></Filter>",
}
_CONFIGURED = "<IntelligentTieringConfiguration>{}</IntelligentTieringConfiguration>"
_OLD = "<Id>default</Id><Status>Enabled</Status><Transition><Days>30</Days></Transition>"
_LIST = "ListBucketIntelligentTieringConfigurationsOutput"
TIERING = [
    *[
        Case(
            "put_bucket_intelligenttiering_v2",
            title,
            {**B, "IntelligentTieringConfiguration": said, "Id": "default"},
        )
        for title, said in TIERINGS.items()
    ],
    Case("put_bucket_intelligenttiering_v2", "no Id", {**B, "IntelligentTieringConfiguration": _TIERED}),
    Case("put_bucket_intelligenttiering_v2", "no Id at all", {**B, "IntelligentTieringConfiguration": {}}),
    *[
        Case(
            "get_bucket_intelligenttiering_v2", title, {**B, "Id": "default"}, document(_CONFIGURED.format(inside))
        )
        for title, inside in {title: _RULE.format(inside) for title, inside in _RULES.items()}.items()
    ],
    *[
        Case(
            "list_bucket_intelligenttiering_configurations",
            f"{title} in the answer",
            B,
            _listed(_LIST, "".join(_CONFIGURED.format(inside) for inside in rules)),
        )
        for title, rules in {
            "none": [],
            "one": [_RULE.format(_TIER + _TIER)],
            "many": [_RULE.format(_TIER + _TIER)] * 2,
            "one tier each": [_RULE.format(_TIER)] * 2,
        }.items()
    ],
    *[
        Case(
            method,
            title,
            {**B, **arguments},
            document(_CONFIGURED.format(_OLD).replace(">", ' xmlns="cos xmlns/">', 1)),
        )
        for method, title, arguments in (
            ("get_bucket_intelligenttiering", "its namespace", {}),
            ("get_bucket_intelligenttiering_v2", "its namespace", {"Id": "default"}),
        )
    ],
    Case(
        "get_bucket_intelligenttiering_v2",
        "an Id to encode",
        {**B, "Id": "a b/图&="},
        document(_CONFIGURED.format("")),
    ),
    *[
        Case(method, title, {**B, **arguments, **more}, document(_CONFIGURED.format(_OLD)))
        for method, arguments in (
            ("put_bucket_intelligenttiering_v2", {"IntelligentTieringConfiguration": _TIERED, "Id": "default"}),
            ("get_bucket_intelligenttiering_v2", {"Id": "default"}),
            ("list_bucket_intelligenttiering_configurations", {}),
        )
        for title, more in {"Metadata": METADATA, "no such keyword": {"Nonsense": "a"}}.items()
    ],
    *[
        Case(method, "403", {**B, **arguments}, error(403, "AccessDenied", "No."))
        for method, arguments in (
            ("put_bucket_intelligenttiering_v2", {"IntelligentTieringConfiguration": _TIERED, "Id": "default"}),
            ("get_bucket_intelligenttiering_v2", {"Id": "default"}),
            ("list_bucket_intelligenttiering_configurations", {}),
        )
    ],
]

_POLICY: dict[str, Any] = {
    "Statement": [
        {
            "Principal": {"qcs": ["qcs::cam::anyone:anyone"]},
            "Effect": "allow",
            "Action": ["name/cos:GetObject"],
            "Resource": ["qcs::cos:ap-guangzhou:uid/1250000000:photos-1250000000/图/*"],
            "Condition": {"ip_equal": {"qcs:ip": "10.0.0.0/8"}},
        }
    ],
    "version": "2.0",
}
_JSON = '{"Statement": [], "version": "2.0", "图": [1, true, null]}'
_POLICIES: dict[str, Any] = {
    "a dict": _POLICY,
    "a text": _JSON,
    "an empty dict": {},
    "a text that is no JSON": "no",
    "bytes": b"{}",
    "a list": [],
    "None": None,
}
POLICY = [
    *[Case("put_bucket_policy", title, {**B, "Policy": said}) for title, said in _POLICIES.items()],
    Case("put_bucket_policy", "Metadata", {**B, "Policy": _JSON, **METADATA}),
    Case(
        "put_bucket_policy",
        "ContentType and ContentMD5",
        {**B, "Policy": "{}", "ContentType": "a", "ContentMD5": "b"},
    ),
    Case("put_bucket_policy", "no such keyword", {**B, "Policy": _JSON, "Nonsense": "a"}),
    Case("put_bucket_policy", "400", {**B, "Policy": _JSON}, error(400, "MalformedPolicy", "No.")),
    Case("get_bucket_policy", "a policy", B, bare(200, _JSON.encode())),
    Case("get_bucket_policy", "a policy in Chinese, escaped", B, bare(200, b'{"a": "\\u56fe"}')),
    Case("get_bucket_policy", "a list", B, bare(200, b"[1, 2.50]")),
    Case("get_bucket_policy", "an answer that is no JSON", B, bare(200, b"<a/>")),
    Case("get_bucket_policy", "an answer of nothing", B, bare(200, b"")),
    Case("get_bucket_policy", "Metadata", {**B, **METADATA}, bare(200, b"{}")),
    Case("get_bucket_policy", "404", B, error(404, "NoSuchBucketPolicy", "No.")),
    Case("get_bucket_policy", "an error without a body", B, Answer(403, BARE)),
    Case("delete_bucket_policy", "minimal", B, NO_CONTENT),
    Case("delete_bucket_policy", "Metadata", {**B, **METADATA}, NO_CONTENT),
    Case("delete_bucket_policy", "403", B, error(403, "AccessDenied", "No.")),
]

CASES = [*INVENTORY, *TIERING, *POLICY]
