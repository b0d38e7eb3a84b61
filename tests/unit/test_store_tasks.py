"""Tasks: work for later, which outlives the process; and versions placed by their id."""

from __future__ import annotations

import sqlite3
from pathlib import Path

import pytest

from qcloud_cos.server.store import Bucket, Content, Store, Task, Version

BUCKET = "tasks-1250000000"


def opened(root: Path) -> Store:
    store = Store(root, durability="os")
    if store.read.bucket(BUCKET) is None:
        store.write(lambda db: db.create_bucket(Bucket(BUCKET, "1", 0.0, "r", versioning="Enabled"))).result()
    return store


def test_tasks_are_due_in_their_order_and_outlive_the_store(tmp_path: Path) -> None:
    store = opened(tmp_path)
    for name, due in (("late", 30.0), ("soon", 10.0), ("second", 10.0)):
        store.write(lambda db, name=name, due=due: db.put_task(Task("k", BUCKET, name, due, {"n": name}))).result()  # type: ignore[misc]
    store.close()
    store = opened(tmp_path)
    assert [task.name for task in store.read.tasks_due("k", 10.0, 5)] == ["soon", "second"]
    assert [task.name for task in store.read.tasks_due("k", 99.0, 2)] == ["soon", "second"]
    assert store.read.next_task("k") == 10.0
    assert store.read.next_task("other") is None
    store.write(lambda db: db.put_task(Task("k", BUCKET, "soon", 50.0))).result()
    found = store.read.task("k", BUCKET, "soon")
    assert found is not None
    assert (found.due, found.data) == (50.0, {})
    store.write(lambda db: db.drop_task("k", BUCKET, "soon")).result()
    assert store.read.task("k", BUCKET, "soon") is None
    store.write(lambda db: db.delete_bucket(BUCKET)).result()
    assert store.read.next_task("k") is None
    store.close()


def test_who_waits_for_tasks_is_called_once_they_are_stored(tmp_path: Path) -> None:
    store, calls = opened(tmp_path), []
    store.on_tasks(lambda: calls.append(store.read.next_task("k")))
    store.write(lambda db: db.put_document(BUCKET, "d", "")).result()
    store.write(lambda db: db.put_task(Task("k", BUCKET, "a", 1.0))).result()
    store.write(lambda db: db.put_document(BUCKET, "d", "")).result()
    store.close()
    assert calls == [1.0]


def test_an_older_database_gets_the_table(tmp_path: Path) -> None:
    opened(tmp_path).close()
    with sqlite3.connect(tmp_path / "meta.db") as db:
        db.execute("DROP TABLE task")
    db.close()
    store = opened(tmp_path)
    assert store.read.next_task("k") is None
    store.close()


def test_a_version_is_placed_once_and_only_where_there_are_versions(tmp_path: Path) -> None:
    store = opened(tmp_path)
    first = store.write(lambda db: db.put(Version(BUCKET, "a", content=Content(1, "", 0, b"1")))).result()
    store.write(lambda db: db.create_bucket(Bucket("other-1", "1", 0.0, "r", versioning="Enabled"))).result()
    copy = Version("other-1", "a", first.version_id, content=first.content)
    assert store.write(lambda db: db.place(copy)).result() is True
    assert store.write(lambda db: db.place(copy)).result() is False
    marker = store.write(lambda db: db.put(Version(BUCKET, "a", is_marker=True))).result()
    gone = Version("other-1", "a", marker.version_id, is_marker=True)
    assert store.write(lambda db: db.place(gone)).result() is True
    assert store.read.list_objects("other-1").entries == []
    latest = store.read.version("other-1", "a")
    assert latest is not None
    assert latest.is_marker
    for bucket, version_id in (("missing-1", first.version_id), (BUCKET, "null")):
        with pytest.raises(LookupError):
            store.write(
                lambda db, bucket=bucket, id_=version_id: db.place(Version(bucket, "a", id_))  # type: ignore[misc]
            ).result()
    store.close()
