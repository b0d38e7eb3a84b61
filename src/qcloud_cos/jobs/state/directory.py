"""State in a local directory."""

from __future__ import annotations

import asyncio
import fcntl
import os
import shutil
import socket
from collections.abc import Sequence
from contextlib import suppress
from pathlib import Path
from typing import BinaryIO
from uuid import uuid4

from qcloud_cos.errors import CosClientError

_LOCK = "lock"


class Directory:
    """Writing syncs: what a job has noted outlives a power cut.

    The lock is the operating system's, which lets go of it when the process that has it ends, however it ends.
    """

    def __init__(self, path: str | os.PathLike[str]) -> None:
        self._root = Path(path)
        self._lock: int | None = None

    def __str__(self) -> str:
        return str(self._root)

    async def read(self, name: str) -> bytes | None:
        try:
            return await asyncio.to_thread((self._root / name).read_bytes)
        except FileNotFoundError:
            return None

    async def first_line(self, name: str) -> bytes:
        return await asyncio.to_thread(self._first_line, name)

    async def write(self, name: str, content: bytes | BinaryIO) -> None:
        await asyncio.to_thread(self._write, name, content)

    async def create(self, name: str, content: bytes) -> bool:
        return await asyncio.to_thread(self._create, name, content)

    async def remove(self, name: str) -> None:
        (self._root / name).unlink(missing_ok=True)

    async def names(self, folder: str) -> Sequence[str]:
        try:
            found = os.listdir(self._root / folder)
        except FileNotFoundError:
            return []
        return sorted(f"{folder}/{name}" for name in found if not name.startswith("."))

    async def hold(self) -> None:
        self._made(self._root)
        number = os.open(self._root / _LOCK, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o666)
        try:
            fcntl.flock(number, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError:
            whose = os.pread(number, 200, 0).decode("utf-8", "replace").strip()
            os.close(number)
            raise CosClientError(f"another driver is at work on {self._root}: {whose}") from None
        os.ftruncate(number, 0)
        os.pwrite(number, f"process {os.getpid()} on {socket.gethostname()}\n".encode(), 0)
        self._lock = number

    async def keep(self) -> None:
        """The lock stays as long as the process does."""

    async def release(self) -> None:
        if self._lock is not None:
            # Closing alone leaves it to a child that was forked meanwhile, and still has the descriptor.
            fcntl.flock(self._lock, fcntl.LOCK_UN)
            os.close(self._lock)
            self._lock = None

    async def held(self) -> bool:
        if self._lock is not None:
            return True
        try:
            number = os.open(self._root / _LOCK, os.O_RDWR | os.O_CLOEXEC)
        except FileNotFoundError:
            return False
        try:
            fcntl.flock(number, fcntl.LOCK_SH | fcntl.LOCK_NB)
        except OSError:
            return True
        finally:
            os.close(number)
        return False

    def _first_line(self, name: str) -> bytes:
        with (self._root / name).open("rb") as file:
            return file.readline()

    def _write(self, name: str, content: bytes | BinaryIO) -> None:
        path = self._root / name
        self._made(path.parent)
        temporary = path.with_name(f".{path.name}.{uuid4().hex[:8]}")
        try:
            with temporary.open("xb") as file:
                if isinstance(content, bytes):
                    file.write(content)
                else:
                    shutil.copyfileobj(content, file)
                file.flush()
                os.fsync(file.fileno())
            os.replace(temporary, path)
        except OSError as error:
            temporary.unlink(missing_ok=True)
            raise CosClientError(f"the job's state cannot be written: {error}") from error
        _sync(path.parent)

    def _create(self, name: str, content: bytes) -> bool:
        if (self._root / name).exists():
            return False  # the lock lets nobody else make it meanwhile
        self._write(name, content)
        return True

    def _made(self, path: Path) -> None:
        try:
            path.mkdir(parents=True, exist_ok=True)
        except OSError as error:
            raise CosClientError(f"the job's state cannot be written: {error}") from error


def _sync(folder: Path) -> None:
    # Some file systems refuse; what was written is safe all the same.
    with suppress(OSError):
        number = os.open(folder, os.O_RDONLY | os.O_CLOEXEC)
        try:
            os.fsync(number)
        finally:
            os.close(number)
