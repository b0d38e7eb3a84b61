"""Master keys: they wrap the data keys of objects, and unwrap them again."""

from __future__ import annotations

import os
from base64 import b64encode
from io import SEEK_END
from threading import Lock
from typing import Any

from qcloud_cos.core.tracebacks import forgetful
from qcloud_cos.crypto import keyfiles
from qcloud_cos.crypto.adapters import DataDecryptAdapter, DataEncryptAdapter
from qcloud_cos.crypto.envelope import Envelope
from qcloud_cos.crypto.keys import BLOCK, KEY_LENGTH, AESCTRCipher, DataKey, Secret, iv_to_big_int, random_key
from qcloud_cos.crypto.masters import AESKey, MasterKey, RSAKeys
from qcloud_cos.errors import CosClientError

Path = str | os.PathLike[str]


class BaseProvider(Secret):
    """A master key.

    One of your own implements `init_data_cipher` and `init_data_cipter_by_user`, as for the published SDK:
    both begin `self.data_cipher` with a data key.  Or, better, `sealed` and `opened`, which keep no state.
    """

    def __init__(self, cipher: AESCTRCipher) -> None:
        if not isinstance(cipher, AESCTRCipher):
            raise CosClientError(f"cipher must be an AESCTRCipher, not {type(cipher).__name__}")
        self.data_cipher = cipher
        self._one_at_a_time = Lock()

    def sealed(self) -> tuple[DataKey, Envelope]:
        """A fresh data key, and the same wrapped."""
        with self._one_at_a_time:
            key, start = self.init_data_cipher()
            return self._begun(), Envelope(key, start)

    def opened(self, envelope: Envelope) -> DataKey:
        """The data key of an object.

        Raises:
            CosClientError: it was wrapped with another master key, or altered since.
        """
        if envelope.wrap is not None:
            raise CosClientError(f"the object's key was wrapped with {envelope.wrap}, not by a {_name(self)}")
        with self._one_at_a_time:
            self.init_data_cipter_by_user(envelope.key, envelope.start)
            return self._begun()

    def _begun(self) -> DataKey:
        if self.data_cipher.data_key is None:
            raise CosClientError(f"{_name(self)} did not call self.data_cipher.new_cipher")
        return self.data_cipher.data_key

    def get_data_key(self) -> bytes:
        """A fresh key for one object."""
        return self.data_cipher.get_key()

    def init_data_cipher(self) -> tuple[bytes, bytes]:
        """Begin `data_cipher` with a fresh key; the wrapped key and the counter, for `MetaHandle`."""
        raise NotImplementedError

    def init_data_cipter_by_user(self, encrypt_key: bytes, encrypt_iv: bytes, offset: int = 0) -> None:
        """Begin `data_cipher` with an object's key, `offset` bytes into it."""
        raise NotImplementedError

    def adjust_read_offset(self, start: int) -> int:
        return self.data_cipher.adjust_read_offset(start)

    def make_data_encrypt_adapter(self, stream: Any) -> DataEncryptAdapter | None:
        """What reads as the stream encrypted, going on with `data_cipher`; None if it has no length."""
        if hasattr(stream, "__len__"):
            return DataEncryptAdapter(stream, len(stream), self.data_cipher)
        if not (hasattr(stream, "tell") and hasattr(stream, "seek")):
            return None
        stands = stream.tell()
        left = stream.seek(0, SEEK_END) - stands
        stream.seek(stands)
        return DataEncryptAdapter(stream, left, self.data_cipher)

    def make_data_decrypt_adapter(self, rt: Any, offset: int) -> DataDecryptAdapter:
        """What reads as an answer decrypted, without its first `offset` bytes."""
        return DataDecryptAdapter(rt, self.data_cipher, offset)


class _OurProvider(BaseProvider):
    """What both providers have in common."""

    def __init__(self, master: MasterKey, cipher: AESCTRCipher | None, read_published: bool) -> None:
        super().__init__(AESCTRCipher() if cipher is None else cipher)
        self._master = master
        self._read_published = read_published

    def sealed(self) -> tuple[DataKey, Envelope]:
        data = DataKey(self.get_data_key(), self.data_cipher.get_counter_iv())
        envelope = Envelope(b"", data.start, self._master.wrap)
        return data, envelope._replace(key=self._master.wrapped(data.key, envelope.context))

    def opened(self, envelope: Envelope) -> DataKey:
        from qcloud_cos.crypto.primitives import Unreadable

        if envelope.wrap is None and len(envelope.start) == BLOCK and len(envelope.key) != KEY_LENGTH:
            envelope = envelope._replace(wrap=self._master.wrap)  # ours, but described by MetaHandle
        if envelope.wrap not in (None, self._master.wrap):
            raise CosClientError(
                f"the object's key was wrapped with {envelope.wrap}, which {_name(self)} is not for"
            )
        try:
            if envelope.wrap is not None:
                return DataKey(self._master.unwrapped(envelope), envelope.start)
            if self._read_published:
                return DataKey(*self._master.unwrapped_as_published(envelope))
        except Unreadable:
            raise CosClientError(
                "the object's key cannot be unwrapped: it was wrapped with another master key, or altered since"
            ) from None
        raise CosClientError(
            "the object's key was wrapped as the published SDK does: read_published=False refuses it"
        )

    def init_data_cipher(self) -> tuple[bytes, bytes]:
        data, envelope = self.sealed()
        self.data_cipher.new_cipher(data.key, iv_to_big_int(data.start))
        return envelope.key, envelope.start

    def init_data_cipter_by_user(self, encrypt_key: bytes, encrypt_iv: bytes, offset: int = 0) -> None:
        data = self.opened(Envelope(encrypt_key, encrypt_iv))
        self.data_cipher.new_cipher(data.key, iv_to_big_int(data.start), offset)


class AESProvider(_OurProvider):
    """An AES master key.

    Args:
        aes_key: the key in base64.
        aes_key_path: a file of it.  With neither, ``~/.cos_local_aes/.aes_key.pem``, which is made if need be.
        read_published: read what the published SDK wrote.  It wrapped keys without authentication: once
            there is none of it any more, say False.

    Raises:
        CosClientError: the key or its file cannot be read.
    """

    @forgetful
    def __init__(
        self,
        aes_key: str | bytes | None = None,
        aes_key_path: Path | None = None,
        cipher: AESCTRCipher | None = None,
        *,
        read_published: bool = True,
    ) -> None:
        if not aes_key:
            aes_key = keyfiles.content(aes_key_path) if aes_key_path else _kept_aes_key()
        super().__init__(AESKey(aes_key), cipher, read_published)

    def init_ed_obj(self) -> None:
        """Nothing: the key is read when the provider is made."""


def _kept_aes_key() -> bytes:
    path = keyfiles.aes_path()
    if not path.exists():
        keyfiles.create(path, b64encode(random_key(KEY_LENGTH)))
    return keyfiles.content(path)


class RSAKeyPair(Secret):
    """Two keys in PEM or DER."""

    def __init__(self, public_key: str | bytes, private_key: str | bytes) -> None:
        self.publick_key = public_key  # the published name of it
        self.private_key = private_key


class RSAKeyPairPath:
    """The files of two keys."""

    def __init__(self, public_key_path: Path, private_key_path: Path) -> None:
        self.public_key_path = public_key_path
        self.private_key_path = private_key_path


class RSAProvider(_OurProvider):
    """An RSA key pair: the public key wraps, the private key unwraps.

    Args:
        key_pair_info: an `RSAKeyPair` or `RSAKeyPairPath`.  With None, the keys in ``~/.cos_local_rsa``, which
            are made if need be.
        passphrase: of the private key, to read or to make it.
        read_published: as for `AESProvider`.

    Raises:
        CosClientError: a key or its file cannot be read, or they are no pair.
    """

    @forgetful
    def __init__(
        self,
        key_pair_info: RSAKeyPair | RSAKeyPairPath | None = None,
        cipher: AESCTRCipher | None = None,
        passphrase: str | bytes | None = None,
        *,
        read_published: bool = True,
    ) -> None:
        locked = None if passphrase is None else _as_bytes(passphrase)
        public, private = _rsa_keys(key_pair_info, locked)
        super().__init__(RSAKeys(public, private, locked), cipher, read_published)

    @staticmethod
    def get_rsa_key_pair(public_key: str | bytes, private_key: str | bytes) -> RSAKeyPair:
        _need_both(public_key, private_key)
        return RSAKeyPair(public_key, private_key)

    @staticmethod
    def get_rsa_key_pair_path(public_key_path: Path, private_key_path: Path) -> RSAKeyPairPath:
        _need_both(public_key_path, private_key_path)
        return RSAKeyPairPath(public_key_path, private_key_path)


def _rsa_keys(info: object, passphrase: bytes | None) -> tuple[bytes | None, bytes]:
    if info is None:
        return _kept_rsa_keys(passphrase)
    if isinstance(info, RSAKeyPair):
        _need_both(info.publick_key, info.private_key)
        return _as_bytes(info.publick_key), _as_bytes(info.private_key)
    if isinstance(info, RSAKeyPairPath):
        _need_both(info.public_key_path, info.private_key_path)
        return keyfiles.content(info.public_key_path, secret=False), keyfiles.content(info.private_key_path)
    raise CosClientError(f"key_pair_info must be an RSAKeyPair or an RSAKeyPairPath, not {type(info).__name__}")


def _kept_rsa_keys(passphrase: bytes | None) -> tuple[bytes | None, bytes]:
    from qcloud_cos.crypto import primitives

    public_path, private_path = keyfiles.rsa_paths()
    if not private_path.exists():
        if public_path.exists():
            raise CosClientError(
                f"{public_path} has lost its private key: put it back, or move the public key away"
            )
        private, public = primitives.new_pair(passphrase)
        # Only one process's private key is kept, and only its public key may stand beside it.
        if keyfiles.create(private_path, private):
            keyfiles.create(public_path, public)
    # The public key is part of the private one, so its file may be missing.
    public_kept = keyfiles.content(public_path, secret=False) if public_path.exists() else None
    return public_kept, keyfiles.content(private_path)


def _need_both(public: object, private: object) -> None:
    if public is None or private is None:
        raise CosClientError("both keys are needed, the public and the private")


def _as_bytes(key: str | bytes) -> bytes:
    return key.encode() if isinstance(key, str) else key


def _name(provider: BaseProvider) -> str:
    return type(provider).__name__
