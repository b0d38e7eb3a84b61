"""Encryption, as far as headers tell of it."""

from __future__ import annotations

import base64
import hashlib
import json

import pytest

from qcloud_cos.server import sse
from qcloud_cos.server.refusal import Refusal

KEY, OTHER = bytes(range(32)), bytes(32)


def key_headers(key: bytes = KEY, prefix: str = sse.NAME) -> dict[str, str]:
    return {
        f"{prefix}-customer-algorithm": "AES256",
        f"{prefix}-customer-key": base64.b64encode(key).decode(),
        f"{prefix}-customer-key-md5": base64.b64encode(hashlib.md5(key).digest()).decode(),
    }


def test_without_any() -> None:
    assert sse.wanted({}) == {}
    assert sse.shown({}, {}) == {}
    assert sse.etag({}, "abc") == "abc"
    sse.check_key({}, {})


@pytest.mark.parametrize("algorithm", ["AES256", "SM4"])
def test_with_keys_of_cos(algorithm: str) -> None:
    extra = sse.wanted({sse.NAME: algorithm})
    assert sse.shown(extra, {}) == {sse.NAME: algorithm}
    assert sse.etag(extra, "abc") == "abc"
    sse.check_key(extra, {})


def test_with_keys_of_the_key_management() -> None:
    headers = {
        sse.NAME: "cos/kms",
        f"{sse.NAME}-cos-kms-key-id": "id",
        f"{sse.NAME}-context": base64.b64encode(b'{"a":"b"}').decode(),
    }
    extra = sse.wanted(headers)
    assert sse.shown(extra, {}) == headers
    assert len(sse.etag(extra, "abc")) == 32


def test_with_the_customer_s_key_which_is_not_kept() -> None:
    extra = sse.wanted(key_headers())
    kept = json.dumps(extra)
    for secret in (KEY.hex(), key_headers()[f"{sse.NAME}-customer-key"], hashlib.md5(KEY).hexdigest()):
        assert secret not in kept
    assert extra != sse.wanted(key_headers()), "two hashes of one key tell nothing"
    shown = {name: value for name, value in key_headers().items() if not name.endswith("-key")}
    assert sse.shown(extra, key_headers()) == shown
    assert len(sse.etag(extra, "abc")) == 32
    sse.check_key(extra, key_headers())
    sse.check_source_key(extra, key_headers(prefix=sse.OF_SOURCE))


def test_a_wrong_key_a_missing_one_and_one_too_many() -> None:
    extra = sse.wanted(key_headers())
    for given, code in ((key_headers(OTHER), "AccessDenied"), ({}, "InvalidRequest")):
        with pytest.raises(Refusal, match=code):
            sse.check_key(extra, given)
    for given in (key_headers(OTHER, sse.OF_SOURCE), {}):
        with pytest.raises(Refusal, match="SsecDecryptHeaderInvalid"):
            sse.check_source_key(extra, given)
    with pytest.raises(Refusal, match="SSEHeaderNotAllowed"):
        sse.check_key({}, key_headers())
    with pytest.raises(Refusal, match="SSEHeaderNotAllowed"):
        sse.check_source_key({}, key_headers(prefix=sse.OF_SOURCE))


@pytest.mark.parametrize(
    "headers",
    [
        {sse.NAME: "ROT13"},
        {f"{sse.NAME}-cos-kms-key-id": "id"},
        {sse.NAME: "AES256", f"{sse.NAME}-cos-kms-key-id": "id"},
        {sse.NAME: "cos/kms", f"{sse.NAME}-context": "{}"},
        {sse.NAME: "AES256", **key_headers()},
        {**key_headers(), f"{sse.NAME}-customer-algorithm": "AES128"},
        {**key_headers(), f"{sse.NAME}-customer-key": "!"},
        {**key_headers(), f"{sse.NAME}-customer-key-md5": "1B2M2Y8AsgTpgAmY7PhCfg=="},
        key_headers(b"short"),
        dict([*key_headers().items()][:2]),
        dict([*key_headers().items()][1:]),
    ],
)
def test_what_cannot_be_asked_for(headers: dict[str, str]) -> None:
    with pytest.raises(Refusal, match="InvalidArgument"):
        sse.wanted(headers)
