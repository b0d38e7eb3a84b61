"""Content-Encoding undone, a bounded piece at a time."""

from __future__ import annotations

import zlib
from collections.abc import Callable
from typing import Any

from qcloud_cos.errors import BodyCutShort, CosClientError

_ANY_HEADER = 32 + zlib.MAX_WBITS
_GZIP = b"\x1f\x8b"


def packed(encoding: Any) -> bool:
    return str(encoding).strip().lower() in ("gzip", "x-gzip", "deflate")


class Unpacker:
    """gzip, of several members too, and deflate, with zlib's header or raw."""

    def __init__(self) -> None:
        self._inflate = zlib.decompressobj(_ANY_HEADER)
        self._input = b""
        self._begun = False
        self._more = False
        self._ended = False

    def feed(self, data: bytes) -> None:
        """More input; none at all means that it has ended."""
        self._input += data
        self._ended = not data

    def take(self, size: int) -> bytes | None:
        """Up to `size` bytes; b"" at the end; None: feed first."""
        while True:
            if self._inflate.eof and not self._next_member():
                return b"" if self._ended else None
            if not self._more and len(self._input) < (1 if self._begun else 2) and not self._ended:
                return None
            out = self._step(size)
            if out:
                return out
            if self._ended and not self._input and not self._inflate.eof:
                if self._begun:
                    raise BodyCutShort("the compressed body ended early")
                return b""

    def _next_member(self) -> bool:
        if not self._input.startswith(_GZIP):
            if len(self._input) > 1:  # padding: what follows the end is not content
                self._input = b""
            return False
        self._inflate = zlib.decompressobj(_ANY_HEADER)
        return True

    def _step(self, size: int) -> bytes:
        data = self._input
        try:
            out = self._inflate.decompress(data, size)
        except zlib.error as error:
            if self._begun or data.startswith(_GZIP):
                raise CosClientError(f"the body is not what its Content-Encoding says ({error})") from error
            self._begun = True
            self._inflate = zlib.decompressobj(-zlib.MAX_WBITS)
            return self._step(size)
        self._begun = self._begun or bool(data)
        self._input = self._inflate.unused_data if self._inflate.eof else self._inflate.unconsumed_tail
        # A full answer may have left more inside zlib, though all input is used up.
        self._more = len(out) == size
        return out


class Unpacked:
    """A reader of what another reader's bytes mean."""

    def __init__(self, readinto: Callable[[memoryview], int]) -> None:
        self._readinto = readinto
        self._unpacker = Unpacker()
        self._buffer = memoryview(bytearray(64 * 1024))

    def readinto(self, buffer: memoryview) -> int:
        while buffer:
            out = self._unpacker.take(len(buffer))
            if out is not None:
                buffer[: len(out)] = out
                return len(out)
            self._unpacker.feed(bytes(self._buffer[: self._readinto(self._buffer)]))
        return 0
