"""What is written to a file, on its way: one request if it is short, else parts, some at once."""

from __future__ import annotations

import asyncio
from contextlib import suppress
from typing import Any

from qcloud_cos.core.checksum import crc64
from qcloud_cos.errors import CosException
from qcloud_cos.fs.failures import as_of_files
from qcloud_cos.fs.paths import asked_for, split
from qcloud_cos.fs.writing import compare

GIB = 1024**3
AT_ONCE = 4
_KEPT = {
    "Cache-Control": "CacheControl",
    "Content-Disposition": "ContentDisposition",
    "Content-Encoding": "ContentEncoding",
    "Content-Type": "ContentType",
    "x-cos-storage-class": "StorageClass",
}


class Upload:
    """All its methods run in the file system's event loop."""

    def __init__(self, fs: Any, path: str, exclusive: bool, headers: dict[str, Any]) -> None:
        self._fs, self._path, self._exclusive, self._headers = fs, path, exclusive, headers
        self._bucket, key = split(path)
        self._key = asked_for(key)
        self._id = ""
        self._under_way: set[asyncio.Task[None]] = set()
        self._etags: dict[int, str] = {}
        self._checksum: int | None = 0
        self.parts = 0
        self.length = 0
        self.held: bytes | None = None
        """The end of it, until it is committed."""
        self.is_aborted = False

    def next_part(self, least: int) -> int:
        """How many bytes the next part should have.  10,000 must do for any file: they grow by and by."""
        return least * (1 + self.parts // 500)

    async def add(self, data: bytes) -> None:
        """Send some more, at least 1 MiB; waits if much is under way."""
        with as_of_files(self._path):
            await self._begin()
            view = memoryview(data)
            pieces = -(-len(view) // GIB)
            for at in range(pieces):
                piece = view[len(view) * at // pieces : len(view) * (at + 1) // pieces]
                while len(self._under_way) >= AT_ONCE:
                    await self._arrived(asyncio.FIRST_COMPLETED)
                self.parts += 1
                self.length += len(piece)
                self._under_way.add(asyncio.create_task(self._part(self.parts, piece)))
            if self._checksum is not None:
                self._checksum = crc64(data, self._checksum)

    async def finish(self, last: bytes) -> None:
        """Let the object appear; nothing, if it was aborted."""
        if self.is_aborted:
            return
        if not self._id:
            mode = "create" if self._exclusive else "overwrite"
            await self._fs._pipe_file(self._path, last, mode, **self._headers)
            return
        with self._fs._written(self._path), as_of_files(self._path):
            try:
                if last:
                    await self.add(last)
                while self._under_way:
                    await self._arrived(asyncio.ALL_COMPLETED)
                await self._complete()
            except BaseException:
                await self.abort()
                raise

    async def abort(self) -> None:
        """What was sent is dropped.  If COS cannot be told, a lifecycle rule has to do it."""
        self.is_aborted = True
        for task in self._under_way:
            task.cancel()
        await asyncio.gather(*self._under_way, return_exceptions=True)
        self._under_way.clear()
        if self._id:
            with suppress(CosException):
                await self._fs.client.abort_multipart_upload(self._bucket, self._key, self._id)
            self._id = ""

    async def go_on(self, short: int) -> bytes:
        """Begin with what is there already: in parts that COS copies, or, if it is short, to be sent again."""
        with as_of_files(self._path):
            try:
                head = await self._fs.client.head_object(self._bucket, self._key)
            except CosException as error:
                if getattr(error, "get_status_code", int)() == 404:
                    return b""
                raise
            self._headers = {**_description(head), **self._headers}
            size = int(head["Content-Length"])
            if size < short:
                content: bytes = await self._fs._cat_file(self._path, etag=head["ETag"])
                return content
            await self._begin()
            await self._copy(size, head["ETag"])
            checksum = head.get("x-cos-hash-crc64ecma")
            self._checksum = None if checksum is None else int(checksum)
            return b""

    async def _copy(self, size: int, etag: str) -> None:
        source = {"Bucket": self._bucket, "Key": self._key}
        pieces = -(-size // GIB)
        for at in range(pieces):
            start, end = size * at // pieces, size * (at + 1) // pieces
            self.parts += 1
            answer = await self._fs.client.upload_part_copy(
                self._bucket, self._key, self.parts, self._id, source,
                f"bytes={start}-{end - 1}", CopySourceIfMatch=etag,
            )  # fmt: skip
            self._etags[self.parts] = answer["ETag"]
            self.length += end - start

    async def _begin(self) -> None:
        if not self._id:
            opened = await self._fs.client.create_multipart_upload(self._bucket, self._key, **self._headers)
            self._id = opened["UploadId"]

    async def _part(self, number: int, piece: memoryview) -> None:
        answer = await self._fs.client.upload_part(self._bucket, self._key, piece, number, self._id)
        self._etags[number] = answer["ETag"]

    async def _arrived(self, when: str) -> None:
        done, self._under_way = await asyncio.wait(self._under_way, return_when=when)
        for task in done:
            task.result()

    async def _complete(self) -> None:
        parts: Any = {"Part": [{"PartNumber": one, "ETag": etag} for one, etag in sorted(self._etags.items())]}
        forbidden: Any = {"Metadata": {"x-cos-forbid-overwrite": "true"}} if self._exclusive else {}
        try:
            answer = await self._fs.client.complete_multipart_upload(
                self._bucket, self._key, self._id, parts, **forbidden
            )
        except CosException:
            if not await self._is_there():
                raise
        else:
            if self._checksum is not None:
                compare(answer, self._checksum, f"{self._path} is complete, but it")
        self._id = ""

    async def _is_there(self) -> bool:
        """An answer may have been lost: whether the object is the one that these parts make."""
        try:
            head = await self._fs.client.head_object(self._bucket, self._key)
        except CosException:
            return False
        made_of = str(head.get("ETag", "")).strip('"').endswith(f"-{len(self._etags)}")
        return made_of and head.get("x-cos-hash-crc64ecma") == str(self._checksum)


def _description(head: Any) -> dict[str, Any]:
    found: dict[str, Any] = {ours: head[theirs] for theirs, ours in _KEPT.items() if head.get(theirs)}
    metadata = {name: value for name, value in head.items() if name.lower().startswith("x-cos-meta-")}
    return {**found, "Metadata": metadata} if metadata else found
