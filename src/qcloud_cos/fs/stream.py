"""An object as a file whose methods are awaited: what `open_async` gives."""

from __future__ import annotations

from types import TracebackType
from typing import Any

from fsspec.asyn import AbstractAsyncStreamedFile

from qcloud_cos.errors import BodyCutShort
from qcloud_cos.fs.entries import Entry
from qcloud_cos.fs.failures import as_of_files
from qcloud_cos.fs.file import MIB
from qcloud_cos.fs.paths import asked_for, split
from qcloud_cos.fs.upload import Upload


class AsyncCosFile(AbstractAsyncStreamedFile):
    """Reads one version of an object, from its start or from where `seek` says, as it arrives; or writes one."""

    blocksize: int

    def __init__(
        self,
        fs: Any,
        path: str,
        mode: str,
        block_size: Any,
        details: Entry | None,
        version_id: str | None,
        **kwargs: Any,
    ) -> None:
        size = None if details is None else details["size"]
        super().__init__(fs, path, mode, block_size, cache_type="none", size=size, **kwargs)
        self._details, self._version_id = details, version_id
        self._body: Any = None
        self._at = 0
        self._upload = Upload(fs, path, False, kwargs)
        self._least = self.blocksize = max(self.blocksize, MIB)

    async def _fetch_range(self, start: int, end: int) -> bytes:
        end = min(end, self.size)
        if start >= end:
            return b""
        if self._body is None or self._at != start:
            await self._begin(start)
        try:
            data: bytes = await self._body.read(end - start)
        except BodyCutShort:
            self._body = None
            assert self._details is not None  # noqa: S101 - known before the first read
            return bytes(await self.fs._cat_file(self.path, start, end, self._version_id, self._details["ETag"]))
        self._at += len(data)
        return data

    async def _begin(self, start: int) -> None:
        await self._end()
        bucket, key = split(self.path)
        assert self._details is not None  # noqa: S101 - known before the first read
        given: Any = {"IfMatch": self._details["ETag"]}
        if self._version_id:
            given["VersionId"] = self._version_id
        if start:
            given["Range"] = f"bytes={start}-"
        with as_of_files(self.path):
            self._body = (await self.fs.client.get_object(bucket, asked_for(key), **given))["Body"]
        self._at = start

    async def _end(self) -> None:
        body, self._body = self._body, None
        if body is not None:
            await body.close()

    async def _upload_chunk(self, final: bool = False) -> bool:
        data = self.buffer.getvalue()
        try:
            if final:
                await self._upload.finish(data)
            else:
                await self._upload.add(data)
                self.blocksize = self._upload.next_part(self._least)
        except BaseException:
            await self.discard()
            raise
        return True

    async def close(self) -> None:
        """Let what was written appear."""
        await self._end()
        await super().close()

    async def discard(self) -> None:  # type: ignore[override, unused-ignore]
        """Let nothing of what was written remain."""
        self.closed = True
        await self._end()
        await self._upload.abort()

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if kind is not None and self.mode != "rb":
            await self.discard()
        else:
            await self.close()

    def __del__(self) -> None:
        """Nothing can be awaited here: what was not closed does not appear."""
