"""Documents that name another bucket: logs, copies and inventories go there."""

from __future__ import annotations

from itertools import pairwise
from typing import Any

from qcloud_cos.server import classes
from qcloud_cos.server.documents.document import Document, Target
from qcloud_cos.server.documents.rules import TAG
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
from qcloud_cos.server.inventory.wanted import is_field
from qcloud_cos.server.refusal import Refusal, argument
from qcloud_cos.server.replication.rules import prefix_of, tags_of, target_of
from qcloud_cos.server.store import Bucket, Changes
from qcloud_cos.server.terms import terms_of

_BUCKET = Text(pattern=r"qcs::cos:[a-z0-9-]*::[a-z0-9-]+-[0-9]+")


def _check_target(content: dict[str, Any], db: Changes, bucket: Bucket) -> None:
    if "LoggingEnabled" not in content:
        return
    prefix = content["LoggingEnabled"].get("TargetPrefix") or ""
    if prefix.startswith("/") or not prefix.isprintable():
        raise Refusal("LoggingPrefixInvalid")
    target = db.bucket(content["LoggingEnabled"]["TargetBucket"])
    if target is None or (target.owner, target.region) != (bucket.owner, bucket.region):
        raise Refusal("InvalidTargetBucketForLogging")


def _logged_to(content: dict[str, Any]) -> list[Target]:
    enabled = content.get("LoggingEnabled")
    return [Target(enabled["TargetBucket"], enabled.get("TargetPrefix") or "")] if enabled else []


LOGGING = Document(
    "logging",
    "BucketLoggingStatus",
    Element(
        {"LoggingEnabled": maybe(Element({"TargetBucket": Text(), "TargetPrefix": maybe(Text(850, empty=True))}))}
    ),
    here=_check_target,
    methods=("PUT", "GET"),
    targets=_logged_to,
    behaves=True,
)


def _check_replication(content: dict[str, Any]) -> None:
    rules = content["Rule"]
    ids = [rule["ID"] for rule in rules if rule.get("ID")]
    if len(set(ids)) < len(ids):
        raise argument("The ID of a rule is unique.")
    if any("Prefix" in rule and "Filter" in rule for rule in rules):
        raise malformed("A rule has either a Prefix or a Filter.")
    _check_priorities(rules)
    for rule in rules:
        classes.checked(rule["Destination"].get("StorageClass", "STANDARD"))
        if tags_of(rule) and (rule.get("DeleteMarkerReplication") or {}).get("Status") == "Enabled":
            raise argument("Delete markers have no tags: with tags in the Filter, they are not replicated.")


def _check_priorities(rules: list[dict[str, Any]]) -> None:
    priorities = [rule["Priority"] for rule in rules if "Priority" in rule]
    if not priorities:
        prefixes = sorted(prefix_of(rule) for rule in rules)
        if any(after.startswith(before) for before, after in pairwise(prefixes)):
            raise argument("The prefixes of rules must not overlap, unless they have a Priority.")
    elif len(set(priorities)) < len(rules):
        raise argument("Either all rules have a Priority, each another, or none has.")


def _replicated_to(content: dict[str, Any]) -> list[Target]:
    return [Target(target_of(rule), prefix_of(rule)) for rule in content["Rule"]]


def _check_versions(content: dict[str, Any], db: Changes, bucket: Bucket) -> None:
    if bucket.versioning != "Enabled":
        raise Refusal("InvalidBucketState", "Objects are replicated from buckets with versioning enabled only.")
    for rule in content["Rule"]:
        name = target_of(rule)
        if name == bucket.name:
            raise argument("A bucket is not replicated to itself.")
        target = db.bucket(name)
        if target is None:
            raise argument(f"There is no bucket {name} to replicate to.")
        if target.versioning != "Enabled":
            raise Refusal("BucketVersionNotOpen")
        if terms_of(db, bucket.name).is_maz and not terms_of(db, name).is_maz:
            message = f"What {bucket.name} keeps in several zones cannot be replicated to {name}, which has one."
            raise Refusal("MAZOperationNotSupportOnOAZBucket", message)


_STATUS = Element({"Status": ENABLED})

REPLICATION = Document(
    "replication",
    "ReplicationConfiguration",
    Element(
        {
            "Role": Text(pattern="qcs::cam::uin/[0-9]+:uin/[0-9]+"),
            "Rule": many(
                Element(
                    {
                        "ID": maybe(Text(255, empty=True)),
                        "Status": ENABLED,
                        "Priority": maybe(Whole(0, 1000)),
                        "Prefix": maybe(ANY),
                        "Filter": maybe(
                            Element(
                                {
                                    "Prefix": maybe(ANY),
                                    "And": maybe(Element({"Prefix": maybe(ANY), "Tag": many(TAG, 0)})),
                                }
                            )
                        ),
                        "Destination": Element(
                            {
                                "Bucket": _BUCKET,
                                "StorageClass": maybe(Text()),
                                "EncryptionConfiguration": maybe(Element({"ReplicaKmsKeyID": maybe(ANY)})),
                            }
                        ),
                        "DeleteMarkerReplication": maybe(_STATUS),
                        "SourceSelectionCriteria": maybe(Element({"SseKmsEncryptedObjects": maybe(_STATUS)})),
                    }
                )
            ),
        }
    ),
    "ReplicationConfigurationNotFoundError",
    _check_replication,
    _check_versions,
    since="x-cos-replication-rule-creation-time",
    targets=_replicated_to,
    behaves=True,
)


def _check_inventory(content: dict[str, Any]) -> None:
    destination = content["Destination"]["COSBucketDestination"]
    if destination["Format"] != "CSV":
        raise Refusal("NotImplemented", "This server writes inventories as CSV only.")
    encryption = destination.get("Encryption")
    if encryption and "SSECOS" in encryption:  # as the published SDK's examples have it
        destination["Encryption"] = {"SSE-COS": encryption["SSECOS"]}
    for field in (content.get("OptionalFields") or {}).get("Field", []):
        if not is_field(field):
            raise argument(f"{field} is not a field of an inventory.")
    schedule = content.get("Schedule")
    if schedule and "MonthlyDate" in schedule and schedule["Frequency"] != "Monthly":
        raise argument("MonthlyDate goes with the Frequency Monthly only.")


_SSE = Element({"SSE-COS": maybe(ANY), "SSECOS": maybe(ANY)})

INVENTORY = Document(
    "inventory",
    "InventoryConfiguration",
    Element(
        {
            "Id": Text(64, pattern="[A-Za-z0-9._-]+"),
            "IsEnabled": maybe(TRUTH),
            "Destination": Element(
                {
                    "COSBucketDestination": Element(
                        {
                            "Format": one_of("CSV", "ORC", "Parquet"),
                            "AccountId": maybe(Text()),
                            "Bucket": _BUCKET,
                            "Prefix": maybe(ANY),
                            "Encryption": maybe(_SSE),
                        }
                    )
                }
            ),
            "Schedule": maybe(
                Element(
                    {
                        "Frequency": Choice(("Daily", "Weekly", "Monthly")),
                        "MonthlyDate": maybe(Whole(1, 31)),
                    }
                )
            ),
            "Filter": maybe(
                Element(
                    {
                        "Prefix": maybe(ANY),
                        "And": maybe(
                            Element({"Prefix": maybe(ANY), "Tag": many(TAG, 0), "StorageClass": many(Text(), 0)})
                        ),
                        "Period": maybe(
                            Element({"StartTime": maybe(Whole(0, 1 << 40)), "EndTime": maybe(Whole(0, 1 << 40))})
                        ),
                    }
                )
            ),
            "IncludedObjectVersions": one_of("All", "Current"),
            "OptionalFields": maybe(Element({"Field": many(Text(), 0)})),
        }
    ),
    "InventoryConfigurationNotFoundError",
    _check_inventory,
    methods=("PUT", "POST", "GET", "DELETE"),
    behaves=True,
)
"""By Id."""
