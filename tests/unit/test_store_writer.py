"""Transactions: what one call raises is its own; what was answered is seen by all."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from pathlib import Path
from typing import TypeVar

import pytest

from qcloud_cos.server.store import Bucket, Changes, Content, Store, StoreClosed, Version

T = TypeVar("T")
BUCKET = "writer-1250000000"


@pytest.fixture
def store() -> Iterator[Store]:
    store = Store(None)
    store.write(lambda db: db.create_bucket(Bucket(BUCKET, "1", 0.0, "r"))).result()
    yield store
    store.close()


def put(db: Changes, key: str, etag: str = "") -> Version:
    return db.put(Version(BUCKET, key, etag=etag, content=Content(0, "", 0, b"")))


def mark(db: Changes) -> Version:
    return db.put(Version(BUCKET, "k", is_marker=True))


def keys(store: Store) -> list[str]:
    return [version.key for version in store.read.list_objects(BUCKET).entries]


def held_up(store: Store) -> threading.Event:
    """Keep the writer busy, so that what follows is one transaction, until the event is set."""
    started, go = threading.Event(), threading.Event()

    def wait(db: Changes) -> None:
        started.set()
        go.wait(10)

    store.write(wait)
    started.wait(10)
    return go


def test_a_call_that_raises_undoes_only_its_own(store: Store) -> None:
    go = held_up(store)

    def fail(db: Changes) -> None:
        put(db, "b")
        raise KeyError("mine")

    before, failing, behind = (
        store.write(lambda db: put(db, "a")),
        store.write(fail),
        store.write(lambda db: put(db, "c")),
    )
    go.set()
    with pytest.raises(KeyError, match="mine"):
        failing.result(10)
    assert before.result(10).key == "a"
    assert behind.result(10).key == "c"
    assert keys(store) == ["a", "c"]


def test_later_calls_of_a_transaction_see_what_earlier_ones_did(store: Store) -> None:
    go = held_up(store)
    store.write(lambda db: put(db, "a", "first"))
    seen = store.write(lambda db: db.version(BUCKET, "a"))
    unseen = store.read.version(BUCKET, "a")
    go.set()
    version = seen.result(10)
    assert version is not None
    assert version.etag == "first"
    assert unseen is None


def test_a_call_that_was_cancelled_in_time_is_not_made(store: Store) -> None:
    go = held_up(store)
    cancelled = store.write(lambda db: put(db, "a"))
    assert cancelled.cancel()
    go.set()
    store.write(lambda db: put(db, "b")).result(10)
    assert keys(store) == ["b"]


def test_racing_writers_take_turns(store: Store) -> None:
    """Each adds one to the count it finds; none is lost."""

    def add(db: Changes) -> None:
        version = db.version(BUCKET, "count")
        put(db, "count", str(int(version.etag) + 1 if version else 1))

    def race() -> None:
        for _ in range(50):
            store.write(add).result()

    threads = [threading.Thread(target=race) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    version = store.read.version(BUCKET, "count")
    assert version is not None
    assert version.etag == "400"


def test_who_was_answered_reads_what_it_wrote(store: Store) -> None:
    wrong = []

    def loop(key: str) -> None:
        for number in range(100):
            store.write(partial(put, key=key, etag=str(number))).result()
            version = store.read.version(BUCKET, key)
            if version is None or version.etag != str(number):
                wrong.append((key, number))

    threads = [threading.Thread(target=loop, args=(f"k{number}",)) for number in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert wrong == []


def test_a_version_is_found_while_others_of_its_key_come_and_go(store: Store) -> None:
    """It moves between being the latest and not; a reader sees it all the while."""
    store.write(lambda db: db.set_bucket(BUCKET, versioning="Enabled")).result()
    kept = store.write(lambda db: put(db, "k", "kept")).result()
    stop = threading.Event()

    def churn() -> None:
        while not stop.is_set():
            marker = store.write(mark).result()
            store.write(partial(Changes.remove, bucket=BUCKET, key="k", version_id=marker.version_id)).result()

    thread = threading.Thread(target=churn)
    thread.start()
    try:
        for _ in range(2000):
            assert store.read.version(BUCKET, "k", kept.version_id) is not None
            latest = store.read.version(BUCKET, "k")
            assert latest is not None
            page = store.read.list_versions(BUCKET)
            assert [version.is_latest for version in page.entries] == [True, False][: len(page.entries)]
    finally:
        stop.set()
        thread.join()


def test_close_finishes_what_was_given(tmp_path: Path) -> None:
    store = Store(tmp_path)
    store.write(lambda db: db.create_bucket(Bucket(BUCKET, "1", 0.0, "r"))).result()
    futures = [store.write(partial(put, key=f"k{n}")) for n in range(500)]
    store.close()
    assert all(future.done() and future.exception() is None for future in futures)
    store.close()
    with pytest.raises(StoreClosed):
        store.write(lambda db: None).result()
    with pytest.raises(StoreClosed):
        elsewhere(lambda: store.read)
    store = Store(tmp_path)
    assert len(keys(store)) == 500
    store.close()


def elsewhere(call: Callable[[], T]) -> T:
    """What a call returns, or raises, in a thread of its own."""
    with ThreadPoolExecutor(1) as pool:
        return pool.submit(call).result()


def test_connections_of_threads_that_ended_are_closed(store: Store) -> None:
    for _ in range(5):
        elsewhere(lambda: store.read.buckets())
    assert len(store._readers._open) <= 2


def test_a_temporary_root_goes_when_it_is_closed() -> None:
    store = Store(None)
    assert store.root.is_dir()
    store.close()
    assert not store.root.exists()
