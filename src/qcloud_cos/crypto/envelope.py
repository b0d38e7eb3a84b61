"""What an encrypted object says of itself, in its metadata.

    x-cos-meta-client-side-encryption-key       the data key, wrapped, in base64
    x-cos-meta-client-side-encryption-start     the counter of the first block, 16 bytes, in base64
    x-cos-meta-client-side-encryption-wrap-alg  HKDF-SHA256/AES-256-GCM, or RSA-OAEP-SHA256
    x-cos-meta-client-side-encryption-cek-alg   AES/CTR/NoPadding

The counter is no secret.  It and both algorithm names are bound to the wrapped key: as GCM's additional
data, or as OAEP's label.  The bucket and the key's name are not, so an object can be copied or renamed.

The published SDK writes ``-key`` and ``-iv``, both wrapped, and nothing else.  Of ours it misses ``-iv``,
finds no key therefore, and fails with a TypeError: it cannot take one format for the other.
"""

from __future__ import annotations

import binascii
from base64 import b64decode, b64encode
from collections.abc import Mapping, MutableMapping
from typing import Any, NamedTuple

from qcloud_cos.errors import CosClientError

PREFIX = "x-cos-meta-client-side-encryption-"
KEY, IV, START, WRAP, CEK = (PREFIX + name for name in ("key", "iv", "start", "wrap-alg", "cek-alg"))

AES_CTR = "AES/CTR/NoPadding"
BY_AES = "HKDF-SHA256/AES-256-GCM"
BY_RSA = "RSA-OAEP-SHA256"


class Envelope(NamedTuple):
    """A wrapped data key."""

    key: bytes
    start: bytes
    """The counter; wrapped, too, if `wrap` is None."""
    wrap: str | None = None
    """How; None as the published SDK does."""

    @property
    def context(self) -> bytes:
        """What the wrapping vouches for, beside the key."""
        return f"{self.wrap}\n{AES_CTR}\n".encode() + self.start

    def metadata(self) -> dict[str, str]:
        if self.wrap is None:
            return {KEY: _text(self.key), IV: _text(self.start)}
        return {KEY: _text(self.key), START: _text(self.start), WRAP: self.wrap, CEK: AES_CTR}

    @classmethod
    def of(cls, headers: Mapping[str, Any]) -> Envelope:
        """From an object's headers.

        Raises:
            CosClientError: it is not encrypted, or not in a way that we can read.
        """
        key, wrap = headers.get(KEY), headers.get(WRAP)
        start = headers.get(IV if wrap is None else START)
        if key is None and wrap is None:
            raise CosClientError(
                "the object is not encrypted, as far as its metadata says: read it with CosS3Client"
            )
        cek = headers.get(CEK, AES_CTR)
        if wrap not in (None, BY_AES, BY_RSA) or cek != AES_CTR:
            raise CosClientError(f"the object is encrypted with {cek}, its key with {wrap}: not known here")
        if key is None or start is None:
            raise CosClientError("the object's encryption metadata is incomplete: it was changed since")
        return cls(_bytes(key), _bytes(start), wrap)


def _text(data: bytes) -> str:
    return b64encode(data).decode()


def _bytes(text: str | bytes) -> bytes:
    try:
        return b64decode(text, validate=True)
    except (binascii.Error, ValueError):
        raise CosClientError("the object's encryption metadata is not base64: it was changed since") from None


class MetaHandle:
    """A wrapped key and counter to and from headers, under the published SDK's names."""

    def __init__(self, encrypt_key: bytes | None = None, encrypt_iv: bytes | None = None) -> None:
        self._key, self._iv = encrypt_key, encrypt_iv

    def set_object_meta(self, headers: MutableMapping[str, Any]) -> MutableMapping[str, Any]:
        """Add them to the `Metadata` of keyword arguments."""
        if self._key is None or self._iv is None:
            raise CosClientError("there is no wrapped key to describe: give encrypt_key and encrypt_iv")
        headers["Metadata"] = {**(headers.get("Metadata") or {}), **Envelope(self._key, self._iv).metadata()}
        return headers

    def get_object_meta(self, headers: Mapping[str, Any]) -> tuple[bytes | None, bytes | None]:
        """Those in an object's headers; those given before, if there are none."""
        iv = headers.get(IV) or headers.get(START)
        if KEY in headers and iv:
            self._key, self._iv = _bytes(headers[KEY]), _bytes(iv)
        return self._key, self._iv
