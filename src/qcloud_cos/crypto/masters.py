"""The keys that wrap other keys, and how."""

from __future__ import annotations

import binascii
from base64 import b64decode
from typing import TYPE_CHECKING, Protocol

from qcloud_cos.crypto.envelope import BY_AES, BY_RSA, Envelope
from qcloud_cos.crypto.keys import BLOCK, KEY_LENGTH, Secret
from qcloud_cos.errors import CosClientError

if TYPE_CHECKING:
    from cryptography.hazmat.primitives.asymmetric.rsa import RSAPrivateKey, RSAPublicKey


class MasterKey(Protocol):
    """One way to wrap."""

    wrap: str

    def wrapped(self, key: bytes, context: bytes) -> bytes: ...
    def unwrapped(self, envelope: Envelope) -> bytes: ...
    def unwrapped_as_published(self, envelope: Envelope) -> tuple[bytes, bytes]: ...


class AESKey(Secret):
    wrap = BY_AES

    def __init__(self, encoded: str | bytes) -> None:
        try:
            self._key = b64decode(encoded)
        except (binascii.Error, ValueError, TypeError):
            self._key = b""
        if len(self._key) not in (16, 24, 32):
            raise CosClientError("the AES master key must be 32 bytes (or 16, or 24) in base64")

    def wrapped(self, key: bytes, context: bytes) -> bytes:
        from qcloud_cos.crypto import primitives

        return primitives.wrapped_by_aes(self._key, key, context)

    def unwrapped(self, envelope: Envelope) -> bytes:
        from qcloud_cos.crypto import primitives

        return primitives.unwrapped_by_aes(self._key, envelope.key, envelope.context)

    def unwrapped_as_published(self, envelope: Envelope) -> tuple[bytes, bytes]:
        """With the master key's stream from counter 0 on, the same for all objects; nothing tells a wrong key."""
        from qcloud_cos.crypto import primitives

        if len(envelope.key) != KEY_LENGTH or len(envelope.start) != BLOCK:
            raise primitives.Unreadable
        unwrapped = primitives.keystream(self._key, bytes(BLOCK))
        return unwrapped(envelope.key), unwrapped(envelope.start)


class RSAKeys(Secret):
    wrap = BY_RSA

    def __init__(self, public: bytes | None, private: bytes, passphrase: bytes | None) -> None:
        from qcloud_cos.crypto import primitives

        self._private: RSAPrivateKey = primitives.private_key(private, passphrase)
        self._public: RSAPublicKey = self._private.public_key()
        # The published SDK may lock even a public key.  The private one, which has it in it, vouches for itself.
        if public is None or b"ENCRYPTED" in public:
            return
        if primitives.public_key(public).public_numbers() != self._public.public_numbers():
            raise CosClientError(
                "the RSA keys are no pair: what the public key wraps, the private key cannot unwrap"
            )

    def wrapped(self, key: bytes, context: bytes) -> bytes:
        from qcloud_cos.crypto import primitives

        return primitives.wrapped_by_rsa(self._public, key, context)

    def unwrapped(self, envelope: Envelope) -> bytes:
        from qcloud_cos.crypto import primitives

        return primitives.unwrapped_by_rsa(self._private, envelope.key, envelope.context)

    def unwrapped_as_published(self, envelope: Envelope) -> tuple[bytes, bytes]:
        from qcloud_cos.crypto import primitives

        return (
            primitives.unwrapped_by_old_rsa(self._private, envelope.key, KEY_LENGTH),
            primitives.unwrapped_by_old_rsa(self._private, envelope.start, BLOCK),
        )
