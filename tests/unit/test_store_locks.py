"""A version that is locked goes by no way, whoever asks for what."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from contextlib import suppress
from dataclasses import replace
from itertools import count

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from qcloud_cos.core.checksum import crc64
from qcloud_cos.server.store import LOCK, Bucket, Changes, Content, Store, Version, VersionLocked

NUMBERS = count()


class Now:
    moment = 1_000_000.0


STORE = Store(None, now=lambda: Now.moment)


def of(data: bytes) -> Content:
    return Content(len(data), hashlib.md5(data).hexdigest(), crc64(data), data)


def bucket(versioning: str = "") -> str:
    name = f"locks{next(NUMBERS)}-1250000000"
    STORE.write(lambda db: db.create_bucket(Bucket(name, "1", 0.0, "r", versioning=versioning))).result()
    return name


def put(name: str, data: bytes, lock: float = 0.0) -> Version:
    extra = {LOCK: lock} if lock else {}
    return STORE.write(lambda db: db.put(Version(name, "k", content=of(data), extra=extra))).result()


@pytest.mark.parametrize(
    "change",
    [
        lambda db, name: db.remove(name, "k", "null"),
        lambda db, name: db.put(Version(name, "k", content=of(b"new"))),
        lambda db, name: db.replace(replace(db.version(name, "k"), content=of(b"new"))),
    ],
)
def test_a_locked_version_stays_as_it_is_until_its_moment(change: Callable[[Changes, str], object]) -> None:
    name = bucket()
    put(name, b"old", Now.moment + 10)
    with pytest.raises(VersionLocked):
        STORE.write(lambda db: change(db, name)).result()
    found = STORE.read.version(name, "k")
    assert found
    assert found.content == of(b"old")
    Now.moment += 10
    STORE.write(lambda db: change(db, name)).result()
    assert STORE.read.version(name, "k") != found


def test_what_is_kept_with_a_locked_version_may_change() -> None:
    name = bucket()
    stored = put(name, b"old", Now.moment + 10)
    STORE.write(lambda db: db.replace(replace(stored, acl="public", tags={"a": "1"}))).result()
    found = STORE.read.version(name, "k")
    assert found
    assert (found.acl, found.tags, found.content) == ("public", {"a": "1"}, of(b"old"))


def test_a_text_that_looks_like_a_lock_is_none() -> None:
    name = bucket()
    extra = {"target": f'"{LOCK}":99999999999'}
    STORE.write(lambda db: db.put(Version(name, "k", content=of(b"old"), extra=extra))).result()
    assert STORE.write(lambda db: db.remove(name, "k", "null")).result()


STEPS = st.lists(
    st.sampled_from(["put", "lock", "mark", "remove", "Enabled", "Suspended", "wait"]), min_size=1, max_size=25
)


@settings(deadline=None, max_examples=100)
@given(STEPS)
def test_no_sequence_of_changes_loses_a_locked_version(steps: list[str]) -> None:
    """In buckets of all kinds; what is promised is kept even where the server would not let it come to that."""
    name, promised = bucket(), {}
    for number, step in enumerate(steps):
        data = b"%d" % number
        match step:
            case "put" | "lock":
                until = Now.moment + 5 if step == "lock" else 0.0
                with suppress(VersionLocked):
                    put(name, data, until)
                    promised[data] = until
            case "mark":
                with suppress(VersionLocked, ValueError):
                    STORE.write(lambda db: db.put(Version(name, "k", is_marker=True))).result()
            case "remove":
                for version in list(STORE.read.walk(name)):
                    with suppress(VersionLocked):
                        STORE.write(lambda db, gone=version: db.remove(name, "k", gone.version_id)).result()  # type: ignore[misc]
            case "wait":
                Now.moment += 3
            case _:
                STORE.write(lambda db, status=step: db.set_bucket(name, versioning=status)).result()  # type: ignore[misc]
        locked = {kept for kept, until in promised.items() if until > Now.moment}
        there = {version.content.md5 for version in STORE.read.walk(name) if version.content}
        assert {hashlib.md5(kept).hexdigest() for kept in locked} <= there
