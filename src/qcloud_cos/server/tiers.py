"""Intelligent tiering: in which tier an object is, by when it was last read.

Nothing happens when an object changes its tier; when it was read is kept with it, and the clock says the rest.

Source: https://cloud.tencent.com/document/product/436/48347
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from qcloud_cos.server.classes import TIERED, plain
from qcloud_cos.server.clock import DAY, midnight_from
from qcloud_cos.server.lifecycle import as_list
from qcloud_cos.server.store import Version

FREQUENT = "FREQUENT"
INFREQUENT = "INFREQUENT"
ARCHIVED = ("ARCHIVE_ACCESS", "DEEP_ARCHIVE_ACCESS")
"""The tiers out of which an object has to be restored."""
TIERS = (FREQUENT, INFREQUENT, *ARCHIVED)
SMALLEST = 64 * 1024
"""A smaller object stays where it is read fast."""
READ = "read"
"""Where `extra` keeps when an object was last read, to the day."""
MOVED = "tiered"
"""Where it keeps when a lifecycle rule moved it here, and into which tier."""


@dataclass(frozen=True, slots=True)
class TierRule:
    prefix: str
    tags: frozenset[tuple[str, str]]
    tiers: tuple[tuple[str, int], ...]
    """Each with the days without access after which objects are in it."""

    def covers(self, version: Version) -> bool:
        return version.key.startswith(self.prefix) and self.tags <= version.tags.items()


def rule_of(content: Mapping[str, Any]) -> TierRule:
    """Of an IntelligentTieringConfiguration as it is stored."""
    kept = content.get("Filter") or {}
    both = kept.get("And") or {}
    tags = [*as_list(kept.get("Tag")), *as_list(both.get("Tag"))]
    return TierRule(
        both.get("Prefix") or kept.get("Prefix") or "",
        frozenset((tag["Key"], tag.get("Value") or "") for tag in tags),
        tuple((tier["AccessTier"], int(tier["Days"])) for tier in as_list(content["Tiering"])),
    )


def tier_of(version: Version, rules: tuple[TierRule, ...], now: float) -> str:
    """The tier in which an object of the class is."""
    if version.size < SMALLEST:
        return FREQUENT
    asked = version.extra.get("restore") or ("", "", 0.0, 0.0, 0)
    restored = asked[3] if asked[0] in ARCHIVED else 0.0
    if restored > now:
        return str(asked[0])  # on its way back, it sinks no deeper
    start, first = version.extra.get(MOVED) or (version.modified, FREQUENT)
    last = max(start, version.extra.get(READ, 0.0), restored)
    idle = [
        tier
        for rule in rules
        if rule.covers(version)
        for tier, days in rule.tiers
        if midnight_from(last + days * DAY) <= now
    ]
    return max(idle, key=TIERS.index, default=first if last == start else FREQUENT)


def is_news(version: Version, now: float) -> bool:
    """Whether that a version was read now changes when it changes its tier: once a day at most."""
    if version.storage_class not in TIERED or version.size < SMALLEST:
        return False
    return midnight_from(version.extra.get(READ, 0.0)) < midnight_from(now)


def begun(storage_class: str, now: float) -> dict[str, Any]:
    """What `extra` holds of an object of another class that a lifecycle rule moves here."""
    return {MOVED: [now, INFREQUENT if plain(storage_class) == "STANDARD_IA" else FREQUENT]}
