"""Content-Encoding undone, a bounded piece at a time."""

from __future__ import annotations

import zlib
from typing import Any

from qcloud_cos.errors import BodyCutShort, CosClientError

_ANY_HEADER = 32 + zlib.MAX_WBITS


class Unpacker:
    """gzip, of several members too, and deflate, with zlib's header or raw."""

    def __init__(self) -> None:
        self._inflate = zlib.decompressobj(_ANY_HEADER)
        self._input = b""
        self._begun = False

    @staticmethod
    def takes(encoding: Any) -> bool:
        return str(encoding).strip().lower() in ("gzip", "x-gzip", "deflate")

    @property
    def hungry(self) -> bool:
        """Needs more input before it can give more output."""
        return not self._input

    def feed(self, data: bytes) -> None:
        self._input += data

    def take(self, size: int) -> bytes:
        """Up to `size` bytes; none does not mean the end."""
        if self._inflate.eof:
            self._inflate = zlib.decompressobj(_ANY_HEADER)
            self._begun = False
        data = self._input
        if not data:
            return b""
        try:
            out = self._inflate.decompress(data, size)
        except zlib.error as error:
            if self._begun or data[:2] == b"\x1f\x8b":
                raise CosClientError(f"the body is not what its Content-Encoding says ({error})") from error
            self._inflate = zlib.decompressobj(-zlib.MAX_WBITS)
            return self.take(size)
        self._begun = True
        self._input = self._inflate.unused_data if self._inflate.eof else self._inflate.unconsumed_tail
        return out

    def end(self) -> None:
        """The input has ended."""
        if self._begun and not self._inflate.eof:
            raise BodyCutShort("the compressed body ended early")
