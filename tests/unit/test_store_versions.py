"""Versions, markers and the null version, against a model that is a list of them per key."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from itertools import count

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from qcloud_cos.core.checksum import crc64
from qcloud_cos.server.store import Bucket, Content, Snapshot, Store, Version

NUMBERS = count()
Step = tuple[str, int]  # what to do, and to which of the versions there are


@pytest.fixture(scope="module")
def store() -> Iterator[Store]:
    store = Store(None)
    yield store
    store.close()


def new_bucket(store: Store, versioning: str = "") -> str:
    name = f"versioned{next(NUMBERS)}-1250000000"
    store.write(lambda db: db.create_bucket(Bucket(name, "1", 0.0, "r", versioning=versioning))).result()
    return name


def of(data: bytes) -> Content:
    return Content(len(data), hashlib.md5(data).hexdigest(), crc64(data), data)


def put(store: Store, bucket: str, key: str, data: bytes = b"data") -> Version:
    return store.write(lambda db: db.put(Version(bucket, key, content=of(data)))).result()


def mark(store: Store, bucket: str, key: str) -> Version:
    return store.write(lambda db: db.put(Version(bucket, key, is_marker=True))).result()


def remove(store: Store, version: Version) -> Version | None:
    return store.write(lambda db: db.remove(version.bucket, version.key, version.version_id)).result()


def versioning(store: Store, bucket: str, status: str) -> None:
    store.write(lambda db: db.set_bucket(bucket, versioning=status)).result()


def ids(snapshot: Snapshot, bucket: str, key: str) -> list[str]:
    return [version.version_id for version in snapshot.list_versions(bucket, key).entries if version.key == key]


@dataclass
class Model:
    """One key as the protocol describes it, newest version first."""

    versioning: str = ""
    versions: list[Version] = field(default_factory=list)

    def put(self, version: Version) -> None:
        if self.versioning != "Enabled":
            self.versions = [one for one in self.versions if one.version_id != "null"]
        self.versions.insert(0, version)


STEPS = st.lists(
    st.tuples(
        st.sampled_from(["put", "put", "mark", "remove", "remove", "Enabled", "Suspended"]), st.integers(0, 5)
    ),
    max_size=25,
)


@settings(deadline=None, max_examples=150)
@given(STEPS)
def test_a_key_goes_through_what_the_model_does(store: Store, steps: list[Step]) -> None:
    bucket = new_bucket(store)
    put(store, bucket, "j")
    put(store, bucket, "k!")
    model = Model()
    for number, (deed, which) in enumerate(steps):
        if deed == "put":
            model.put(put(store, bucket, "k", b"%d" % number))
        elif deed == "mark" and model.versioning:
            model.put(mark(store, bucket, "k"))
        elif deed == "remove" and model.versions:
            gone = model.versions.pop(which % len(model.versions))
            removed = remove(store, gone)
            assert removed is not None
            assert (removed.version_id, removed.is_marker) == (gone.version_id, gone.is_marker)
        elif deed in ("Enabled", "Suspended"):
            model.versioning = deed
            versioning(store, bucket, deed)
        check(store, bucket, model)


def check(store: Store, bucket: str, model: Model) -> None:
    expected = [replace(version, is_latest=not place) for place, version in enumerate(model.versions)]
    read = store.read
    assert read.version(bucket, "k") == (expected[0] if expected else None)
    assert [read.version(bucket, "k", version.version_id) for version in expected] == expected
    assert ids(read, bucket, "k") == [version.version_id for version in expected]
    is_live = bool(expected) and not expected[0].is_marker
    assert [version.key for version in read.list_objects(bucket).entries] == ["j", "k", "k!"][
        :: 1 if is_live else 2
    ]


def test_before_versioning_a_put_replaces(store: Store) -> None:
    bucket = new_bucket(store)
    put(store, bucket, "k", b"1")
    assert put(store, bucket, "k", b"2").version_id == "null"
    found = store.read.version(bucket, "k", "null")
    assert found is not None
    assert found.content == of(b"2")
    assert ids(store.read, bucket, "k") == ["null"]


def test_what_was_there_before_versioning_is_the_null_version(store: Store) -> None:
    bucket = new_bucket(store)
    put(store, bucket, "k", b"old")
    versioning(store, bucket, "Enabled")
    new = put(store, bucket, "k", b"new")
    assert ids(store.read, bucket, "k") == [new.version_id, "null"]


def test_suspended_a_marker_replaces_the_null_version(store: Store) -> None:
    bucket = new_bucket(store)
    put(store, bucket, "k")
    versioning(store, bucket, "Enabled")
    kept = put(store, bucket, "k")
    versioning(store, bucket, "Suspended")
    assert mark(store, bucket, "k").version_id == "null"
    assert ids(store.read, bucket, "k") == ["null", kept.version_id]
    latest = store.read.version(bucket, "k")
    assert latest is not None
    assert latest.is_marker


def test_removing_the_latest_brings_back_the_one_before(store: Store) -> None:
    bucket = new_bucket(store, "Enabled")
    first = put(store, bucket, "k", b"1")
    marker = mark(store, bucket, "k")
    removed = remove(store, marker)
    assert removed is not None
    assert removed.is_latest
    assert store.read.version(bucket, "k") == first


def test_a_bucket_without_versioning_has_no_markers(store: Store) -> None:
    bucket = new_bucket(store)
    with pytest.raises(ValueError, match="no delete markers"):
        mark(store, bucket, "k")


def test_a_put_needs_its_bucket(store: Store) -> None:
    with pytest.raises(LookupError, match="nowhere"):
        put(store, "nowhere", "k")


def test_versions_of_one_microsecond_have_ids_of_their_own() -> None:
    store = Store(None, now=lambda: 1.5e9)
    bucket = new_bucket(store, "Enabled")
    written = [put(store, bucket, "k").version_id for _ in range(20)]
    assert ids(store.read, bucket, "k") == written[::-1]
    assert len(set(written)) == 20
    store.close()


def test_a_clock_put_back_makes_no_version_older(tmp_path: object) -> None:
    moments = iter([2e9, 1e9])
    root = str(tmp_path)
    store = Store(root, now=lambda: next(moments))
    bucket = new_bucket(store, "Enabled")
    first = put(store, bucket, "k")
    store.close()
    store = Store(root, now=lambda: next(moments))
    second = put(store, bucket, "k")
    assert ids(store.read, bucket, "k") == [second.version_id, first.version_id]
    store.close()


def test_replace_changes_what_is_said_of_a_version_and_not_its_place(store: Store) -> None:
    bucket = new_bucket(store, "Enabled")
    first, second = put(store, bucket, "k", b"1"), put(store, bucket, "k", b"2")
    changed = replace(
        first, acl='{"a":1}', tags={"t": "1"}, headers={"x-cos-meta-照": "片"}, extra={"restore": [1, None]}
    )
    store.write(lambda db: db.replace(changed)).result()
    assert store.read.version(bucket, "k", first.version_id) == replace(changed, is_latest=False)
    assert store.read.version(bucket, "k") == second


def test_replacing_a_version_from_a_listing_keeps_its_bytes(store: Store) -> None:
    bucket = new_bucket(store)
    put(store, bucket, "k", b"bytes")
    (listed,) = store.read.list_objects(bucket).entries
    store.write(lambda db: db.replace(replace(listed, tags={"t": "1"}))).result()
    found = store.read.version(bucket, "k")
    assert found is not None
    assert found.content == of(b"bytes")
    assert found.tags == {"t": "1"}


def test_replacing_the_content_replaces_the_bytes(store: Store) -> None:
    bucket = new_bucket(store)
    version = put(store, bucket, "k", b"old")
    store.write(lambda db: db.replace(replace(version, content=of(b"newer")))).result()
    found = store.read.version(bucket, "k")
    assert found is not None
    assert found.content == of(b"newer")


def test_a_version_that_has_gone_cannot_be_replaced(store: Store) -> None:
    bucket = new_bucket(store)
    version = put(store, bucket, "k")
    remove(store, version)
    with pytest.raises(LookupError):
        store.write(lambda db: db.replace(version)).result()


def test_a_version_of_a_listing_cannot_be_put(store: Store) -> None:
    bucket = new_bucket(store)
    put(store, bucket, "k")
    (listed,) = store.read.list_objects(bucket).entries
    with pytest.raises(ValueError, match="read the version first"):
        store.write(lambda db: db.put(replace(listed, key="copy"))).result()
    assert store.read.version(bucket, "copy") is None


@pytest.mark.parametrize("version_id", ["null", "MTg0NDUxNTc1NjIzMTQ1MDAwODg", "nonsense", ""])
def test_an_unknown_version_is_none(store: Store, version_id: str) -> None:
    bucket = new_bucket(store, "Enabled")
    put(store, bucket, "k")
    assert store.read.version(bucket, "k", version_id) is None
    assert store.write(lambda db: db.remove(bucket, "k", version_id)).result() is None


def test_every_field_comes_back_as_it_was_put(store: Store) -> None:
    bucket = new_bucket(store)
    version = Version(
        bucket,
        "a\nkey/照片 ",
        modified=1.25,
        owner="1250000000",
        etag="e",
        storage_class="ARCHIVE",
        kind="appendable",
        headers={"content-type": "text/plain"},
        acl="{}",
        tags={"a": ""},
        extra={"symlink": "x", "depth": 3},
        content=Content(3, "m", (1 << 64) - 1, b"abc"),
    )
    stored = store.write(lambda db: db.put(version)).result()
    assert stored == version == store.read.version(bucket, version.key)
    assert (stored.size, stored.crc64) == (3, (1 << 64) - 1)
