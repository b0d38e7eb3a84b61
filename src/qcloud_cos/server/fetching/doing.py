"""The tasks done, a few at once."""

from __future__ import annotations

import json
import logging
import math
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor, wait
from functools import partial
from time import monotonic

from qcloud_cos.server.delivering import deliver
from qcloud_cos.server.fetching.download import Failed, Lines, fetch, tell
from qcloud_cos.server.fetching.tasks import FAR, KIND, end, is_over, new, taken, wanted_of
from qcloud_cos.server.handlers.writing import MOST_BYTES
from qcloud_cos.server.refusal import Refusal
from qcloud_cos.server.store import Changes, Content, Store, Task, Version, VersionLocked

logger = logging.getLogger("qcloud_cos.server.fetching")

_AT_ONCE = 4
_MOST = 1000


class Fetching:
    """The errand that fetches.  What it was at when the server ended is begun again after the next start."""

    def __init__(self, store: Store, now: Callable[[], float]) -> None:
        self._store = store
        self._now = now
        self._lines = Lines()
        self._threads = ThreadPoolExecutor(_AT_ONCE, thread_name_prefix="cos-server-fetch")
        self._running: set[Future[None]] = set()
        self._store.write(_begin_again).result()

    def work(self, now: float) -> float | None:
        while due := self._store.read.tasks_due(KIND, now, _MOST):
            for task in self._store.write(partial(_taken, tasks=due)).result():
                future = self._threads.submit(self._do, task)
                self._running.add(future)
                future.add_done_callback(self._running.discard)
        following = self._store.read.next_task(KIND)
        return following if following != FAR else None

    def settle(self, deadline: float) -> bool:
        return not wait(set(self._running), timeout=max(deadline - monotonic(), 0)).not_done

    def forget(self) -> None:
        """A task that is gone ends without a trace; one that is back is begun again."""
        self._store.write(_begin_again).result()

    def close(self) -> None:
        self._lines.cut()
        self._threads.shutdown(cancel_futures=True)

    def _do(self, task: Task) -> None:
        failure = ""
        try:
            self._fetch(task)
        except (Failed, Refusal) as error:
            failure = str(error)
        except Exception as error:
            logger.exception("a task could not be done")
            failure = f"an internal error: {error}"
        if failure and self._lines.are_cut:
            return  # not the source's fault: it is begun again
        if failure:
            self._store.write(lambda db: end(db, task, self._now(), failure)).result()
        self._tell(task, failure)

    def _fetch(self, task: Task) -> None:
        wanted = wanted_of(task)
        if not wanted.overwrites and _exists(self._store.read.version(task.bucket, wanted.key)):
            self._store.write(lambda db: end(db, task, self._now())).result()
            return
        receiver = self._store.receive()
        try:
            headers = fetch(self._lines, wanted.url, receiver, MOST_BYTES)
            if wanted.md5 and wanted.md5 != receiver.md5:
                raise Failed(f"the MD5 of what came is {receiver.md5}, and the task says {wanted.md5}")
            content = receiver.finish()
            if not self._store.write(lambda db: _keep(db, task, content, headers, self._now())).result():
                receiver.abort()
        except BaseException:
            receiver.abort()
            raise

    def _tell(self, task: Task, failure: str) -> None:
        wanted = wanted_of(task)
        url = wanted.on_failure if failure else wanted.on_success
        if not url:
            return
        whose = {"taskid": task.name, "bucket": task.bucket, "key": wanted.key, "url": wanted.url}
        message = json.dumps({**whose, "code": 1 if failure else 0, "msg": failure})
        try:
            tell(self._lines, url, message.encode())
        except Failed as error:
            logger.warning("nobody was told that task %s ended: %s", task.name, error)


def _begin_again(db: Changes) -> None:
    for task in db.tasks_due(KIND, math.inf, -1):  # all there are
        if task.data["state"] == "doing":
            db.put_task(new(task.bucket, task.name, wanted_of(task), task.data["owner"], 0.0))


def _taken(db: Changes, tasks: list[Task]) -> list[Task]:
    """Those of the tasks that are to be done now; the others ended long ago, or went with their bucket."""
    there = [task for task in tasks if db.task(KIND, task.bucket, task.name) is not None]
    for task in there:
        if is_over(task):
            db.drop_task(KIND, task.bucket, task.name)
        else:
            db.put_task(taken(task))
    return [task for task in there if not is_over(task)]


def _keep(db: Changes, task: Task, content: Content, headers: dict[str, str], now: float) -> bool:
    """Whether the content was stored: an object that is not to be overwritten may have come first."""
    wanted = wanted_of(task)
    if db.task(KIND, task.bucket, task.name) is None:
        raise Failed("the bucket was deleted")
    is_wanted = wanted.overwrites or not _exists(db.version(task.bucket, wanted.key))
    if is_wanted:
        try:
            deliver(db, task.bucket, wanted.key, content, now, headers, owner=task.data["owner"])
        except VersionLocked:
            raise Refusal("ObjectLocked") from None
    end(db, task, now)
    return is_wanted


def _exists(version: Version | None) -> bool:
    return version is not None and not version.is_marker
