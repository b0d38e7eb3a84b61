"""aws-chunked as it arrives: chunks with their sizes, and mostly signatures, and a trailer after the last.

No I/O: `feed` takes what came, in whatever pieces, and tells of what was understood of it.

Source: https://docs.aws.amazon.com/AmazonS3/latest/API/sigv4-streaming.html
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

from qcloud_cos.server.refusal import Refusal
from qcloud_cos.server.s3.codes import S3Refusal

LONGEST_LINE = 1024
LONGEST_TRAILER = 4096
_SIZE = re.compile(rb"([0-9a-fA-F]{1,16})(?:;chunk-signature=([0-9a-f]{64}))?[ \t]*")


@dataclass(frozen=True, slots=True)
class ChunkEnds:
    """With the signature that stood before it; empty if there was none."""

    signature: str


Event = bytes | ChunkEnds
"""Bytes are the content's."""


class ChunkParser:
    def __init__(self, has_trailer: bool) -> None:
        self.trailer: dict[str, str] = {}
        """By lower-case names, once all has come."""
        self._has_trailer = has_trailer
        self._held = bytearray()
        self._stage: Literal["size", "data", "after", "trailer", "end"] = "size"
        self._left = 0
        self._signature = ""

    def feed(self, data: bytes) -> Iterator[Event]:
        """Raises:
        Refusal: InvalidRequest, MalformedTrailerError.
        """
        self._held += data
        while self._held:
            before = (self._stage, len(self._held))
            yield from self._step()
            if (self._stage, len(self._held)) == before:
                return

    def finish(self) -> None:
        """No more comes.

        Raises:
            Refusal: IncompleteBody: there should; MalformedTrailerError.
        """
        if self._stage == "trailer":
            self.trailer = _fields(bytes(self._held))
        elif self._stage != "end":
            raise Refusal("IncompleteBody", "The body ends before its last chunk.")

    def _step(self) -> Iterator[Event]:
        """What the held bytes begin with, if that is all there."""
        match self._stage:
            case "size":
                yield from self._size()
            case "data":
                with memoryview(self._held) as held:
                    piece = bytes(held[: self._left])
                del self._held[: self._left]
                self._left -= len(piece)
                yield piece
                if not self._left:
                    self._stage = "after"
                    yield ChunkEnds(self._signature)
            case "after":
                self._after()
            case "trailer":
                if len(self._held) > LONGEST_TRAILER:
                    raise S3Refusal("MalformedTrailerError")
            case "end":
                if self._held.strip():
                    raise _malformed("something follows the last chunk")
                self._held.clear()

    def _size(self) -> Iterator[Event]:
        at = self._held.find(b"\r\n")
        if at < 0:
            if len(self._held) > LONGEST_LINE:
                raise _malformed("the line before a chunk is too long")
            return
        match = _SIZE.fullmatch(bytes(self._held[:at]))
        if match is None:
            raise _malformed("a chunk does not begin with its size")
        del self._held[: at + 2]
        self._left, self._signature = int(match[1], 16), (match[2] or b"").decode()
        self._stage = "data"
        if not self._left:
            self._stage = "trailer" if self._has_trailer else "end"
            yield ChunkEnds(self._signature)

    def _after(self) -> None:
        if len(self._held) >= 2:
            if self._held[:2] != b"\r\n":
                raise _malformed("a chunk is longer than it says")
            del self._held[:2]
            self._stage = "size"


def _fields(text: bytes) -> dict[str, str]:
    """Raises:
    Refusal: MalformedTrailerError.
    """
    found: dict[str, str] = {}
    for line in text.split(b"\n"):
        stripped = line.strip()
        if not stripped:
            continue
        name, colon, value = stripped.partition(b":")
        key = name.strip().lower().decode("latin-1")
        if not colon or key in found:
            raise S3Refusal("MalformedTrailerError")
        found[key] = value.strip().decode("latin-1")
    return found


def _malformed(reason: str) -> Refusal:
    return Refusal("InvalidRequest", f"The body is not well-formed aws-chunked: {reason}.")
