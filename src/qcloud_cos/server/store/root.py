"""The root directory: its lock, its folders, and what makes a file last."""

from __future__ import annotations

import fcntl
import os
import shutil
import tempfile
from contextlib import suppress
from pathlib import Path
from typing import IO

from qcloud_cos.server.store.failures import RootLocked, RootUnwritable

# macOS has no fdatasync in Python.
sync_data = getattr(os, "fdatasync", os.fsync)


def sync_folder(path: Path) -> None:
    """Make a folder's entries last: a new file's name is not on disk before."""
    folder = os.open(path, os.O_RDONLY)
    try:
        os.fsync(folder)
    finally:
        os.close(folder)


def sync_file(file: IO[bytes]) -> None:
    """Make what was written to a file last."""
    file.flush()
    sync_data(file.fileno())


def duplicate(source: Path | str, target: Path | str, durable: bool) -> None:
    """A second name for a file that nobody changes; a copy where the disk has no such names."""
    try:
        os.link(source, target)
    except FileNotFoundError:
        raise
    except OSError:
        shutil.copyfile(source, target)
        if durable:
            with open(target, "rb+") as file:
                sync_file(file)


class Root:
    """A root that is this process's alone until it is closed; a temporary one then goes."""

    def __init__(self, path: Path | str | None) -> None:
        self.is_temporary = path is None
        self.path = Path(tempfile.mkdtemp(prefix="cos-") if path is None else path).absolute()
        try:
            self._make()
            self._lock = open(self.path / "cos.lock", "a+")  # noqa: SIM115 - open as long as the root is
        except OSError as error:
            raise RootUnwritable(f"{self.path}: {error.strerror}") from error
        try:
            self._take()
        except BaseException:
            self._lock.close()
            raise

    @property
    def database(self) -> Path:
        return self.path / "meta.db"

    @property
    def blobs(self) -> Path:
        return self.path / "blobs"

    @property
    def unfinished(self) -> Path:
        return self.path / "tmp"

    @property
    def saved(self) -> Path:
        return self.path / "snapshots"

    def close(self) -> None:
        # Unlocked by hand: a child that was forked has the lock's file open too.
        fcntl.flock(self._lock, fcntl.LOCK_UN)
        self._lock.close()
        if self.is_temporary:
            shutil.rmtree(self.path, ignore_errors=True)

    def _make(self) -> None:
        """Make the root, and what it is in, so that their own names are on disk."""
        missing = [folder for folder in (self.path, *self.path.parents) if not folder.exists()]
        for folder in reversed(missing):
            folder.mkdir(exist_ok=True)
            with suppress(OSError):  # it may not be ours to read
                sync_folder(folder.parent)

    def _take(self) -> None:
        try:
            fcntl.flock(self._lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError as error:
            raise RootLocked(f"{self.path}: another server{self._holder()} has this root open") from error
        try:
            self._sign()
            if self.unfinished.exists():
                shutil.rmtree(self.unfinished)
            self.unfinished.mkdir()
            self.blobs.mkdir(exist_ok=True)
            if not self.is_temporary:
                sync_folder(self.path)
                with suppress(OSError):  # it may not be ours to read
                    sync_folder(self.path.parent)
        except OSError as error:
            raise RootUnwritable(f"{self.path}: {error.strerror}") from error

    def _sign(self) -> None:
        """Write who holds the lock, for the message of the next who wants it."""
        self._lock.truncate(0)
        self._lock.write(str(os.getpid()))
        self._lock.flush()

    def _holder(self) -> str:
        with suppress(OSError, ValueError):
            self._lock.seek(0)
            return f" (process {int(self._lock.read(20))})"
        return ""
