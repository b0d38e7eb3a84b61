"""What keeps a bucket's objects: encryption where they lie, and locks against change."""

from __future__ import annotations

from typing import Any

from qcloud_cos.core import xml
from qcloud_cos.server.documents.document import Document
from qcloud_cos.server.documents.shapes import Element, Text, Whole, malformed, many, maybe, one_of
from qcloud_cos.server.refusal import Refusal
from qcloud_cos.server.store import Bucket, Changes
from qcloud_cos.server.terms import terms_of

_BY_DEFAULT = Element(
    {
        "SSEAlgorithm": one_of("AES256", "KMS", "SM4"),
        "KMSMasterKeyID": maybe(Text()),
        "KMSAlgorithm": maybe(one_of("AES256", "SM4")),
    }
)
_OLD_NAME, _NAME = "ApplySideEncryptionConfiguration", "ApplyServerSideEncryptionByDefault"


def _check_encryption(content: dict[str, Any]) -> None:
    for rule in content["Rule"]:
        if len(rule) != 1:
            raise malformed(f"A Rule holds one {_NAME}.")
        rule[_NAME] = rule.pop(_OLD_NAME, None) or rule[_NAME]
        if "KMSMasterKeyID" in rule[_NAME] and rule[_NAME]["SSEAlgorithm"] != "KMS":
            raise malformed("KMSMasterKeyID goes with KMS only.")


ENCRYPTION = Document(
    "encryption",
    "ServerSideEncryptionConfiguration",
    Element({"Rule": many(Element({_NAME: maybe(_BY_DEFAULT), _OLD_NAME: maybe(_BY_DEFAULT)}), most=2)}),
    "NoSuchEncryptionConfiguration",
    _check_encryption,
    behaves=True,
)


def _check_lock(content: dict[str, Any], db: Changes, bucket: Bucket) -> None:
    terms = terms_of(db, bucket.name)
    if terms.is_maz:
        raise Refusal("OAZOperationNotSupportOnMAZBucket", "A bucket of several zones has no locks.")
    if bucket.versioning == "Suspended" or terms.is_tiered:
        raise Refusal("InvalidBucketState", "Locks go with neither suspended versioning nor intelligent tiering.")
    known = db.document(bucket.name, OBJECT_LOCK.subresource)
    if known is not None and _days(content) < _days(xml.parse(known.encode())):
        raise Refusal("InvalidLockedTime")


def _days(content: dict[str, Any]) -> int:
    return int(((content.get("Rule") or {}).get("DefaultRetention") or {}).get("Days") or 0)


OBJECT_LOCK = Document(
    "object-lock",
    "ObjectLockConfiguration",
    Element(
        {
            "ObjectLockEnabled": one_of("Enabled"),
            "Rule": maybe(
                Element(
                    {"DefaultRetention": Element({"Mode": maybe(one_of("COMPLIANCE")), "Days": Whole(1, 36500)})}
                )
            ),
        }
    ),
    "NoSuchObjectLockConfiguration",
    here=_check_lock,
    methods=("PUT", "GET"),
    behaves=True,
)
