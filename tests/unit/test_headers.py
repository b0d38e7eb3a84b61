from __future__ import annotations

import json

import pytest

from qcloud_cos.core.headers import ResponseHeaders


def test_headers_have_their_official_spelling_and_are_read_in_any() -> None:
    headers = ResponseHeaders.of(
        [(b"etag", b'"e"'), (b"CONTENT-LENGTH", b"1"), (b"X-Cos-Meta-A", b"\xe4\xb8\xad")]
    )
    assert list(headers) == ["ETag", "Content-Length", "x-cos-meta-a"]
    assert (headers["ETAG"], headers.get("content-length"), headers["X-COS-META-A"]) == ('"e"', "1", "中")
    assert "Etag" in headers
    assert "x-cos-meta-b" not in headers
    assert headers.get("x-cos-meta-b", "none") == "none"
    with pytest.raises(KeyError, match="nothing"):
        headers["nothing"]


def test_they_are_a_plain_dict_to_the_rest_of_the_world() -> None:
    headers = ResponseHeaders.of([(b"server", b"x"), (b"vary", b"a"), (b"vary", b"b"), (b"latin", b"\xe9")])
    assert headers == {"Server": "x", "Vary": "a, b", "Latin": "é"}
    assert json.loads(json.dumps(headers)) == headers
