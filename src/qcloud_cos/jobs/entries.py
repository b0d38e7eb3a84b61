"""What a job works on: objects, some hundreds of them at a time."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple


class Entry(NamedTuple):
    """An object, as its input tells of it.  What the input does not tell is None."""

    key: str
    version_id: str | None = None
    size: int | None = None
    etag: str | None = None
    """In quotes, as COS has it."""
    modified: str | None = None
    """As COS writes it: ``2026-11-22T08:00:00.000Z``."""
    storage_class: str | None = None
    crc64: str | None = None
    latest: bool | None = None
    """Of a version: whether it is the one that a request without a version id gets."""
    delete_marker: bool | None = None


class Batch(NamedTuple):
    """Some objects of one bucket, and which piece of the input they are.

    The next batch begins where this one ends.  Positions are strings that sort as the input is ordered, and
    the same piece of it always has the same ones: for a prefix, the last key before and the last key in it.
    """

    bucket: str
    start: str
    end: str
    entries: Sequence[Entry]
    ends: Sequence[str] = ()
    """The position behind each entry, or behind those that belong together; it does not travel."""
