"""Files that appear whole under their name, or not at all."""

from __future__ import annotations

import contextlib
import io
import os
import stat
from types import TracebackType

Path = str | os.PathLike[str]


class Landing:
    """Written under a temporary name in the same directory, renamed when all is there.

    `direct` writes under the name itself, and removes it if that fails.  What is no regular
    file (/dev/null, a pipe) is always written directly, and never removed.
    """

    def __init__(self, path: Path, direct: bool = False) -> None:
        self._target = os.fsdecode(os.path.realpath(path))  # a symbolic link stays one
        self._special = os.path.exists(self._target) and not stat.S_ISREG(os.stat(self._target).st_mode)
        self._renames = not (direct or self._special)
        self._written = _beside(self._target) if self._renames else self._target
        self._file: io.FileIO | None = None

    def open(self) -> Landing:
        self._file = io.FileIO(self._written, "xb" if self._renames else "wb")
        return self

    def write(self, data: bytes | bytearray | memoryview) -> None:
        assert self._file is not None  # noqa: S101 - opened before
        done = self._file.write(data)
        if done < len(data):  # the disk is filling up; the next write says so
            view = memoryview(data)
            while done < len(view):
                done += self._file.write(view[done:])

    def commit(self) -> None:
        """The file is complete."""
        assert self._file is not None  # noqa: S101 - opened before
        self._file.close()  # a network file system may report here that it lost what was written
        if self._renames:
            os.replace(self._written, self._target)
        self._file = None

    def abandon(self) -> None:
        if self._file is None:
            return
        self._file.close()
        self._file = None
        if not self._special:
            with contextlib.suppress(OSError):
                os.remove(self._written)

    def __enter__(self) -> Landing:
        return self.open()

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        try:
            if kind is None:
                self.commit()
        finally:
            self.abandon()


def _beside(target: str) -> str:
    """A new name in the same directory; no longer than names may be, though the target's may be."""
    folder, name = os.path.split(target)
    return os.path.join(folder, f"{name[:55]}_{os.urandom(8).hex()}")
