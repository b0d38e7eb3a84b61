"""When the inventories of a bucket are to be made, kept as tasks."""

from __future__ import annotations

from qcloud_cos.server.inventory.schedule import first
from qcloud_cos.server.inventory.wanted import Wanted
from qcloud_cos.server.store import Changes, Task

KIND = "inventory"


def note(db: Changes, bucket: str, wanted: Wanted, now: float) -> None:
    """Have an inventory made: at once if it is made once, else from the next night on."""
    if wanted.enabled:
        db.put_task(Task(KIND, bucket, wanted.id, first(wanted, now) if wanted.frequency else now))
    else:
        drop(db, bucket, wanted.id)


def drop(db: Changes, bucket: str, id_: str) -> None:
    db.drop_task(KIND, bucket, id_)
