"""The only module that touches `cryptography`.  Imported where it is used: it is an extra."""

from __future__ import annotations

import os
from collections.abc import Callable

from qcloud_cos.errors import CosClientError

try:
    from cryptography.exceptions import InvalidTag, UnsupportedAlgorithm
    from cryptography.hazmat.primitives import hashes, serialization
    from cryptography.hazmat.primitives.asymmetric.padding import MGF1, OAEP, PKCS1v15
    from cryptography.hazmat.primitives.asymmetric.rsa import RSAPrivateKey, RSAPublicKey, generate_private_key
    from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes
    from cryptography.hazmat.primitives.ciphers.aead import AESGCM
    from cryptography.hazmat.primitives.kdf.hkdf import HKDF
except ImportError as error:
    raise CosClientError(
        "client-side encryption needs the package `cryptography`: pip install 'cos-python-sdk-v5[crypto]'"
    ) from error

Buffer = bytes | bytearray | memoryview
Keystream = Callable[[Buffer], bytes]

_SALT, _NONCE, _TAG = 16, 12, 16
AES_WRAPPED_LENGTH = _SALT + _NONCE + 32 + _TAG
RSA_BITS = 2048


class Unreadable(Exception):
    """Not wrapped with this key, or altered since."""


def keystream(key: bytes, start: bytes, offset: int = 0) -> Keystream:
    """AES-CTR from byte `offset` on, `start` being the counter of byte 0: encrypts, and decrypts."""
    block, within = divmod(offset, 16)
    counter = (int.from_bytes(start, "big") + block) % 2**128
    context = Cipher(algorithms.AES(key), modes.CTR(counter.to_bytes(16, "big"))).encryptor()
    context.update(bytes(within))
    return context.update


def wrapped_by_aes(master: bytes, key: bytes, context: bytes) -> bytes:
    """Salt, nonce, AES-256-GCM of the key, tag.

    The master key itself encrypts nothing: it may have served the published SDK, whose first key stream
    block, AES(0), would be GCM's authentication key.  A salt for each object makes a wrapping key of its
    own, so that there is no number of objects after which nonces may collide.
    """
    salt, nonce = os.urandom(_SALT), os.urandom(_NONCE)
    return salt + nonce + AESGCM(_derived(master, salt)).encrypt(nonce, key, context)


def unwrapped_by_aes(master: bytes, blob: bytes, context: bytes) -> bytes:
    salt, nonce, sealed = blob[:_SALT], blob[_SALT : _SALT + _NONCE], blob[_SALT + _NONCE :]
    if len(blob) != AES_WRAPPED_LENGTH:
        raise Unreadable
    try:
        return AESGCM(_derived(master, salt)).decrypt(nonce, sealed, context)
    except InvalidTag:
        raise Unreadable from None


def _derived(master: bytes, salt: bytes) -> bytes:
    info = b"cos-python-sdk-v5 client-side encryption: wrapping key"
    return HKDF(algorithm=hashes.SHA256(), length=32, salt=salt, info=info).derive(master)


def wrapped_by_rsa(public: RSAPublicKey, key: bytes, context: bytes) -> bytes:
    return public.encrypt(key, _oaep(hashes.SHA256(), context))


def unwrapped_by_rsa(private: RSAPrivateKey, blob: bytes, context: bytes) -> bytes:
    try:
        return private.decrypt(blob, _oaep(hashes.SHA256(), context))
    except ValueError:
        raise Unreadable from None


def unwrapped_by_old_rsa(private: RSAPrivateKey, blob: bytes, length: int) -> bytes:
    """What the published SDK wrapped: OAEP with SHA-1 for key files, PKCS #1 v1.5 for keys in memory."""
    for padding in (_oaep(hashes.SHA1(), None), PKCS1v15()):  # noqa: S303 - it is what was written
        try:
            key = private.decrypt(blob, padding)
        except ValueError:
            continue
        if len(key) == length:  # wrong v1.5 padding decrypts to random bytes of a random length
            return key
    raise Unreadable


def _oaep(algorithm: hashes.HashAlgorithm, label: bytes | None) -> OAEP:
    return OAEP(MGF1(algorithm), algorithm, label)


def private_key(data: bytes, passphrase: bytes | None) -> RSAPrivateKey:
    """From PEM or DER.

    Raises:
        CosClientError: it is neither, is no RSA key, or the passphrase is wrong.
    """
    load = serialization.load_pem_private_key if b"-----BEGIN" in data else serialization.load_der_private_key
    try:
        try:
            key = load(data, passphrase)
        except TypeError:
            if passphrase is None:
                raise CosClientError("the RSA private key is encrypted: give its passphrase") from None
            key = load(data, None)  # a passphrase for a key that has none is ignored
    except (ValueError, UnsupportedAlgorithm):
        raise CosClientError("the RSA private key cannot be read: no PEM or DER, or a wrong passphrase") from None
    if not isinstance(key, RSAPrivateKey):
        raise CosClientError("the private key is not an RSA key")
    return key


def public_key(data: bytes) -> RSAPublicKey:
    """From PEM, DER, or OpenSSH's form."""
    if data.startswith(b"ssh-"):
        load: Callable[[bytes], object] = serialization.load_ssh_public_key
    else:
        load = serialization.load_pem_public_key if b"-----BEGIN" in data else serialization.load_der_public_key
    try:
        key = load(data)
    except (ValueError, UnsupportedAlgorithm):
        raise CosClientError("the RSA public key cannot be read: it is no PEM, DER or OpenSSH key") from None
    if not isinstance(key, RSAPublicKey):
        raise CosClientError("the public key is not an RSA key")
    return key


def new_pair(passphrase: bytes | None) -> tuple[bytes, bytes]:
    """A fresh RSA key pair as PEM, private and public."""
    private = generate_private_key(65537, RSA_BITS)
    locked: serialization.KeySerializationEncryption = serialization.NoEncryption()
    if passphrase is not None:
        locked = serialization.BestAvailableEncryption(passphrase)
    pem = serialization.Encoding.PEM
    return (
        private.private_bytes(pem, serialization.PrivateFormat.PKCS8, locked),
        private.public_key().public_bytes(pem, serialization.PublicFormat.SubjectPublicKeyInfo),
    )
