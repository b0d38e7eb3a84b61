"""The COS request signature, as a pure function of the request and the time.

Source: https://cloud.tencent.com/document/product/436/7778
"""

from __future__ import annotations

import hashlib
import hmac
import re
from collections.abc import Iterable, Mapping
from functools import lru_cache
from typing import Any, NamedTuple
from urllib.parse import quote

SIGNED_HEADERS = frozenset(
    "cache-control content-disposition content-encoding content-length content-md5 content-type "
    "expect expires host if-match if-modified-since if-none-match if-unmodified-since origin "
    "pic-operations range transfer-encoding".split()
)
CLOCK_SKEW_SECONDS = 60
SIGNATURE_SECONDS = 10_000


class Canonical(NamedTuple):
    """What is signed: the names in the order they are listed, and the text."""

    header_list: str
    param_list: str
    http_string: str


def key_time(now: float, seconds: int = SIGNATURE_SECONDS) -> str:
    """From a minute ago, for clocks that run apart, until `seconds` from now: "start;end"."""
    return f"{int(now) - CLOCK_SKEW_SECONDS};{int(now) + seconds}"


def authorization(
    *,
    method: str,
    path: str,
    query: Mapping[str, str],
    headers: Mapping[str, str],
    secret_id: str,
    secret_key: str,
    key_time: str,
) -> str:
    """The Authorization header's value.

    `path` is the decoded "/key", `query` and `headers` all that is to be signed (see `signed_headers`).
    """
    names, params, http_string = canonical(method, path, query.items(), headers.items())
    return (
        f"q-sign-algorithm=sha1&q-ak={secret_id}&q-sign-time={key_time}&q-key-time={key_time}"
        f"&q-header-list={names}&q-url-param-list={params}"
        f"&q-signature={signature(secret_key, key_time, key_time, http_string)}"
    )


def signed_headers(headers: Mapping[str, str]) -> dict[str, str]:
    """Those that are signed: the ones a proxy leaves alone and that change what happens."""
    return {name: value for name, value in headers.items() if _is_signed(name)}


@lru_cache(512)
def _is_signed(header: str) -> bool:
    name = header.lower()
    return name in SIGNED_HEADERS or name.startswith(("x-cos-", "x-ci-"))


def canonical(
    method: str, path: str, query: Iterable[tuple[str, str]], headers: Iterable[tuple[str, str]]
) -> Canonical:
    params, fields = _sorted(query), _sorted(headers)
    return Canonical(
        ";".join([name for name, _ in fields]),
        ";".join([name for name, _ in params]),
        f"{method.lower()}\n{path}\n{_joined(params)}\n{_joined(fields)}\n",
    )


def signature(secret_key: str, key_time: str, sign_time: str, http_string: str) -> str:
    """`key_time` makes the key, `sign_time` is signed; every SDK sets them equal."""
    inner, outer = _keyed(secret_key, key_time)
    digest, result = inner.copy(), outer.copy()
    digest.update(string_to_sign(sign_time, http_string).encode())
    result.update(digest.digest())
    signed: str = result.hexdigest()
    return signed


def policy_signature(secret_key: str, key_time: str, policy: bytes) -> str:
    """The signature of an upload by form, whose policy says what it may be.

    Source: https://cloud.tencent.com/document/product/436/14690
    """
    return _hmac_sha1(sign_key(secret_key, key_time), hashlib.sha1(policy).hexdigest())


def string_to_sign(sign_time: str, http_string: str) -> str:
    return f"sha1\n{sign_time}\n{hashlib.sha1(http_string.encode()).hexdigest()}\n"


@lru_cache(64)
def sign_key(secret_key: str, key_time: str) -> str:
    """The key of the signature: a digest of the secret for these minutes, as hexadecimal text."""
    return _hmac_sha1(secret_key, key_time)


@lru_cache(64)
def _keyed(secret_key: str, key_time: str) -> tuple[Any, Any]:
    """HMAC's two hashes with their halves of the sign key taken in (RFC 2104): copied, they cost a third of it."""
    key = sign_key(secret_key, key_time).encode().ljust(hashlib.sha1().block_size, b"\0")
    return hashlib.sha1(key.translate(_INNER)), hashlib.sha1(key.translate(_OUTER))


_INNER, _OUTER = bytes(byte ^ 0x36 for byte in range(256)), bytes(byte ^ 0x5C for byte in range(256))
_is_plain = re.compile(r"[A-Za-z0-9_.~-]*").fullmatch


def encoded(text: str | bytes) -> str:
    """All but ``A-Z a-z 0-9 - _ . ~`` percent-encoded, in upper-case hexadecimal."""
    return text if isinstance(text, str) and _is_plain(text) else quote(text, safe="-_.~")


_HOST = ("Host", "host")
"""Its value has a colon, and is always the same."""


@lru_cache(256)
def encoded_host(host: str) -> str:
    return encoded(host)


@lru_cache(512)
def encoded_name(name: str) -> str:
    # Lower-cased after encoding: `foo[]` is listed as `foo%5b%5d`.
    return quote(name, safe="-_.~").lower()


def _sorted(pairs: Iterable[tuple[str, str]]) -> list[tuple[str, str]]:
    found = [
        (encoded_name(name), encoded(value) if name not in _HOST else encoded_host(value)) for name, value in pairs
    ]
    if len(found) > 1:
        found.sort()
    return found


def _joined(pairs: list[tuple[str, str]]) -> str:
    return "&".join(map("=".join, pairs))


def _hmac_sha1(key: str, message: str) -> str:
    return hmac.digest(key.encode(), message.encode(), "sha1").hex()
