"""A page of a listing."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Generic, TypeVar

from qcloud_cos.server.store.values import Upload, Version

Entry = TypeVar("Entry", Version, Upload)


@dataclass(slots=True)
class Page(Generic[Entry]):
    """What a listing found, entries and common prefixes each in byte order.

    If `truncated`, the next page starts after `next_key` (a key or a common prefix) and `next_id`
    (a version or upload id; empty after a common prefix, and always when objects are listed).
    """

    entries: list[Entry] = field(default_factory=list)
    prefixes: list[str] = field(default_factory=list)
    truncated: bool = False
    next_key: str = ""
    next_id: str = ""
