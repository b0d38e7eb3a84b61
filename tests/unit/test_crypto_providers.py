from __future__ import annotations

import copy
import json
import logging
import os
import pickle
from base64 import b64encode
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pytest

from published_encryption import Stored
from qcloud_cos import CosClientError
from qcloud_cos.crypto import (
    AESCTRCipher,
    AESProvider,
    BaseProvider,
    DataKey,
    Envelope,
    RSAKeyPair,
    RSAKeyPairPath,
    RSAProvider,
    iv_to_big_int,
    primitives,
)

FIXTURE = json.loads((Path(__file__).parents[1] / "data" / "encrypted_objects.json").read_text())
AES_KEY, PUBLIC, PRIVATE = FIXTURE["aes_key"], FIXTURE["rsa_public_key"], FIXTURE["rsa_private_key"]
OTHER_AES_KEY = b64encode(bytes(32)).decode()
CONTENT = FIXTURE["content"].encode()
STORED = {name: Stored.from_json(value) for name, value in FIXTURE["objects"].items()}


def pair() -> RSAKeyPair:
    return RSAProvider.get_rsa_key_pair(PUBLIC, PRIVATE)


def provider_for(name: str, **options: Any) -> BaseProvider:
    return AESProvider(AES_KEY, **options) if "AES" in name else RSAProvider(pair(), **options)


def read(provider: BaseProvider, stored: Stored) -> bytes:
    return provider.opened(Envelope.of(stored.metadata)).keystream(0)(stored.body)


@pytest.mark.parametrize("name", STORED)
def test_what_was_stored_once_stays_readable(name: str) -> None:
    assert read(provider_for(name), STORED[name]) == CONTENT


@pytest.mark.parametrize("name", STORED)
def test_the_published_format_can_be_refused(name: str) -> None:
    provider = provider_for(name, read_published=False)
    if "ours" in name:
        assert read(provider, STORED[name]) == CONTENT
        return
    with pytest.raises(CosClientError, match="read_published=False"):
        read(provider, STORED[name])


@pytest.fixture(scope="module")
def other_pair() -> RSAKeyPair:
    private, public = primitives.new_pair(None)
    return RSAKeyPair(public, private)


@pytest.mark.parametrize("name", ["ours, AES", "ours, RSA", "published, RSA in files"])
def test_another_master_key_is_refused(name: str, other_pair: RSAKeyPair) -> None:
    provider = AESProvider(OTHER_AES_KEY) if "AES" in name else RSAProvider(other_pair)
    with pytest.raises(CosClientError, match="another master key, or altered"):
        read(provider, STORED[name])


@pytest.mark.parametrize("name", STORED)
def test_another_kind_of_provider_is_refused(name: str) -> None:
    wrong = RSAProvider(pair()) if "AES" in name else AESProvider(AES_KEY)
    with pytest.raises(CosClientError, match="not for|another master key"):
        read(wrong, STORED[name])


@pytest.mark.parametrize("name", ["ours, AES", "ours, RSA"])
@pytest.mark.parametrize("header", ["key", "start"])
@pytest.mark.parametrize("place", [0, 7, -1])
def test_an_altered_envelope_is_refused(name: str, header: str, place: int) -> None:
    envelope = Envelope.of(STORED[name].metadata)
    altered: Any = bytearray(envelope.key if header == "key" else envelope.start)
    altered[place] ^= 1
    altered = bytes(altered)
    with pytest.raises(CosClientError, match="altered"):
        provider_for(name).opened(envelope._replace(**{header: altered}))
    with pytest.raises(CosClientError, match="altered"):
        provider_for(name).opened(envelope._replace(key=envelope.key[:-1]))


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"key": None, "start": None, "wrap-alg": None, "cek-alg": None}, "not encrypted.*CosS3Client"),
        ({"wrap-alg": "KMS/TencentCloud"}, "KMS/TencentCloud: not known"),
        ({"cek-alg": "AES/GCM/NoPadding"}, "AES/GCM/NoPadding"),
        ({"start": None}, "incomplete"),
        ({"key": None}, "incomplete"),
        ({"wrap-alg": None}, "incomplete"),
        ({"key": "%%"}, "not base64"),
    ],
)
def test_what_cannot_be_read_is_refused_with_the_reason(changes: dict[str, str | None], message: str) -> None:
    changed = {f"x-cos-meta-client-side-encryption-{name}": value for name, value in changes.items()}
    metadata = {**STORED["ours, AES"].metadata, **changed}
    with pytest.raises(CosClientError, match=message):
        Envelope.of({name: value for name, value in metadata.items() if value is not None})


def test_defect_3_no_two_wrapped_keys_share_a_key_stream() -> None:
    provider = AESProvider(AES_KEY)
    (one, first), (two, second) = provider.sealed(), provider.sealed()
    assert one.key != two.key
    assert one.start != two.start

    def stream(data: DataKey, envelope: Envelope) -> bytes:
        return bytes(a ^ b for a, b in zip(data.key, envelope.key[28:60], strict=True))

    assert stream(one, first) != stream(two, second)
    # The published SDK's are all alike, which is the defect.
    old = AESProvider(AES_KEY)
    names = ("published, AES", "published, AES, in parts")
    envelopes = [Envelope.of(STORED[name].metadata) for name in names]
    keys = [old.opened(envelope).key for envelope in envelopes]
    xored = [bytes(a ^ b for a, b in zip(k, e.key, strict=True)) for k, e in zip(keys, envelopes, strict=True)]
    assert xored[0] == xored[1]


def test_defect_3_keys_in_memory_and_in_files_read_the_same_objects(tmp_path: Path) -> None:
    (tmp_path / "public").write_text(PUBLIC)
    (tmp_path / "private").write_text(PRIVATE)
    (tmp_path / "private").chmod(0o600)
    by_path = RSAProvider(RSAProvider.get_rsa_key_pair_path(str(tmp_path / "public"), tmp_path / "private"))
    for provider in (by_path, RSAProvider(pair())):
        for name in ("published, RSA in memory", "published, RSA in files", "ours, RSA"):
            assert read(provider, STORED[name]) == CONTENT


def test_defect_3_providers_do_not_share_a_cipher() -> None:
    assert AESProvider(AES_KEY).data_cipher is not AESProvider(AES_KEY).data_cipher


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("HOME", str(tmp_path))
    return tmp_path


def mode(path: Path) -> int:
    return path.stat().st_mode & 0o777


@pytest.mark.parametrize("umask", [0o000, 0o022, 0o077])
def test_defect_3_new_key_files_are_their_owners_only(home: Path, umask: int) -> None:
    before = os.umask(umask)
    try:
        wrote, rsa = AESProvider(), RSAProvider()
    finally:
        os.umask(before)
    files = [".cos_local_aes/.aes_key.pem", ".cos_local_rsa/.private_key.pem", ".cos_local_rsa/.public_key.pem"]
    assert [mode(home / file) for file in files] == [0o600] * 3
    assert [mode(home / file).__and__(0o077) for file in (".cos_local_aes", ".cos_local_rsa")] == [0, 0]
    assert len(list(home.rglob("*key.pem*"))) == 3, "nothing unfinished is left"
    data, envelope = wrote.sealed()
    assert AESProvider().opened(envelope).key == data.key
    data, envelope = rsa.sealed()
    assert RSAProvider().opened(envelope).key == data.key


def test_of_many_that_make_a_key_at_once_one_wins(home: Path) -> None:
    with ThreadPoolExecutor(8) as pool:
        providers = list(pool.map(lambda _: AESProvider(), range(16)))
    data, envelope = providers[0].sealed()
    assert all(provider.opened(envelope).key == data.key for provider in providers)


def test_a_lost_key_is_not_replaced_by_a_new_one(home: Path) -> None:
    with pytest.raises(CosClientError, match="cannot be read"):
        AESProvider(aes_key_path=str(home / "gone"))
    with pytest.raises(CosClientError, match="cannot be read"):
        RSAProvider(RSAKeyPairPath(home / "gone", home / "gone"))
    assert list(home.iterdir()) == []
    provider = RSAProvider()
    private, public = home / ".cos_local_rsa/.private_key.pem", home / ".cos_local_rsa/.public_key.pem"
    public.unlink()
    assert RSAProvider().opened(provider.sealed()[1])
    (home / "private").write_bytes(private.read_bytes())
    public.write_bytes(b"")
    private.unlink()
    with pytest.raises(CosClientError, match="lost its private key"):
        RSAProvider()
    assert not private.exists()


def test_a_key_that_cannot_be_kept_is_not_used(home: Path) -> None:
    (home / ".cos_local_aes").write_text("a file in the way")
    with pytest.raises(CosClientError, match="aes_key.pem"):
        AESProvider()
    (home / ".cos_local_rsa").symlink_to(home / "nowhere")
    with pytest.raises(CosClientError, match="private_key.pem"):
        RSAProvider()


def test_a_key_file_that_others_can_read_is_warned_of(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    (tmp_path / "key").write_text(AES_KEY + "\n")
    (tmp_path / "key").chmod(0o644)
    with caplog.at_level(logging.WARNING, "qcloud_cos.crypto"):
        provider = AESProvider(aes_key_path=tmp_path / "key")
    assert "chmod 600" in caplog.text
    assert read(provider, STORED["ours, AES"]) == CONTENT


@pytest.mark.parametrize("passphrase", ["pässword", b"bytes"])
def test_a_passphrase_locks_the_private_key(home: Path, passphrase: str | bytes) -> None:
    data, envelope = RSAProvider(passphrase=passphrase).sealed()
    kept = (home / ".cos_local_rsa/.private_key.pem").read_bytes()
    assert b"ENCRYPTED PRIVATE KEY" in kept
    assert RSAProvider(passphrase=passphrase).opened(envelope).key == data.key
    with pytest.raises(CosClientError, match="give its passphrase"):
        RSAProvider()
    with pytest.raises(CosClientError, match="wrong passphrase"):
        RSAProvider(passphrase="other")
    assert RSAProvider(pair(), passphrase="of none")


def test_keys_come_as_der_and_openssh_too() -> None:
    from cryptography.hazmat.primitives import serialization as form

    private = form.load_pem_private_key(PRIVATE.encode(), None)
    der = private.private_bytes(form.Encoding.DER, form.PrivateFormat.TraditionalOpenSSL, form.NoEncryption())
    public = private.public_key()
    for encoding, kind in (
        (form.Encoding.DER, form.PublicFormat.SubjectPublicKeyInfo),
        (form.Encoding.PEM, form.PublicFormat.PKCS1),
        (form.Encoding.OpenSSH, form.PublicFormat.OpenSSH),
    ):
        provider = RSAProvider(RSAKeyPair(public.public_bytes(encoding, kind), der))
        assert read(provider, STORED["ours, RSA"]) == CONTENT


EC_PRIVATE = """-----BEGIN PRIVATE KEY-----
MC4CAQAwBQYDK2VwBCIEIAABAgMEBQYHCAkKCwwNDg8QERITFBUWFxgZGhscHR4f
-----END PRIVATE KEY-----
"""


@pytest.mark.parametrize(
    ("public", "private", "message"),
    [
        (PUBLIC, "nonsense", "private key cannot be read"),
        ("nonsense", PRIVATE, "public key cannot be read"),
        (PUBLIC, EC_PRIVATE, "private key is not an RSA key"),
        (None, PRIVATE, "both keys"),
        (PUBLIC, None, "both keys"),
    ],
)
def test_keys_that_are_none_are_refused(public: Any, private: Any, message: str) -> None:
    with pytest.raises(CosClientError, match=message):
        RSAProvider(RSAKeyPair(public, private))


def test_keys_that_are_no_pair_are_refused(other_pair: RSAKeyPair) -> None:
    with pytest.raises(CosClientError, match="no pair"):
        RSAProvider(RSAKeyPair(PUBLIC, other_pair.private_key))
    with pytest.raises(CosClientError, match="both keys"):
        RSAProvider.get_rsa_key_pair(PUBLIC, None)  # type: ignore[arg-type]
    with pytest.raises(CosClientError, match="both keys"):
        RSAProvider.get_rsa_key_pair_path(None, "p")  # type: ignore[arg-type]
    with pytest.raises(CosClientError, match="RSAKeyPair"):
        RSAProvider("~/.ssh/id_rsa")  # type: ignore[arg-type]


@pytest.mark.parametrize("key", ["", "no base64!", "c2hvcnQ=", b64encode(bytes(33)).decode(), "ключ", 5])
def test_an_aes_key_that_is_none_is_refused(key: Any, home: Path) -> None:
    if not key:
        AESProvider(key)
        assert (home / ".cos_local_aes").exists(), "as if not given"
        return
    with pytest.raises(CosClientError, match="in base64") as caught:
        AESProvider(key)
    assert str(key) not in str(caught.value)


def test_nothing_shows_a_key() -> None:
    provider = AESProvider(AES_KEY)
    provider.init_data_cipher()
    data = provider.sealed()[0]
    for secret in (provider, provider.data_cipher, data, pair(), RSAProvider(pair())):
        assert repr(secret) == f"<{type(secret).__name__}>"
        for leak in (pickle.dumps, copy.copy, copy.deepcopy):
            with pytest.raises(TypeError, match="holds keys"):
                leak(secret)


class Kms(BaseProvider):
    """A provider as one wrote it for the published SDK."""

    def __init__(self, cipher: AESCTRCipher | None = None) -> None:
        super().__init__(cipher or AESCTRCipher())

    def init_data_cipher(self) -> tuple[bytes, bytes]:
        key, start = self.get_data_key(), self.data_cipher.get_counter_iv()
        self.data_cipher.new_cipher(key, iv_to_big_int(start))
        return b"wrapped" + key[::-1], start[::-1]

    def init_data_cipter_by_user(self, encrypt_key: bytes, encrypt_iv: bytes, offset: int = 0) -> None:
        self.data_cipher.new_cipher(encrypt_key[7:][::-1], iv_to_big_int(encrypt_iv[::-1]), offset)


def test_a_provider_of_ones_own_keeps_its_format() -> None:
    data, envelope = Kms().sealed()
    assert set(envelope.metadata()) == {f"x-cos-meta-client-side-encryption-{name}" for name in ("key", "iv")}
    found = Kms().opened(Envelope.of(envelope.metadata()))
    assert (found.key, found.start) == (data.key, data.start)
    with pytest.raises(CosClientError, match="not by a Kms"):
        Kms().opened(Envelope.of(STORED["ours, AES"].metadata))
    with pytest.raises(CosClientError, match="AESCTRCipher"):
        BaseProvider(object())  # type: ignore[arg-type]
    with pytest.raises(NotImplementedError):
        BaseProvider(AESCTRCipher()).sealed()
    with pytest.raises(NotImplementedError):
        BaseProvider(AESCTRCipher()).init_data_cipter_by_user(b"", b"")


def test_a_provider_that_does_not_begin_its_cipher_is_refused() -> None:
    class Idle(Kms):
        def init_data_cipher(self) -> tuple[bytes, bytes]:
            return b"", b""

    with pytest.raises(CosClientError, match="new_cipher"):
        Idle().sealed()


def test_init_ed_obj_does_no_harm() -> None:
    AESProvider(AES_KEY).init_ed_obj()
