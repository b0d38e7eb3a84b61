"""Tasks as they are kept, and as they are told of."""

from __future__ import annotations

from dataclasses import asdict, replace
from typing import Any

from qcloud_cos.server.clock import DAY
from qcloud_cos.server.fetching.wanted import Wanted
from qcloud_cos.server.store import Changes, Task

KIND = "fetch"
KEPT_SECONDS = 3 * DAY
"""So long one can ask how a task ended."""
FAR = 1e12
"""When a task is due that somebody is at."""


def new(bucket: str, id_: str, wanted: Wanted, owner: str, now: float) -> Task:
    return Task(KIND, bucket, id_, now, {"wanted": asdict(wanted), "owner": owner, "state": "waiting"})


def wanted_of(task: Task) -> Wanted:
    return Wanted(**task.data["wanted"])


def taken(task: Task) -> Task:
    return replace(task, due=FAR, data={**task.data, "state": "doing"})


def is_over(task: Task) -> bool:
    return task.data["state"] in ("done", "failed")


def end(db: Changes, task: Task, now: float, failure: str = "") -> None:
    """Keep how a task ended, unless it was forgotten meanwhile."""
    if db.task(KIND, task.bucket, task.name) is not None:
        state = "failed" if failure else "done"
        db.put_task(replace(task, due=now + KEPT_SECONDS, data={**task.data, "state": state, "message": failure}))


def told(task: Task) -> dict[str, Any]:
    """What whoever asks is told of a task."""
    status = {"done": "TASK_DONE", "failed": "TASK_FAILED"}.get(task.data["state"], "TASK_DOING")
    failed = status == "TASK_FAILED"
    return {
        "code": 1 if failed else 0,
        "msg": task.data.get("message", ""),
        "percent": 100 if status == "TASK_DONE" else 0,
        "status": status,
    }
