"""An inventory as it was configured: what it lists, of which objects, and where it goes."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from qcloud_cos.core import xml
from qcloud_cos.server.lifecycle import as_list
from qcloud_cos.server.store import Version

FIELDS = (
    "Size",
    "LastModifiedDate",
    "ETag",
    "StorageClass",
    "IsMultipartUploaded",
    "ReplicationStatus",
    "Tag",
    "Crc64",
)
"""What may be asked for, in the order of the columns; and then metadata, by name or all of it."""
META = "x-cos-meta-"


@dataclass(frozen=True, slots=True)
class Wanted:
    id: str
    target: str
    """The bucket that it is written to."""
    folder: str = ""
    """Where there: empty, or with a slash at its end."""
    encrypted: bool = False
    frequency: str = ""
    """Daily, Weekly or Monthly; empty if it is made once."""
    day: int = 1
    """Of the month."""
    enabled: bool = True
    all_versions: bool = False
    fields: tuple[str, ...] = ()
    prefix: str = ""
    tags: frozenset[tuple[str, str]] = frozenset()
    classes: frozenset[str] = frozenset()
    since: float = 0.0
    until: float = float("inf")

    def lists(self, version: Version) -> bool:
        """Whether an object below the prefix is listed."""
        if not self.since <= version.modified <= self.until:
            return False
        if version.is_marker:  # it has neither tags nor a class
            return not self.tags and not self.classes
        if self.classes and version.storage_class not in self.classes:
            return False
        return self.tags <= version.tags.items()


@lru_cache(256)
def wanted(text: str) -> Wanted:
    """Of a stored InventoryConfiguration."""
    entry = xml.parse(text.encode())
    destination = entry["Destination"]["COSBucketDestination"]
    schedule = entry.get("Schedule") or {}
    kept = entry.get("Filter") or {}
    both = kept.get("And") or {}
    period = kept.get("Period") or {}
    folder = (destination.get("Prefix") or "").strip("/")
    return Wanted(
        id=entry["Id"],
        target=target_of(entry),
        folder=f"{folder}/" if folder else "",
        encrypted="SSE-COS" in (destination.get("Encryption") or {}),
        frequency=schedule.get("Frequency") or "",
        day=int(schedule.get("MonthlyDate") or 1),
        enabled=entry.get("IsEnabled") != "false",
        all_versions=entry["IncludedObjectVersions"] == "All",
        fields=ordered([field for field in as_list((entry.get("OptionalFields") or {}).get("Field")) if field]),
        prefix=both.get("Prefix") or kept.get("Prefix") or "",
        tags=frozenset((tag["Key"], tag.get("Value") or "") for tag in as_list(both.get("Tag"))),
        classes=frozenset(name.upper() for text in as_list(both.get("StorageClass")) for name in text.split(",")),
        since=float(period.get("StartTime") or 0),
        until=float(period.get("EndTime") or "inf"),
    )


def target_of(entry: dict[str, Any]) -> str:
    name: str = entry["Destination"]["COSBucketDestination"]["Bucket"].rpartition(":")[2]
    return name


def is_field(name: str) -> bool:
    return name in FIELDS or (name.startswith(META) and len(name) > len(META))


def ordered(fields: list[str]) -> tuple[str, ...]:
    """As columns: each once, in the documented order, metadata at the end."""
    asked = set(fields)
    return (*(name for name in FIELDS if name in asked), *sorted(asked.difference(FIELDS)))
