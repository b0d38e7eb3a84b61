"""The store's small parts: version ids, key ranges, CRCs of joined bodies, segments."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from qcloud_cos.core.checksum import crc64, crc64_combine
from qcloud_cos.server.store import Content, Segment, spans, stamps

KEYS = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0"), min_size=1, max_size=6)
SEGMENT_SIZES = st.lists(st.integers(1, 50), max_size=8)


def test_a_version_id_is_the_documented_one() -> None:
    stamp = 1586511395051528  # 2020-04-10T09:36:35.051528Z
    assert stamps.version_id(stamp) == "MTg0NDUxNTc1NjIzMTQ1MDAwODg"
    assert stamps.stamp_of("MTg0NDUxNTc1NjIzMTQ1MDAwODg") == stamp


@given(st.integers(1, stamps.NEWEST - 1))
def test_a_version_id_tells_its_stamp(stamp: int) -> None:
    assert stamps.stamp_of(stamps.version_id(stamp)) == stamp


@pytest.mark.parametrize(
    "text", ["", "null", "x", "MTg0NDUxNTc1NjIzMTQ1MDAwODg=", "MA", "LTE", "½", "MTg\n", "a" * 999]
)
def test_what_is_no_version_id_has_no_stamp(text: str) -> None:
    assert stamps.stamp_of(text) is None


@given(st.binary(max_size=300), st.binary(max_size=300))
def test_the_crc_of_two_bodies_is_made_of_theirs(first: bytes, second: bytes) -> None:
    assert crc64_combine(crc64(first), crc64(second), len(second)) == crc64(first + second)


def test_the_crc_of_terabytes_is_not_slow() -> None:
    assert crc64_combine(crc64(b"a"), 0, 50_000 * 10**9) < 1 << 64


@given(KEYS, KEYS)
def test_the_order_of_strings_is_that_of_their_bytes(one: str, other: str) -> None:
    assert (one < other) == (one.encode() < other.encode())


@given(KEYS, KEYS)
def test_past_a_prefix_comes_after_all_that_begins_with_it(prefix: str, rest: str) -> None:
    assert prefix + rest < spans.past(prefix)
    assert spans.past(prefix) <= spans.END


def test_past_a_prefix_leaves_out_the_surrogates() -> None:
    assert spans.past("a\ud7ff") == "a\ue000"
    assert spans.past("a\U0010ffff") == "b"
    assert spans.past("") == spans.END


@given(SEGMENT_SIZES, st.integers(0, 400), st.integers(0, 400))
def test_a_cut_is_the_bytes_of_its_range(sizes: list[int], start: int, stop: int) -> None:
    blobs = {f"blob{number}": bytes([number]) * (size + 7) for number, size in enumerate(sizes)}
    segments = tuple(Segment(f"blob{number}", number, size) for number, size in enumerate(sizes))
    content = Content(sum(sizes), "", 0, None, segments)

    def read(these: tuple[Segment, ...]) -> bytes:
        return b"".join(blobs[one.blob][one.offset : one.offset + one.size] for one in these)

    assert read(content.cut(start, stop)) == read(segments)[start : max(start, stop)]
    assert all(segment.size > 0 for segment in content.cut(start, stop))
