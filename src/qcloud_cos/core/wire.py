"""The plain values that travel through the library: Call, Request, Response, and the steps.

A `Call` is one API operation, described but not done.  A `Request` is what the network
sees of it, signed.  Nothing here opens a socket.
"""

from __future__ import annotations

from collections.abc import AsyncIterable, Callable, Generator, Iterable, Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Generic, Literal, NamedTuple, Protocol

if TYPE_CHECKING:
    from typing_extensions import TypeVar

    R = TypeVar("R")
    A = TypeVar("A", default=R)
else:
    from typing import TypeVar

    R = TypeVar("R")
    A = TypeVar("A")


class Readable(Protocol):
    def read(self, size: int = -1, /) -> bytes: ...


class Sized(NamedTuple):
    """A file to send from where it stands: `length` bytes from `start` on."""

    file: Any
    start: int
    length: int


Body = bytes | bytearray | memoryview | Sized | Readable | Iterable[bytes] | AsyncIterable[bytes]
"""What a request can carry.  Bytes and `Sized` have a length and can be sent again; the rest is chunked."""


class Origin(NamedTuple):
    """Where to connect."""

    scheme: str
    host: str
    port: int


class Request(NamedTuple):
    """A request ready to send.  `headers` has all of them, Host and Authorization too."""

    method: str
    origin: Origin
    target: str
    """What follows the method: path and query, percent-encoded."""
    headers: dict[str, str]
    body: Body = b""
    timeout: float | tuple[float | None, float | None] | None = None
    """Seconds without progress before it fails: one number, or (connect, read)."""
    repeatable: bool = True
    """Twice is as good as once: may be sent again on a fresh connection when a kept one turns out dead."""

    @property
    def url(self) -> str:
        scheme, host, port = self.origin
        usual = port == (443 if scheme == "https" else 80)
        return f"{scheme}://{host if usual else f'{host}:{port}'}{self.target}"


@dataclass(slots=True)
class Response:
    """An answer.  `body` is empty while `stream` is still to be read."""

    status: int
    headers: Mapping[str, str]
    """Read without regard to case."""
    body: bytes = b""
    stream: Any = None
    url: str = ""


@dataclass(frozen=True, slots=True)
class Call(Generic[R, A]):
    """One operation: what to send, and how to read the answer.

    `Call[R]` results in an R.  `Call[R, A]` results in an R for a blocking client and an A
    for an async one: an open body is not the same thing to both.
    """

    method: str
    bucket: str | None = None
    key: str | None = None
    service: Literal["cos", "list_buckets"] = field(default="cos", kw_only=True)
    query: Mapping[str, str] = field(default_factory=dict[str, str], kw_only=True)
    headers: Mapping[str, str] = field(default_factory=dict[str, str], kw_only=True)
    body: Body = field(default=b"", kw_only=True)
    returns: Callable[[Response], R | A] = field(kw_only=True)
    streams: bool = field(default=False, kw_only=True)
    """The answer's body is left for the caller to read."""
    repeatable: bool = field(default=True, kw_only=True)
    """Doing it twice is as good as once, so it is sent again when an answer got lost."""
    timeout: float | None = field(default=None, kw_only=True)
    """Seconds, where this operation needs longer than the others."""

    def __iter__(self) -> Generator[Call[Any, Any], Any, R]:
        """Let a flow write `head = yield from self.head_object(...)` and get R back."""
        result: R = yield self
        return result


@dataclass(frozen=True, slots=True)
class Together:
    """Calls with no order among them, at most `workers` under way at once."""

    calls: Iterable[Call[Any, Any]]
    workers: int


class Settings:
    """A flow's question for the client's CosConfig."""

    def __iter__(self) -> Generator[Settings, Any, Any]:
        return (yield self)


Flow = Generator[Call[Any, Any] | Together | Settings, Any, R]
"""Several calls, each sent when the last has been answered; returns an R."""


def together(calls: Iterable[Call[R, Any]], workers: int) -> Generator[Together, Any, list[R]]:
    """Their results, in the order given; the first failure is raised and what has not begun is dropped."""
    results: list[R] = yield Together(calls, workers)
    return results


class Send(NamedTuple):
    """Asks a driver for the network; answered with a Response, or an exception."""

    request: Request
    streams: bool


class Sleep(NamedTuple):
    """Asks a driver to wait."""

    seconds: float
