"""An object as a file of Django's."""

from __future__ import annotations

import io
import shutil
import tempfile
from types import TracebackType
from typing import TYPE_CHECKING, Any, Self

from django.core.files.base import File

if TYPE_CHECKING:
    from qcloud_cos.contrib.django.storage import CosStorage
    from qcloud_cos.transport.streams import StreamBody

MIB = 1024 * 1024
MODES = ("r", "rb", "w", "wb")


class CosStorageFile(File):
    """Reads an object, or writes a new one.  Up to `spooled` bytes are in memory, more in a temporary file.

    For reading it is asked for at once and fetched when first needed.  What is written is stored when the file
    is closed, and not at all if a ``with`` ends by an exception.
    """

    def __init__(self, storage: CosStorage, name: str, mode: str, spooled: int) -> None:
        self.name, self._storage, self._spooled = name, storage, spooled
        self._begin(mode)

    def _begin(self, mode: str) -> None:
        if mode not in MODES:
            raise ValueError(
                f"mode must be one of {', '.join(MODES)}, not {mode!r}: objects do not change in place"
            )
        self.mode = mode
        self._open: Any = None
        self._body: StreamBody | None = None
        self._length = 0
        if self._is_read:
            self._body, self._length = self._storage.opened(self.name)
        self._is_closed = False

    def __repr__(self) -> str:
        return f"<{type(self).__name__} {self.name!r} mode={self.mode!r}>"

    @property
    def _is_read(self) -> bool:
        return self.mode.startswith("r")

    @property
    def file(self) -> Any:
        if self._is_closed:
            raise ValueError("I/O operation on closed file")
        if self._open is None:
            spool = self._filled(tempfile.SpooledTemporaryFile(max_size=self._spooled, suffix=".cos"))  # noqa: SIM115
            newline = None if self._is_read else "\n"
            self._open = spool if "b" in self.mode else io.TextIOWrapper(spool, encoding="utf-8", newline=newline)
        return self._open

    def _filled(self, spool: Any) -> Any:
        body, self._body = self._body, None
        if body is not None:
            try:
                with body:
                    shutil.copyfileobj(body, spool, MIB)
            except BaseException:
                spool.close()
                self._is_closed = True  # else it would seem to be empty
                raise
            spool.seek(0)
        return spool

    @property
    def closed(self) -> bool:
        return self._is_closed

    @property
    def size(self) -> int:
        """In bytes."""
        if self._is_read:
            return self._length
        raw = self._flushed()
        at = raw.tell()
        end: int = raw.seek(0, io.SEEK_END)
        raw.seek(at)
        return end

    def readable(self) -> bool:
        return self._is_read and not self._is_closed

    def writable(self) -> bool:
        return not self._is_read and not self._is_closed

    def seekable(self) -> bool:
        return not self._is_closed

    def read(self, size: int | None = -1) -> Any:
        self._must(self._is_read, "read")
        return self.file.read(-1 if size is None else size)

    def write(self, content: Any) -> int:
        self._must(not self._is_read, "write")
        written: int = self.file.write(content)
        return written

    def open(self, mode: str | None = None, *args: Any, **kwargs: Any) -> Self:
        """Go back to the beginning; open it again, if it was closed."""
        if not self._is_closed:
            self.seek(0)
        else:
            self._begin(mode or self.mode)
        return self

    def close(self) -> None:
        """Store what was written."""
        if self._is_closed:
            return
        try:
            if not self._is_read:
                raw = self._flushed()
                raw.seek(0)
                self._storage.stored(self.name, raw)
        finally:
            self._let_go()

    def discard(self) -> None:
        """Close it, and store nothing."""
        self._let_go()

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if kind is None:
            self.close()
        else:
            self.discard()

    def _flushed(self) -> Any:
        self.file.flush()
        return self.file if "b" in self.mode else self.file.buffer

    def _must(self, may: bool, what: str) -> None:
        if not may:
            raise io.UnsupportedOperation(f"{what}: the file was opened with mode {self.mode!r}")

    def _let_go(self) -> None:
        self._is_closed = True
        if self._body is not None:
            self._body.close()
        if self._open is not None:
            self._open.close()
        self._open = self._body = None
