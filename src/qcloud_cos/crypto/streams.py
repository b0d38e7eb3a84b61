"""Bodies on their way in, decrypted as they are read."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from qcloud_cos.core.checksum import crc64
from qcloud_cos.core.headers import ResponseHeaders
from qcloud_cos.core.wire import Response
from qcloud_cos.crypto.envelope import Envelope
from qcloud_cos.errors import CosClientError
from qcloud_cos.transport.async_streams import AsyncStreamBody
from qcloud_cos.transport.streams import StreamBody

if TYPE_CHECKING:
    from qcloud_cos.crypto.primitives import Keystream
    from qcloud_cos.crypto.providers import BaseProvider


class Deciphered:
    """A StreamBody's source made of another StreamBody, which checks what it reads as ever."""

    def __init__(self, body: StreamBody, headers: Any, status: int, keystream: Keystream) -> None:
        # The checksum is of the bytes before they are decrypted, and checked there.
        kept = {name: value for name, value in headers.items() if name.lower() != "x-cos-hash-crc64ecma"}
        self.headers = ResponseHeaders(kept)
        self.status = status
        self.finished = False
        self.crc64 = 0
        """Of what was read so far, before it was decrypted."""
        self._body, self._keystream = body, keystream

    def readinto(self, buffer: memoryview) -> int:
        count = self._body.readinto(buffer)
        self.crc64 = crc64(buffer[:count], self.crc64)
        buffer[:count] = self._keystream(buffer[:count])
        self.finished = not count and bool(buffer)
        return count

    def close(self) -> None:
        self.finished = True
        self._body.close()


class DecipheredAsync(AsyncStreamBody):
    """An AsyncStreamBody that goes on from another one's source."""

    __slots__ = ("_keystream", "crc64")

    def __init__(self, body: AsyncStreamBody, keystream: Keystream) -> None:
        super().__init__(body._source)
        self._keystream = keystream
        self.crc64 = 0

    async def _received(self) -> bytes:
        piece = await super()._received()
        self.crc64 = crc64(piece, self.crc64)
        return self._keystream(piece)

    async def _received_into(self, buffer: memoryview) -> int:
        count = await super()._received_into(buffer)
        self.crc64 = crc64(buffer[:count], self.crc64)
        buffer[:count] = self._keystream(buffer[:count])
        return count


def keystream_of(response: Response, provider: BaseProvider) -> Keystream:
    """What decrypts an answer's body.

    Raises:
        CosClientError: nothing we know; the answer is given up.
    """
    try:
        data = provider.opened(Envelope.of(response.headers))
        return data.keystream(_first_byte(response))
    except BaseException:
        _drop(response.stream)
        raise


@dataclass(frozen=True, slots=True)
class decrypted:
    """Reads an answer as `reads` does, its body decrypted."""

    reads: Callable[[Response], Any]
    provider: BaseProvider

    def __call__(self, response: Response) -> Any:
        body = response.stream
        if not isinstance(body, StreamBody | AsyncStreamBody):
            raise CosClientError("the body was written somewhere before it could be decrypted")
        keystream = keystream_of(response, self.provider)
        result = self.reads(response)
        if isinstance(body, AsyncStreamBody):
            result["Body"] = DecipheredAsync(body, keystream)
        else:
            result["Body"] = StreamBody(Deciphered(body, response.headers, response.status, keystream))
        return result


def _first_byte(response: Response) -> int:
    """Where in the object the body begins."""
    if response.status != 206:
        return 0
    found = re.match(r"bytes (\d+)-", str(response.headers.get("Content-Range", "")))
    if found is None:
        raise CosClientError("the answer has a part of the object but does not say which: it cannot be decrypted")
    return int(found[1])


def _drop(body: StreamBody | AsyncStreamBody) -> None:
    # An AsyncStreamBody's own close is a coroutine, though nothing in it waits.
    (body._source if isinstance(body, AsyncStreamBody) else body).close()
