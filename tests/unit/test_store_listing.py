"""Listings against a model that sorts and groups all keys, page by page."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from itertools import chain, count

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from qcloud_cos.server.store import Bucket, Changes, Content, Store, Upload, Version, stamps

EMPTY = Content(0, "d41d8cd98f00b204e9800998ecf8427e", 0, b"")
KEYS = st.text("a/b~\ud7ff\ue000照\U0010ffff", min_size=1, max_size=5)
PREFIXES = st.text("a/b", max_size=2)
DELIMITERS = st.sampled_from(["", "/", "b", "照", "//", "\U0010ffff"])
NUMBERS = count()

Listed = list[tuple[str, str]]  # a key and its id, or a common prefix and ""


@pytest.fixture(scope="module")
def store() -> Iterator[Store]:
    store = Store(None)
    yield store
    store.close()


def new_bucket(store: Store, versioning: str = "") -> str:
    name = f"listed{next(NUMBERS)}-1250000000"
    store.write(lambda db: db.create_bucket(Bucket(name, "1", 0.0, "r", versioning=versioning))).result()
    return name


def put_all(store: Store, bucket: str, keys: list[str]) -> None:
    def put(db: Changes) -> None:
        for key in keys:
            db.put(Version(bucket, key, content=EMPTY))

    store.write(put).result()


def create_upload(store: Store, upload: Upload) -> None:
    store.write(lambda db: db.create_upload(upload)).result()


def grouped(entries: Listed, prefix: str, delimiter: str) -> Listed:
    """What a listing shows of entries that are sorted."""
    shown: Listed = []
    for key, entry_id in entries:
        if not key.startswith(prefix):
            continue
        at = key.find(delimiter, len(prefix)) if delimiter else -1
        if at < 0:
            shown.append((key, entry_id))
        elif (common := (key[: at + len(delimiter)], "")) not in shown:
            shown.append(common)
    return shown


def by_key_newest_first(entry: tuple[str, str]) -> tuple[str, int]:
    return entry[0], -(stamps.stamp_of(entry[1]) or 0)


def pages_of_objects(store: Store, bucket: str, prefix: str, delimiter: str, limit: int) -> Iterator[Listed]:
    marker = ""
    while True:
        page = store.read.list_objects(bucket, prefix, delimiter, marker, limit)
        yield sorted([(version.key, "") for version in page.entries] + [(common, "") for common in page.prefixes])
        if not page.truncated:
            return
        marker = page.next_key


@settings(deadline=None, max_examples=150)
@given(st.lists(KEYS, max_size=12), PREFIXES, DELIMITERS, st.integers(1, 4))
def test_pages_of_objects_are_the_sorted_keys(
    store: Store, keys: list[str], prefix: str, delimiter: str, limit: int
) -> None:
    bucket = new_bucket(store)
    put_all(store, bucket, keys)
    expected = grouped([(key, "") for key in sorted(set(keys))], prefix, delimiter)

    pages = list(pages_of_objects(store, bucket, prefix, delimiter, limit))

    assert list(chain(*pages)) == expected
    assert [len(page) for page in pages[:-1]] == [limit] * (len(pages) - 1)


@settings(deadline=None, max_examples=100)
@given(st.lists(KEYS, max_size=12), PREFIXES, DELIMITERS, KEYS)
def test_any_marker_is_exclusive(store: Store, keys: list[str], prefix: str, delimiter: str, marker: str) -> None:
    bucket = new_bucket(store)
    put_all(store, bucket, keys)
    every = grouped([(key, "") for key in sorted(set(keys))], prefix, delimiter)
    is_group = delimiter in marker[len(prefix) :] if delimiter else False

    page = store.read.list_objects(bucket, prefix, delimiter, marker)

    shown = sorted([version.key for version in page.entries] + page.prefixes)
    if not is_group or (marker, "") in every:
        after = [key for key, _ in every if key > marker]
        assert [key for key in shown if key > marker] == after
    assert all(version.key > marker for version in page.entries)


@settings(deadline=None, max_examples=100)
@given(st.lists(KEYS, max_size=12), PREFIXES, DELIMITERS, st.integers(1, 4))
def test_pages_of_versions_have_each_version_once_newest_first(
    store: Store, keys: list[str], prefix: str, delimiter: str, limit: int
) -> None:
    bucket = new_bucket(store, "Enabled")
    put_all(store, bucket, keys + keys[::2])
    store.write(lambda db: [db.put(Version(bucket, key, is_marker=True)) for key in keys[::3]]).result()
    everything = [(version.key, version.version_id) for version in store.read.walk(bucket)]
    assert everything == sorted(everything, key=by_key_newest_first)
    assert len(everything) == len(keys) + len(keys[::2]) + len(keys[::3])
    expected = grouped(everything, prefix, delimiter)

    found: Listed = []
    latest: set[tuple[str, str]] = set()
    marker = ("", "")
    while True:
        page = store.read.list_versions(bucket, prefix, delimiter, *marker, limit)
        latest.update((version.key, version.version_id) for version in page.entries if version.is_latest)
        entries = [(version.key, version.version_id) for version in page.entries]
        found += sorted(entries + [(common, "") for common in page.prefixes], key=by_key_newest_first)
        if not page.truncated:
            break
        assert len(entries) + len(page.prefixes) == limit
        marker = (page.next_key, page.next_id)

    assert found == expected
    newest = {key: (key, entry_id) for key, entry_id in reversed(expected) if entry_id}
    assert latest == set(newest.values())


@settings(deadline=None, max_examples=60)
@given(st.lists(st.tuples(KEYS, st.text("0123", min_size=1, max_size=2)), max_size=10, unique=True), DELIMITERS)
def test_pages_of_uploads_are_by_key_and_id(store: Store, uploads: Listed, delimiter: str) -> None:
    bucket = new_bucket(store)
    for key, name in uploads:
        create_upload(store, Upload(name, bucket, key, 0.0))

    found: Listed = []
    marker = ("", "")
    while True:
        page = store.read.list_uploads(bucket, "", delimiter, *marker, 1)
        found += [(upload.key, upload.upload_id) for upload in page.entries]
        found += [(common, "") for common in page.prefixes]
        if not page.truncated:
            break
        marker = (page.next_key, page.next_id)

    assert found == grouped(sorted(uploads), "", delimiter)


def test_a_common_prefix_as_marker_skips_all_under_it(store: Store) -> None:
    bucket = new_bucket(store)
    put_all(store, bucket, ["a/1", "a/2", "b", "c/1"])
    page = store.read.list_objects(bucket, delimiter="/", marker="a/")
    assert (page.prefixes, [version.key for version in page.entries]) == (["c/"], ["b"])


def test_without_a_delimiter_the_same_marker_is_a_key(store: Store) -> None:
    bucket = new_bucket(store)
    put_all(store, bucket, ["a/1", "a/2"])
    assert len(store.read.list_objects(bucket, marker="a/").entries) == 2


def test_a_page_of_none_is_empty(store: Store) -> None:
    bucket = new_bucket(store)
    put_all(store, bucket, ["a"])
    page = store.read.list_objects(bucket, limit=0)
    assert (page.entries, page.truncated, page.next_key) == ([], False, "")


def test_a_key_whose_latest_is_a_marker_is_not_listed_as_an_object(store: Store) -> None:
    bucket = new_bucket(store, "Enabled")
    put_all(store, bucket, ["a", "b"])
    store.write(lambda db: db.put(Version(bucket, "a", is_marker=True))).result()
    assert [version.key for version in store.read.list_objects(bucket).entries] == ["b"]


def test_deleting_what_each_page_lists_leaves_nothing(store: Store) -> None:
    bucket = new_bucket(store, "Enabled")
    put_all(store, bucket, ["a"] * 5 + ["b"] * 3)
    store.write(lambda db: db.set_bucket(bucket, versioning="Suspended")).result()
    put_all(store, bucket, ["a"])
    marker = ("", "")
    truncated = True
    while truncated:
        page = store.read.list_versions(bucket, "", "", *marker, 2)
        for version in page.entries:
            assert whole(store, version) == replace(version, content=EMPTY)
        for version in page.entries:
            remove(store, version)
        marker, truncated = (page.next_key, page.next_id), page.truncated
    assert store.read.is_empty(bucket)


def remove(store: Store, version: Version) -> None:
    store.write(lambda db: db.remove(version.bucket, version.key, version.version_id)).result()


def whole(store: Store, version: Version) -> Version | None:
    return store.read.version(version.bucket, version.key, version.version_id)


def test_buckets_do_not_see_each_other(store: Store) -> None:
    one, other = new_bucket(store), new_bucket(store)
    put_all(store, one, ["a", "b"])
    put_all(store, other, ["c"])
    assert [version.key for version in store.read.list_objects(one).entries] == ["a", "b"]
    assert [version.key for version in store.read.list_versions(other).entries] == ["c"]
    assert [version.key for version in store.read.list_objects(other, delimiter="/").entries] == ["c"]


def middle_null(store: Store) -> tuple[str, list[tuple[str, bool]]]:
    """A bucket with a key whose null version is neither its first nor its last, and how it is listed."""
    bucket = new_bucket(store, "Enabled")
    put_all(store, bucket, ["a"])
    store.write(lambda db: db.set_bucket(bucket, versioning="Suspended")).result()
    put_all(store, bucket, ["a"])
    store.write(lambda db: db.set_bucket(bucket, versioning="Enabled")).result()
    put_all(store, bucket, ["a"])
    return bucket, [
        (version.version_id, version.is_latest) for version in store.read.list_versions(bucket).entries
    ]


def test_a_page_may_end_on_the_null_version(store: Store) -> None:
    bucket, every = middle_null(store)
    assert every[1] == ("null", False)
    found = []
    marker = ("", "")
    for _ in every:
        page = store.read.list_versions(bucket, "", "", *marker, 1)
        found += [(version.version_id, version.is_latest) for version in page.entries]
        marker = (page.next_key, page.next_id)
    assert found == every


def test_behind_a_null_version_that_has_gone_nothing_is_left_out(store: Store) -> None:
    bucket, every = middle_null(store)
    store.write(lambda db: db.remove(bucket, "a", "null")).result()
    page = store.read.list_versions(bucket, "", "", "a", "null")
    assert [(version.version_id, version.is_latest) for version in page.entries] == [every[0], every[2]]
