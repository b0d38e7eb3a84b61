"""Taking in a body."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from contextlib import suppress
from typing import BinaryIO

from qcloud_cos.core import checksum
from qcloud_cos.server.store.blobs import Blobs, room_needed
from qcloud_cos.server.store.values import INLINE_LIMIT, Content, Segment


class Receiver:
    """A body as it arrives: in memory while it is small, then in a file.  For one thread at a time.

    Every receiver ends with `finish` and the storing of its content, or with `abort`.
    """

    def __init__(self, blobs: Blobs, forsake: Callable[[str], object]) -> None:
        self.size = 0
        self.crc64 = 0
        self._md5 = hashlib.md5()
        self._blobs = blobs
        self._forsake = forsake
        self._held: list[bytes] = []
        self._blob = ""
        self._file: BinaryIO | None = None

    @property
    def md5(self) -> str:
        """In hexadecimal, of what has come so far."""
        return self._md5.hexdigest()

    def write(self, data: bytes | bytearray | memoryview) -> None:
        self._md5.update(data)
        self.crc64 = checksum.crc64(data, self.crc64)
        self.size += len(data)
        if self._file is None and self.size <= INLINE_LIMIT:
            self._held.append(bytes(data))
            return
        with room_needed():
            if self._file is None:
                self._blob, path = self._blobs.new()
                self._file = open(path, "xb")  # noqa: SIM115 - open until finish or abort
                self._file.writelines(self._held)
                self._held.clear()
            self._file.write(data)

    def finish(self) -> Content:
        """The whole body; on disk when this returns, if it is a file and the store is durable."""
        if self._file is None:
            return Content(self.size, self.md5, self.crc64, b"".join(self._held))
        with room_needed():
            self._file.flush()
            self._blobs.settle(self._blob, self._file.fileno())
        self._file.close()
        self._file = None
        return Content(self.size, self.md5, self.crc64, None, (Segment(self._blob, 0, self.size),))

    def abort(self) -> None:
        """Leave nothing behind.  After `finish` too, when the content was not stored after all."""
        self._held.clear()
        if self._file is not None:
            with suppress(OSError):
                self._file.close()
            self._file = None
        if self._blob and not self._blobs.discard(self._blob):
            self._forsake(self._blob)
