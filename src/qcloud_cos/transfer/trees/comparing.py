"""What a sync decides, as pure functions: which entries belong together, and whether they are the same."""

from __future__ import annotations

import enum
from collections import deque
from collections.abc import Iterator, Mapping
from typing import Any, NamedTuple

from qcloud_cos import types
from qcloud_cos.errors import CosClientError
from qcloud_cos.transfer.trees.places import Entry

MODIFIED = "x-cos-meta-mtime"
"""Where an upload keeps the file's time: seconds since 1970, with nine digits after the point."""
CHECKSUM = "x-cos-hash-crc64ecma"


class Verdict(enum.Enum):
    SAME = "nothing to do"
    DIFFERENT = "to be transferred"
    ASK = "the listing does not tell; the object's headers may"
    READ = "the headers do not tell; the content does"


def first_look(source: Entry, there: Entry | None, compare: types.Comparison) -> Verdict:
    """What the two listings tell."""
    if there is None or not there.regular or source.size != there.size:
        return Verdict.DIFFERENT
    if compare == "size-only" or source.is_directory:
        return Verdict.SAME
    if compare == "default":
        if source.etag and source.etag == there.etag:
            return Verdict.SAME
        one_is_local = bool(source.etag) != bool(there.etag)
        if one_is_local and source.modified_ns == there.modified_ns:
            return Verdict.SAME  # downloaded, and not touched since
    return Verdict.ASK


def second_look(file: Entry, head: Mapping[str, Any], compare: types.Comparison) -> Verdict:
    """What the object's headers tell of a file of the same size."""
    if int(head["Content-Length"]) != file.size:
        return Verdict.DIFFERENT  # replaced since it was listed
    if compare == "default" and modified_ns(head) == file.modified_ns:
        return Verdict.SAME
    return Verdict.READ if head.get(CHECKSUM) else Verdict.DIFFERENT


def same_content(one: Mapping[str, Any], other: Mapping[str, Any]) -> bool:
    """Whether two objects' headers prove that they have the same content."""
    return (
        one.get("Content-Length") == other.get("Content-Length")
        and one.get(CHECKSUM) is not None
        and one.get(CHECKSUM) == other.get(CHECKSUM)
    )


def modified_ns(head: Mapping[str, Any]) -> int | None:
    """When the file that became this object was modified; None if that was not kept, or is no number."""
    seconds, _, fraction = str(head.get(MODIFIED, "")).partition(".")
    digits = fraction[:9].ljust(9, "0")
    if not (seconds.removeprefix("-").isdecimal() and digits.isdecimal()) or len(seconds) > 11:
        return None
    return int(seconds) * 1_000_000_000 + int(digits)


def when(head: Mapping[str, Any], entry: Entry) -> int:
    """When the file was modified that became this object, or else when the object was stored."""
    kept = modified_ns(head)
    return entry.modified_ns if kept is None else kept


def modified(when_ns: int) -> str:
    """The value of `MODIFIED`."""
    seconds, fraction = divmod(when_ns, 1_000_000_000)
    return f"{seconds}.{fraction:09}"


class Pair(NamedTuple):
    """What the source and the destination have of one name."""

    source: Entry | None
    there: Entry | None


class Join:
    """Two streams of entries, each in the order of the names, become one of pairs.

    In memory is what one stream is ahead of the other, a page of it at most.
    """

    def __init__(self) -> None:
        self._sides = (_Side("source"), _Side("destination"))

    def wanted(self) -> list[int]:
        """The sides that must go on before there are more pairs: 0 is the source, 1 the destination."""
        return [number for number, side in enumerate(self._sides) if not side.entries and not side.ended]

    def add(self, number: int, page: list[Entry] | None) -> None:
        """A side's next entries; None: it has ended.

        Raises:
            CosClientError: they are out of order, so that nothing could be said of what is missing.
        """
        self._sides[number].add(page)

    def pairs(self) -> Iterator[Pair]:
        """Those that are certain by now, each once."""
        source, there = self._sides
        while True:
            if source.entries and there.entries:
                one, other = source.entries[0].name, there.entries[0].name
                yield Pair(
                    source.entries.popleft() if one <= other else None,
                    there.entries.popleft() if other <= one else None,
                )
            elif source.entries and there.ended:
                yield Pair(source.entries.popleft(), None)
            elif there.entries and source.ended:
                yield Pair(None, there.entries.popleft())
            else:
                return


class _Side:
    def __init__(self, what: str) -> None:
        self._what = what
        self.entries: deque[Entry] = deque()
        self.ended = False
        self._last: str | None = None

    def add(self, page: list[Entry] | None) -> None:
        if page is None:
            self.ended = True
            return
        for entry in page:
            if self._last is not None and entry.name <= self._last:
                raise CosClientError(f"the {self._what} lists {entry.name!r} after {self._last!r}")
            self._last = entry.name
        self.entries.extend(page)


class Doomed:
    """Names to delete in the end, in little room: a million of them weigh what their bytes do."""

    _END = b"\xff"  # no byte of UTF-8

    def __init__(self) -> None:
        self._names = bytearray()
        self._count = 0

    def __len__(self) -> int:
        return self._count

    def add(self, name: str) -> None:
        self._names += name.encode() + self._END
        self._count += 1

    def batches(self, size: int) -> Iterator[list[str]]:
        batch: list[str] = []
        start = 0
        while (end := self._names.find(self._END, start)) >= 0:
            batch.append(self._names[start:end].decode())
            start = end + 1
            if len(batch) == size:
                yield batch
                batch = []
        if batch:
            yield batch
