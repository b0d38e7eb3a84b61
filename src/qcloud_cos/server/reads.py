"""What is remembered of reads: for intelligent tiering, and for rules on what is seldom read."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from functools import partial
from typing import Any

from qcloud_cos.server import lifecycle, tiers
from qcloud_cos.server.clock import day_of
from qcloud_cos.server.lifecycle import READS
from qcloud_cos.server.store import Changes, Version

Pair = list[int]


def noted(version: Version, rules: str | None, now: float) -> Callable[[Changes], None] | None:
    """What has to be written because a version was read; `rules` is its bucket's lifecycle document.

    Most reads change nothing: the tiers go by days, and the rules ask for so many reads and no more.
    """
    if _after(version, rules, now) == version.extra:
        return None
    return partial(note, seen=version, rules=rules, now=now)


def note(db: Changes, seen: Version, rules: str | None, now: float) -> None:
    """That a version was read; of one that was replaced since, there is nothing to note."""
    current = db.version(seen.bucket, seen.key, seen.version_id)
    if current is not None and (current.modified, current.etag) == (seen.modified, seen.etag):
        db.replace(replace(current, extra=_after(current, rules, now)))


def _after(version: Version, rules: str | None, now: float) -> dict[str, Any]:
    extra = version.extra
    if tiers.is_news(version, now):
        extra = extra | {tiers.READ: now}
    if rules is not None and (most := lifecycle.counted(rules)):
        extra = extra | {READS: counted(extra.get(READS, []), day_of(now), most)}
    return extra


def counted(pairs: list[Pair], day: int, most: int) -> list[Pair]:
    """With one read more on `day`, and no more of them than the newest `most`."""
    today = pairs[0][1] if pairs and pairs[0][0] == day else 0
    found = [[day, min(today + 1, most)], *(pairs[1:] if today else pairs)]
    kept, left = [], most
    for pair in found:
        if left <= 0:
            break
        kept.append([pair[0], min(pair[1], left)])
        left -= pair[1]
    return kept
