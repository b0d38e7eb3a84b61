"""The copies made: metadata only, for the bytes are stored once."""

from __future__ import annotations

import logging
from dataclasses import replace
from typing import Any

from qcloud_cos.server.replication import state
from qcloud_cos.server.replication.noting import KIND
from qcloud_cos.server.store import Changes, Store, Task, Version

logger = logging.getLogger("qcloud_cos.server.replication")

MINUTE = 60.0
PAUSES = tuple(MINUTE * minutes for minutes in (1, 5, 15, 60, 180, 360, 720))
"""After each failure, by the server's clock; then it is given up."""
_AT_ONCE = 50
_KEPT = ("target",)  # of a symbolic link; encryption, restores and locks are the original's alone


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
        db.place(replica(version, task.data))
    except LookupError as error:
        logger.warning("%s of %s is not copied to %s: %s", version.key, task.bucket, target, error)
        _tell(db, version, target, "FAILED")
        _postpone(db, task, now)
        return
    _tell(db, version, target, "COMPLETED")
    db.drop_task(KIND, task.bucket, task.name)


def replica(version: Version, wanted: dict[str, Any]) -> Version:
    """The copy of a version in another bucket, with the same id."""
    extra = {name: version.extra[name] for name in _KEPT if name in version.extra}
    if version.extra.get("sse", {}).get("algorithm") == "cos/kms":
        extra["sse"] = {"algorithm": "cos/kms"} | ({"key_id": wanted["kms_key"]} if wanted["kms_key"] else {})
    return replace(
        version,
        bucket=wanted["target"],
        storage_class=wanted["class"] or version.storage_class,
        extra=extra | state.copied(version.bucket),
    )


def _tell(db: Changes, version: Version, target: str, status: state.Status) -> None:
    db.replace(replace(version, extra=state.told(version.extra, target, status)))


def _postpone(db: Changes, task: Task, now: float) -> None:
    failures = task.data.get("failures", 0)
    if failures < len(PAUSES):
        db.put_task(replace(task, due=now + PAUSES[failures], data={**task.data, "failures": failures + 1}))
    else:
        db.drop_task(KIND, task.bucket, task.name)
