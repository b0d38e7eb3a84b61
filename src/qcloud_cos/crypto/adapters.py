"""The published SDK's two adapters, for programs that hold a provider without a client."""

from __future__ import annotations

from typing import Any

from qcloud_cos.crypto.keys import AESCTRCipher
from qcloud_cos.crypto.streams import Deciphered
from qcloud_cos.transport.streams import StreamBody


class DataEncryptAdapter:
    """Reads as `content_len` bytes of `data`, encrypted; the cipher goes on where it stands."""

    def __init__(self, data: Any, content_len: int, data_cipher: AESCTRCipher) -> None:
        self._data = data.encode() if isinstance(data, str) else data
        self._length, self._done = content_len, 0
        self._cipher = data_cipher

    @property
    def len(self) -> int:
        return self._length

    def read(self, length: int | None = -1) -> bytes:
        """Up to `length` bytes; b"" at the end."""
        left = self._length - self._done
        count = left if length is None or length < 0 else min(length, left)
        if hasattr(self._data, "read"):
            piece: bytes = self._data.read(count)
        else:
            piece = self._data[self._done : self._done + count]
        self._done += count
        return self._cipher.encrypt(piece)


class DataDecryptAdapter(StreamBody):
    """A StreamBody of a requests.Response, decrypted, without its first `offset` bytes."""

    __slots__ = ()

    def __init__(self, rt: Any, data_cipher: AESCTRCipher, offset: int = 0) -> None:
        body = StreamBody(rt)
        data_cipher.decrypt(body.read(offset))
        super().__init__(Deciphered(body, rt.headers, 200, data_cipher.decrypt))
