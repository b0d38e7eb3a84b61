"""Cross-origin rules: what matches, and what a match answers."""

from __future__ import annotations

import pytest

from qcloud_cos.server import cors
from qcloud_cos.server.cors import matches
from qcloud_cos.server.documents import CORS
from qcloud_cos.server.refusal import Refusal


def document(*rules: str, vary: str = "") -> str:
    inside = "".join(f"<CORSRule>{rule}</CORSRule>" for rule in rules)
    return f"<CORSConfiguration>{inside}{vary}</CORSConfiguration>"


ANYONE = "<AllowedOrigin>*</AllowedOrigin><AllowedMethod>GET</AllowedMethod><AllowedHeader>*</AllowedHeader>"
ONE = (
    "<ID>one</ID><AllowedOrigin>https://a.example</AllowedOrigin><AllowedOrigin>https://*.b.example</AllowedOrigin>"
    "<AllowedMethod>PUT</AllowedMethod><AllowedMethod>HEAD</AllowedMethod>"
    "<AllowedHeader>X-Cos-Meta-*</AllowedHeader><AllowedHeader>Content-Type</AllowedHeader>"
    "<ExposeHeader>ETag</ExposeHeader><ExposeHeader>x-cos-request-id</ExposeHeader>"
    "<MaxAgeSeconds>600</MaxAgeSeconds>"
)


@pytest.mark.parametrize(
    ("pattern", "text", "expected"),
    [
        ("*", "", True),
        ("*", "anything", True),
        ("a*c", "abbbc", True),
        ("a*c", "ac", True),
        ("a*a", "a", False),
        ("*.b.example", ".b.example", True),
        ("*.b.example", "b.example", False),
        ("http://*", "https://x", False),
        ("a", "a", True),
        ("a", "A", False),
        ("a.c", "abc", False),
    ],
)
def test_patterns(pattern: str, text: str, expected: bool) -> None:
    assert matches(pattern, text) is expected


def test_a_long_pattern_ends() -> None:
    assert not matches("a" * 30_000 + "*" + "b" * 30_000, "a" * 60_000)


def test_a_preflight_for_anyone() -> None:
    assert cors.preflight(document(ANYONE), "https://x", "GET", "X-A, x-b") == {
        "Access-Control-Allow-Origin": "*",
        "Access-Control-Allow-Methods": "GET",
        "Access-Control-Allow-Headers": "x-a,x-b",
    }


def test_a_preflight_for_somebody() -> None:
    assert cors.preflight(document(ONE), "https://x.b.example", "PUT", "x-cos-meta-a,CONTENT-TYPE") == {
        "Access-Control-Allow-Origin": "https://x.b.example",
        "Access-Control-Allow-Methods": "PUT,HEAD",
        "Access-Control-Allow-Credentials": "true",
        "Access-Control-Allow-Headers": "x-cos-meta-*,content-type",
        "Access-Control-Expose-Headers": "ETag,x-cos-request-id",
        "Access-Control-Max-Age": "600",
    }


@pytest.mark.parametrize(
    ("origin", "method", "headers"),
    [
        ("https://c.example", "PUT", ""),
        ("https://a.example", "GET", ""),
        ("https://a.example", "put", ""),
        ("https://a.example", "PUT", "authorization"),
        ("http://a.example", "PUT", ""),
    ],
)
def test_what_no_rule_allows(origin: str, method: str, headers: str) -> None:
    assert cors.preflight(document(ONE), origin, method, headers) is None
    assert cors.preflight(None, origin, method, headers) is None


def test_the_first_rule_that_matches_decides() -> None:
    found = cors.preflight(document(ONE, ANYONE), "https://a.example", "HEAD", "")
    assert found is not None
    assert found["Access-Control-Allow-Origin"] == "https://a.example"
    other = cors.preflight(document(ONE, ANYONE), "https://a.example", "GET", "")
    assert other is not None
    assert other["Access-Control-Allow-Origin"] == "*"


def test_an_actual_request_gets_headers_or_none() -> None:
    assert cors.headers_for(document(ONE), "https://a.example", "HEAD")["Access-Control-Expose-Headers"]
    assert cors.headers_for(document(ONE), "https://z.example", "HEAD") == {}


def test_vary_when_it_is_asked_for() -> None:
    text = document(ANYONE, vary="<ResponseVary>true</ResponseVary>")
    assert cors.headers_for(text, "https://x", "GET")["Vary"] == cors.VARY


def test_a_document_is_kept_normalised() -> None:
    body = f"<?xml version='1.0'?>\n<CORSConfiguration>\n <CORSRule>{ANYONE}</CORSRule>\n</CORSConfiguration>"
    assert CORS.normalised(body.encode()) == document(ANYONE)


@pytest.mark.parametrize(
    ("body", "code"),
    [
        ("", "MalformedXML"),
        ("<CORSConfiguration/>", "MalformedXML"),
        ("<Other/>", "MalformedXML"),
        (document("<AllowedMethod>GET</AllowedMethod>"), "MalformedXML"),
        (document("<AllowedOrigin>*</AllowedOrigin>"), "MalformedXML"),
        (document("text"), "MalformedXML"),
        (document(ANYONE.replace("GET", "PATCH")), "InvalidArgument"),
        (document(ANYONE.replace("<AllowedOrigin>*", "<AllowedOrigin>*a*")), "InvalidArgument"),
        (document(ANYONE + "<MaxAgeSeconds>soon</MaxAgeSeconds>"), "InvalidArgument"),
        (document(*[ANYONE] * 101), "MalformedXML"),
    ],
)
def test_a_document_that_is_none(body: str, code: str) -> None:
    with pytest.raises(Refusal) as refused:
        CORS.normalised(body.encode())
    assert refused.value.code == code
