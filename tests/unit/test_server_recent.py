"""What is remembered of buckets is forgotten the moment that it changes, whoever changes it."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from qcloud_cos.server.recent import Recent
from qcloud_cos.server.store import Bucket, Changes, Store
from qcloud_cos.server.terms import terms_of

BUCKET = "recent-1250000000"
_DAYS = "<Rule><DefaultRetention><Days>7</Days></DefaultRetention></Rule>"
LOCKED = f"<ObjectLockConfiguration>{_DAYS}</ObjectLockConfiguration>"


@pytest.fixture
def store() -> Iterator[Store]:
    store = Store(None)
    store.write(lambda db: db.create_bucket(Bucket(BUCKET, "1", 0.0, "r"))).result()
    yield store
    store.close()


def test_a_bucket_is_read_once(store: Store) -> None:
    recent = Recent(store)
    assert recent.bucket(BUCKET) is recent.bucket(BUCKET)


def test_a_change_is_seen_once_it_is_acknowledged(store: Store) -> None:
    recent = Recent(store)
    assert recent.bucket("new-1250000000") is None
    assert (recent.document(BUCKET, "cors"), recent.everywhere("cors")) == (None, ())
    store.write(lambda db: db.put_document(BUCKET, "cors", "<a/>")).result()
    assert recent.document(BUCKET, "cors") == "<a/>"
    assert recent.everywhere("cors") == ((BUCKET, "<a/>"),)
    store.write(lambda db: db.set_bucket(BUCKET, versioning="Enabled")).result()
    found = recent.bucket(BUCKET)
    assert found is not None
    assert found.versioning == "Enabled"
    store.write(lambda db: db.delete_document(BUCKET, "cors")).result()
    assert recent.document(BUCKET, "cors") is None
    store.reset()
    assert recent.bucket(BUCKET) is None


def test_terms_that_change_while_they_are_read_are_not_remembered(store: Store) -> None:
    recent = Recent(store)
    recent.bucket(BUCKET)
    old = terms_of(store.read, BUCKET)

    def read() -> object:
        store.write(lambda db: db.put_document(BUCKET, "object-lock", LOCKED)).result()
        return old

    assert recent.terms(BUCKET, read) is old  # type: ignore[arg-type]
    assert terms_of(recent, BUCKET).lock_days == 7


def test_the_writer_sees_what_it_has_done_and_not_what_was_undone(store: Store) -> None:
    def change(db: Changes, fails: bool) -> str | None:
        before = db.document(BUCKET, "cors")
        db.put_document(BUCKET, "cors", "<b/>")
        assert db.document(BUCKET, "cors") == "<b/>"
        if fails:
            raise KeyError
        return before

    with pytest.raises(KeyError):
        store.write(lambda db: change(db, True)).result()
    assert store.write(lambda db: db.document(BUCKET, "cors")).result() is None
    assert store.write(lambda db: change(db, False)).result() is None
    assert store.write(lambda db: change(db, False)).result() == "<b/>"
