"""Lifecycle rules: read from their document, and what they make of an object, and when.

Days are counted from the last modification and rounded up to a Beijing midnight.  What is decided here is
pure; `housekeeping` carries it out.

Source: https://cloud.tencent.com/document/product/436/17028
Source: https://cloud.tencent.com/document/product/436/17029
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta, timezone
from functools import lru_cache
from typing import Any

from qcloud_cos.core import xml
from qcloud_cos.server.classes import COLDER, MAZ, plain
from qcloud_cos.server.clock import DAY, midnight_from, midnight_of
from qcloud_cos.server.store import LOCK, Upload, Version

READS = "reads"
"""Where `extra` keeps on which days an object was read, and how often: pairs, the newest first."""


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
class Seldom:
    """Read less than so many times in so many whole days."""

    reads: int
    days: int

    def due(self, version: Version, event: float) -> float:
        """The midnight from which that holds, if nobody reads it again."""
        whole = midnight_from(event + self.days * DAY)
        left = self.reads
        for day, count in version.extra.get(READS, ()):  # the newest first
            left -= count
            if left <= 0:
                return max(whole, midnight_of(day + self.days + 1))
        return whole


@dataclass(frozen=True, slots=True)
class Move:
    """To another storage class."""

    storage_class: str
    when: When | None = None
    seldom: Seldom | None = None

    def due(self, version: Version, event: float) -> float:
        due = self.when.due(event) if self.when else 0.0
        return max(due, self.seldom.due(version, event)) if self.seldom else due


@dataclass(frozen=True, slots=True)
class Rule:
    id: str
    prefix: str = ""
    but_prefix: str = ""
    tags: frozenset[tuple[str, str]] = frozenset()
    larger_than: int | None = None
    smaller_than: int | None = None
    expire: When | None = None
    transitions: tuple[Move, ...] = ()
    expire_noncurrent: When | None = None
    noncurrent_transitions: tuple[Move, ...] = ()
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


@lru_cache(256)
def counted(text: str) -> int:
    """How many reads of an object a stored LifecycleConfiguration wants remembered: the newest so many."""
    moves = [move for rule in rules_of(text) for move in (*rule.transitions, *rule.noncurrent_transitions)]
    return max([move.seldom.reads for move in moves if move.seldom], default=0)


def prefixes(rules: tuple[Rule, ...]) -> list[str]:
    """Where to look: under these is every key that a rule covers, and each once."""
    found: list[str] = []
    for prefix in sorted(rule.prefix for rule in rules):
        if not found or not prefix.startswith(found[-1]):
            found.append(prefix)
    return found


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


def fates_of_key(
    rules: tuple[Rule, ...], versions: Iterable[Version], now: float
) -> Iterator[tuple[Version, list[Fate]]]:
    """Everything that awaits the versions of a key, which come newest first."""
    newer: Version | None = None
    markers: list[Version] = []
    stays = expired = False
    for version in versions:
        if version.is_latest:  # a walk may come by it twice
            newer, markers, stays, expired = None, [], False, False
        if version.is_marker:
            markers.append(version)
        else:
            found = _fates(rules, version, newer)
            goes = (fate := decided(found, now)) is not None and fate.deed == "remove"
            stays, expired = stays or not goes, expired or goes
            if found:
                yield version, found
        newer = version
    if not stays:
        for marker in markers:
            if found := _fates_of_marker(rules, marker, alone=expired and len(markers) == 1):
                yield marker, found


def _fates(rules: tuple[Rule, ...], version: Version, newer: Version | None) -> list[Fate]:
    if newer is None:
        return fates_of_current(rules, version)
    return fates_of_noncurrent(rules, version, newer.modified)


def fates_of_noncurrent(rules: tuple[Rule, ...], version: Version, since: float) -> list[Fate]:
    """The same of an older version that was replaced at `since`."""
    found = [
        Fate(_free(version, rule.expire_noncurrent.due(since)), "remove", rule.id)
        for rule in rules
        if rule.expire_noncurrent is not None and rule.covers(version)
    ]
    return [*found, *_transitions(rules, version, since, current=False)]


def _fates_of_marker(rules: tuple[Rule, ...], marker: Version, *, alone: bool) -> list[Fate]:
    """Of a delete marker of a key that has nothing else; one that is left alone by an expiration goes with it."""
    asked = any(rule.expire_markers and rule.covers(marker) for rule in rules)
    return [Fate(midnight_from(marker.modified), "remove")] if asked or alone else []


def fates_of_upload(rules: tuple[Rule, ...], upload: Upload) -> list[Fate]:
    return [
        Fate(rule.abort_uploads.due(upload.initiated), "remove", rule.id)
        for rule in rules
        if rule.abort_uploads is not None and rule.covers_key(upload.key)
    ]


def decided(fates: list[Fate], now: float) -> Fate | None:
    """The one to carry out: going comes before moving, and the coldest class before others."""
    return max([fate for fate in fates if fate.due <= now], key=_rank, default=None)


def _rank(fate: Fate) -> int:
    name = plain(fate.deed)
    return COLDER.index(name) if name in COLDER else len(COLDER)


def _free(version: Version, due: float) -> float:
    """While a version is locked it neither goes nor moves."""
    return max(due, midnight_from(version.extra[LOCK])) if LOCK in version.extra else due


def _transitions(rules: tuple[Rule, ...], version: Version, event: float, *, current: bool) -> list[Fate]:
    if version.size == 0 or version.kind == "appendable":
        return []
    zones = MAZ if version.storage_class.startswith(MAZ) else ""
    colder = [zones + name for name in COLDER[COLDER.index(plain(version.storage_class)) + 1 :]]
    return [
        Fate(_free(version, move.due(version, event)), move.storage_class, rule.id)
        for rule in rules
        for move in (rule.transitions if current else rule.noncurrent_transitions)
        if move.storage_class in colder and rule.covers(version)
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


def _moves(entries: Any, days: str) -> tuple[Move, ...]:
    return tuple(
        Move(entry["StorageClass"].upper(), _when(entry, days), _seldom(entry.get("AccessFrequency")))
        for entry in as_list(entries)
    )


def _seldom(entry: dict[str, Any] | None) -> Seldom | None:
    return Seldom(int(entry["AccessCountLessThan"]), int(entry["RecentDays"])) if entry else None


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
