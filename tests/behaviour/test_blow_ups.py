"""Rules that would take a backtracking matcher longer than anybody lives, and requests that are asked of them."""

from __future__ import annotations

import hashlib
import json
from base64 import b64encode
from collections.abc import Iterator
from typing import Any

import pytest

from qcloud_cos.server import LocalCos
from raw import Wire

STARS = ["*a" * 1000 + f"b{number}" for number in range(9)]
LONG = "a" * 15_000
SECONDS = 5
"""Until a test's socket gives up; each of these takes some hundredths of that."""


def policy(**members: Any) -> bytes:
    statement = {"Effect": "deny", "Principal": {"qcs": ["*"]}, "Action": ["*"], "Resource": ["*"], **members}
    return json.dumps({"version": "2.0", "Statement": [statement]}).encode()


def cors(*rules: str) -> bytes:
    rule = "<CORSRule>{}<AllowedMethod>GET</AllowedMethod></CORSRule>"
    return f"<CORSConfiguration>{''.join(map(rule.format, rules))}</CORSConfiguration>".encode()


def referers(*domains: str) -> bytes:
    listed = "".join(f"<Domain>{domain}</Domain>" for domain in domains)
    return (
        "<RefererConfiguration><Status>Enabled</Status><RefererType>Black-List</RefererType>"
        f"<DomainList>{listed}</DomainList></RefererConfiguration>"
    ).encode()


MANY_HEADERS = (
    "".join(f"<AllowedHeader>{n}zz*</AllowedHeader>" for n in range(990)) + "<AllowedHeader>h*</AllowedHeader>"
)
PREFLIGHT = {"Origin": "http://a", "Access-Control-Request-Method": "GET"}
RULES: dict[str, tuple[str, bytes, str, dict[str, str], int]] = {
    "resources": ("policy", policy(Resource=[f"qcs::cos:*:*:{star}" for star in STARS]), "GET", {}, 200),
    "regions": ("policy", policy(Resource=[f"qcs::cos:{star}:*:*" for star in STARS]), "GET", {}, 200),
    "actions": ("policy", policy(Action=[f"name/cos:{star}" for star in STARS]), "GET", {}, 200),
    "principals": (
        "policy", policy(Principal={"qcs": [f"qcs::cam::{star}" for star in STARS]}), "GET", {}, 200,
    ),
    "conditions": (
        "policy", policy(Condition={"string_like": {"cos:user-agent": STARS}}), "GET", {"User-Agent": LONG}, 200,
    ),
    "single letters": (
        "policy", policy(Condition={"string_like": {"cos:user-agent": ["*?a" * 600 + "b"]}}),
        "GET", {"User-Agent": LONG}, 200,
    ),
    "origins": (
        "cors", cors(*(f"<AllowedOrigin>{'a' * 300}{n}*b</AllowedOrigin>" for n in range(100))),
        "GET", {"Origin": LONG}, 200,
    ),
    "headers": (
        "cors", cors(f"<AllowedOrigin>*</AllowedOrigin>{MANY_HEADERS}"), "OPTIONS",
        {**PREFLIGHT, "Access-Control-Request-Headers": ",".join(f"h{n}" for n in range(100))}, 200,
    ),
    "more headers than anybody asks for": (
        "cors", cors(f"<AllowedOrigin>*</AllowedOrigin>{MANY_HEADERS}"), "OPTIONS",
        {**PREFLIGHT, "Access-Control-Request-Headers": ",".join(f"h{n}" for n in range(2500))}, 403,
    ),
    "referers": (
        "referer", referers(*(f"{'*a' * 500}b{n}" for n in range(60))), "GET", {"Referer": f"http://{LONG}"}, 200,
    ),
}  # fmt: skip


@pytest.fixture(scope="module")
def cos() -> Iterator[LocalCos]:
    with LocalCos() as server:
        yield server


@pytest.mark.parametrize("name", RULES)
def test_no_rule_takes_for_ever(cos: LocalCos, name: str) -> None:
    subresource, document, method, headers, status = RULES[name]
    key = f"/{'a' * 850}"
    cos.reset()
    with Wire(cos) as wire:
        wire.socket.settimeout(SECONDS)
        assert wire.request("PUT", "/", headers={"x-cos-acl": "public-read"}).status == 200
        assert wire.request("PUT", key, body=b"x").status == 200
        digest = b64encode(hashlib.md5(document).digest()).decode()
        answer = wire.request("PUT", "/", {subresource: ""}, document, {"Content-MD5": digest})
        assert answer.status in (200, 204), answer.body
        for _ in range(3):
            assert wire.unsigned(method, key, headers).status == status


def test_the_host_is_none_either(cos: LocalCos) -> None:
    for host in (
        "a-" * 5000 + "1.cos.x.myqcloud.com",
        "a." * 5000 + "myqcloud.com",
        "[" + ":" * 9000,
        "-1" * 5000,
    ):
        with Wire(cos, host=host) as wire:
            wire.socket.settimeout(SECONDS)
            assert wire.unsigned("GET", "/").status in (400, 403, 404)
