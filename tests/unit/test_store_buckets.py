"""Buckets with their documents; uploads with their parts."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator

import pytest

from qcloud_cos.server.store import Bucket, Content, Part, Store, Upload, Version

ONE = Bucket("one-1250000000", "1250000000", 1.5, "ap-guangzhou", '{"acl": 1}')
TWO = Bucket("two-1250000001", "1250000001", 2.5, "ap-beijing")
UPLOAD = Upload("u1", ONE.name, "k", 3.5, "o", "i", "ARCHIVE", {"content-type": "x"}, "acl", {"t": ""}, {"sse": 1})


@pytest.fixture
def store() -> Iterator[Store]:
    store = Store(None)
    store.write(lambda db: db.create_bucket(ONE)).result()
    store.write(lambda db: db.create_bucket(TWO)).result()
    yield store
    store.close()


def test_a_bucket_comes_back_as_it_was_made(store: Store) -> None:
    assert store.read.bucket(ONE.name) == ONE
    assert store.read.bucket("none-1250000000") is None


def test_buckets_are_by_name_and_owner(store: Store) -> None:
    assert store.read.buckets() == [ONE, TWO]
    assert store.read.buckets("1250000001") == [TWO]
    assert store.read.buckets("nobody") == []


def test_a_bucket_is_made_once(store: Store) -> None:
    with pytest.raises(sqlite3.IntegrityError):
        store.write(lambda db: db.create_bucket(ONE)).result()


def test_setting_one_thing_of_a_bucket_leaves_the_other(store: Store) -> None:
    store.write(lambda db: db.set_bucket(ONE.name, versioning="Enabled")).result()
    store.write(lambda db: db.set_bucket(TWO.name, acl="x")).result()
    one, two = store.read.buckets()
    assert (one.acl, one.versioning) == (ONE.acl, "Enabled")
    assert (two.acl, two.versioning) == ("x", "")


def test_a_deleted_bucket_takes_its_documents_along(store: Store) -> None:
    store.write(lambda db: db.put_document(ONE.name, "cors", "<a/>")).result()
    store.write(lambda db: db.delete_bucket(ONE.name)).result()
    assert store.read.bucket(ONE.name) is None
    assert store.read.document(ONE.name, "cors") is None


def test_a_bucket_with_anything_in_it_is_not_deleted(store: Store) -> None:
    store.write(lambda db: db.create_upload(UPLOAD)).result()
    with pytest.raises(ValueError, match="not empty"):
        store.write(lambda db: db.delete_bucket(ONE.name)).result()
    store.write(lambda db: db.drop_upload("u1")).result()
    store.write(lambda db: db.delete_bucket(ONE.name)).result()


def test_versions_markers_and_uploads_fill_a_bucket(store: Store) -> None:
    assert store.read.is_empty(ONE.name)
    store.write(lambda db: db.put(Version(ONE.name, "k", content=Content(0, "", 0, b"")))).result()
    assert not store.read.is_empty(ONE.name)
    store.write(lambda db: db.remove(ONE.name, "k", "null")).result()
    store.write(lambda db: db.set_bucket(ONE.name, versioning="Suspended")).result()
    store.write(lambda db: db.put(Version(ONE.name, "k", is_marker=True))).result()
    assert not store.read.is_empty(ONE.name)
    assert store.read.is_empty(TWO.name)


def test_documents_are_by_bucket_and_name(store: Store) -> None:
    store.write(lambda db: db.put_document(ONE.name, "lifecycle", "1")).result()
    store.write(lambda db: db.put_document(TWO.name, "lifecycle", "2")).result()
    store.write(lambda db: db.put_document(TWO.name, "lifecycle", "<照/>")).result()
    store.write(lambda db: db.put_document(TWO.name, "cors", "4")).result()
    assert store.read.document(TWO.name, "lifecycle") == "<照/>"
    assert store.read.documents("lifecycle") == [(ONE.name, "1"), (TWO.name, "<照/>")]
    store.write(lambda db: db.delete_document(ONE.name, "lifecycle")).result()
    assert store.read.documents("lifecycle") == [(TWO.name, "<照/>")]


def test_an_upload_comes_back_as_it_was_made(store: Store) -> None:
    store.write(lambda db: db.create_upload(UPLOAD)).result()
    assert store.read.upload(ONE.name, "k", "u1") == UPLOAD
    assert store.read.upload(ONE.name, "other", "u1") is None
    assert store.read.list_uploads(ONE.name).entries == [UPLOAD]


def put_part(store: Store, part: Part) -> None:
    store.write(lambda db: db.put_part("u1", part)).result()


def test_parts_are_by_number_page_by_page(store: Store) -> None:
    store.write(lambda db: db.create_upload(UPLOAD)).result()
    parts = [Part(number, f"e{number}", 1.5, Content(1, "m", number, b"x")) for number in (3, 1, 2, 1)]
    for part in parts:
        put_part(store, part)
    assert store.read.parts("u1", limit=2) == ([parts[1], parts[2]], True)
    assert store.read.parts("u1", after=2, limit=2) == ([parts[0]], False)
    assert store.read.parts("u1", limit=3)[1] is False
    assert store.read.part("u1", 3) == parts[0]
    assert store.read.part("u1", 4) is None
    assert (parts[0].size, parts[0].crc64) == (1, 3)
