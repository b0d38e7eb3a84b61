"""Keys that encrypt objects: AES-256 in counter mode."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING, Any, NoReturn

from qcloud_cos.errors import CosClientError

if TYPE_CHECKING:
    from qcloud_cos.crypto.primitives import Buffer, Keystream

KEY_LENGTH = 32
BLOCK = 16


def random_key(key_len: int) -> bytes:
    """`key_len` bytes from the operating system's generator."""
    return os.urandom(key_len)


def random_iv() -> bytes:
    """A counter's first value, 16 bytes."""
    return os.urandom(BLOCK)


def iv_to_big_int(iv: bytes) -> int:
    """The counter as a number."""
    if len(iv) != BLOCK:
        raise CosClientError(f"a counter has 16 bytes, not {len(iv)}")
    return int.from_bytes(iv, "big")


class Secret:
    """Holds keys: shows none of them, and cannot be pickled."""

    def __repr__(self) -> str:
        return f"<{type(self).__name__}>"

    def __reduce_ex__(self, protocol: Any) -> NoReturn:
        raise TypeError(
            f"{type(self).__name__} holds keys and is not pickled or copied: make it where it is needed"
        )


class DataKey(Secret):
    """One object's key, and the counter of its first block."""

    __slots__ = ("key", "start")

    def __init__(self, key: bytes, start: bytes) -> None:
        if len(key) != KEY_LENGTH or len(start) != BLOCK:
            raise CosClientError(f"a data key has 32 bytes and a counter 16, not {len(key)} and {len(start)}")
        self.key = bytes(key)
        self.start = bytes(start)

    def keystream(self, offset: int) -> Keystream:
        """Encrypts, or decrypts, what lies in the object from byte `offset` on, piece after piece."""
        from qcloud_cos.crypto import primitives

        return primitives.keystream(self.key, self.start, offset)


class AESCTRCipher(Secret):
    """AES-CTR as a running state: each piece goes on where the last ended."""

    data_key: DataKey | None = None

    def __init__(self) -> None:
        self._keystream: Keystream | None = None

    def new_cipher(self, key: bytes, start: int, offset: int = 0) -> None:
        """Begin with a key and a counter, `offset` bytes into the text: a multiple of 16."""
        if (offset or 0) % BLOCK:
            raise CosClientError(f"offset must be a multiple of 16, not {offset}")
        self.data_key = DataKey(key, (start % 2**128).to_bytes(BLOCK, "big"))
        self._keystream = self.data_key.keystream(offset or 0)

    def encrypt(self, plaintext: Buffer) -> bytes:
        if self._keystream is None:
            raise CosClientError("the cipher has no key yet: call new_cipher first")
        return self._keystream(plaintext)

    def decrypt(self, plaintext: Buffer) -> bytes:
        return self.encrypt(plaintext)

    def adjust_read_offset(self, offset: int) -> int:
        """Where the block begins that has this byte."""
        return offset // BLOCK * BLOCK if offset else offset

    def get_key(self) -> bytes:
        """A fresh data key."""
        return random_key(KEY_LENGTH)

    def get_counter_iv(self) -> bytes:
        """A fresh first counter."""
        return random_iv()
