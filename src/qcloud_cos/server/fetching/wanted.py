"""What a task is to fetch, and where it may be fetched from."""

from __future__ import annotations

import base64
import binascii
import json
import re
from dataclasses import dataclass
from ipaddress import ip_address
from typing import Any
from urllib.parse import SplitResult, urlsplit

from qcloud_cos.server.metadata import check_key
from qcloud_cos.server.refusal import Refusal, argument

LONGEST_URL = 8192


class NotHere(Exception):
    """A URL that this server does not go to; the message says why."""


@dataclass(frozen=True, slots=True)
class Wanted:
    url: str
    key: str
    md5: str = ""
    """Hexadecimal; empty if nobody knows."""
    overwrites: bool = True
    on_success: str = ""
    """URLs to tell of the end."""
    on_failure: str = ""


def wanted(body: bytes) -> Wanted:
    """Of the JSON that asks for a task.

    Raises:
        Refusal: InvalidArgument, InvalidDigest, KeyTooLong.
    """
    try:
        fields = json.loads(body)
    except (ValueError, RecursionError):
        raise argument("The body is not JSON.") from None
    if not isinstance(fields, dict):
        raise argument("The body is not a JSON object.")
    url, key = _text(fields, "Url"), _text(fields, "Key").removeprefix("/")
    if not url or not key:
        raise argument("Url and Key are both needed.")
    if len(url) > LONGEST_URL:
        raise argument(f"Url is longer than {LONGEST_URL} characters.")
    check_key(key)
    on_exist = _text(fields, "OnKeyExist").lower()
    if on_exist not in ("", "ignore", "override"):
        raise argument("OnKeyExist is ignore or override.")
    ignores = on_exist == "ignore" or (not on_exist and _truth(fields, "IgnoreSameKey"))
    return Wanted(
        url if "://" in url else f"http://{url}",
        key,
        _digest(_text(fields, "MD5")),
        not ignores,
        _text(fields, "SuccessCallbackUrl"),
        _text(fields, "FailureCallbackUrl"),
    )


def local(url: str) -> SplitResult:
    """The pieces of a URL of this machine.

    Raises:
        NotHere: it is another's, or no http.
    """
    try:
        parts = urlsplit(url)
        host, port = parts.hostname or "", parts.port
    except ValueError:
        raise NotHere(f"{url!r} is not a URL") from None
    if parts.scheme != "http":
        raise NotHere(f"only http URLs are fetched, and {parts.scheme or 'this one'} is none")
    if not is_local(host) or port == 0:
        here = "127.0.0.1, [::1], localhost"
        raise NotHere(f"a local server fetches from this machine only ({here}), and {host!r} is not on it")
    return parts


def is_local(host: str) -> bool:
    """Without asking any name server."""
    try:
        return ip_address(host.partition("%")[0]).is_loopback
    except ValueError:
        name = host.lower().rstrip(".")
        return name == "localhost" or name.endswith(".localhost")


def _text(fields: dict[str, Any], name: str) -> str:
    value = fields.get(name)
    if value is not None and not isinstance(value, str):
        raise argument(f"{name} is a text.")
    return value or ""


def _truth(fields: dict[str, Any], name: str) -> bool:
    value = fields.get(name)
    if value is None or isinstance(value, bool):
        return bool(value)
    if isinstance(value, str) and value.lower() in ("", "true", "false"):
        return value.lower() == "true"
    raise argument(f"{name} is true or false.")


def _digest(text: str) -> str:
    """In hexadecimal, of either that or base64."""
    if re.fullmatch(r"[0-9A-Fa-f]{32}", text):
        return text.lower()
    try:
        digest = base64.b64decode(text, validate=True)
    except (binascii.Error, ValueError):
        digest = b"?"
    if len(digest) not in (0, 16):
        raise Refusal("InvalidDigest", "MD5 is 32 hexadecimal digits, or their base64.")
    return digest.hex()
