"""Files being downloaded, under a temporary name beside their own; most methods are pieces of `local` work."""

from __future__ import annotations

import os
import re
import stat
from contextlib import suppress
from threading import Lock

from qcloud_cos.core.checksum import crc64
from qcloud_cos.errors import CosClientError, FileMissing
from qcloud_cos.transfer.files import Descriptor

_PIECE = 1024 * 1024
_NEW = os.O_RDWR | os.O_CREAT | os.O_CLOEXEC
_is_suffix = re.compile("[0-9a-f]{16}").fullmatch


class Output(Descriptor):
    """An open file that workers fill."""

    __slots__ = ("lock",)

    def __init__(self, number: int) -> None:
        super().__init__(number)
        self.lock = Lock()


class Target:
    """A file of `size` bytes yet to come.

    Args:
        direct: write under the file's own name, for places where nothing can be renamed.
    """

    def __init__(self, path: str | os.PathLike[str], size: int, direct: bool = False) -> None:
        self.final = os.fsdecode(os.path.realpath(path))  # a symbolic link stays one
        self.suffix = os.urandom(8).hex()
        self._size, self._direct = size, direct
        self._device = self._kept = False
        self._file: Output | None = None
        self._process = os.getpid()

    @property
    def file(self) -> Output:
        assert self._file is not None  # noqa: S101 - opened before
        return self._file

    @property
    def written(self) -> str:
        """Where it is until it is complete."""
        return self.final if self._direct or self._device else beside(self.final, self.suffix)

    def open(self) -> None:
        """Raises CosClientError if it cannot be."""
        try:
            there = _status(self.final)
            if there is not None and stat.S_ISDIR(there.st_mode):
                raise IsADirectoryError(f"{self.final!r} is a directory")
            self._device = there is not None and not stat.S_ISREG(there.st_mode)
            if self._device:
                self._file = Output(os.open(self.final, os.O_WRONLY | os.O_CLOEXEC))
                return
            flags = _NEW | (os.O_TRUNC if self._direct else os.O_EXCL)
            self._file = Output(os.open(self.written, flags, 0o666))
            if there is not None:
                os.fchmod(self.file.number, stat.S_IMODE(there.st_mode))
            os.truncate(self.file.number, self._size)
        except OSError as error:
            raise unwritable(error) from error

    def reopen(self, suffix: str) -> bool:
        """Go on with what an earlier process has left under its temporary name; False if that cannot be."""
        if not _is_suffix(suffix):
            return False
        path = beside(self.final, suffix)
        try:
            file = Output(os.open(path, os.O_RDWR | os.O_CLOEXEC | getattr(os, "O_NOFOLLOW", 0)))
        except OSError:
            return False
        status = os.fstat(file.number)
        if not stat.S_ISREG(status.st_mode) or status.st_size != self._size or status.st_uid != os.geteuid():
            return False
        self._file, self.suffix = file, suffix
        return True

    def crc64(self, start: int, length: int) -> int | None:
        """Of what is there already; None if it cannot be read."""
        checksum, done, buffer = 0, 0, memoryview(bytearray(min(_PIECE, length)))
        while done < length:
            try:
                count = os.preadv(self.file.number, [buffer[: length - done]], start + done)
            except OSError:
                return None
            if not count:
                return None
            checksum, done = crc64(buffer[:count], checksum), done + count
        return checksum

    def keep(self) -> None:
        """The file is complete: it gets its name, and outlives a power cut."""
        if self._device:
            return
        try:
            os.fsync(self.file.number)
            if not self._direct:
                os.replace(self.written, self.final)
                _fsync_directory(self.final)
            self._kept = True
        except OSError as error:
            raise unwritable(error) from error

    def drop(self) -> None:
        """Remove it, unless it is complete; nothing if another process, forked meanwhile, is asked."""
        if self._file is not None and not (self._device or self._kept) and self._process == os.getpid():
            remove(self.written)


def beside(path: str, suffix: str) -> str:
    """A name in the same directory; no longer than names may be, though the other may be."""
    folder, name = os.path.split(path)
    return os.path.join(folder, f"{name[:55]}_{suffix}")


def left_behind(path: str, suffix: str) -> None:
    """Remove what an earlier process has left under its temporary name."""
    if _is_suffix(suffix):
        remove(beside(path, suffix))


def remove(path: str) -> None:
    with suppress(OSError):
        os.remove(path)


def unwritable(error: OSError) -> CosClientError:
    kind = FileMissing if isinstance(error, FileNotFoundError) else CosClientError
    return kind(f"DestFilePath cannot be written: {error}")


def _status(path: str) -> os.stat_result | None:
    try:
        return os.stat(path)
    except FileNotFoundError:
        return None


def _fsync_directory(path: str) -> None:
    # Some file systems refuse; the file itself is safe all the same.
    with suppress(OSError):
        folder = os.open(os.path.dirname(path), os.O_RDONLY | os.O_CLOEXEC)
        try:
            os.fsync(folder)
        finally:
            os.close(folder)
