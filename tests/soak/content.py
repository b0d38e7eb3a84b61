"""Contents that say which write they are of, so that a read tells what it has read."""

from __future__ import annotations

import random

MIB = 1024 * 1024
SIZES = (20, 300, 4096, 32 * 1024 - 30, 32 * 1024 + 1, 150_000)
LARGE = 2 * MIB + 1000
_HEAD = 20


def content(number: int, large: bool = False) -> bytes:
    """Of the write of that number; those of `large` ones are told by their heads."""
    source = random.Random(number)  # noqa: S311 - to have it again, not to hide it
    size = LARGE if large else source.choice(SIZES)
    head = b"%d %s\n" % (number, b"large" if large else b"small")
    return head.ljust(_HEAD, b".") + source.randbytes(size - _HEAD)


def number_of(data: bytes) -> int | None:
    """Of the write whose content this is, to the last byte; None if it is that of none."""
    number, _, size = data.partition(b"\n")[0].partition(b" ")
    if not number.isdigit():
        return None
    return int(number) if data == content(int(number), size == b"large") else None
