"""The lifecycle rules at work: what is due is expired, moved, removed or aborted.

Buckets are walked page by page and changed in small transactions, so that neither their size is felt in memory
nor the night by those who write.
"""

from __future__ import annotations

import logging
from collections.abc import Iterator
from dataclasses import replace
from itertools import groupby

from qcloud_cos.server import lifecycle, locking, tiers
from qcloud_cos.server.classes import TIERED
from qcloud_cos.server.clock import Clock, midnight_from
from qcloud_cos.server.errands import Errands
from qcloud_cos.server.handlers.deletion import deleted
from qcloud_cos.server.lifecycle import Fate
from qcloud_cos.server.store import Changes, Snapshot, Store, Upload, Version

logger = logging.getLogger("qcloud_cos.server.lifecycle")

Thing = Version | Upload
_AT_ONCE = 100


class Housekeeping:
    """Carries out the rules of all buckets.  For one thread at a time."""

    def __init__(self, store: Store, clock: Clock, errands: Errands) -> None:
        self._store = store
        self._clock = clock
        self._errands = errands

    def sweep(self) -> tuple[int, float | None]:
        """Do what is due now; how much that was, and when the next thing will be due."""
        now, done, upcoming = self._clock.now(), 0, float("inf")
        due: list[tuple[Thing, Fate]] = []
        for thing, fates in self._awaited(now):
            upcoming = min([upcoming, *(fate.due for fate in fates if fate.due > now)])
            if fate := lifecycle.decided(fates, now):
                due.append((thing, fate))
            if len(due) == _AT_ONCE or (due and isinstance(thing, Upload)):  # an upload has many parts to drop
                done += self._carry_out(due, now)
                due = []
        done += self._carry_out(due, now)
        if done:
            logger.info("lifecycle: %d changes", done)
        return done, None if upcoming == float("inf") else upcoming

    def _awaited(self, now: float) -> Iterator[tuple[Thing, list[Fate]]]:
        """Everything that rules have plans for, with the plans."""
        db = self._store.read
        for bucket, text in db.documents("lifecycle"):
            rules = lifecycle.rules_of(text)
            for prefix in lifecycle.prefixes(rules):
                for _, versions in groupby(db.walk(bucket, prefix), key=lambda version: version.key):
                    yield from lifecycle.fates_of_key(rules, versions, now)
                for upload in _uploads(db, bucket, prefix):
                    if fates := lifecycle.fates_of_upload(rules, upload):
                        yield upload, fates

    def _carry_out(self, due: list[tuple[Thing, Fate]], now: float) -> int:
        """What changed since it was looked at is left for the next time."""
        if not due:
            return 0
        return self._store.write(lambda db: sum(_done(db, thing, fate, now) for thing, fate in due)).result()

    def advance(self, seconds: float) -> None:
        """Move the clock, and do at each Beijing midnight on the way what was due by then."""
        if seconds < 0:
            raise ValueError("the clock only moves forward")
        target = self._clock.now() + seconds
        midnight: float | None = midnight_from(self._clock.now())
        while midnight is not None and midnight <= target:
            self._errands.move_to(midnight)
            done, upcoming = self.sweep()
            following = midnight_from(self._clock.now() + 1)
            # Nights on which nothing will be due are skipped; after a change, everything is asked again.
            midnight = following if done else None if upcoming is None else max(following, upcoming)
        self._errands.move_to(target)


def _uploads(db: Snapshot, bucket: str, prefix: str) -> Iterator[Upload]:
    key, id_, more = "", "", True
    while more:
        page = db.list_uploads(bucket, prefix, key_marker=key, id_marker=id_)
        yield from page.entries
        key, id_, more = page.next_key, page.next_id, page.truncated


def _done(db: Changes, thing: Thing, fate: Fate, now: float) -> int:
    if isinstance(thing, Upload):
        if db.upload(thing.bucket, thing.key, thing.upload_id) is None:
            return 0
        db.drop_upload(thing.upload_id)
        return 1
    current = db.version(thing.bucket, thing.key, thing.version_id)
    if current is None or (current.modified, current.is_latest) != (thing.modified, thing.is_latest):
        return 0
    if locking.until_of(current.extra) > now or (current.is_marker and not db.is_deleted(thing.bucket, thing.key)):
        return 0
    if fate.deed == "expire":
        bucket = db.bucket(thing.bucket)
        if bucket is not None:
            deleted(db, bucket, thing.key, None, now)
    elif fate.deed == "remove":
        db.remove(thing.bucket, thing.key, thing.version_id)
    else:
        db.replace(_moved(current, fate.deed, now))
    return 1


def _moved(version: Version, storage_class: str, now: float) -> Version:
    extra = version.extra
    if storage_class in TIERED:
        extra = extra | tiers.begun(version.storage_class, now)
    return replace(version, storage_class=storage_class, extra=extra)
