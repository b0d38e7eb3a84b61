"""Bodies: received, shared by copies and uploads, read while they are deleted, and cleaned up."""

from __future__ import annotations

import hashlib
import os
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from qcloud_cos.core.checksum import crc64
from qcloud_cos.server.store import (
    INLINE_LIMIT,
    BlobMissing,
    Bucket,
    Changes,
    Content,
    Part,
    Receiver,
    Store,
    Upload,
    Version,
)

BUCKET = "bodies-1250000000"
LARGE = os.urandom(100_000)


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    store = Store(tmp_path / "root", durability="os")
    fresh(store)
    yield store
    store.close()


@pytest.fixture(scope="module")
def shared() -> Iterator[Store]:
    store = Store(None)
    fresh(store)
    yield store
    store.close()


def fresh(store: Store) -> None:
    store.write(lambda db: db.create_bucket(Bucket(BUCKET, "1", 0.0, "r"))).result()


def received(store: Store, data: bytes, chunk: int = 30_000) -> Content:
    receiver = store.receive()
    for at in range(0, len(data), chunk):
        receiver.write(data[at : at + chunk])
    return receiver.finish()


def put(store: Store, key: str, content: Content) -> Version:
    return store.write(lambda db: db.put(Version(BUCKET, key, content=content))).result()


def put_part(store: Store, number: int, content: Content) -> None:
    store.write(lambda db: db.put_part("u", Part(number, "e", 1.0, content))).result()


def remove(store: Store, key: str) -> None:
    store.write(lambda db: db.remove(BUCKET, key, "null")).result()
    settled(store)


def settled(store: Store) -> None:
    """Wait until what the last transaction freed is gone."""
    for _ in range(2):  # answered before its files are removed; the next is begun after
        store.write(lambda db: None).result()


def content_of(store: Store, key: str) -> Content:
    version = store.read.version(BUCKET, key)
    assert version is not None
    assert version.content is not None
    return version.content


def read(store: Store, key: str, start: int = 0, stop: int | None = None, chunk: int = 1000) -> bytes:
    return b"".join(store.open(content_of(store, key), start, stop, chunk))


def files(store: Store) -> list[Path]:
    return [path for path in store.root.glob("**/*") if path.is_file() and path.parent != store.root]


@pytest.mark.parametrize("size", [0, 1, INLINE_LIMIT, INLINE_LIMIT + 1, 100_000])
def test_a_body_comes_back_as_it_came(store: Store, size: int) -> None:
    data = LARGE[:size]
    content = received(store, data)
    assert (content.size, content.md5, content.crc64) == (size, hashlib.md5(data).hexdigest(), crc64(data))
    put(store, "k", content)
    assert content_of(store, "k") == content
    assert read(store, "k") == data
    assert len(files(store)) == (size > INLINE_LIMIT)


def test_a_receiver_tells_what_it_has(store: Store) -> None:
    receiver = store.receive()
    receiver.write(bytearray(b"ab"))
    receiver.write(memoryview(b"c"))
    assert (receiver.size, receiver.md5, receiver.crc64) == (3, hashlib.md5(b"abc").hexdigest(), crc64(b"abc"))
    assert receiver.finish().inline == b"abc"


@settings(deadline=None, max_examples=100)
@given(st.integers(0, 70_000), st.integers(0, 70_000), st.sampled_from([20_000, 60_000]), st.integers(1, 50_000))
def test_a_range_is_those_bytes(shared: Store, start: int, stop: int, size: int, chunk: int) -> None:
    data = LARGE[:size]
    put(shared, "k", received(shared, data))
    assert read(shared, "k", start, stop, chunk) == data[start : max(start, stop)]
    assert all(0 < len(piece) <= chunk for piece in shared.open(content_of(shared, "k"), start, stop, chunk))


def test_a_copy_shares_the_file_until_both_are_gone(store: Store) -> None:
    put(store, "a", received(store, LARGE))
    put(store, "b", content_of(store, "a"))
    assert len(files(store)) == 1
    remove(store, "a")
    assert read(store, "b") == LARGE
    remove(store, "b")
    assert files(store) == []


def test_overwriting_frees_the_old_file(store: Store) -> None:
    put(store, "k", received(store, LARGE))
    put(store, "k", received(store, b"small"))
    settled(store)
    assert files(store) == []


def test_an_object_copied_onto_itself_stays(store: Store) -> None:
    put(store, "k", received(store, LARGE))
    put(store, "k", content_of(store, "k"))
    settled(store)
    assert read(store, "k") == LARGE


def test_a_version_may_be_replaced_by_itself(store: Store) -> None:
    version = put(store, "k", received(store, LARGE))
    store.write(lambda db: db.replace(replace(version, acl="x"))).result()
    settled(store)
    assert read(store, "k") == LARGE
    store.write(lambda db: db.replace(replace(version, content=Content(1, "m", 2, b"x")))).result()
    settled(store)
    assert read(store, "k") == b"x"
    assert files(store) == []


def test_a_transaction_that_fails_frees_nothing(store: Store) -> None:
    put(store, "k", received(store, LARGE))

    def fail(db: Changes) -> None:
        db.remove(BUCKET, "k", "null")
        raise RuntimeError("after the removal")

    with pytest.raises(RuntimeError):
        store.write(fail).result()
    settled(store)
    assert read(store, "k") == LARGE


def test_who_reads_finishes_although_the_object_is_deleted(store: Store) -> None:
    put(store, "k", received(store, LARGE))
    reader = store.open(content_of(store, "k"), chunk=1000)
    first = next(reader)
    unread = store.open(content_of(store, "k"))
    remove(store, "k")
    assert first + b"".join(reader) == LARGE
    assert len(files(store)) == 1
    unread.close()
    assert files(store) == []


def test_a_reader_that_is_forgotten_lets_go(store: Store) -> None:
    put(store, "k", received(store, LARGE))
    reader = store.open(content_of(store, "k"), chunk=1000)
    next(reader)
    remove(store, "k")
    del reader
    store.janitor()
    assert files(store) == []


def test_what_was_deleted_before_it_was_opened_is_missing(store: Store) -> None:
    content = received(store, LARGE)
    put(store, "k", content)
    remove(store, "k")
    with pytest.raises(BlobMissing):
        store.open(content)
    with pytest.raises(BlobMissing):
        put(store, "copy", content)
    assert store.read.version(BUCKET, "copy") is None


def test_a_file_cut_short_is_found_out(store: Store) -> None:
    put(store, "k", received(store, LARGE))
    os.truncate(files(store)[0], 50_000)
    with pytest.raises(BlobMissing, match="shorter"):
        read(store, "k")


def test_what_a_listing_gave_cannot_be_read(store: Store) -> None:
    put(store, "k", received(store, LARGE))
    (version,) = store.read.list_objects(BUCKET).entries
    assert version.content is not None
    with pytest.raises(ValueError, match="read the version first"):
        store.open(version.content)


@pytest.mark.parametrize("size", [10, 100_000])
@pytest.mark.parametrize("is_finished", [False, True])
def test_an_aborted_body_leaves_nothing(store: Store, size: int, is_finished: bool) -> None:
    receiver = store.receive()
    receiver.write(LARGE[:size])
    if is_finished:
        receiver.finish()
    receiver.abort()
    settled(store)
    assert files(store) == []


def test_abort_spares_what_was_stored(store: Store) -> None:
    receiver = store.receive()
    receiver.write(LARGE)
    put(store, "k", receiver.finish())
    receiver.abort()
    settled(store)
    assert read(store, "k") == LARGE


def test_the_janitor_removes_old_files_that_nothing_uses(store: Store) -> None:
    put(store, "k", received(store, LARGE))
    received(store, LARGE)
    (store.root / "blobs" / ".DS_Store").touch()
    assert store.janitor() == 0
    assert store.janitor(grace_seconds=-10) == 1
    settled(store)
    assert len(list(store.root.glob("blobs/*/*"))) == 1
    assert read(store, "k") == LARGE


def test_a_start_cleans_up_what_the_last_left(tmp_path: Path) -> None:
    store = Store(tmp_path)
    fresh(store)
    put(store, "k", received(store, LARGE))
    received(store, LARGE)
    receiver: Receiver = store.receive()
    receiver.write(LARGE)
    assert len(files(store)) == 3
    store.close()
    receiver.abort()
    store = Store(tmp_path)
    settled(store)
    assert len(files(store)) == 1
    assert read(store, "k") == LARGE
    store.close()


PIECES = st.lists(st.sampled_from([0, 1, 500, 20_000, INLINE_LIMIT, 40_000]), max_size=6)


@settings(deadline=None, max_examples=60)
@given(PIECES)
def test_joined_contents_are_their_bytes_in_order(shared: Store, sizes: list[int]) -> None:
    shared.reset()
    fresh(shared)
    pieces = [LARGE[at : at + size] for at, size in enumerate(sizes)]
    for number, piece in enumerate(pieces):
        put(shared, f"piece{number}", received(shared, piece))

    def join(db: Changes) -> Version:
        contents = []
        for number in range(len(pieces)):
            version = db.version(BUCKET, f"piece{number}")
            assert version is not None
            assert version.content is not None
            contents.append(version.content)
            db.remove(BUCKET, f"piece{number}", "null")
        return db.put(Version(BUCKET, "whole", content=db.join(contents)))

    whole = shared.write(join).result()
    settled(shared)
    assert read(shared, "whole") == b"".join(pieces)
    assert (whole.size, whole.crc64) == (sum(sizes), crc64(b"".join(pieces)))
    assert len(files(shared)) == sizes.count(40_000)
    remove(shared, "whole")
    assert files(shared) == []


def test_small_appends_do_not_add_up_to_many_pieces(store: Store) -> None:
    put(store, "log", received(store, b""))

    def append(db: Changes) -> None:
        version = db.version(BUCKET, "log")
        assert version is not None
        assert version.content is not None
        db.put(
            replace(version, content=db.join([version.content, Content(100, "", crc64(b"x" * 100), b"x" * 100)]))
        )

    for _ in range(1000):
        store.write(append)
    settled(store)
    content = content_of(store, "log")
    assert len(content.segments) <= 5
    assert content.crc64 == crc64(b"x" * 100_000)
    assert read(store, "log", 99_000) == b"x" * 1000
    kept = store.open(content)
    remove(store, "log")
    assert b"".join(kept) == b"x" * 100_000
    with pytest.raises(BlobMissing):
        store.open(content)


def test_completing_an_upload_takes_over_its_parts(store: Store) -> None:
    store.write(lambda db: db.create_upload(Upload("u", BUCKET, "k", 1.0))).result()
    for number, size in ((1, 100_000), (2, 50_000), (3, 70_000), (4, 10)):
        put_part(store, number, received(store, LARGE[:size]))

    def complete(db: Changes) -> None:
        parts = [db.part("u", number) for number in (1, 3, 4)]
        content = db.join([part.content for part in parts if part])
        db.drop_upload("u")
        db.put(Version(BUCKET, "k", content=content))

    store.write(complete).result()
    settled(store)
    assert read(store, "k") == LARGE + LARGE[:70_000] + LARGE[:10]
    assert len(files(store)) == 2  # the part that was left out has gone
    assert store.read.upload(BUCKET, "k", "u") is None
    assert store.read.parts("u") == ([], False)


def test_an_aborted_upload_and_a_replaced_part_leave_no_file(store: Store) -> None:
    store.write(lambda db: db.create_upload(Upload("u", BUCKET, "k", 1.0))).result()
    for size in (100_000, 90_000):
        put_part(store, 1, received(store, LARGE[:size]))
    settled(store)
    assert [path.stat().st_size for path in files(store)] == [90_000]
    store.write(lambda db: db.drop_upload("u")).result()
    settled(store)
    assert files(store) == []


def test_reset_leaves_what_a_first_start_does(store: Store) -> None:
    put(store, "k", received(store, LARGE))
    store.write(lambda db: db.put_document(BUCKET, "cors", "<x/>")).result()
    store.reset()
    settled(store)
    assert store.read.buckets() == []
    assert store.read.documents("cors") == []
    assert files(store) == []
    fresh(store)
    put(store, "k", received(store, LARGE))
    assert read(store, "k") == LARGE


@given(sizes=st.lists(st.sampled_from([0, 5, INLINE_LIMIT, 100_000]), min_size=1, max_size=6))
@settings(max_examples=30, deadline=None)
def test_overwriting_leaves_one_body_of_whatever_size(shared: Store, sizes: list[int]) -> None:
    shared.reset()
    fresh(shared)
    data = b""
    for number, size in enumerate(sizes):
        data = bytes([number]) * size
        put(shared, "over", received(shared, data))
    version = shared.read.version(BUCKET, "over")
    assert version is not None
    assert version.content is not None
    assert b"".join(shared.open(version.content)) == data
    remove(shared, "over")
    with closing(sqlite3.connect(shared.root / "meta.db")) as db:
        assert db.execute("SELECT (SELECT count(*) FROM body), (SELECT count(*) FROM blob)").fetchone() == (0, 0)
