"""Bodies on their way out, encrypted as they are read."""

from __future__ import annotations

import hashlib
import io
import os
from collections.abc import AsyncIterable, AsyncIterator, Awaitable, Iterator
from typing import TYPE_CHECKING, Any

from qcloud_cos.core.checksum import crc64
from qcloud_cos.core.wire import Body, Sized
from qcloud_cos.errors import CosClientError
from qcloud_cos.transport.bodies import as_bytes, file_pieces, pieces

if TYPE_CHECKING:
    from qcloud_cos.crypto.keys import DataKey
    from qcloud_cos.crypto.primitives import Keystream

_PIECE = 1024 * 1024
_DIGEST = 16


class Sent:
    """What was encrypted so far, as a short digest of each MiB.

    Other bytes in its place, under the same key stream, would tell the difference of the two to
    whoever sees both.
    """

    def __init__(self) -> None:
        self._digests = bytearray()

    def allows(self, number: int, plain: bytes) -> bool:
        """Whether piece `number` is new, or the same as before."""
        digest = hashlib.sha256(plain).digest()[:_DIGEST]
        at = number * _DIGEST
        self._digests.extend(bytes(max(0, at + _DIGEST - len(self._digests))))
        known = self._digests[at : at + _DIGEST]
        if any(known):
            return known == digest
        self._digests[at : at + _DIGEST] = digest
        return True


class EncryptedFile:
    """A body of known length, encrypted: a file that can seek, so that it can be sent again, and is the same.

    Args:
        start: where in the object it begins.
        sent: what was sent before under the same key and `start`.
    """

    def __init__(self, plain: Sized, data: DataKey, start: int = 0, sent: Sent | None = None) -> None:
        self._plain, self._data, self._start = plain, data, start
        self._sent = Sent() if sent is None else sent
        self._place = 0
        self._held = (-1, b"")
        """A piece's number, and the piece."""
        self._crc: int | None = 0

    def tell(self) -> int:
        return self._place

    def seek(self, offset: int, whence: int = os.SEEK_SET) -> int:
        self._place = offset + (0, self._place, self._plain.length)[whence]
        self._crc = None if self._place else 0
        return self._place

    @property
    def crc64(self) -> int | None:
        """Of all of it, encrypted; None if it was not read from its beginning to its end."""
        return self._crc if self._place == self._plain.length else None

    def read(self, size: int | None = -1) -> bytes:
        left = max(0, self._plain.length - self._place)
        left = left if size is None or size < 0 else min(size, left)
        parts = []
        while left:
            part = self._part(left)
            parts.append(part)
            if self._crc is not None:
                self._crc = crc64(part, self._crc)
            left -= len(part)
            self._place += len(part)
        return parts[0] if len(parts) == 1 else b"".join(parts)

    def _part(self, size: int) -> bytes:
        number, within = divmod(self._place, _PIECE)
        if self._held[0] != number:
            self._held = number, self._encrypted(number)
        return self._held[1][within : within + size]

    def _encrypted(self, number: int) -> bytes:
        file, start, length = self._plain
        at = number * _PIECE
        piece = Sized(file, start + at, min(_PIECE, length - at))
        plain = b"".join([bytes(part) for part in file_pieces(piece)])
        if not self._sent.allows(number, plain):
            raise CosClientError(
                "the body is not what was sent before in its place, and must not be encrypted with the same key "
                "stream: put the object anew, or abort the upload and begin another"
            )
        return self._data.keystream(self._start + at)(plain)


class EncryptedReader:
    """A body that can only be read, once, encrypted; its `read` may be a coroutine function."""

    def __init__(self, plain: Any, keystream: Keystream) -> None:
        self._plain, self._keystream = plain, keystream

    def read(self, size: int = -1) -> Any:
        piece = self._plain.read(size)
        return self._later(piece) if isinstance(piece, Awaitable) else self._keystream(as_bytes(piece))

    async def _later(self, piece: Awaitable[Any]) -> bytes:
        return self._keystream(as_bytes(await piece))


def sized(body: Body) -> Sized | None:
    """Bytes and files as a file; None for what has no length."""
    if isinstance(body, memoryview):
        body = body.tobytes()
    if isinstance(body, bytes | bytearray):
        return Sized(io.BytesIO(body), 0, len(body))
    return body if isinstance(body, Sized) else None


def encrypted(body: Body, data: DataKey) -> Any:
    """A whole object's body, encrypted; with a length, and able to be sent again, if it was so before."""
    plain = sized(body)
    if plain is not None:
        return EncryptedFile(plain, data)
    keystream = data.keystream(0)
    if isinstance(body, AsyncIterable):
        return _each_async(body, keystream)
    return EncryptedReader(body, keystream) if hasattr(body, "read") else _each(body, keystream)


def _each(body: Any, keystream: Keystream) -> Iterator[bytes]:
    return (keystream(piece) for piece in pieces(body, None))


async def _each_async(body: AsyncIterable[Any], keystream: Keystream) -> AsyncIterator[bytes]:
    async for piece in body:
        yield keystream(as_bytes(piece))
