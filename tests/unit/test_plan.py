from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from qcloud_cos import CosClientError
from qcloud_cos.transfer.plan import LARGEST_OBJECT, MIB, MOST_PARTS, fitting, part_bytes, parts, workers


@given(st.integers(0, 10**13), st.integers(MIB, 5 * 1024 * MIB), st.integers(1, MOST_PARTS))
def test_parts_cover_every_byte_once_and_are_not_too_many(size: int, part_size: int, most: int) -> None:
    cut = parts(size, part_size, most)
    assert len(cut) <= most
    assert [part.number for part in cut] == list(range(1, len(cut) + 1))
    assert [part.start for part in cut] == [n * cut[0].length for n in range(len(cut))]
    assert sum(part.length for part in cut) == size
    assert all(part.length == cut[0].length for part in cut[:-1])
    assert all(0 < part.length <= cut[0].length for part in cut)
    assert not cut or cut[0].length >= min(part_size, size)


@given(st.integers(1, 10**13))
def test_a_size_that_fits_makes_about_a_hundred_parts(size: int) -> None:
    length = fitting(size)
    assert MIB <= length <= 64 * MIB
    assert length % MIB == 0
    assert -(-size // length) <= 100 or length == 64 * MIB
    assert length == MIB or -(-size // length) > 50


def test_a_range_includes_both_ends() -> None:
    assert [part.range for part in parts(5, 2)] == ["bytes=0-1", "bytes=2-3", "bytes=4-4"]


def test_what_cannot_be_is_refused() -> None:
    with pytest.raises(CosClientError, match="more than an object can have"):
        parts(LARGEST_OBJECT + 1, MIB)
    for wrong in (0, 0.5, -1, 6000):
        with pytest.raises(CosClientError, match="PartSize"):
            part_bytes(wrong)
    with pytest.raises(CosClientError, match="MAXThread"):
        workers(0)
    assert part_bytes(1.5) == 1536 * 1024
