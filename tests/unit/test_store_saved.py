"""Whole states: saved in one moment, restored in one, and never at the cost of a body that is in use."""

from __future__ import annotations

import io
import os
import random
import sqlite3
import tarfile
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from qcloud_cos.server.store import (
    Bucket,
    Content,
    NoSuchState,
    Part,
    RootDamaged,
    StateDamaged,
    Store,
    Upload,
    Version,
)
from qcloud_cos.server.store.saved import export
from qcloud_cos.server.store.schema import TABLES

BIG = 100_000
"""More than is kept in the database."""


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    store = Store(tmp_path / "root", durability="os")
    yield store
    store.close()


def content(store: Store, data: bytes) -> Content:
    receiver = store.receive()
    receiver.write(data)
    return receiver.finish()


def bucket(store: Store, name: str = "b-1", versioning: str = "Enabled") -> str:
    store.write(lambda db: db.create_bucket(Bucket(name, "1", 0.0, "r", versioning=versioning))).result()
    return name


def put(store: Store, key: str, data: bytes, name: str = "b-1") -> Version:
    version = Version(name, key, content=content(store, data))
    return store.write(lambda db: db.put(version)).result()


def remove(store: Store, version: Version) -> None:
    store.write(lambda db: db.remove(version.bucket, version.key, version.version_id)).result()


def part(store: Store, upload_id: str, number: int, data: bytes) -> None:
    made = Part(number, "e", 0.0, content(store, data))
    store.write(lambda db: db.put_part(upload_id, made)).result()


def read(store: Store, version: Version) -> bytes:
    found = store.read.version(version.bucket, version.key, version.version_id)
    assert found is not None
    assert found.content is not None
    return b"".join(store.open(found.content))


def files(store: Store) -> dict[str, bytes]:
    store.write(lambda db: None).result()  # files go after the answer, but before the next transaction
    return {path.name: path.read_bytes() for path in store.root.glob("blobs/*/*")}


def everything(store: Store) -> dict[str, Any]:
    """Each row of each table, and each file that one of them names."""
    tables: dict[str, Any] = {}
    with sqlite3.connect(store.root / "meta.db") as db:
        for table in TABLES:
            tables[table] = sorted(db.execute(f"SELECT * FROM {table}").fetchall(), key=repr)
    db.close()
    named = {row[0] for row in tables["blob"] if not row[0].startswith("~")}
    return tables | {"files": {name: data for name, data in files(store).items() if name in named}}


def fill(store: Store) -> None:
    for name in ("b-1", "c-1"):
        bucket(store, name)
        store.write(lambda db, name=name: db.put_document(name, "cors", "<CORS/>")).result()  # type: ignore[misc]
        for key in ("a", "照片", "a"):
            put(store, key, os.urandom(100), name)
            put(store, f"big {key}", os.urandom(BIG), name)
    store.write(lambda db: db.put(Version("b-1", "a", is_marker=True))).result()
    store.write(lambda db: db.create_upload(Upload("u", "b-1", "k", 0.0))).result()
    part(store, "u", 1, os.urandom(BIG))
    part(store, "u", 2, b"small")


def test_what_was_saved_is_what_is_restored(store: Store) -> None:
    fill(store)
    before = everything(store)
    store.saved.save("full", {"note": 1})
    store.reset()
    store.saved.save("empty", {})
    bucket(store, "d-1")
    put(store, "other", os.urandom(BIG), "d-1")
    store.restore("full")
    assert everything(store) == before
    assert files(store) == before["files"]
    store.restore("empty")
    assert (files(store), store.read.buckets()) == ({}, [])
    store.restore("full")
    assert everything(store) == before
    assert (store.saved.names(), store.saved.about("full")) == (["empty", "full"], {"note": 1})


def test_bodies_are_not_copied(store: Store) -> None:
    bucket(store)
    put(store, "big", os.urandom(BIG))
    store.saved.save("s", {})
    [file] = store.root.glob("blobs/*/*")
    [second] = store.root.glob("snapshots/s/blobs/*/*")
    assert file.samefile(second)


def test_bodies_are_copied_where_there_are_no_hard_links(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    def no_links(*_: object, **__: object) -> None:
        raise PermissionError("no hard links here")

    monkeypatch.setattr("os.link", no_links)
    bucket(store)
    version = put(store, "big", data := os.urandom(BIG))
    store.saved.save("s", {})
    store.reset()
    store.restore("s")
    assert read(store, version) == data


def test_restored_objects_can_be_changed_and_deleted_again(store: Store) -> None:
    bucket(store)
    kept = put(store, "kept", data := os.urandom(BIG))
    gone = put(store, "gone", os.urandom(BIG))
    store.saved.save("s", {})
    remove(store, gone)
    store.restore("s")
    for version in (gone, kept):
        remove(store, version)
    assert files(store) == {}
    store.restore("s")
    assert read(store, kept) == data


def test_ids_are_not_given_twice(store: Store) -> None:
    bucket(store)
    store.saved.save("s", {})
    later = [put(store, "k", b"x").version_id for _ in range(100)]
    store.restore("s")
    assert not {put(store, "k", b"x").version_id for _ in range(100)} & set(later)


def test_states_outlive_the_server_and_can_be_dropped_and_replaced(tmp_path: Path) -> None:
    store = Store(tmp_path, durability="disk")
    bucket(store)
    version = put(store, "k", data := os.urandom(BIG))
    store.saved.save("s", {"n": 1})
    store.saved.save("s", {"n": 2})
    store.reset()
    store.close()
    store = Store(tmp_path)
    assert (store.saved.names(), store.saved.about("s")) == (["s"], {"n": 2})
    store.restore("s")
    assert read(store, version) == data
    store.saved.drop("s")
    assert read(store, version) == data
    for act in (store.restore, store.saved.drop, store.saved.about):
        with pytest.raises(NoSuchState, match="there is no snapshot 's'; there is none"):
            act("s")
    store.close()


@pytest.mark.parametrize("name", ["", "../x", ".hidden", "a/b", "a\0b", "x" * 101, "é"])
def test_names_are_no_paths(store: Store, name: str) -> None:
    with pytest.raises(ValueError, match="letters, digits"):
        store.saved.save(name, {})
    with pytest.raises(NoSuchState):
        store.restore(name)
    with pytest.raises(NoSuchState):
        store.saved.drop(name)


def test_what_a_killed_server_left_is_cleaned(tmp_path: Path) -> None:
    store = Store(tmp_path, durability="os")
    bucket(store)
    store.saved.save("replaced", {"n": 1})
    store.close()
    states = tmp_path / "snapshots"
    (states / ".new-1234" / "blobs").mkdir(parents=True)
    (states / "replaced").rename(states / ".old-replaced")
    store = Store(tmp_path)
    assert [path.name for path in states.iterdir()] == ["replaced"]
    store.restore("replaced")
    store.close()


def test_a_state_that_lost_a_file_changes_nothing(store: Store) -> None:
    bucket(store)
    put(store, "k", os.urandom(BIG))
    store.saved.save("s", {})
    store.reset()
    bucket(store, "now-1")
    before = everything(store)
    for path in store.root.glob("snapshots/s/blobs/*/*"):
        path.unlink()
    with pytest.raises(RootDamaged, match="the snapshot s is not whole"):
        store.restore("s")
    assert everything(store) == before


# readers and writers meanwhile


def test_a_reader_of_a_deleted_body_does_not_take_it_from_who_restored_it(store: Store) -> None:
    bucket(store)
    version = put(store, "k", data := os.urandom(BIG))
    store.saved.save("s", {})
    assert version.content is not None
    reader = store.open(version.content, chunk=1000)
    first = next(reader)
    remove(store, version)  # it stays until the reader is done
    store.restore("s")
    assert first + b"".join(reader) == data
    assert read(store, version) == data


def test_a_reader_reads_on_while_its_object_is_restored_away(store: Store) -> None:
    bucket(store)
    store.saved.save("s", {})
    version = put(store, "k", data := os.urandom(BIG))
    assert version.content is not None
    reader = store.open(version.content, chunk=1000)
    store.restore("s")
    assert b"".join(reader) == data
    assert files(store) == {}


def test_states_are_whole_whatever_is_written_meanwhile(store: Store) -> None:
    """Bodies are replaced all the time; what a state names is there and right, and nothing is left over."""
    bucket(store, versioning="")
    written: dict[str, bytes] = {}

    def write(seed: int) -> None:
        noise = random.Random(seed)  # noqa: S311
        for _ in range(60):
            data = noise.randbytes(BIG)
            written[f"{data[:8].hex()}"] = data
            version = put(store, f"k{seed}{noise.randrange(3)}", data)
            if noise.random() < 0.3:
                remove(store, version)

    threads = [threading.Thread(target=write, args=(seed,)) for seed in range(3)]
    for thread in threads:
        thread.start()
    count = 0
    while any(thread.is_alive() for thread in threads) and count < 20:
        store.saved.save(f"s{count}", {})
        count += 1
    for thread in threads:
        thread.join()
    for number in range(count):
        store.restore(f"s{number}")
        for version in store.read.list_objects("b-1").entries:
            data = read(store, version)
            assert data == written[data[:8].hex()]
        assert len(files(store)) == len(store.read.list_objects("b-1").entries)


def test_restoring_meanwhile_loses_no_acknowledged_write_that_came_after(store: Store) -> None:
    bucket(store, versioning="")
    put(store, "base", os.urandom(BIG))
    store.saved.save("s", {})

    def restore() -> None:
        for _ in range(10):
            store.restore("s")

    thread = threading.Thread(target=restore)
    thread.start()
    number = 0
    while thread.is_alive():
        put(store, f"k{number % 5}", os.urandom(BIG))
        number += 1
    thread.join()
    last = put(store, "last", data := os.urandom(BIG))
    assert read(store, last) == data
    for version in store.read.list_objects("b-1").entries:
        assert len(read(store, version)) == BIG


# one file


def exported(store: Store, name: str = "s") -> bytes:
    with store.saved.held(name) as place:
        return b"".join(export(place))


@pytest.fixture
def another(tmp_path: Path) -> Iterator[Store]:
    store = Store(tmp_path / "another", durability="os")
    yield store
    store.close()


def test_a_state_goes_to_another_server_as_one_file(store: Store, another: Store) -> None:
    fill(store)
    before = everything(store)
    store.saved.save("s", {"note": "x"})
    another.saved.take("t", io.BytesIO(exported(store)))
    another.restore("t")
    assert everything(another) == before
    assert another.saved.about("t") == {"note": "x"}


def test_a_state_is_given_away_while_it_is_replaced(store: Store, another: Store) -> None:
    bucket(store)
    put(store, "k", os.urandom(BIG))
    before = everything(store)
    store.saved.save("s", {})
    file = io.BytesIO()
    with store.saved.held("s") as place:
        store.reset()
        store.saved.save("s", {})
        store.saved.drop("s")
        file.writelines(export(place))
    file.seek(0)
    another.saved.take("s", file)
    another.restore("s")
    assert everything(another) == before
    assert list((store.root / "snapshots").iterdir()) == []


def test_a_file_that_is_cut_or_no_state_is_refused_and_leaves_nothing(store: Store, another: Store) -> None:
    bucket(store)
    put(store, "k", os.urandom(BIG))
    store.saved.save("s", {})
    whole = exported(store)
    with_more = io.BytesIO()
    with tarfile.open(fileobj=with_more, mode="w") as tar:
        tar.addfile(tarfile.TarInfo("../../outside"))
    linked = io.BytesIO()
    with tarfile.open(fileobj=linked, mode="w") as tar:
        link = tarfile.TarInfo("meta.db")
        link.type, link.linkname = tarfile.SYMTYPE, "/etc/passwd"
        tar.addfile(link)
    for data in (b"", b"no tar", whole[: len(whole) // 2], whole[:3000], with_more.getvalue(), linked.getvalue()):
        with pytest.raises(StateDamaged, match="no snapshot"):
            another.saved.take("t", io.BytesIO(data))
    assert list((another.root / "snapshots").iterdir()) == []


@pytest.mark.parametrize("statement", [
    "UPDATE blob SET id = '../../../../etc/passwd'",
    """UPDATE body SET data = '[["../../../etc/passwd", 0, 10]]'""",
    "UPDATE body SET data = '[[1]]'",
    "PRAGMA user_version = 99",
    "PRAGMA application_id = 0",
    "DELETE FROM blob",
])  # fmt: skip
def test_a_database_that_was_tampered_with_is_refused(store: Store, another: Store, statement: str) -> None:
    bucket(store)
    put(store, "k", os.urandom(BIG))
    store.saved.save("s", {})
    with sqlite3.connect(store.root / "snapshots" / "s" / "meta.db") as db:
        db.execute(statement)
    db.close()
    with pytest.raises(StateDamaged):
        another.saved.take("t", io.BytesIO(exported(store)))
    assert another.saved.names() == []


# one bucket


def test_one_bucket_goes_with_all_that_is_in_it(store: Store) -> None:
    fill(store)
    others = [version.key for version in store.read.walk("c-1")]
    store.reset("b-1")
    assert [found.name for found in store.read.buckets()] == ["c-1"]
    assert [version.key for version in store.read.walk("c-1")] == others
    assert len(files(store)) == 3
    bucket(store)
    assert store.read.is_empty("b-1")
    assert store.read.document("b-1", "cors") is None
