"""The signature against the documentation's examples, other SDKs, and a string that the real server printed."""

from __future__ import annotations

import hashlib
from typing import Any
from urllib.parse import parse_qsl, urlsplit

import pytest

from qcloud_cos import Calls, CosConfig
from qcloud_cos.core import signing
from qcloud_cos.core.exchange import exchange
from qcloud_cos.core.retry import Retry
from vectors import signature_vectors

VECTORS = signature_vectors()
SIGNED = VECTORS["doc_examples"] + VECTORS["cases"]


@pytest.mark.parametrize("case", SIGNED, ids=[case["id"] for case in SIGNED])
def test_every_vector_is_reproduced(case: dict[str, Any]) -> None:
    path = case["decoded_path"] if "decoded_path" in case else case["path"]
    headers = case.get("signed_headers", case.get("headers", {}))
    found = signing.canonical(case["method"], path, case["params"].items(), headers.items())
    assert found.http_string == case["http_string"]
    assert found.header_list == case["header_list"]
    assert found.param_list == case["url_param_list"]
    assert signing.sign_key(case["secret_key"], case["key_time"]) == case["sign_key"]
    wanted = case.get("signature") or case["expect_signature"]
    time = case["key_time"]
    assert signing.signature(case["secret_key"], time, time, found.http_string) == wanted


@pytest.mark.parametrize("case", VECTORS["cases"], ids=[case["id"] for case in VECTORS["cases"]])
def test_the_headers_that_are_signed_are_those_of_the_other_sdks(case: dict[str, Any]) -> None:
    assert signing.signed_headers(case["request_headers"]) == case["signed_headers"]


@pytest.mark.parametrize("case", VECTORS["live_server_canonical"])
def test_the_canonical_string_is_the_one_that_cos_prints(case: dict[str, Any]) -> None:
    found = signing.canonical(case["method"], case["path"], case["params"].items(), case["headers"].items())
    assert found.http_string == case["format_string"]
    assert hashlib.sha1(found.http_string.encode()).hexdigest() == case["sha1_format_string"]
    assert signing.string_to_sign(case["q_sign_time"], found.http_string) == case["string_to_sign"]


@pytest.mark.parametrize(
    "case", VECTORS["presigned_python"], ids=[case["id"] for case in VECTORS["presigned_python"]]
)
def test_presigned_urls_are_those_of_the_published_sdk(
    case: dict[str, Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    start, end = map(int, case["key_time"].split(";"))
    monkeypatch.setattr("time.time", lambda: float(start + 60))
    first = VECTORS["cases"][0]
    config = CosConfig(Region="ap-beijing", SecretId=first["secret_id"], SecretKey=first["secret_key"])
    inputs = {"Expired": end - start - 60, **case["inputs"]}
    bucket = "examplebucket-1250000000"
    steps = exchange(Calls().get_presigned_url(Bucket=bucket, **inputs), config, Retry())
    with pytest.raises(StopIteration) as done:
        next(steps)
    ours, theirs = urlsplit(done.value.value), urlsplit(case["url"])
    assert (ours.scheme, ours.netloc, ours.path) == (theirs.scheme, theirs.netloc, theirs.path)
    assert sorted(parse_qsl(ours.query, True)) == sorted(parse_qsl(theirs.query, True))


def test_names_are_lower_cased_after_they_are_encoded() -> None:
    assert signing.encoded_name("foo[]") == "foo%5b%5d"
    assert signing.encoded("a b/c+~") == "a%20b%2Fc%2B~"
