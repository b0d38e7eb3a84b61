"""Rules that the server follows: cross-origin access, lifecycle, versioning; and a bucket's tags."""

from __future__ import annotations

from typing import Any

from qcloud_cos.server import tags
from qcloud_cos.server.classes import COLDER, check_zones, plain
from qcloud_cos.server.documents.document import Document
from qcloud_cos.server.documents.shapes import (
    ANY,
    ENABLED,
    TRUTH,
    Choice,
    Element,
    Text,
    Whole,
    malformed,
    many,
    maybe,
    one_of,
)
from qcloud_cos.server.lifecycle import date_of
from qcloud_cos.server.refusal import Refusal, argument
from qcloud_cos.server.store import Bucket, Changes
from qcloud_cos.server.terms import terms_of

METHODS = Choice(("PUT", "GET", "POST", "DELETE", "HEAD"), code="InvalidArgument")
TAG = Element({"Key": Text(), "Value": maybe(ANY)})


def _check_cors(content: dict[str, Any]) -> None:
    for rule in content["CORSRule"]:
        patterns = [*rule["AllowedOrigin"], *rule.get("AllowedHeader", [])]
        if any(not pattern or pattern.count("*") > 1 for pattern in patterns):
            raise argument("AllowedOrigin and AllowedHeader hold at most one * each.")


CORS = Document(
    "cors",
    "CORSConfiguration",
    Element(
        {
            "CORSRule": many(
                Element(
                    {
                        "ID": maybe(Text(255, empty=True)),
                        "AllowedOrigin": many(ANY),
                        "AllowedMethod": many(METHODS),
                        "AllowedHeader": many(ANY, 0),
                        "ExposeHeader": many(ANY, 0),
                        "MaxAgeSeconds": maybe(Whole(0, 1 << 31)),
                    }
                ),
                most=100,
            ),
            "ResponseVary": maybe(TRUTH),
        }
    ),
    "NoSuchCORSConfiguration",
    _check_cors,
    behaves=True,
)


def _check_lifecycle(content: dict[str, Any]) -> None:
    ids = [rule["ID"] for rule in content["Rule"] if rule.get("ID")]
    if len(set(ids)) < len(ids):
        raise argument("The ID of a rule is unique.")
    for rule in content["Rule"]:
        _check_rule(rule)


def _check_rule(rule: dict[str, Any]) -> None:
    if not _DEEDS.keys() & {name for name, value in rule.items() if value}:
        raise malformed("A rule needs something to do.")
    moves = rule.get("Transition", [])
    for move in moves:
        if "AccessFrequency" not in move or "Days" in move or "Date" in move:
            _check_when(move)
    for move in [*moves, *rule.get("NoncurrentVersionTransition", [])]:
        if not move.keys() & {"Days", "Date", "NoncurrentDays", "AccessFrequency"}:
            raise malformed("A transition says when, by NoncurrentDays or by AccessFrequency.")
        if plain(move["StorageClass"].upper()) not in COLDER[1:]:
            raise argument(f"{move['StorageClass']} is not a storage class that objects can move to.")
    expire = rule.get("Expiration") or {}
    if "ExpiredObjectDeleteMarker" in expire:
        if len(expire) > 1:
            raise malformed("ExpiredObjectDeleteMarker stands alone.")
    elif "Expiration" in rule:
        _check_when(expire)
    if len({name for entry in [*moves, expire] for name in ("Days", "Date") if name in entry}) > 1:
        raise malformed("Days and Date do not go into one rule: make two of it.")
    if "AbortIncompleteMultipartUpload" in rule and _has_tags(rule):
        raise argument("Unfinished uploads have no tags: abort them by a rule without any.")


def _has_tags(rule: dict[str, Any]) -> bool:
    kept = rule.get("Filter") or {}
    return bool(kept.get("Tag") or (kept.get("And") or {}).get("Tag"))


def _check_classes(content: dict[str, Any], db: Changes, bucket: Bucket) -> None:
    is_maz = terms_of(db, bucket.name).is_maz
    for rule in content["Rule"]:
        for move in [*rule.get("Transition", []), *rule.get("NoncurrentVersionTransition", [])]:
            check_zones(move["StorageClass"].upper(), is_maz)


def _check_when(entry: dict[str, Any]) -> None:
    if ("Days" in entry) == ("Date" in entry):
        raise malformed("Either Days or Date has to be given.")
    if "Date" in entry:
        try:
            date_of(entry["Date"])
        except ValueError:
            raise argument(f"{entry['Date']} is not a date like 2030-01-31T00:00:00+08:00.") from None


_RARELY_READ = maybe(Element({"AccessCountLessThan": Whole(1), "RecentDays": Whole(1)}))
_SIZE = maybe(Whole(0, 1 << 50))
_DEEDS = {
    "Transition": many(
        Element(
            {
                "Days": maybe(Whole(0)),
                "Date": maybe(Text()),
                "StorageClass": Text(),
                "AccessFrequency": _RARELY_READ,
            }
        ),
        0,
    ),
    "Expiration": maybe(
        Element({"Days": maybe(Whole(1)), "Date": maybe(Text()), "ExpiredObjectDeleteMarker": maybe(TRUTH)})
    ),
    "AbortIncompleteMultipartUpload": maybe(Element({"DaysAfterInitiation": Whole(1)})),
    "NoncurrentVersionTransition": many(
        Element({"NoncurrentDays": maybe(Whole(0)), "StorageClass": Text(), "AccessFrequency": _RARELY_READ}), 0
    ),
    "NoncurrentVersionExpiration": maybe(Element({"NoncurrentDays": Whole(1)})),
}
_KEPT = {"Prefix": maybe(ANY), "Tag": many(TAG, 0), "PrefixNotEquals": maybe(ANY)}
_SIZES = {"ObjectSizeGreaterThan": _SIZE, "ObjectSizeLessThan": _SIZE}

LIFECYCLE = Document(
    "lifecycle",
    "LifecycleConfiguration",
    Element(
        {
            "Rule": many(
                Element(
                    {
                        "ID": maybe(Text(255, empty=True)),
                        "Filter": maybe(Element({**_KEPT, "And": maybe(Element({**_KEPT, **_SIZES}))})),
                        "Prefix": maybe(ANY),
                        "Status": ENABLED,
                        **_DEEDS,
                    }
                )
            )
        }
    ),
    "NoSuchLifecycleConfiguration",
    _check_lifecycle,
    _check_classes,
    largest=1 << 20,
    behaves=True,
)


def _check_versioning(content: dict[str, Any], db: Changes, bucket: Bucket) -> None:
    if content["Status"] == "Suspended" and db.document(bucket.name, "replication") is not None:
        raise Refusal("InvalidBucketState", "Versioning cannot be suspended while objects are replicated.")
    if content["Status"] == "Suspended" and terms_of(db, bucket.name).lock_days is not None:
        raise Refusal("InvalidBucketState", "Versioning cannot be suspended where objects can be locked.")


VERSIONING = Document(
    "versioning",
    "VersioningConfiguration",
    Element({"Status": one_of("Enabled", "Suspended")}),
    here=_check_versioning,
    methods=("PUT", "GET"),
    behaves=True,
)


def _check_tags(content: dict[str, Any]) -> None:
    pairs = [(tag["Key"] or "", tag.get("Value") or "") for tag in content["TagSet"].get("Tag", [])]
    tags.checked(pairs, tags.MOST_OF_BUCKET)


TAGGING = Document(
    "tagging",
    "Tagging",
    Element({"TagSet": Element({"Tag": many(Element({"Key": ANY, "Value": maybe(ANY)}), 0)})}),
    "NoSuchTagSet",
    _check_tags,
    stored=204,
    behaves=True,
)
