"""Lifecycle rules: read from their document, and what they make of an object, and when.

Days are counted from the last modification and rounded up to a Beijing midnight.

Source: https://cloud.tencent.com/document/product/436/17028
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta, timezone
from functools import lru_cache
from typing import Any

from qcloud_cos.core import xml
from qcloud_cos.server.classes import COLDER
from qcloud_cos.server.clock import DAY, midnight_from
from qcloud_cos.server.store import LOCK, Upload, Version


@dataclass(frozen=True, slots=True)
class When:
    """So many days after an event, or from a date on."""

    days: int | None = None
    date: float | None = None

    def due(self, event: float) -> float:
        if self.days is not None:
            return midnight_from(event + self.days * DAY)
        return midnight_from(self.date or 0.0)


@dataclass(frozen=True, slots=True)
class Rule:
    id: str
    prefix: str = ""
    but_prefix: str = ""
    tags: frozenset[tuple[str, str]] = frozenset()
    larger_than: int | None = None
    smaller_than: int | None = None
    expire: When | None = None
    transitions: tuple[tuple[When, str], ...] = ()
    expire_noncurrent: When | None = None
    noncurrent_transitions: tuple[tuple[When, str], ...] = ()
    expire_markers: bool = False
    abort_uploads: When | None = None

    def covers(self, version: Version) -> bool:
        if not self.covers_key(version.key) or not self.tags <= version.tags.items():
            return False
        if version.is_marker:
            return True
        above = self.larger_than is None or version.size > self.larger_than
        return above and (self.smaller_than is None or version.size < self.smaller_than)

    def covers_key(self, key: str) -> bool:
        return key.startswith(self.prefix) and not (self.but_prefix and key.startswith(self.but_prefix))


@dataclass(frozen=True, slots=True)
class Fate:
    """What becomes of something: removed, marked as deleted, or moved to another storage class."""

    due: float
    deed: str
    """"expire", "remove", or a storage class."""
    rule: str = ""


@lru_cache(256)
def rules_of(text: str) -> tuple[Rule, ...]:
    """The enabled rules of a stored LifecycleConfiguration."""
    listed = as_list(xml.parse(text.encode()).get("Rule"))
    return tuple(_rule(entry, n) for n, entry in enumerate(listed, 1) if entry.get("Status") == "Enabled")


def expiration(rules: tuple[Rule, ...], version: Version) -> Fate | None:
    """When a current version expires: by the earliest of the rules that cover it."""
    if version.kind == "appendable":
        return None
    found = [
        Fate(_free(version, rule.expire.due(version.modified)), "expire", rule.id)
        for rule in rules
        if rule.expire is not None and rule.covers(version)
    ]
    return min(found, key=lambda fate: fate.due, default=None)


def fates_of_current(rules: tuple[Rule, ...], version: Version) -> list[Fate]:
    """Everything that awaits a current version: each transition, and its expiration."""
    expires = expiration(rules, version)
    return [*([expires] if expires else []), *_transitions(rules, version, version.modified, current=True)]


def fates_of_noncurrent(rules: tuple[Rule, ...], version: Version, since: float) -> list[Fate]:
    """The same of an older version, or marker, that was replaced at `since`."""
    found = [
        Fate(_free(version, rule.expire_noncurrent.due(since)), "remove", rule.id)
        for rule in rules
        if rule.expire_noncurrent is not None and rule.covers(version)
    ]
    return [*found, *_transitions(rules, version, since, current=False)]


def fate_of_lone_marker(rules: tuple[Rule, ...], marker: Version) -> list[Fate]:
    """Of a delete marker with nothing left under it."""
    if any(rule.expire_markers and rule.covers(marker) for rule in rules):
        return [Fate(midnight_from(marker.modified), "remove")]
    return []


def fates_of_upload(rules: tuple[Rule, ...], upload: Upload) -> list[Fate]:
    return [
        Fate(rule.abort_uploads.due(upload.initiated), "remove", rule.id)
        for rule in rules
        if rule.abort_uploads is not None and rule.covers_key(upload.key)
    ]


def decided(fates: list[Fate], now: float) -> Fate | None:
    """The one to carry out: going comes before moving, and the coldest class before others."""
    due = [fate for fate in fates if fate.due <= now]
    return max(due, key=lambda fate: COLDER.index(fate.deed) if fate.deed in COLDER else 99, default=None)


def _free(version: Version, due: float) -> float:
    """While a version is locked it neither goes nor moves."""
    return max(due, midnight_from(version.extra[LOCK])) if LOCK in version.extra else due


def _transitions(rules: tuple[Rule, ...], version: Version, event: float, *, current: bool) -> list[Fate]:
    if version.size == 0 or version.kind == "appendable" or version.storage_class not in COLDER:
        return []
    colder = COLDER[COLDER.index(version.storage_class) + 1 :]
    return [
        Fate(_free(version, when.due(event)), storage_class, rule.id)
        for rule in rules
        for when, storage_class in (rule.transitions if current else rule.noncurrent_transitions)
        if storage_class in colder and rule.covers(version)
    ]


def _rule(entry: dict[str, Any], number: int) -> Rule:
    kept = entry.get("Filter") or {}
    both = kept.get("And") or {}
    expire = entry.get("Expiration") or {}
    abort = entry.get("AbortIncompleteMultipartUpload") or {}
    old = entry.get("NoncurrentVersionExpiration") or {}
    larger, smaller = both.get("ObjectSizeGreaterThan"), both.get("ObjectSizeLessThan")
    return Rule(
        id=entry.get("ID") or f"rule-{number}",
        prefix=both.get("Prefix") or kept.get("Prefix") or entry.get("Prefix") or "",
        but_prefix=both.get("PrefixNotEquals") or "",
        tags=frozenset(
            (tag["Key"], tag.get("Value") or "") for tag in [*as_list(kept.get("Tag")), *as_list(both.get("Tag"))]
        ),
        larger_than=int(larger) if larger else None,
        smaller_than=int(smaller) if smaller else None,
        expire=_when(expire, "Days"),
        transitions=_moves(entry.get("Transition"), "Days"),
        expire_noncurrent=_when(old, "NoncurrentDays"),
        noncurrent_transitions=_moves(entry.get("NoncurrentVersionTransition"), "NoncurrentDays"),
        expire_markers=expire.get("ExpiredObjectDeleteMarker") == "true",
        abort_uploads=_when(abort, "DaysAfterInitiation"),
    )


def _moves(entries: Any, days: str) -> tuple[tuple[When, str], ...]:
    found = [(_when(entry, days), entry["StorageClass"]) for entry in as_list(entries)]
    return tuple((when, name.upper()) for when, name in found if when is not None)


def _when(entry: dict[str, Any], days: str) -> When | None:
    if entry.get(days) is not None:
        return When(days=int(entry[days]))
    if entry.get("Date") is not None:
        return When(date=date_of(entry["Date"]))
    return None


def date_of(text: str) -> float:
    """2007-12-01T12:00:00.000Z or 2007-12-01T00:00:00+08:00; without a zone it is Beijing's.

    Raises:
        ValueError: it is no date.
    """
    moment = datetime.fromisoformat(text)
    if moment.tzinfo is None:
        moment = moment.replace(tzinfo=timezone(timedelta(hours=8)))
    return moment.timestamp()


def as_list(value: Any) -> list[Any]:
    return value if isinstance(value, list) else [] if value is None else [value]
