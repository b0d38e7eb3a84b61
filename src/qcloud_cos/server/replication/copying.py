"""The copies made: metadata only, for the bytes are stored once."""

from __future__ import annotations

import logging
from dataclasses import replace
from typing import Any

from qcloud_cos.server import classes, locking
from qcloud_cos.server.refusal import Refusal
from qcloud_cos.server.replication import state
from qcloud_cos.server.replication.noting import KIND
from qcloud_cos.server.store import Changes, Store, Task, Version
from qcloud_cos.server.terms import Terms, terms_of

logger = logging.getLogger("qcloud_cos.server.replication")

MINUTE = 60.0
PAUSES = tuple(MINUTE * minutes for minutes in (1, 5, 15, 60, 180, 360, 720))
"""After each failure, by the server's clock; then it is given up."""
_AT_ONCE = 50
_KEPT = ("target",)  # of a symbolic link; encryption, restores, tiers and locks are the original's alone


class Replicating:
    """The errand that copies what was noted."""

    def __init__(self, store: Store) -> None:
        self._store = store

    def work(self, now: float) -> float | None:
        while tasks := self._store.read.tasks_due(KIND, now, _AT_ONCE):
            self._store.write(lambda db, tasks=tasks: _copied(db, tasks, now)).result()  # type: ignore[misc]
        return self._store.read.next_task(KIND)

    def settle(self, deadline: float) -> bool:
        return True

    def forget(self) -> None:
        """There is nothing in memory."""

    def close(self) -> None:
        """What was noted waits for the next start."""


def _copied(db: Changes, tasks: list[Task], now: float) -> None:
    for task in tasks:
        _copy(db, task, now)


def _copy(db: Changes, task: Task, now: float) -> None:
    target = task.data["target"]
    version = db.version(task.bucket, task.data["key"], task.data["version"])
    if version is None:  # deleted before it was copied
        db.drop_task(KIND, task.bucket, task.name)
        return
    try:
        db.place(replica(version, task.data, terms_of(db, target), now))
    except (LookupError, Refusal) as error:
        logger.warning("%r of %s is not copied to %s: %s", version.key, task.bucket, target, error)
        _tell(db, version, target, "FAILED")
        _postpone(db, task, now)
        return
    _tell(db, version, target, "COMPLETED")
    db.drop_task(KIND, task.bucket, task.name)


def replica(version: Version, wanted: dict[str, Any], terms: Terms, now: float) -> Version:
    """The copy of a version in another bucket, on that bucket's terms and with the same id.

    Raises:
        Refusal: MAZOperationNotSupportOnOAZBucket.
    """
    extra = {name: version.extra[name] for name in _KEPT if name in version.extra} | state.copied(version.bucket)
    if version.is_marker:
        return replace(version, bucket=wanted["target"], extra=extra)
    extra |= {**terms.encryption, **locking.by_default(terms, now)}
    if version.extra.get("sse", {}).get("algorithm") == "cos/kms":
        extra["sse"] = {"algorithm": "cos/kms"} | ({"key_id": wanted["kms_key"]} if wanted["kms_key"] else {})
    storage_class = wanted["class"] or version.storage_class
    if terms.is_maz:
        storage_class = classes.MAZ + classes.plain(storage_class)
    classes.check_zones(storage_class, terms.is_maz)
    return replace(version, bucket=wanted["target"], storage_class=storage_class, extra=extra)


def _tell(db: Changes, version: Version, target: str, status: state.Status) -> None:
    db.replace(replace(version, extra=state.told(version.extra, target, status)))


def _postpone(db: Changes, task: Task, now: float) -> None:
    failures = task.data.get("failures", 0)
    if failures < len(PAUSES):
        db.put_task(replace(task, due=now + PAUSES[failures], data={**task.data, "failures": failures + 1}))
    else:
        db.drop_task(KIND, task.bucket, task.name)
