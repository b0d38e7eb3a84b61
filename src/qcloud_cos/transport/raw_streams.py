"""Bodies as files, with what programs ask of urllib3's besides."""

from __future__ import annotations

import io
from collections.abc import Callable, Iterator, Mapping
from typing import Any, Protocol

from qcloud_cos.transport.unpacking import Unpacked, packed

_CHUNK = 64 * 1024


class Source(Protocol):
    @property
    def headers(self) -> Mapping[str, Any]: ...
    @property
    def status(self) -> int: ...


class _LikeUrllib3:
    """The part of urllib3.HTTPResponse that a file lacks; before the file's own class, whose `read` it widens."""

    headers: Mapping[str, Any]
    status: int
    _unpacked: Unpacked | None = None
    _data: bytes | None = None

    def read(self, amt: int | None = None, decode_content: bool | None = None) -> bytes:
        """Exactly `amt` bytes, fewer only at the end; None: all that is left.

        Args:
            decode_content: undo a Content-Encoding of gzip or deflate.
        """
        of_the_file: Any = super()
        if not (decode_content and packed(self.headers.get("Content-Encoding", ""))):
            data: bytes = of_the_file.read(-1 if amt is None else amt)
            return data
        if self._unpacked is None:
            self._unpacked = Unpacked(of_the_file.readinto)
        return _filled(self._unpacked.readinto, -1 if amt is None else amt)

    def stream(self, amt: int | None = _CHUNK, decode_content: bool | None = None) -> Iterator[bytes]:
        """All of it, in pieces of `amt` bytes, the last one shorter."""
        while piece := self.read(amt or _CHUNK, decode_content):
            yield piece

    @property
    def data(self) -> bytes:
        """All that was not read when this was first asked for."""
        if self._data is None:
            self._data = self.read()
        return self._data

    def release_conn(self) -> None:
        """Give the connection free: there is no more to read."""
        self.close()  # type: ignore[attr-defined]


class RawWhole(_LikeUrllib3, io.BytesIO):
    """Of a body that has arrived whole."""

    def __init__(self, data: bytes, source: Source) -> None:
        super().__init__(data)
        self.headers, self.status = source.headers, source.status


class RawStream(_LikeUrllib3, io.BufferedReader):
    """Of a body that is still arriving."""

    def __init__(self, readinto: Callable[[memoryview], int], close: Callable[[], None], source: Source) -> None:
        super().__init__(_Bytes(readinto, close), _CHUNK)
        self.headers, self.status = source.headers, source.status


class _Bytes(io.RawIOBase):
    def __init__(self, readinto: Callable[[memoryview], int], close: Callable[[], None]) -> None:
        self._readinto, self._close = readinto, close
        self._place = 0

    def readable(self) -> bool:
        return True

    def tell(self) -> int:
        return self._place

    def readinto(self, buffer: Any) -> int:
        count = self._readinto(memoryview(buffer).cast("B"))
        self._place += count
        return count

    def close(self) -> None:
        self._close()
        super().close()


def _filled(readinto: Callable[[memoryview], int], size: int) -> bytes:
    out, left = io.BytesIO(), size
    buffer = memoryview(bytearray(_CHUNK))
    while left and (count := readinto(buffer if left < 0 else buffer[:left])):
        out.write(buffer[:count])
        left -= count if left > 0 else 0
    return out.getvalue()
