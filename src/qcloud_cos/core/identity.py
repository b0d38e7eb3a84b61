"""Who signs: one consistent set of keys, and where it comes from.

A `Source` is asked for keys before every signature.  It answers at once where it has them, and else asks
a driver to wait, so that an event loop is never held up.
"""

from __future__ import annotations

import time
from collections.abc import Generator
from typing import TYPE_CHECKING, Any, NamedTuple, Protocol, TypeVar

from qcloud_cos.core.wire import Local

if TYPE_CHECKING:
    from concurrent.futures import Future

R = TypeVar("R")
TRIES = 3
NAMES = ("secret_id", "secret_key", "token")
"""What a `CredentialInstance` has."""
LOCAL_SECRET_ID, LOCAL_SECRET_KEY = "AKIDLOCALlocalLOCALlocalLOCALlocal00", "local-secret-key-not-for-production"
"""Of a local COS.  Well known on purpose."""


class Credentials(NamedTuple):
    """One consistent set; a signature uses one and no other."""

    secret_id: str
    secret_key: str
    token: str | None = None
    expiry: float | None = None
    """When temporary keys end, in Unix seconds; None if that is not known, or never."""
    source: str = ""
    """Where they are from, in words.  For messages: it holds no secret."""

    def __repr__(self) -> str:
        return f"Credentials({self.described()})"

    def described(self) -> str:
        """``AKID***abcd from the environment (COS_SECRET_ID)``"""
        until = "" if self.expiry is None else f", until {utc(self.expiry)}"
        return f"{shortened(self.secret_id)}{f' from {self.source}' if self.source else ''}{until}"


def shortened(secret_id: str) -> str:
    """Enough to recognise a SecretId by, and no more."""
    return f"{secret_id[:4]}***{secret_id[-4:]}" if len(secret_id) > 12 else "***"


def utc(moment: float) -> str:
    return time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime(moment))


class Pending(NamedTuple):
    """Asks a driver to wait for what a thread works out; an awaiting driver holds nothing up."""

    future: Future[None]
    seconds: float
    """Not longer than this."""

    def do(self) -> None:
        """Wait as a blocking driver does."""
        from concurrent.futures import wait

        wait([self.future], self.seconds)


Identifying = Generator[Pending | Local, Any, R]


class Source(Protocol):
    def identify(self) -> Identifying[Credentials]:
        """What to sign with now."""

    def refused(self, credentials: Credentials) -> None:
        """COS does not take these any more: the next time, look for others."""


class Lent:
    """A `CredentialInstance` of the caller's: an object with ``secret_id``, ``secret_key`` and ``token``."""

    def __init__(self, instance: Any, token: str | None) -> None:
        self._instance = instance
        self._token = token

    def identify(self) -> Identifying[Credentials]:
        if _attributes_are_plain(self._instance):
            return self.read()
        # A property may ask a network, as those of tencentcloud-sdk-python do.
        credentials: Credentials = yield Local(self.read)
        return credentials

    def refused(self, credentials: Credentials) -> None:
        """It is asked every time anyway."""

    def read(self) -> Credentials:
        """Its three attributes, of one and the same set: they may be replaced in between."""
        given = self._instance
        secret_id, tries = given.secret_id, 1
        while True:
            secret_key, token, again = given.secret_key, given.token, given.secret_id
            if again == secret_id or tries == TRIES:
                break
            secret_id, tries = again, tries + 1
        return Credentials(secret_id, secret_key, token or self._token, source=f"a {type(given).__name__}")


def _attributes_are_plain(instance: Any) -> bool:
    """Reading them runs no code."""
    own, kind = getattr(instance, "__dict__", {}), type(instance)
    return all(name in own and not hasattr(kind, name) for name in NAMES)


def blocking(steps: Identifying[R]) -> R:
    """Their outcome, waited for by this thread."""
    try:
        step = next(steps)
        while True:
            step = steps.send(step.do())
    except StopIteration as done:
        result: R = done.value
        return result
