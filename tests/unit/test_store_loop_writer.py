"""Writes of an event loop: durable before they are answered, in turn with those of threads."""

from __future__ import annotations

import asyncio
import sqlite3
import threading
from collections.abc import Iterator
from contextlib import closing
from functools import partial
from pathlib import Path
from typing import Any

import pytest

from qcloud_cos.server.store import (
    Bucket,
    Changes,
    Content,
    LoopWriter,
    Store,
    StoreClosed,
    StoreReadOnly,
    Version,
    writer,
)

BUCKET = "loop-1250000000"


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    store = Store(tmp_path / "root")
    store.write(lambda db: db.create_bucket(Bucket(BUCKET, "1", 0.0, "r"))).result()
    yield store
    store.close()


def put(db: Changes, key: str, etag: str = "") -> Version:
    return db.put(Version(BUCKET, key, etag=etag, content=Content(0, "", 0, b"")))


def add(db: Changes) -> None:
    version = db.version(BUCKET, "count")
    put(db, "count", str(int(version.etag) + 1 if version else 1))


def fail(db: Changes) -> None:
    put(db, "undone")
    raise KeyError("mine")


def keys(store: Store) -> list[str]:
    return [version.key for version in store.read.list_objects(BUCKET).entries]


def test_what_is_written_in_one_turn_shares_a_transaction_and_no_fate(store: Store) -> None:
    commits: list[int] = []

    def seen(db: Changes) -> None:
        commits.append(store.read._db.execute("PRAGMA data_version").fetchone()[0])

    async def main() -> list[object]:
        loop = store.loop_writer()
        calls: list[asyncio.Future[Any]] = [
            loop.write(partial(put, key="a")),
            loop.write(fail),
            loop.write(partial(put, key="b")),
        ]
        calls += [loop.write(seen), loop.write(seen)]
        found: list[object] = await asyncio.gather(*calls, return_exceptions=True)
        return found

    first, failed, third, *_ = asyncio.run(main())
    assert isinstance(first, Version)
    assert isinstance(failed, KeyError)
    assert isinstance(third, Version)
    assert keys(store) == ["a", "b"]
    assert len(set(commits)) == 1


def test_who_was_answered_reads_what_it_wrote(store: Store) -> None:
    async def client(loop: LoopWriter, key: str) -> None:
        for number in range(60):
            await loop.write(partial(put, key=key, etag=str(number)))
            version = store.read.version(BUCKET, key)
            assert version is not None
            assert version.etag == str(number)

    async def main() -> None:
        loop = store.loop_writer()
        await asyncio.gather(*[client(loop, f"k{number}") for number in range(8)])

    asyncio.run(main())


def test_loops_and_threads_take_turns(store: Store) -> None:
    """Each adds one to the count it finds; none is lost."""

    def thread() -> None:
        for _ in range(50):
            store.write(add).result()

    async def client(loop: LoopWriter) -> None:
        for _ in range(50):
            await loop.write(add)

    async def main() -> None:
        loop = store.loop_writer()
        await asyncio.gather(*[client(loop) for _ in range(4)])

    workers = [threading.Thread(target=thread) for _ in range(2)]
    workers += [threading.Thread(target=lambda: asyncio.run(main())) for _ in range(2)]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join()
    version = store.read.version(BUCKET, "count")
    assert version is not None
    assert version.etag == str(2 * 50 + 2 * 4 * 50)


def test_more_than_one_transaction_holds_are_all_made(store: Store) -> None:
    async def main() -> None:
        loop = store.loop_writer()
        await asyncio.gather(*[loop.write(add) for _ in range(500)])

    asyncio.run(main())
    version = store.read.version(BUCKET, "count")
    assert version is not None
    assert version.etag == "500"


def test_a_loop_waits_for_another_program_and_goes_on_meanwhile(store: Store) -> None:
    async def main() -> None:
        loop = store.loop_writer()
        with closing(sqlite3.connect(store.root / "meta.db", isolation_level=None)) as other:
            other.execute("BEGIN IMMEDIATE")
            waiting = asyncio.gather(loop.write(add), loop.write(fail), return_exceptions=True)
            done, _ = await asyncio.wait([waiting], timeout=0.1)
            assert not done
            other.execute("ROLLBACK")
        first, second = await waiting
        assert first is None
        assert isinstance(second, KeyError)
        await loop.write(add)

    asyncio.run(main())
    version = store.read.version(BUCKET, "count")
    assert version is not None
    assert version.etag == "2"


def test_another_program_is_not_waited_for_for_ever(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(writer, "_PATIENCE_SECONDS", 0.05)
    with closing(sqlite3.connect(store.root / "meta.db", isolation_level=None)) as other:
        other.execute("BEGIN IMMEDIATE")
        with pytest.raises(writer.Busy, match="in use by another program"):
            store.write(add).result(10)
    store.write(add).result(10)


def test_a_commit_that_fails_is_told_to_all(store: Store) -> None:
    async def main() -> list[object]:
        loop = store.loop_writer()
        calls: list[asyncio.Future[Any]] = [loop.write(add), loop.write(add)]
        calls.append(loop.write(lambda db: store._broken(OSError("gone"))))
        calls.append(loop.write(add))
        found = await asyncio.gather(*calls, return_exceptions=True)
        return [*found, *await asyncio.gather(loop.write(add), return_exceptions=True)]

    assert [type(error) for error in asyncio.run(main())] == [StoreReadOnly] * 5
    assert keys(store) == []


def test_after_the_end_a_loop_is_refused(store: Store) -> None:
    async def main() -> None:
        loop = store.loop_writer()
        await loop.write(add)
        last = loop.write(add)
        store.close()
        with pytest.raises(StoreClosed):
            await last

    asyncio.run(main())


def test_a_call_that_was_cancelled_in_time_is_not_made(store: Store) -> None:
    async def main() -> None:
        loop = store.loop_writer()
        assert loop.write(partial(put, key="a")).cancel()
        await loop.write(partial(put, key="b"))

    asyncio.run(main())
    assert keys(store) == ["b"]


def test_a_loop_that_is_interrupted_leaves_the_connection_to_others(
    store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    def interrupted(db: Changes) -> list[str]:
        raise KeyboardInterrupt

    async def main() -> None:
        store.loop_writer().write(partial(put, key="a"))
        await asyncio.sleep(0)
        await asyncio.sleep(0)

    with monkeypatch.context() as patch:
        patch.setattr(Changes, "settle", interrupted)
        with pytest.raises(KeyboardInterrupt):
            asyncio.run(main())
    store.write(partial(put, key="b")).result(10)
    assert keys(store) == ["b"]
