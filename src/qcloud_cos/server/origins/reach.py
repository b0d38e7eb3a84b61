"""Which hosts a server may fetch from: itself and this machine, and whoever it was told.

Nothing else is asked for, not even for its address: a test server that reads a configuration made for the
real COS must not reach out.
"""

from __future__ import annotations

import socket
from collections.abc import Iterable
from typing import NamedTuple

from qcloud_cos.server.fetching.wanted import is_local
from qcloud_cos.server.hosts import host, is_default
from qcloud_cos.server.refusal import Refusal
from qcloud_cos.server.wildcards import matches


class Address(NamedTuple):
    scheme: str
    host: str
    """Where to connect, a number."""
    port: int
    name: str
    """What the certificate is for, and what the request is for with its port."""


class Reach:
    """Where a server may go.

    Args:
        own: its own scheme, address and port.
        allowed: names that may be reached although they are elsewhere; "*" stands for any letters.
    """

    def __init__(self, own: tuple[str, str, int], allowed: Iterable[str] = ()) -> None:
        self._own = own
        self._allowed = tuple(name.lower() for name in allowed)

    def address(self, scheme: str, authority: str) -> Address:
        """Where a host is.

        Raises:
            Refusal: NotImplemented, it is not to be reached; FailedDependency, it is not found.
        """
        name, port = _split(authority, scheme)
        if any(matches(pattern, name) for pattern in self._allowed):
            return Address(scheme, _looked_up(name, port), port, name)
        if is_default(name) and host(name).bucket:
            return Address(*self._own, name)
        local = _local(name)
        if local is None:
            raise Refusal(
                "NotImplemented",
                f"The origin {name} is not on this machine, and this server fetches from nowhere else. Allow it: "
                f"LocalCos(origins=[{name!r}]) or cos server --origin {name}",
            )
        return Address(scheme, local, port, name)


def _local(name: str) -> str | None:
    """The address of a name that is this machine's for certain."""
    if not is_local(name):
        return None
    return "127.0.0.1" if name.rstrip(".").endswith("localhost") else name


def _looked_up(name: str, port: int) -> str:
    try:
        return str(socket.getaddrinfo(name, port, type=socket.SOCK_STREAM)[0][4][0])
    except OSError:
        raise Refusal("FailedDependency", f"The origin {name} is not found.") from None


def _split(authority: str, scheme: str) -> tuple[str, int]:
    name, colon, port = authority.rpartition(":")
    usual = 443 if scheme == "https" else 80
    if colon and port.isdecimal() and len(port) <= 5 and (":" not in name or name.startswith("[")):
        return name.strip("[]").lower(), int(port)
    return authority.strip("[]").lower(), usual
