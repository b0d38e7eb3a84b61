"""Files to upload; each method that reads is a piece of `local` work."""

from __future__ import annotations

import base64
import hashlib
import io
import os
import stat
from collections.abc import Callable
from typing import Any, NamedTuple

from qcloud_cos.core.checksum import crc64
from qcloud_cos.errors import CosClientError, FileMissing

_PIECE = 1024 * 1024


class Identity(NamedTuple):
    """Tells whether a file is still the one it was."""

    size: int
    modified_ns: int
    inode: int


class Descriptor:
    """An open file that closes when nobody can use it any more.

    Closed by hand, its number could be another file's by the time a worker that was left behind uses it.
    """

    __slots__ = ("number",)

    def __init__(self, number: int) -> None:
        self.number = number

    def __del__(self, close: Callable[[int], None] = os.close) -> None:
        close(self.number)


class Digests(NamedTuple):
    """Of a piece of a file."""

    crc64: int
    md5: str | None
    """As Content-MD5 has it."""


class Source:
    """A file open for reading, and what it was when it was opened."""

    def __init__(self, path: str | os.PathLike[str]) -> None:
        self.path = os.path.realpath(path)
        try:
            # Without O_NONBLOCK, opening a pipe waits for whoever writes to it.
            number = os.open(path, os.O_RDONLY | os.O_CLOEXEC | os.O_NONBLOCK)
            descriptor = Descriptor(number)
            status = os.fstat(number)
            if stat.S_ISDIR(status.st_mode):
                raise IsADirectoryError(f"{os.fspath(path)!r} is a directory")
            empty = status.st_size == 0 and (not stat.S_ISREG(status.st_mode) or os.pread(number, 1, 0) != b"")
        except OSError as error:
            kind = FileMissing if isinstance(error, FileNotFoundError) else CosClientError
            raise kind(f"LocalFilePath cannot be read: {error}") from error
        if empty:  # a pipe, a device, a file of /proc
            raise CosClientError(
                f"LocalFilePath {os.fspath(path)!r} does not say how long it is: use upload_file_from_buffer"
            )
        self.identity = identity(status)
        self.file = io.FileIO(number, closefd=False)
        self.file.descriptor = descriptor  # type: ignore[attr-defined]

    @property
    def size(self) -> int:
        return self.identity.size

    def digests(self, start: int, length: int, with_md5: bool = False) -> Digests:
        md5 = hashlib.md5() if with_md5 else None
        checksum, done, buffer = 0, 0, memoryview(bytearray(max(1, min(_PIECE, length))))
        while done < length:
            count = os.preadv(self.file.fileno(), [buffer[: length - done]], start + done)
            if not count:
                raise self._changed()
            checksum, done = crc64(buffer[:count], checksum), done + count
            if md5 is not None:
                md5.update(buffer[:count])
        return Digests(checksum, None if md5 is None else base64.b64encode(md5.digest()).decode())

    def still(self) -> None:
        """Raise if the file was written to, or another took its place, since it was opened."""
        try:
            now = identity(os.fstat(self.file.fileno())), identity(os.stat(self.path))
        except OSError:
            raise self._changed() from None
        if now != (self.identity, self.identity):
            raise self._changed()

    def _changed(self) -> CosClientError:
        return CosClientError(f"{self.path!r} changed while it was uploaded: upload it again")


def identity(status: os.stat_result) -> Identity:
    return Identity(status.st_size, status.st_mtime_ns, status.st_ino)


class Pieces:
    """A reader cut into parts as they are asked for, by one worker after another."""

    def __init__(self, body: Any, first: bytes | memoryview, part_size: int) -> None:
        from threading import Lock

        self._body, self._part_size = body, part_size
        self._first: bytes | memoryview | None = first
        self._number = 0
        self._lock = Lock()
        self.ended = False

    def next(self) -> tuple[int, bytes | memoryview]:
        """The number and content of the next part; nothing after the last."""
        with self._lock:
            if self._first is not None:
                piece, self._first = self._first, None
            else:
                piece = b"" if self.ended else read_part(self._body.read, self._part_size)
            self.ended = self.ended or len(piece) < self._part_size
            self._number += 1
            return self._number, piece


def read_part(read: Callable[[int], Any], size: int) -> bytes | memoryview:
    """Exactly `size` bytes, fewer only at the end: a socket or a pipe gives what it has."""
    whole: bytearray | None = None
    done = 0
    while done < size:
        piece = read(size - done)
        if not piece:
            break
        if isinstance(piece, str):
            piece = piece.encode()
        elif not isinstance(piece, bytes | bytearray | memoryview):
            _refuse(piece)
        if whole is None and len(piece) == size:
            return bytes(piece)
        if whole is None:
            whole = bytearray()
        whole += piece
        done += len(piece)
    return b"" if whole is None else memoryview(whole)


def _refuse(piece: Any) -> None:
    if hasattr(piece, "close"):
        piece.close()  # a coroutine that nobody will await
    raise CosClientError(f"Body.read must give bytes, not {type(piece).__name__}")
