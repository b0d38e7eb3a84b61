"""Whether the bytes read are those that COS stored, and those stored the ones that were sent."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from qcloud_cos.core.checksum import Buffer, crc64
from qcloud_cos.errors import ChecksumMismatch


class Sum:
    """The CRC-64 of a body, added up as it is sent."""

    __slots__ = ("crc64", "length")

    def __init__(self) -> None:
        self.crc64 = self.length = 0

    def add(self, piece: Buffer) -> None:
        self.crc64 = crc64(piece, self.crc64)
        self.length += len(piece)

    def passing(self, pieces: Iterable[Buffer]) -> Iterator[Buffer]:
        for piece in pieces:
            self.add(piece)
            yield piece


class Checker:
    """Adds up a body as it is read."""

    __slots__ = ("_crc", "_expected")

    def __init__(self, headers: Mapping[str, Any], status: int) -> None:
        self._crc = 0
        self._expected: int | None = None
        # A range has the checksum of the whole object, so only 200 is comparable.
        if status == 200 and "x-cos-hash-crc64ecma" in headers:
            stated = str(headers["x-cos-hash-crc64ecma"])
            if stated.isdecimal() and not _packed_on_its_way(headers):
                self._expected = int(stated)

    def add(self, piece: Buffer) -> None:
        if self._expected is not None:
            self._crc = crc64(piece, self._crc)

    def skip(self) -> None:
        """The checksum is of something else."""
        self._expected = None

    def end(self) -> None:
        """All of it has been read."""
        if self._expected is not None and self._crc != self._expected:
            raise ChecksumMismatch(
                f"the body's CRC-64 is {self._crc}, but COS stored {self._expected}: it was damaged on its way"
            )


def _packed_on_its_way(headers: Mapping[str, Any]) -> bool:
    """Compressed as it was sent, so without a length: not the bytes that are stored."""
    return "Content-Encoding" in headers and "Content-Length" not in headers
