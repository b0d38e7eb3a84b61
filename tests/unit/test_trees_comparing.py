from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from qcloud_cos import CosClientError
from qcloud_cos.transfer.trees.comparing import (
    Doomed,
    Join,
    Verdict,
    first_look,
    modified,
    modified_ns,
    same_content,
    second_look,
)
from qcloud_cos.transfer.trees.places import Entry

NAMES = st.sets(st.text("ab/.-é😀", min_size=1, max_size=4), max_size=30)


@given(NAMES, NAMES, st.integers(1, 7), st.integers(1, 7))
def test_a_join_pairs_what_a_dictionary_would(one: set[str], other: set[str], page: int, other_page: int) -> None:
    join, found = Join(), []
    pages = [_pages(one, page), _pages(other, other_page)]
    while wanted := join.wanted():
        for side in wanted:
            join.add(side, pages[side].pop(0) if pages[side] else None)
        found += list(join.pairs())
    assert [(pair.source and pair.source.name, pair.there and pair.there.name) for pair in found] == [
        (name if name in one else None, name if name in other else None)
        for name in sorted(one | other, key=str.encode)
    ]


def _pages(names: set[str], size: int) -> list[list[Entry]]:
    entries = [Entry(name) for name in sorted(names)]
    return [entries[start : start + size] for start in range(0, len(entries), size)]


@pytest.mark.parametrize("page", [["b", "a"], ["a", "a"]])
def test_a_stream_out_of_order_is_refused(page: list[str]) -> None:
    join = Join()
    with pytest.raises(CosClientError, match="the destination lists 'a' after"):
        join.add(1, [Entry(name) for name in page])


def test_an_ended_side_is_not_asked_again() -> None:
    join = Join()
    assert join.wanted() == [0, 1]
    join.add(0, None)
    join.add(1, [Entry("a")])
    assert join.wanted() == []
    assert [pair.source for pair in join.pairs()] == [None]
    assert join.wanted() == [1]


SECOND = 1_000_000_000
FILE = Entry("f", 5, 7 * SECOND + 1)
DOWNLOADED = Entry("f", 5, 7 * SECOND)
OBJECT = Entry("f", 5, 7 * SECOND, '"e"')


@pytest.mark.parametrize(
    ("source", "there", "default", "checksum", "size_only"),
    [
        (FILE, None, "DIFFERENT", "DIFFERENT", "DIFFERENT"),
        (FILE, OBJECT._replace(size=6), "DIFFERENT", "DIFFERENT", "DIFFERENT"),
        (FILE, OBJECT, "ASK", "ASK", "SAME"),
        (OBJECT, FILE, "ASK", "ASK", "SAME"),
        (OBJECT, DOWNLOADED, "SAME", "ASK", "SAME"),
        (OBJECT, FILE._replace(regular=False), "DIFFERENT", "DIFFERENT", "DIFFERENT"),
        (OBJECT, OBJECT._replace(modified_ns=9 * SECOND), "SAME", "ASK", "SAME"),
        (OBJECT, OBJECT._replace(etag='"other"'), "ASK", "ASK", "SAME"),
        (Entry("d/", 0, 1, '"e"'), Entry("d/"), "SAME", "SAME", "SAME"),
    ],
)
def test_what_the_listings_tell(
    source: Entry, there: Entry | None, default: str, checksum: str, size_only: str
) -> None:
    assert first_look(source, there, "default").name == default
    assert first_look(source, there, "checksum").name == checksum
    assert first_look(source, there, "size-only").name == size_only


@pytest.mark.parametrize(
    ("head", "default", "checksum"),
    [
        ({"x-cos-meta-mtime": "7.000000001", "x-cos-hash-crc64ecma": "1"}, "SAME", "READ"),
        ({"x-cos-meta-mtime": "7.000000001"}, "SAME", "DIFFERENT"),
        ({"x-cos-meta-mtime": "7.000000002", "x-cos-hash-crc64ecma": "1"}, "READ", "READ"),
        ({"x-cos-meta-mtime": "8"}, "DIFFERENT", "DIFFERENT"),
        ({"x-cos-hash-crc64ecma": "1"}, "READ", "READ"),
        ({}, "DIFFERENT", "DIFFERENT"),
        ({"x-cos-meta-mtime": "7.000000001", "Content-Length": "6"}, "DIFFERENT", "DIFFERENT"),
    ],
)
def test_what_the_headers_tell(head: dict[str, str], default: str, checksum: str) -> None:
    head = {"Content-Length": "5"} | head
    assert second_look(FILE, head, "default") is Verdict[default]
    assert second_look(FILE, head, "checksum") is Verdict[checksum]


def test_two_objects_are_the_same_only_if_their_checksums_prove_it() -> None:
    one: dict[str, Any] = {"Content-Length": "5", "x-cos-hash-crc64ecma": "1"}
    assert same_content(one, dict(one))
    assert not same_content(one, one | {"x-cos-hash-crc64ecma": "2"})
    assert not same_content({"Content-Length": "5"}, {"Content-Length": "5"})


@given(st.integers(-(10**18), 10**19))
def test_a_time_survives_being_stored(when_ns: int) -> None:
    assert modified_ns({"x-cos-meta-mtime": modified(when_ns)}) == when_ns


@pytest.mark.parametrize(
    ("stored", "when_ns"),
    [
        ("1700000000", 1_700_000_000 * SECOND),
        ("1700000000.5", 1_700_000_000 * SECOND + SECOND // 2),
        ("1700000000.1234567899", 1_700_000_000 * SECOND + 123_456_789),
        ("", None),
        ("yesterday", None),
        ("1e5", None),
        ("1.x", None),
        ("9" * 30, None),
        ("-", None),
    ],
)
def test_times_as_other_tools_store_them(stored: str, when_ns: int | None) -> None:
    assert modified_ns({"x-cos-meta-mtime": stored}) == when_ns


@given(st.lists(st.text(min_size=1, max_size=5)), st.integers(1, 4))
def test_names_to_delete_come_back_in_batches(names: list[str], size: int) -> None:
    doomed = Doomed()
    for name in names:
        doomed.add(name)
    batches = list(doomed.batches(size))
    assert [name for batch in batches for name in batch] == names
    assert all(len(batch) == size for batch in batches[:-1])
    assert len(doomed) == len(names)
