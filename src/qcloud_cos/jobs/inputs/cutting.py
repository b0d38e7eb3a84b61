"""An input cut into batches, without what is done already."""

from __future__ import annotations

from collections.abc import AsyncGenerator, Callable, Sequence
from contextlib import aclosing
from typing import NamedTuple

from qcloud_cos.jobs.entries import Batch, Entry
from qcloud_cos.jobs.inputs.positions import Done

LOOKED_AT = 100
"""A batch that few entries are chosen for ends after so many times its size."""


class Group(NamedTuple):
    """One entry mostly; or some that no position lies between, such as the versions of a key."""

    bucket: str
    end: str
    """The position behind it."""
    entries: Sequence[Entry]


Pages = Callable[[str], AsyncGenerator[Sequence[Group]]]
"""Brings all that comes after a position."""


async def cut(
    pages: Pages, size: int, done: Done, where: Callable[[Entry], bool] | None = None
) -> AsyncGenerator[Batch]:
    """Batches of `size` entries, or of a few more where they belong together; none is empty."""
    cursor: str | None = ""
    while cursor is not None:
        start = done.after(cursor)
        cursor = done.until(start)
        async with aclosing(_stretch(pages, start, cursor, size, where)) as batches:
            async for batch in batches:
                yield batch


async def _stretch(
    pages: Pages, start: str, end: str | None, size: int, where: Callable[[Entry], bool] | None
) -> AsyncGenerator[Batch]:
    """Those between two positions; at `end` begins something that is done."""
    taken: list[Entry] = []
    ends: list[str] = []
    bucket, looked_at, last = "", 0, start
    async with aclosing(_until(end, pages(start))) as groups:
        async for group in groups:
            if taken and group.bucket != bucket:
                yield Batch(bucket, start, last, taken, ends)
                taken, ends, looked_at, start = [], [], 0, last
            bucket, last = group.bucket, group.end
            looked_at += len(group.entries)
            taken += group.entries if where is None else filter(where, group.entries)
            ends += [last] * (len(taken) - len(ends))
            if len(taken) >= size or (taken and looked_at >= size * LOOKED_AT):
                yield Batch(bucket, start, last, taken, ends)
                taken, ends, looked_at, start = [], [], 0, last
    if taken:
        yield Batch(bucket, start, last if end is None else end, taken, ends)


async def _until(end: str | None, pages: AsyncGenerator[Sequence[Group]]) -> AsyncGenerator[Group]:
    async with aclosing(pages):
        async for page in pages:
            for group in page:
                if end is not None and group.end > end:
                    return
                yield group
            if end is not None and page and page[-1].end == end:
                return
