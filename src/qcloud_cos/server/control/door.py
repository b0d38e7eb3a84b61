"""Who may use ``/_local/``: a program on this machine that has the token, and no page in a browser."""

from __future__ import annotations

import hmac
import os
from collections.abc import Iterator
from contextlib import contextmanager
from ipaddress import IPv6Address, ip_address
from pathlib import Path
from typing import Any

from qcloud_cos.server.hosts import host, without_port

PREFIX = b"/_local/"


class Problem(Exception):
    """Answered as JSON."""

    def __init__(self, status: int, message: str) -> None:
        self.status = status
        super().__init__(message)


def is_asked(scope: Any) -> bool:
    """Whether a request means the server, and not an object of that name: a bucket's host has those."""
    if not scope["raw_path"].startswith(PREFIX):
        return False
    place = host(dict(scope["headers"]).get(b"host", b"").decode("latin-1"))
    return place.kind == "path" and not place.region and not place.further


def check(scope: Any, token: str) -> None:
    """Raises:
    Problem: 403, not from here; 401, without the token.
    """
    if not is_loopback(scope["client"][0] if scope.get("client") else ""):
        raise Problem(403, "this is only for programs on the server's machine")
    headers = {name: value.decode("latin-1") for name, value in scope["headers"]}
    name = headers.get(b"host", "")
    if not is_local(without_port(name).strip("[]")):
        # A page that was loaded from there by another name sends that name: DNS rebinding.
        raise Problem(403, "the Host is not localhost, 127.0.0.1 or [::1]")
    origin = headers.get(b"origin")
    if origin is not None and origin != f"{scope.get('scheme') or 'http'}://{name}":
        raise Problem(403, "this is not for pages of other servers")
    kind, _, given = headers.get(b"authorization", "").partition(" ")
    if kind.lower() != "bearer" or not hmac.compare_digest(given.strip().encode(), token.encode()):
        raise Problem(401, "Authorization: Bearer, and the token in the server's file control.token")


def is_loopback(address: str) -> bool:
    try:
        parsed = ip_address(address)
    except ValueError:
        return False
    mapped = parsed.ipv4_mapped if isinstance(parsed, IPv6Address) else None
    return (mapped or parsed).is_loopback


def is_local(name: str) -> bool:
    """Whether a host of that name is this machine, and reached by no other."""
    return name.lower() == "localhost" or is_loopback(name)


@contextmanager
def token_left(path: Path, token: str) -> Iterator[None]:
    """Inside, who may read the user's files finds it there."""
    path.unlink(missing_ok=True)  # a killed server's
    flags = os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_NOFOLLOW
    with open(os.open(path, flags, 0o600), "w") as file:
        file.write(f"{token}\n")
    try:
        yield
    finally:
        path.unlink(missing_ok=True)
