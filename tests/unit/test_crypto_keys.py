from __future__ import annotations

import io
import subprocess
import sys
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from qcloud_cos import CosClientError
from qcloud_cos.crypto import (
    AESCTRCipher,
    AESProvider,
    DataDecryptAdapter,
    DataEncryptAdapter,
    DataKey,
    MetaHandle,
    iv_to_big_int,
    random_iv,
    random_key,
)

KEY, IV = bytes(range(32)), b"\xff" * 16  # the counter overflows at once
CONTENT = bytes(range(256)) * 40


@given(st.integers(0, len(CONTENT)), st.integers(0, len(CONTENT)))
def test_any_stretch_is_the_same_as_in_the_whole(start: int, length: int) -> None:
    data = DataKey(KEY, IV)
    whole = data.keystream(0)(CONTENT)
    assert data.keystream(start)(whole[start : start + length]) == CONTENT[start : start + length]


def test_the_counter_is_all_of_128_bits_big_endian() -> None:
    # NIST SP 800-38A, F.5.5 CTR-AES256.Encrypt
    key = bytes.fromhex("603deb1015ca71be2b73aef0857d77811f352c073b6108d72d9810a30914dff4")
    start = bytes.fromhex("f0f1f2f3f4f5f6f7f8f9fafbfcfdfeff")
    plain = bytes.fromhex("6bc1bee22e409f96e93d7e117393172aae2d8a571e03ac9c9eb76fac45af8e51")
    cipher = bytes.fromhex("601ec313775789a5b7a7f504bbf3d228f443e3ca4d62b59aca84e990cacaf5c5")
    assert DataKey(key, start).keystream(0)(plain) == cipher
    assert DataKey(key, start).keystream(16)(plain[16:]) == cipher[16:]


def test_the_cipher_goes_on_where_it_stands() -> None:
    cipher = AESCTRCipher()
    with pytest.raises(CosClientError, match="new_cipher"):
        cipher.encrypt(b"x")
    cipher.new_cipher(KEY, iv_to_big_int(IV))
    secret = cipher.encrypt(CONTENT[:7]) + cipher.encrypt(CONTENT[7:])
    cipher.new_cipher(KEY, iv_to_big_int(IV), 32)
    assert cipher.decrypt(secret[32:]) == CONTENT[32:]
    with pytest.raises(CosClientError, match="multiple of 16"):
        cipher.new_cipher(KEY, 0, 5)
    assert [cipher.adjust_read_offset(n) for n in (0, 15, 16, 33)] == [0, 0, 16, 32]
    assert (len(cipher.get_key()), len(cipher.get_counter_iv())) == (32, 16)


def test_random_keys_differ_and_a_counter_has_16_bytes() -> None:
    assert random_key(32) != random_key(32)
    assert random_iv() != random_iv()
    assert iv_to_big_int(b"\0" * 15 + b"\x02") == 2
    with pytest.raises(CosClientError, match="16 bytes"):
        iv_to_big_int(b"x")
    with pytest.raises(CosClientError, match="32 bytes"):
        DataKey(b"short", IV)


class Answer:
    """What DataDecryptAdapter is given: shaped like a requests.Response."""

    status_code = 200

    def __init__(self, content: bytes, headers: dict[str, str]) -> None:
        self.headers = {**headers, "Content-Length": str(len(content))}
        self._content = content

    def iter_content(self, size: int) -> Any:
        return (self._content[start : start + size] for start in range(0, len(self._content), size))

    def close(self) -> None:
        pass


def test_the_published_steps_by_hand_still_encrypt_and_decrypt() -> None:
    provider = AESProvider("A" * 43 + "=")
    headers = MetaHandle(*provider.init_data_cipher()).set_object_meta({"Metadata": {"x-cos-meta-a": "1"}})
    adapter = provider.make_data_encrypt_adapter(io.BytesIO(CONTENT))
    assert isinstance(adapter, DataEncryptAdapter)
    assert adapter.len == len(CONTENT)
    secret = b"".join(iter(lambda: adapter.read(1000), b""))
    assert secret != CONTENT
    key, start = MetaHandle().get_object_meta(headers["Metadata"])
    assert headers["Metadata"]["x-cos-meta-a"] == "1"
    assert key is not None
    assert start is not None
    provider.init_data_cipter_by_user(key, start, 32)
    body = provider.make_data_decrypt_adapter(Answer(secret[32:], {}), 5)
    assert isinstance(body, DataDecryptAdapter)
    assert body.read(100) + body.read() == CONTENT[37:]


def test_an_adapter_takes_what_has_a_length() -> None:
    provider = AESProvider("A" * 43 + "=")
    provider.init_data_cipher()
    for stream in (b"abc", "abc"):
        adapter = provider.make_data_encrypt_adapter(stream)
        assert adapter is not None
        assert len(adapter.read()) == 3
        assert adapter.read() == b""
    assert provider.make_data_encrypt_adapter(iter(b"abc")) is None
    assert provider.adjust_read_offset(17) == 16
    with pytest.raises(CosClientError, match="encrypt_key"):
        MetaHandle().set_object_meta({})
    assert MetaHandle(b"k", b"i").get_object_meta({}) == (b"k", b"i")


def test_the_package_is_loaded_where_it_is_used() -> None:
    code = (
        "import sys, qcloud_cos, qcloud_cos.crypto, qcloud_cos.cos_encryption_client\n"
        "assert not any(name.split('.')[0] == 'cryptography' for name in sys.modules)\n"
        "sys.modules['cryptography.exceptions'] = None\n"
        "try: qcloud_cos.crypto.AESProvider('A' * 43 + '=').sealed()\n"
        "except qcloud_cos.CosClientError as error: print(error)\n"
    )
    ran = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)
    assert "pip install 'cos-python-sdk-v5[crypto]'" in ran.stdout, ran.stderr
