"""What was acknowledged stays: through kills, cut logs, failing disks; and a root that is not right is refused.

Run as a script, this is the writer that gets killed: it says what was acknowledged, a line each.
"""

from __future__ import annotations

import asyncio
import errno
import os
import random
import resource
import shutil
import sqlite3
import subprocess
import sys
import threading
from collections.abc import Iterator
from functools import partial
from pathlib import Path

import pytest

from qcloud_cos.server.store import (
    Bucket,
    Changes,
    Content,
    LoopWriter,
    RootDamaged,
    RootLocked,
    RootUnwritable,
    Store,
    StoreFull,
    StoreReadOnly,
    Version,
    blobs,
)
from qcloud_cos.server.store.root import duplicate, sync_folder

BUCKET = "durable-1250000000"
WRITERS = 8
KEYS_EACH = 12
SIZES = (0, 100, 4096, 32 * 1024, 32 * 1024 + 1, 200_000)


def body(key: str, number: int) -> bytes:
    """The content of a key's write of that number."""
    source = random.Random(f"{key} {number}")  # noqa: S311 - to have it again, not to hide it
    return source.randbytes(source.choice(SIZES))


def received(store: Store, key: str, number: int) -> Version:
    receiver = store.receive()
    receiver.write(body(key, number))
    return Version(BUCKET, key, etag=str(number), content=receiver.finish())


def put(store: Store, key: str, number: int) -> None:
    version = received(store, key, number)
    store.write(lambda db: db.put(version)).result()


def create_bucket(store: Store) -> None:
    store.write(lambda db: db.create_bucket(Bucket(BUCKET, "1250000000", 0.0, "r"))).result()


def write_for_ever(root: str, first: int) -> None:
    store = Store(root)

    def writer(name: int) -> None:
        number = first
        while True:
            number += 1
            key = f"{name}/{number % KEYS_EACH}"
            put(store, key, number)
            os.write(1, f"{key} {number}\n".encode())

    async def writer_of_loop(loop: LoopWriter, name: int) -> None:
        number = first
        while True:
            number += 1
            key = f"{name}/{number % KEYS_EACH}"
            version = received(store, key, number)
            await loop.write(partial(Changes.put, version=version))
            os.write(1, f"{key} {number}\n".encode())

    async def loop() -> None:
        loop = store.loop_writer()
        await asyncio.wait_for(
            asyncio.gather(*[writer_of_loop(loop, name) for name in range(WRITERS, 2 * WRITERS)]), 60
        )

    for name in range(WRITERS):
        threading.Thread(target=writer, args=(name,), daemon=True).start()
    asyncio.run(loop())


def killed_after(seconds: float, root: Path, first: int) -> dict[str, int]:
    """The last acknowledged write of each key, of writers that were killed in the middle."""
    command = [sys.executable, __file__, str(root), str(first)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        lines = [process.stdout.readline()]
        timer = threading.Timer(seconds, process.kill)
        timer.start()
        lines += process.stdout.readlines()
        timer.join()
    assert process.returncode == -9
    words = [line.split() for line in lines if line.endswith("\n")]
    return {key: int(number) for key, number in words}


def test_what_was_acknowledged_outlives_kills(tmp_path: Path) -> None:
    store = Store(tmp_path)
    create_bucket(store)
    store.close()
    acknowledged: dict[str, int] = {}
    for attempt in range(5):
        acknowledged |= killed_after(0.2 + attempt / 10, tmp_path, attempt * 1_000_000)
        store = Store(tmp_path)
        check(store, acknowledged)
        store.close()
    assert acknowledged


def check(store: Store, acknowledged: dict[str, int]) -> None:
    found = {}
    for listed in store.read.list_objects(BUCKET).entries:
        version = store.read.version(BUCKET, listed.key)
        assert version is not None
        assert version.content is not None
        number = found[listed.key] = int(version.etag)
        assert b"".join(store.open(version.content)) == body(listed.key, number)
    late = [key for key, number in acknowledged.items() if found.get(key, 0) < number]
    assert late == []
    store.write(lambda db: None).result()  # the cleaning up of the start is done
    assert len(list(store.root.glob("blobs/*/*"))) == sum(len(body(*one)) > 32 * 1024 for one in found.items())
    assert list(store.root.glob("tmp/*")) == []


def test_a_log_cut_anywhere_holds_whole_transactions_in_order(tmp_path: Path) -> None:
    store = Store(tmp_path / "root", durability="os")
    create_bucket(store)
    store.close()
    store = Store(tmp_path / "root", durability="os")
    ends = []
    for number in range(12):
        store.write(partial(put_two, number=number)).result()
        ends.append((tmp_path / "root/meta.db-wal").stat().st_size)
    whole = (tmp_path / "root/meta.db-wal").read_bytes()
    cuts = random.Random(4)  # noqa: S311
    for number, size in enumerate([0, *ends, *(cuts.randrange(len(whole)) for _ in range(30))]):
        root = tmp_path / f"cut{number}"
        root.mkdir()
        shutil.copy(tmp_path / "root/meta.db", root)
        (root / "meta.db-wal").write_bytes(whole[:size])
        after = Store(root, durability="os")
        found = [version.key for version in after.read.list_objects(BUCKET).entries]
        after.close()
        kept = sum(end <= size for end in ends)
        assert found == [f"{number:02d}{half}" for number in range(kept) for half in "ab"]
    store.close()


def put_two(db: Changes, number: int) -> None:
    for half in "ab":
        db.put(Version(BUCKET, f"{number:02d}{half}", content=Content(3000, "", 0, os.urandom(3000))))


def test_after_a_failed_commit_the_store_is_read_only(tmp_path: Path) -> None:
    """The disk fails in a process of its own: a limit on the size of its files stands in for it."""
    program = f"""
import resource, sys
sys.path.insert(0, {str(Path(__file__).parent)!r})
from test_store_durability import *
fail_and_read({str(tmp_path)!r})
"""
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, timeout=20, check=False)
    assert done.returncode == 0, done.stderr
    acknowledged = int(done.stdout)
    store = Store(tmp_path)
    found = [version.key for version in store.read.list_objects(BUCKET).entries]
    assert found[:acknowledged] == [f"{number:02d}" for number in range(acknowledged)]
    put(store, "again", 1)
    store.close()


def fail_and_read(root: str) -> None:
    store = Store(root)
    create_bucket(store)
    size = (Path(root) / "meta.db-wal").stat().st_size
    resource.setrlimit(resource.RLIMIT_FSIZE, (size + 300_000, -1))
    acknowledged: list[str] = []
    with pytest.raises(StoreReadOnly, match="failed write"):
        fill(store, acknowledged)
    resource.setrlimit(resource.RLIMIT_FSIZE, (-1, -1))
    with pytest.raises(StoreReadOnly):
        put_inline(store, "later")
    assert [version.key for version in store.read.list_objects(BUCKET).entries] == acknowledged != []
    store.close()
    sys.stdout.write(str(len(acknowledged)))


def fill(store: Store, acknowledged: list[str]) -> None:
    for number in range(100):
        put_inline(store, f"{number:02d}")
        acknowledged.append(f"{number:02d}")


def put_inline(store: Store, key: str) -> None:
    content = Content(30_000, "", 0, bytes(30_000))
    store.write(lambda db: db.put(Version(BUCKET, key, content=content))).result()


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    store = Store(tmp_path / "root")
    create_bucket(store)
    yield store
    store.close()


def test_a_full_disk_fails_the_write_and_not_the_store(store: Store) -> None:
    store.write(lambda db: db._db.execute("PRAGMA max_page_count = 1")).result()  # no more than it has
    with pytest.raises(StoreFull):
        fill(store, [])
    store.write(lambda db: db._db.execute("PRAGMA max_page_count = 100000")).result()
    put_inline(store, "later")
    assert "later" in [version.key for version in store.read.list_objects(BUCKET).entries]


def refuse(error: int, file: int) -> None:
    raise OSError(error, os.strerror(error))


def test_a_file_that_the_disk_lost_makes_the_store_read_only(
    store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    put(store, "before", 1)
    monkeypatch.setattr(blobs, "sync_data", partial(refuse, errno.EIO))
    receiver = store.receive()
    receiver.write(bytes(100_000))
    with pytest.raises(StoreReadOnly, match="Input/output error"):
        receiver.finish()
    receiver.abort()
    with pytest.raises(StoreReadOnly):
        put_inline(store, "k")
    assert store.read.version(BUCKET, "before") is not None
    assert list(store.root.glob("tmp/*")) == []


def test_a_file_that_found_no_room_does_not(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(blobs, "sync_data", partial(refuse, errno.ENOSPC))
    receiver = store.receive()
    receiver.write(bytes(100_000))
    with pytest.raises(StoreFull, match="No space left"):
        receiver.finish()
    receiver.abort()
    put_inline(store, "k")


def test_a_shortage_of_open_files_says_nothing_of_the_disk(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    with monkeypatch.context() as patch:
        patch.setattr(blobs, "sync_folder", partial(refuse, errno.EMFILE))
        receiver = store.receive()
        receiver.write(bytes(100_000))
        with pytest.raises(OSError, match="Too many open files"):
            receiver.finish()
        receiver.abort()
    put(store, "k", 5)
    assert [version.key for version in store.read.list_objects(BUCKET).entries] == ["k"]


@pytest.mark.parametrize("how", ["missing", "empty", "without its log"])
def test_bodies_without_their_database_are_not_cleaned_away(tmp_path: Path, how: str) -> None:
    store = Store(tmp_path / "root")
    create_bucket(store)
    receiver = store.receive()
    receiver.write(bytes(100_000))
    version = Version(BUCKET, "k", content=receiver.finish())
    store.write(lambda db: db.put(version)).result()
    shutil.copytree(tmp_path / "root", tmp_path / "copy")
    store.close()
    database = tmp_path / "copy/meta.db"
    (tmp_path / "copy/meta.db-wal").unlink()
    if how != "without its log":
        database.unlink()
    if how == "empty":
        database.touch()
    with pytest.raises(RootDamaged, match="missing or empty, but .*blobs has the bodies"):
        Store(tmp_path / "copy")
    assert len(list(tmp_path.glob("copy/blobs/*/*"))) == 1


def test_a_file_is_on_disk_before_it_has_its_name_and_then_its_folders_are(
    store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    done: list[str] = []
    rename = os.rename

    def noted_sync(path: Path) -> None:
        sync_folder(path)
        done.append(path.name if path.name == "blobs" else "folder")

    def noted_rename(source: Path, target: Path) -> None:
        rename(source, target)
        done.append("name")

    monkeypatch.setattr(blobs, "sync_data", lambda file: done.append("data"))
    monkeypatch.setattr(blobs, "sync_folder", noted_sync)
    monkeypatch.setattr(os, "rename", noted_rename)
    receiver = store.receive()
    receiver.write(bytes(100_000))
    receiver.finish()
    assert done == ["data", "name", "folder", "blobs"]


def test_a_restore_after_one_that_failed_syncs_what_that_left(
    store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    for key in ("a", "b"):
        receiver = store.receive()
        receiver.write(os.urandom(100_000))
        version = Version(BUCKET, key, content=receiver.finish())
        store.write(lambda db, version=version: db.put(version)).result()  # type: ignore[misc]
    store.saved.save("one", {})
    store.reset()
    store.write(lambda db: None).result()  # its files are gone
    assert list(store.root.glob("blobs/*/*")) == []
    made: list[Path] = []

    def once(source: Path, target: Path, durable: bool) -> None:
        if made:
            raise OSError(errno.EIO, os.strerror(errno.EIO))
        duplicate(source, target, durable)
        made.append(target.parent)

    with monkeypatch.context() as patch:
        patch.setattr(blobs, "duplicate", once)
        with pytest.raises(OSError, match="Input/output error"):
            store.restore("one")
    synced: list[Path] = []
    monkeypatch.setattr(blobs, "sync_folder", synced.append)
    store.restore("one")
    assert made[0] in synced


def test_a_root_is_one_servers(store: Store) -> None:
    with pytest.raises(RootLocked, match=rf"{store.root}.*process {os.getpid()}"):
        Store(store.root)


def test_a_root_is_free_again_after_a_kill(tmp_path: Path) -> None:
    store = Store(tmp_path)
    create_bucket(store)
    store.close()
    killed_after(0.05, tmp_path, 0)
    Store(tmp_path).close()


def test_a_root_that_is_a_file_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "file"
    path.touch()
    with pytest.raises(RootUnwritable, match=str(path)):
        Store(path)


def wrecked(root: Path, how: str) -> None:
    """Do something bad to the database of a root that is closed."""
    path = root / "meta.db"
    if how == "zeroed":
        data = path.read_bytes()
        path.write_bytes(data[:8192] + bytes(len(data) - 8192))
    elif how == "cut":
        os.truncate(path, path.stat().st_size // 2)
    elif how == "text":
        path.write_text("this is no database " * 1000)
    else:
        if how == "foreign":
            path.unlink()
        db = sqlite3.connect(path)
        db.execute("CREATE TABLE other (x)" if how == "foreign" else "PRAGMA user_version = 99")
        db.close()


@pytest.mark.parametrize(
    ("how", "says"),
    [
        ("zeroed", "damaged|malformed"),
        ("cut", "damaged|malformed"),
        ("text", "not a database"),
        ("foreign", "not a COS store's"),
        ("newer", "schema 99"),
    ],
)
def test_a_damaged_root_is_refused_in_one_clear_line(tmp_path: Path, how: str, says: str) -> None:
    store = Store(tmp_path)
    create_bucket(store)
    for number in range(30):
        put_inline(store, f"{number:02d}")
    store.close()
    wrecked(tmp_path, how)
    with pytest.raises(RootDamaged, match=says) as caught:
        Store(tmp_path)
    assert str(tmp_path / "meta.db") in str(caught.value)
    assert "\n" not in str(caught.value)
    (tmp_path / "meta.db").unlink()  # the lock was let go of
    Store(tmp_path).close()


if __name__ == "__main__":
    write_for_ever(sys.argv[1], int(sys.argv[2]))
