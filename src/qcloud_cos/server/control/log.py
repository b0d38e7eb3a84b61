"""The last requests: who asked what, what was answered, and who or what decided.

Writing costs a tuple; whoever reads pays for the rest.
"""

from __future__ import annotations

import time
from collections import deque
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass, field
from itertools import takewhile
from typing import TYPE_CHECKING, Any
from urllib.parse import unquote_plus

from qcloud_cos.core.signing import encoded
from qcloud_cos.server.control.faults import Fault
from qcloud_cos.server.refusal import Refusal, Why

if TYPE_CHECKING:
    from qcloud_cos.server.request import ServerRequest

KEPT = 2000
"""So many of the last."""
_SECRET_PARAMETERS = frozenset(
    (
        "q-signature sign signature x-cos-security-token x-ci-security-token security-token "
        "x-amz-signature x-amz-security-token"
    ).split()
)
_PARTS = {
    "SignatureDoesNotMatch": "signature",
    "RequestTimeTooSkewed": "time",
    "AuthorizationHeaderMalformed": "authorization",
    "AuthorizationQueryParametersError": "authorization",
}
_TIMES = ("Request has expired", "Request is not valid yet")
_SECRET_HEADERS = ("authorization", "security-token", "customer-key", "cookie")


@dataclass(frozen=True, slots=True)
class LoggedRequest:
    """One request.  Nothing in it is secret: signatures and tokens are left out."""

    number: int
    """They are counted from 1."""
    time: float
    """When its answer began, by the machine's clock, in Unix seconds."""
    seconds: float
    """From its head to when its answer began."""
    method: str
    host: str
    path: str
    query: str
    operation: str
    """As the client's method is called; empty if there is none."""
    bucket: str
    key: str
    status: int
    """0 if the client went away before its request was complete, or a fault left it without an answer."""
    request_id: str
    caller: str
    """The id of who signed it; empty if nobody did, or nobody who is known."""
    ip: str
    user_agent: str
    code: str = ""
    message: str = ""
    why: str = ""
    """Which part decided that it is refused."""
    details: dict[str, Any] = field(default_factory=dict)
    """The same in pieces: `part`, and what belongs to that."""
    fault: str = ""
    """The fault that befell it."""

    def json(self) -> dict[str, Any]:
        return asdict(self)


class Log:
    """Written by the server's loop, read by anyone."""

    def __init__(self) -> None:
        self._kept: deque[tuple[Any, ...]] = deque(maxlen=KEPT)
        self._count = 0
        self._listeners: tuple[Callable[[], None], ...] = ()

    @property
    def count(self) -> int:
        return self._count

    def add(
        self,
        began: float,
        scope: Any,
        request: ServerRequest | None,
        status: int,
        refusal: Refusal | None = None,
        fault: Fault | None = None,
    ) -> None:
        """`began` is by `time.perf_counter`."""
        if request is None:
            path = scope["raw_path"].decode("latin-1")
            about: tuple[Any, ...] = scope["method"], "", path, None, "", "", "", None, _ip(scope), ""
        else:
            about = (
                request.method,
                request.host,
                request.path,
                request.route,
                request.bucket,
                request.key,
                request.id,
                request.caller,
                request.ip,
                request.headers.get("user-agent", ""),
            )
        why = _told(refusal, request) if refusal is not None else None
        self._keep(time.perf_counter() - began, scope["query_string"], status, fault, about, why)

    def add_unread(self, refusal: Refusal, request_id: str, ip: str) -> None:
        """What could not be read as a request, or came too slowly."""
        about = "", "", "", None, "", "", request_id, None, ip, ""
        self._keep(0.0, b"", refusal.status, None, about, _told(refusal, None))

    def _keep(self, *entry: Any) -> None:
        self._count = number = self._count + 1
        self._kept.append((number, time.time(), *entry))
        for tell in self._listeners:
            tell()

    @contextmanager
    def told(self, tell: Callable[[], None]) -> Iterator[None]:
        """Inside, `tell` is called after each request, on the server's loop."""
        self._listeners += (tell,)
        try:
            yield
        finally:
            self._listeners = tuple(listener for listener in self._listeners if listener is not tell)

    def since(self, after: int = 0) -> list[LoggedRequest]:
        """Those with higher numbers that are still kept."""
        kept = self._kept.copy()
        found = [*takewhile(lambda entry: entry[0] > after, reversed(kept))]
        return [_record(*entry) for entry in reversed(found)]


def _record(
    number: int, when: float, seconds: float, query: bytes, status: int, fault: Fault | None, about: Any, why: Any
) -> LoggedRequest:
    method, host, path, route, bucket, key, id_, caller, ip, agent = about
    operation = route.handler.__name__ if route else ""
    code, message, text, details = why or ("", "", "", {})
    return LoggedRequest(
        number, when, seconds, method, host, path, harmless(query), operation, bucket, key, status,
        id_, caller.id if caller else "", ip, agent, code, message, text, details, str(fault or ""),
    )  # fmt: skip


def harmless(query: bytes) -> str:
    """The query as it was sent, but for signatures and tokens."""
    if not query:
        return ""
    pairs = (field_.partition("=") for field_ in query.decode("latin-1").split("&"))
    return "&".join(
        f"{name}=..." if unquote_plus(name).lower() in _SECRET_PARAMETERS else f"{name}{equals}{value}"
        for name, equals, value in pairs
    )


def harmless_message(refusal: Refusal, request: ServerRequest) -> str:
    """What a refusal says, but for the secrets of the request."""
    return _without(_secrets(request), refusal.message)


def _told(refusal: Refusal, request: ServerRequest | None) -> tuple[str, str, str, dict[str, Any]]:
    # The texts only: an exception holds frames, and those the request's body.
    why = refusal.why or _guessed(refusal)
    secrets = _secrets(request) if request is not None else []
    details = {"part": why.part, **why.details} if why else {}
    return refusal.code, _without(secrets, refusal.message), _without(secrets, why.text if why else ""), details


def _guessed(refusal: Refusal) -> Why | None:
    """Of what was raised without a reason: mostly the code is one."""
    if unsigned := refusal.details.get("HeadersNotSigned"):
        return Why("signature", f"sent, but not signed: {unsigned}", {"differs": "headers"})
    part = "time" if refusal.message in _TIMES else _PARTS.get(refusal.code)
    return Why(part, refusal.message, {}) if part else None


def _secrets(request: ServerRequest) -> list[str]:
    """What a message might quote of a request, and must not."""
    values = [value for name, value in request.wire if any(part in name for part in _SECRET_HEADERS)]
    values += [value for name, value in request.pairs if name.lower() in _SECRET_PARAMETERS]
    return [value for value in values if len(value) > 3]


def _without(secrets: list[str], text: str) -> str:
    for secret in secrets:
        for form in (secret, encoded(secret.encode("utf-8", "replace").decode())):
            text = text.replace(form, "...")
    return text


def _ip(scope: Any) -> str:
    return scope["client"][0] if scope.get("client") else ""
