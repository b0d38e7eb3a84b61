"""The lifecycle rules at work: what is due is expired, moved, removed or aborted."""

from __future__ import annotations

import logging
from collections.abc import Iterator
from dataclasses import replace
from itertools import groupby, islice, pairwise

from qcloud_cos.server import lifecycle
from qcloud_cos.server.clock import Clock, midnight_from
from qcloud_cos.server.errands import Errands
from qcloud_cos.server.handlers.deletion import deleted
from qcloud_cos.server.lifecycle import Fate, Rule
from qcloud_cos.server.store import Changes, Snapshot, Store, Upload, Version

logger = logging.getLogger("qcloud_cos.server.lifecycle")

Thing = Version | Upload
_AT_ONCE = 200


class Housekeeping:
    """Carries out the rules of all buckets.  For one thread at a time."""

    def __init__(self, store: Store, clock: Clock, errands: Errands) -> None:
        self._store = store
        self._clock = clock
        self._errands = errands

    def sweep(self) -> tuple[int, float | None]:
        """Do what is due now; how much that was, and when the next thing will be due."""
        now, done, upcoming = self._clock.now(), 0, []
        for bucket, text in self._store.read.documents("lifecycle"):
            rules = lifecycle.rules_of(text)
            entries = ((thing, fates) for thing, fates in _awaited(self._store.read, bucket, rules))
            while some := list(islice(entries, _AT_ONCE)):
                upcoming += [min((f.due for f in fates if f.due > now), default=None) for _, fates in some]
                due = [(thing, fate) for thing, fates in some if (fate := lifecycle.decided(fates, now))]
                if due:
                    done += self._store.write(lambda db, due=due: _carry_out(db, due, now)).result()  # type: ignore[misc]
                upcoming = [min((moment for moment in upcoming if moment is not None), default=None)]
        if done:
            logger.info("lifecycle: %d changes", done)
        return done, next((moment for moment in upcoming if moment is not None), None)

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
        self.sweep()


def _awaited(db: Snapshot, bucket: str, rules: tuple[Rule, ...]) -> Iterator[tuple[Thing, list[Fate]]]:
    """Everything in a bucket that rules have plans for, with the plans."""
    for _, group in groupby(db.walk(bucket), key=lambda version: version.key):
        versions = list(group)
        yield from _of_key(rules, versions)
    for upload in _uploads(db, bucket):
        if fates := lifecycle.fates_of_upload(rules, upload):
            yield upload, fates


def _of_key(rules: tuple[Rule, ...], versions: list[Version]) -> Iterator[tuple[Version, list[Fate]]]:
    newest = versions[0]
    if not newest.is_marker:
        fates = lifecycle.fates_of_current(rules, newest)
    elif len(versions) == 1:
        fates = lifecycle.fate_of_lone_marker(rules, newest)
    else:
        fates = []
    if fates:
        yield newest, fates
    for newer, version in pairwise(versions):
        if fates := lifecycle.fates_of_noncurrent(rules, version, newer.modified):
            yield version, fates


def _uploads(db: Snapshot, bucket: str) -> Iterator[Upload]:
    key, id_, more = "", "", True
    while more:
        page = db.list_uploads(bucket, key_marker=key, id_marker=id_)
        yield from page.entries
        key, id_, more = page.next_key, page.next_id, page.truncated


def _carry_out(db: Changes, due: list[tuple[Thing, Fate]], now: float) -> int:
    """What changed since it was looked at is left for the next time."""
    return sum(_done(db, thing, fate, now) for thing, fate in due)


def _done(db: Changes, thing: Thing, fate: Fate, now: float) -> int:
    if isinstance(thing, Upload):
        if db.upload(thing.bucket, thing.key, thing.upload_id) is None:
            return 0
        db.drop_upload(thing.upload_id)
        return 1
    current = db.version(thing.bucket, thing.key, thing.version_id)
    if current is None or (current.modified, current.is_latest) != (thing.modified, thing.is_latest):
        return 0
    if fate.deed == "expire":
        bucket = db.bucket(thing.bucket)
        if bucket is not None:
            deleted(db, bucket, thing.key, None, now)
    elif fate.deed == "remove":
        db.remove(thing.bucket, thing.key, thing.version_id)
    else:
        db.replace(replace(current, storage_class=fate.deed))
    return 1
