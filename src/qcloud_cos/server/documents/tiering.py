"""Intelligent tiering: a bucket's one rule of the first version, and the many of the second.

The rule `default` of the second version is the one of the first.
"""

from __future__ import annotations

from typing import Any

from qcloud_cos.server.documents.document import Document
from qcloud_cos.server.documents.rules import TAG
from qcloud_cos.server.documents.shapes import ANY, Element, Text, Whole, malformed, many, maybe, one_of
from qcloud_cos.server.refusal import Refusal, argument
from qcloud_cos.server.store import Bucket, Changes
from qcloud_cos.server.terms import terms_of
from qcloud_cos.server.tiers import ARCHIVED

DEFAULT = "default"
_ONCE = Whole(1, 1)
_STATUS = one_of("Enabled", "Suspended")


def _check_days(days: str) -> None:
    if days not in ("30", "60", "90"):
        raise argument("Days is 30, 60 or 90.")


def _check_first(content: dict[str, Any]) -> None:
    if content["Status"] == "Enabled" or "Transition" in content:
        if "Transition" not in content:
            raise malformed("An enabled rule needs a Transition.")
        _check_days(content["Transition"]["Days"])


def check_bucket(db: Changes, bucket: str) -> None:
    """Raises:
    Refusal: InvalidBucketState; objects cannot both be locked and change their tiers.
    """
    if terms_of(db, bucket).lock_days is not None:
        raise Refusal("InvalidBucketState", "Intelligent tiering does not go with locked objects.")


def check_tiers(db: Changes, bucket: str, content: dict[str, Any]) -> None:
    """Raises:
    Refusal: OAZOperationNotSupportOnMAZBucket; buckets of several zones have no archived tiers.
    """
    if terms_of(db, bucket).is_maz and any(tier["AccessTier"] in ARCHIVED for tier in content["Tiering"]):
        raise Refusal("OAZOperationNotSupportOnMAZBucket", "A bucket of several zones has no archived tiers.")


def _check_unchanged(content: dict[str, Any], db: Changes, bucket: Bucket) -> None:
    check_bucket(db, bucket.name)
    known = db.document(bucket.name, TIERING.subresource)
    if known is not None and "<Status>Enabled" in known:
        raise Refusal("InvalidBucketState", "Not support modify intelligent tiering configuration")


TIERING = Document(
    "intelligenttiering",
    "IntelligentTieringConfiguration",
    Element(
        {
            "Status": _STATUS,
            "Transition": maybe(Element({"Days": Whole(), "RequestFrequent": maybe(_ONCE)})),
        }
    ),
    check=_check_first,
    here=_check_unchanged,
    methods=("PUT", "GET"),
    behaves=True,
)


def _check_second(content: dict[str, Any]) -> None:
    tiers = [tier["AccessTier"] for tier in content["Tiering"]]
    if len(set(tiers)) < len(tiers):
        raise argument("Each AccessTier comes once.")
    for tier in content["Tiering"]:
        if tier["AccessTier"] == "INFREQUENT":
            _check_days(tier["Days"])


_KEPT = {"Prefix": maybe(ANY), "Tag": many(TAG, 0)}

TIERINGS = Document(
    "intelligent-tiering",
    "IntelligentTieringConfiguration",
    Element(
        {
            "Id": maybe(Text(64)),
            "Status": _STATUS,
            "Filter": maybe(Element({**_KEPT, "And": maybe(Element(_KEPT))})),
            "Tiering": many(
                Element(
                    {
                        "AccessTier": one_of("INFREQUENT", "ARCHIVE_ACCESS", "DEEP_ARCHIVE_ACCESS"),
                        "Days": Whole(1, 3650),
                        "RequestFrequent": maybe(_ONCE),
                    }
                ),
                most=3,
            ),
        }
    ),
    "NoSuchConfiguration",
    _check_second,
    methods=("PUT", "GET"),
    name="intelligenttiering_v2",
    behaves=True,
)
"""By Id."""


def first_of(content: dict[str, Any]) -> dict[str, Any]:
    """The rule `default` of the second version as one of the first.

    Raises:
        Refusal: InvalidArgument; it says what the first cannot.
    """
    tiers = content["Tiering"]
    if content.get("Filter") or [tier["AccessTier"] for tier in tiers] != ["INFREQUENT"]:
        raise argument("The rule default has the tier INFREQUENT, and covers the whole bucket.")
    moment = {name: tiers[0][name] for name in ("Days", "RequestFrequent") if name in tiers[0]}
    return {"Status": content["Status"], "Transition": moment}


def second_of(content: dict[str, Any]) -> dict[str, Any]:
    """The rule of the first version as `default` of the second."""
    rule = {"Id": DEFAULT, "Status": content["Status"]}
    if content.get("Transition"):
        return {**rule, "Tiering": [{"AccessTier": "INFREQUENT", **content["Transition"]}]}
    return rule
