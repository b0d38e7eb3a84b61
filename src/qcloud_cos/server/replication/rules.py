"""Replication rules: read from their document, and which of them is an object's."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from qcloud_cos.core import xml
from qcloud_cos.server.lifecycle import as_list
from qcloud_cos.server.store import Version


@dataclass(frozen=True, slots=True)
class Rule:
    target: str
    """The bucket that the copies go to."""
    priority: int = 0
    prefix: str = ""
    tags: frozenset[tuple[str, str]] = frozenset()
    storage_class: str = ""
    """Of the copies; empty for the object's own."""
    markers: bool = True
    """Delete markers are copied, too."""
    kms: bool = False
    """Also what is encrypted by the key management."""
    kms_key: str = ""

    def covers(self, version: Version) -> bool:
        if not version.key.startswith(self.prefix) or version.kind == "appendable":
            return False
        if version.is_marker:
            return self.markers and not self.tags
        return self.tags <= version.tags.items() and self._can_read(version.extra.get("sse", {}))

    def _can_read(self, sse: dict[str, Any]) -> bool:
        # A customer's key is not kept, so nobody but the customer can read what it encrypts.
        return "hash" not in sse and (sse.get("algorithm") != "cos/kms" or self.kms)


@lru_cache(256)
def rules_of(text: str) -> tuple[Rule, ...]:
    """The enabled rules of a stored ReplicationConfiguration."""
    listed = as_list(xml.parse(text.encode()).get("Rule"))
    return tuple(_rule(entry) for entry in listed if entry.get("Status") == "Enabled")


def chosen(rules: tuple[Rule, ...], version: Version) -> list[Rule]:
    """The rule for each target bucket: of several, the one of the smallest Priority."""
    found: dict[str, Rule] = {}
    for rule in sorted(rules, key=lambda rule: rule.priority):
        if rule.target not in found and rule.covers(version):
            found[rule.target] = rule
    return list(found.values())


def target_of(entry: dict[str, Any]) -> str:
    """The bucket in a rule's Destination: qcs::cos:<region>::<bucket>."""
    name: str = entry["Destination"]["Bucket"].rpartition(":")[2]
    return name


def prefix_of(entry: dict[str, Any]) -> str:
    kept = entry.get("Filter") or {}
    prefix: str = entry.get("Prefix") or kept.get("Prefix") or (kept.get("And") or {}).get("Prefix") or ""
    return prefix


def tags_of(entry: dict[str, Any]) -> frozenset[tuple[str, str]]:
    both = (entry.get("Filter") or {}).get("And") or {}
    return frozenset((tag["Key"], tag.get("Value") or "") for tag in as_list(both.get("Tag")))


def _rule(entry: dict[str, Any]) -> Rule:
    destination = entry["Destination"]
    criteria = (entry.get("SourceSelectionCriteria") or {}).get("SseKmsEncryptedObjects") or {}
    return Rule(
        target=target_of(entry),
        priority=int(entry.get("Priority") or 0),
        prefix=prefix_of(entry),
        tags=tags_of(entry),
        storage_class=(destination.get("StorageClass") or "").upper(),
        markers=(entry.get("DeleteMarkerReplication") or {}).get("Status") != "Disabled",
        kms=criteria.get("Status") == "Enabled",
        kms_key=(destination.get("EncryptionConfiguration") or {}).get("ReplicaKmsKeyID") or "",
    )
