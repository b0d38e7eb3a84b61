"""Configurations of buckets: versions, replication, access log, encryption, locks, tags, tiering; the place."""

from __future__ import annotations

from typing import Any

from .case import Case, document
from .cases_errors import error
from .setting import METADATA, B, Setting

_RULE: dict[str, Any] = {
    "Status": "Enabled",
    "Prefix": "a/",
    "Destination": {"Bucket": "qcs::cos:ap-beijing::backups-1250000000"},
}
_ROLE = {"Role": "qcs::cam::uin/100000000001:uin/100000000001"}
_PAIR = {"Key": "a", "Value": "1"}
_TAG = "<Tag><Key>a</Key><Value>1</Value></Tag>"
_COPIED = (
    "<Rule><ID>{}</ID><Status>Enabled</Status><Prefix/>"
    "<Destination><Bucket>qcs::cos:ap-beijing::backups-1250000000</Bucket></Destination></Rule>"
)
_BY_TAGS = "<Rule><Status>Enabled</Status><Filter><And><Prefix>a/</Prefix>{}</And></Filter></Rule>"
REPLICATION = Setting(
    "replication",
    "ReplicationConfiguration",
    "ReplicationConfiguration",
    {
        "one rule": {**_ROLE, "Rule": [_RULE]},
        "one rule, not in a list": {**_ROLE, "Rule": _RULE},
        "everything": {
            **_ROLE,
            "Rule": [
                {"ID": "一 & <1>", **_RULE},
                {
                    "ID": "2",
                    "Priority": 1,
                    "Status": "Disabled",
                    "Filter": {"And": {"Prefix": "b/", "Tag": [_PAIR, {"Key": "图", "Value": None}]}},
                    "Destination": {
                        "Bucket": "qcs::cos:ap-beijing::backups-1250000000",
                        "StorageClass": "STANDARD_IA",
                        "EncryptionConfiguration": {"ReplicaKmsKeyID": "48ba38aa"},
                    },
                    "DeleteMarkerReplication": {"Status": "Enabled"},
                    "SourceSelectionCriteria": {"SseKmsEncryptedObjects": {"Status": "Enabled"}},
                },
            ],
        },
        "an empty prefix": {**_ROLE, "Rule": [{**_RULE, "Prefix": ""}]},
        "none": {},
    },
    {
        "one rule": f"<Role>qcs::cam::uin/1:uin/1</Role>{_COPIED.format(1)}",
        "many rules": f"<Role>qcs::cam::uin/1:uin/1</Role>{_COPIED.format(1)}{_COPIED.format(2)}",
        "no rule": "<Role>qcs::cam::uin/1:uin/1</Role>",
        "one tag among conditions": _BY_TAGS.format(_TAG),
        "many tags among conditions": _BY_TAGS.format(_TAG + _TAG),
    },
    "ReplicationConfigurationNotFoundError",
)
_TARGET = "<LoggingEnabled><TargetBucket>logs-1250000000</TargetBucket>{}</LoggingEnabled>"
LOGGING = Setting(
    "logging",
    "BucketLoggingStatus",
    "BucketLoggingStatus",
    {
        "a target": {"LoggingEnabled": {"TargetBucket": "logs-1250000000", "TargetPrefix": "a/"}},
        "no prefix": {"LoggingEnabled": {"TargetBucket": "logs-1250000000", "TargetPrefix": None}},
        "off": {},
        "off, said with an empty element": {"LoggingEnabled": None},
    },
    {
        "a target": _TARGET.format("<TargetPrefix>a/ 图</TargetPrefix>"),
        "an empty prefix": _TARGET.format("<TargetPrefix/>"),
        "an empty element": "<LoggingEnabled/>",
    },
    deletes=False,
)
_AES = "<SSEAlgorithm>AES256</SSEAlgorithm>"
_ENCRYPTED = f"<Rule><ApplyServerSideEncryptionByDefault>{_AES}{{}}</ApplyServerSideEncryptionByDefault></Rule>"
ENCRYPTION = Setting(
    "encryption",
    "ServerSideEncryptionConfiguration",
    "ServerSideEncryptionConfiguration",
    {
        "AES256": {"Rule": [{"ApplyServerSideEncryptionByDefault": {"SSEAlgorithm": "AES256"}}]},
        "its older name": {"Rule": [{"ApplySideEncryptionConfiguration": {"SSEAlgorithm": "AES256"}}]},
        "KMS": {
            "Rule": {
                "ApplyServerSideEncryptionByDefault": {
                    "SSEAlgorithm": "KMS",
                    "KMSMasterKeyID": "48ba38aa",
                    "KMSAlgorithm": "SM4",
                }
            }
        },
        "none": {},
    },
    {
        "one rule": _ENCRYPTED.format(""),
        "many rules": _ENCRYPTED.format("<KMSMasterKeyID>1</KMSMasterKeyID>") + _ENCRYPTED.format(""),
    },
    "NoSuchEncryptionConfiguration",
)
OBJECT_LOCK = Setting(
    "object_lock",
    "ObjectLockConfiguration",
    "ObjectLockConfiguration",
    {
        "enabled": {"ObjectLockEnabled": "Enabled"},
        "a retention": {
            "ObjectLockEnabled": "Enabled",
            "Rule": {"DefaultRetention": {"Days": 30, "Mode": "COMPLIANCE"}},
        },
    },
    {
        "enabled": "<ObjectLockEnabled>Enabled</ObjectLockEnabled>",
        "a retention": "<ObjectLockEnabled>Enabled</ObjectLockEnabled>"
        "<Rule><DefaultRetention><Days>30</Days></DefaultRetention></Rule>",
    },
    "NoSuchObjectLockConfiguration",
    deletes=False,
)
TAGGINGS: dict[str, Any] = {
    "one tag": {"TagSet": {"Tag": [_PAIR]}},
    "one tag, not in a list": {"TagSet": {"Tag": _PAIR}},
    "many tags": {"TagSet": {"Tag": [_PAIR, {"Key": "图 & <片>", "Value": ""}, {"Key": "n", "Value": 2}]}},
    "no tags": {"TagSet": None},
    "no set": {},
}
TAGGED = {
    "one tag": f"<TagSet>{_TAG}</TagSet>",
    "many tags": f"<TagSet>{_TAG}<Tag><Key>图</Key><Value/></Tag></TagSet>",
}
TAGGING = Setting("tagging", "Tagging", "Tagging", TAGGINGS, TAGGED, "NoSuchTagSet")
TIERING = Setting(
    "intelligenttiering",
    "IntelligentTieringConfiguration",
    "IntelligentTieringConfiguration",
    {
        "a transition": {"Status": "Enabled", "Transition": {"Days": 30, "RequestFrequent": "1"}},
        "no transition": {"Status": "Enabled"},
        "None": None,
        "none": {},
    },
    {
        "a transition": "<Status>Enabled</Status><Transition><Days>30</Days><RequestFrequent>1</RequestFrequent>"
        "</Transition>",
        "suspended": "<Status>Suspended</Status>",
    },
    deletes=False,
)
_VERSIONED = document("<VersioningConfiguration><Status>Enabled</Status></VersioningConfiguration>")
_HERE = document("<LocationConstraint>ap-beijing</LocationConstraint>")
_NO_BUCKET = error(404, "NoSuchBucket", "There is none.")
OTHERS = [
    *[
        Case("put_bucket_versioning", str(status), {**B, "Status": status})
        for status in ("Enabled", "Suspended", "enabled", "", None)
    ],
    Case("put_bucket_versioning", "Metadata", {**B, "Status": "Enabled", **METADATA}),
    Case("put_bucket_versioning", "no such keyword", {**B, "Status": "Enabled", "Nonsense": "a"}),
    Case("put_bucket_versioning", "404", {**B, "Status": "Enabled"}, _NO_BUCKET),
    Case("get_bucket_versioning", "enabled", B, _VERSIONED),
    Case("get_bucket_versioning", "never", B, document("<VersioningConfiguration/>")),
    Case("get_bucket_versioning", "Metadata", {**B, **METADATA}, _VERSIONED),
    Case("get_bucket_versioning", "404", B, _NO_BUCKET),
    Case("get_bucket_location", "a region", B, _HERE),
    Case("get_bucket_location", "nothing", B, document("<LocationConstraint/>")),
    Case(
        "get_bucket_location",
        "a namespace",
        B,
        document(
            '<LocationConstraint xmlns="http://www.qcloud.com/document/product/436/7751">a</LocationConstraint>'
        ),
    ),
    Case("get_bucket_location", "Metadata", {**B, **METADATA}, _HERE),
    Case("get_bucket_location", "404", B, _NO_BUCKET),
]

CASES = [
    *[
        case
        for setting in (REPLICATION, LOGGING, ENCRYPTION, OBJECT_LOCK, TAGGING, TIERING)
        for case in setting.cases()
    ],
    *OTHERS,
]
