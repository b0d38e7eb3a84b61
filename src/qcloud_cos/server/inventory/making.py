"""The inventories that are due, made."""

from __future__ import annotations

import logging
from collections.abc import Callable
from dataclasses import replace

from qcloud_cos.server.delivering import deliver
from qcloud_cos.server.inventory import manifest
from qcloud_cos.server.inventory.noting import KIND
from qcloud_cos.server.inventory.report import Cancelled, Report
from qcloud_cos.server.inventory.schedule import following
from qcloud_cos.server.inventory.wanted import Wanted, wanted
from qcloud_cos.server.metadata import content_of
from qcloud_cos.server.shelf import Shelf
from qcloud_cos.server.store import Bucket, Changes, Content, Store, Task, VersionLocked

logger = logging.getLogger("qcloud_cos.server.inventory")

_AT_ONCE = 10


class Inventories:
    """The errand that makes inventories."""

    def __init__(self, store: Store, is_stopping: Callable[[], bool]) -> None:
        self._store = store
        self._is_stopping = is_stopping

    def work(self, now: float) -> float | None:
        try:
            while tasks := self._store.read.tasks_due(KIND, now, _AT_ONCE):
                for task in tasks:
                    self._make(task, now)
        except Cancelled:
            return None
        return self._store.read.next_task(KIND)

    def settle(self, deadline: float) -> bool:
        return True

    def forget(self) -> None:
        """There is nothing in memory."""

    def close(self) -> None:
        """What is due is made after the next start."""

    def _make(self, task: Task, now: float) -> None:
        bucket = self._store.read.bucket(task.bucket)
        entry = Shelf(self._store.read, task.bucket, "inventory").get(task.name)
        if bucket is None or entry is None:
            self._store.write(lambda db: db.drop_task(KIND, task.bucket, task.name)).result()
            return
        one = wanted(entry["text"])
        report = Report(self._store, one, bucket)
        try:
            report.write(self._is_stopping)
            files = report.finish()
            self._store.write(lambda db: _deliver(db, one, bucket, task, report, files, now)).result()
        except (LookupError, VersionLocked) as error:
            report.abort()
            logger.warning("inventory %s of %s could not be delivered: %s", one.id, bucket.name, error)
            self._store.write(lambda db: _go_on(db, one, task, now)).result()
        except BaseException:
            report.abort()
            raise


def _deliver(
    db: Changes,
    one: Wanted,
    bucket: Bucket,
    task: Task,
    report: Report,
    files: list[tuple[str, Content]],
    now: float,
) -> None:
    extra = {"sse": {"algorithm": "AES256"}} if one.encrypted else {}
    listed = []
    for key, content in files:
        deliver(db, one.target, key, content, now, {"content-type": "application/gzip"}, extra=extra)
        listed.append(manifest.File(key, content.size, content.md5))
    text = manifest.of(one, bucket.name, report.sums, listed)
    for key, body in manifest.objects(one, bucket.name, now, text).items():
        deliver(db, one.target, key, content_of(body), now, {"content-type": "application/json"}, extra=extra)
    _go_on(db, one, task, now)


def _go_on(db: Changes, one: Wanted, task: Task, now: float) -> None:
    if one.frequency:
        db.put_task(replace(task, due=following(one, task.due, now)))
    else:
        db.drop_task(KIND, task.bucket, task.name)
