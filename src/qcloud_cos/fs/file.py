"""An object as an open file."""

from __future__ import annotations

import errno
import os
from types import TracebackType
from typing import Any

from fsspec.asyn import sync
from fsspec.spec import AbstractBufferedFile

from qcloud_cos.fs.upload import Upload

MIB = 1024 * 1024
SMALL = MIB
"""A file of up to this size is read at once: one request, and its CRC-64 is checked."""


class CosFile(AbstractBufferedFile):
    """Reads ranges of one version of an object, or writes a new one.

    What is read is always of the ETag that the file was opened with.  What is written is there when the file
    is closed, and not at all if a ``with`` ends by an exception.
    """

    DEFAULT_BLOCK_SIZE = 5 * MIB
    blocksize: int

    def __init__(
        self,
        fs: Any,
        path: str,
        mode: str = "rb",
        block_size: Any = "default",
        autocommit: bool = True,
        cache_type: str = "readahead",
        cache_options: dict[str, Any] | None = None,
        size: int | None = None,
        version_id: str | None = None,
        **kwargs: Any,
    ) -> None:
        if version_id is not None:
            kwargs["version_id"] = version_id  # what is pickled is opened again with it
        self._version_id = version_id
        self._whole: bytes | None = None
        self._upload: Upload | None = None
        if mode == "rb":
            details = sync(fs.loop, fs._info, path, version_id)
            if details["type"] != "file":
                raise IsADirectoryError(errno.EISDIR, os.strerror(errno.EISDIR), path)
            self._details, size = details, details["size"]
        super().__init__(fs, path, mode, block_size, autocommit, cache_type, cache_options, size, **kwargs)
        if mode != "rb":
            self.blocksize = max(self.blocksize, MIB)  # the least that a part may have
            self._least = self.blocksize
            self._upload = Upload(fs, path, mode == "xb", kwargs)
            if mode == "xb" and fs.exists(path):
                self.closed = True
                raise FileExistsError(errno.EEXIST, os.strerror(errno.EEXIST), path)
            if mode == "ab":
                try:
                    self.buffer.write(sync(fs.loop, self._upload.go_on, self.blocksize))
                except BaseException:
                    self.discard()
                    raise
                self.loc = self._upload.length + self.buffer.tell()

    def _fetch_range(self, start: int, end: int) -> bytes:
        if self.size <= SMALL and self.cache.name != "none":
            if self._whole is None:
                self._whole = self._asked(None, None)
            return self._whole[start:end]
        return self._asked(start, end)

    def _asked(self, start: int | None, end: int | None) -> bytes:
        fetch = self.fs._cat_file
        try:
            data: bytes = sync(
                self.fs.loop, fetch, self.path, start, end, self._version_id, self._details.get("ETag")
            )
        except OSError:
            self.fs.invalidate_cache(self.path)  # what was known of it may be a second old
            raise
        return data

    def _initiate_upload(self) -> None:
        """Begun with the first part, if there is more than one."""

    def _upload_chunk(self, final: bool = False) -> bool:
        assert self._upload is not None  # noqa: S101 - fsspec calls it of files opened to be written
        data = self.buffer.getvalue()
        try:
            if not final:
                sync(self.fs.loop, self._upload.add, data)
                self.blocksize = self._upload.next_part(self._least)
            elif self.autocommit:
                sync(self.fs.loop, self._upload.finish, data)
            else:
                self._upload.held = data
        except BaseException:
            self.discard()
            raise
        return True

    def commit(self) -> None:
        """Let what was written appear."""
        assert self._upload is not None  # noqa: S101 - as above
        self.close()
        if self._upload.held is not None:
            sync(self.fs.loop, self._upload.finish, self._upload.held)

    def discard(self) -> None:
        """Let nothing of what was written remain."""
        self.closed = True
        if self._upload is not None:
            sync(self.fs.loop, self._upload.abort)

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if kind is not None and self.mode != "rb" and not self.closed:
            self.discard()
        else:
            self.close()
