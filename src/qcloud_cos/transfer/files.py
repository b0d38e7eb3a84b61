"""This machine's files, as flows see them: each function is a piece of `local` work."""

from __future__ import annotations

import io
import os
from collections.abc import Callable
from contextlib import suppress
from typing import Any, NamedTuple

from qcloud_cos.core.checksum import crc64
from qcloud_cos.errors import CosClientError

_PIECE = 1024 * 1024


class Identity(NamedTuple):
    """Tells whether a file is still the one it was."""

    size: int
    modified_ns: int
    inode: int


class Source(NamedTuple):
    """A file open for reading, and what it was when it was opened."""

    file: io.BufferedReader
    identity: Identity

    def __enter__(self) -> Source:
        return self

    def __exit__(self, kind: type[BaseException] | None, *_: object) -> None:
        # Of an abandoned flow workers may still be reading: closed now, the file's number could be another's.
        if kind is not GeneratorExit:
            self.file.close()

    @property
    def size(self) -> int:
        return self.identity.size

    def crc64(self, start: int, length: int) -> int:
        """The CRC-64 of a part."""
        checksum, buffer = 0, memoryview(bytearray(max(1, min(_PIECE, length))))
        done = 0
        while done < length:
            count = os.preadv(self.file.fileno(), [buffer[: length - done]], start + done)
            if not count:
                raise changed(self.file.name)
            checksum, done = crc64(buffer[:count], checksum), done + count
        return checksum

    def still(self) -> None:
        """Raise if the file was written to, or another took its name, since it was opened."""
        if identity(os.fstat(self.file.fileno())) != self.identity:
            raise changed(self.file.name)


def opened(path: str | os.PathLike[str]) -> Source:
    try:
        file = open(path, "rb")  # noqa: SIM115 - the flow closes it
    except OSError as error:
        raise CosClientError(f"LocalFilePath cannot be read: {error}") from error
    return Source(file, identity(os.fstat(file.fileno())))


def identity(status: os.stat_result) -> Identity:
    return Identity(status.st_size, status.st_mtime_ns, status.st_ino)


def changed(name: object) -> CosClientError:
    return CosClientError(f"{name!r} changed while it was uploaded: upload it again")


class Descriptor:
    """An open file that closes when nobody can write to it any more.

    Closed by hand, its number could be another file's by the time a worker that was left behind uses it.
    """

    __slots__ = ("number",)

    def __init__(self, number: int) -> None:
        self.number = number

    def __del__(self, close: Callable[[int], None] = os.close) -> None:
        close(self.number)


class Target(NamedTuple):
    """A file being filled under a temporary name beside its own."""

    file: Descriptor
    path: str
    final: str


def begun(path: str | os.PathLike[str], size: int) -> Target:
    """A file of `size` bytes yet to come."""
    final = os.path.realpath(path)
    temporary = f"{final}_{os.urandom(8).hex()}"
    try:
        number = os.open(temporary, os.O_WRONLY | os.O_CREAT | os.O_EXCL | getattr(os, "O_CLOEXEC", 0), 0o666)
    except OSError as error:
        raise CosClientError(f"DestFilePath cannot be written: {error}") from error
    target = Target(Descriptor(number), temporary, final)
    try:
        os.truncate(number, size)
    except BaseException:
        dropped(target)
        raise
    return target


def kept(target: Target) -> None:
    """The file is complete: it gets its name, and outlives a power cut."""
    os.fsync(target.file.number)
    os.replace(target.path, target.final)


def dropped(target: Target) -> None:
    """Remove it under its temporary name; nothing to do if it has its own."""
    with suppress(OSError):
        os.remove(target.path)


class Pieces:
    """A reader cut into parts as they are asked for, by one worker after another."""

    def __init__(self, body: Any, first: bytes, part_size: int) -> None:
        from threading import Lock

        self._body, self._part_size = body, part_size
        self._first: bytes | None = first
        self._number = 0
        self._lock = Lock()
        self.ended = False

    def next(self) -> tuple[int, bytes]:
        """The number and content of the next part; b"" after the last."""
        with self._lock:
            if self._first is not None:
                piece, self._first = self._first, None
            else:
                piece = b"" if self.ended else read_part(self._body.read, self._part_size)
            self.ended = self.ended or len(piece) < self._part_size
            self._number += 1
            return self._number, piece


def read_part(read: Callable[[int], Any], size: int) -> bytes:
    """Exactly `size` bytes, fewer only at the end: a socket or a pipe gives what it has."""
    found: list[bytes] = []
    while size:
        piece = read(size)
        if not piece:
            break
        if isinstance(piece, str):
            piece = piece.encode()
        found.append(piece)
        size -= len(piece)
    return found[0] if len(found) == 1 else b"".join(found)
