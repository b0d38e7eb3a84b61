"""Files that inputs are read from: local ones, and objects in COS, piece by piece from anywhere in them."""

from __future__ import annotations

import os
import zlib
from collections.abc import AsyncGenerator
from typing import Any, Protocol

from qcloud_cos.errors import CosClientError
from qcloud_cos.jobs.clients import Clients
from qcloud_cos.jobs.places import Place, is_url, place

PIECE = 1024 * 1024
_GZIP = b"\x1f\x8b"


class Source(Protocol):
    name: str

    async def open(self, clients: Clients) -> str:
        """What it is now: another text if it was replaced.

        Raises:
            CosException: it is not there, or may not be read.
        """

    async def begins(self, clients: Clients) -> bytes:
        """Its first two bytes."""

    def pieces(self, clients: Clients, offset: int, size: int = 0) -> AsyncGenerator[bytes]:
        """Its bytes from an offset on, of that size or `PIECE`, once it was opened."""


def source(name: str) -> Source:
    return Stored(place(name)) if is_url(name) else File(name)


class File:
    """A local file."""

    def __init__(self, path: str) -> None:
        self.name = path
        self._identity = ""

    async def open(self, clients: Clients) -> str:
        self._identity = ""
        self._read(0, 1)
        return self._identity

    async def begins(self, clients: Clients) -> bytes:
        return self._read(0, len(_GZIP))

    async def pieces(self, clients: Clients, offset: int, size: int = 0) -> AsyncGenerator[bytes]:
        while piece := self._read(offset, size or PIECE):
            yield piece
            offset += len(piece)

    def _read(self, offset: int, length: int) -> bytes:
        """Opened for each piece: hours may lie between two, if the work takes as long."""
        try:
            with open(self.name, "rb") as file:
                status = os.fstat(file.fileno())
                file.seek(offset)
                content = file.read(length)
        except OSError as error:
            raise CosClientError(f"{self.name} cannot be read: {error.strerror}") from error
        identity = f"{os.path.realpath(self.name)} {status.st_size} {status.st_mtime_ns}"
        if identity != (self._identity or identity):
            raise CosClientError(f"{self.name} was changed while it was read: begin a new job")
        self._identity = identity
        return content


class Stored:
    """An object.  It is read a range at a time, as hours may lie between two, and always of one ETag."""

    def __init__(self, where: Place) -> None:
        self.name = str(where)
        self._asked: Any = {"Bucket": where.bucket, "Key": where.sent}
        self._size = 0
        self._etag = ""

    async def open(self, clients: Clients) -> str:
        head = await clients.of().head_object(**self._asked)
        self._size, self._etag = int(head["Content-Length"]), head["ETag"]
        return f"{self.name} {self._etag}"

    async def begins(self, clients: Clients) -> bytes:
        return await self._range(clients, 0, min(len(_GZIP), self._size)) if self._size else b""

    async def pieces(self, clients: Clients, offset: int, size: int = 0) -> AsyncGenerator[bytes]:
        while offset < self._size:
            piece = await self._range(clients, offset, min(offset + (size or PIECE), self._size))
            yield piece
            offset += len(piece)

    async def _range(self, clients: Clients, start: int, end: int) -> bytes:
        asked = {**self._asked, "Range": f"bytes={start}-{end - 1}", "IfMatch": self._etag}
        answer = await clients.of().get_object(**asked)
        async with answer["Body"] as body:
            return await body.read()


async def text(file: Source, clients: Clients, offset: int, size: int = 0) -> AsyncGenerator[bytes]:
    """A file's content from an offset on; that of one packed with gzip is unpacked, and so counts its offset."""
    if not (await file.begins(clients)).startswith(_GZIP):
        async for piece in file.pieces(clients, offset, size):
            yield piece
        return
    async for piece in _unpacked(file, clients, size):
        if offset < len(piece):
            yield piece[offset:]
        offset = max(0, offset - len(piece))


async def _unpacked(file: Source, clients: Clients, size: int) -> AsyncGenerator[bytes]:
    unpack = zlib.decompressobj(31)
    try:
        async for packed in file.pieces(clients, 0, size):
            while packed:
                if unpack.eof:  # a file may be several, one after another
                    unpack = zlib.decompressobj(31)
                yield unpack.decompress(packed, PIECE)
                packed = unpack.unconsumed_tail or unpack.unused_data
    except zlib.error as error:
        raise CosClientError(f"{file.name} is no whole gzip file: {error}") from error
    if not unpack.eof:
        raise CosClientError(f"{file.name} is no whole gzip file: it ends early")
