"""The plain values that travel through the library: Call, Request, Response, and the steps.

A `Call` is one API operation, described but not done.  A `Request` is what the network
sees of it, signed.  Nothing here opens a socket.
"""

from __future__ import annotations

from collections.abc import AsyncIterable, Callable, Generator, Iterable, Mapping
from functools import partial
from types import MappingProxyType
from typing import TYPE_CHECKING, Any, Generic, Literal, NamedTuple, Protocol

from qcloud_cos.core.hiding import shown

if TYPE_CHECKING:
    from contextlib import AbstractContextManager

    from typing_extensions import TypeVar

    from qcloud_cos.core.cancellation import Cancellation

    R = TypeVar("R")
    A = TypeVar("A", default=R)
else:
    from typing import TypeVar

    R = TypeVar("R")
    A = TypeVar("A")


_NOTHING: Mapping[str, str] = MappingProxyType({})


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
    summed: bool = False
    """The answer is to say the CRC-64 of what was sent."""

    def __repr__(self) -> str:
        # Neither the headers nor the query: both may hold signatures, tokens and keys.
        return f"<Request {self.method} {self.url.partition('?')[0]}>"

    @property
    def url(self) -> str:
        scheme, host, port = self.origin
        host = f"[{host}]" if ":" in host else host
        usual = port == (443 if scheme == "https" else 80)
        return f"{scheme}://{host if usual else f'{host}:{port}'}{self.target}"


class Response(NamedTuple):
    """An answer.  `body` is empty while `stream` is still to be read."""

    status: int
    headers: Mapping[str, str]
    """Read without regard to case."""
    body: bytes = b""
    stream: Any = None
    url: str = ""
    sent: int | None = None
    """The CRC-64 of the request's body, as it went out; None if nobody asked, or saw it."""


Service = Literal["cos", "migration", "ci", "pic", "insight", "vectors"]
"""Whom a request is for: the store, fetching from elsewhere, data processing, the styles of images, an account's
data sets, vectors."""


class Call(Generic[R, A]):
    """One operation: what to send, and how to read the answer.  A value: equal to one that says the same.

    `Call[R]` results in an R.  `Call[R, A]` results in an R for a blocking client and an A
    for an async one: an open body is not the same thing to both.
    """

    # Not a dataclass: `dataclasses` would be a tenth of the time that `import qcloud_cos` takes.
    __slots__ = (
        *("method", "bucket", "key", "service", "endpoint", "query", "headers", "body", "returns"),
        *("streams", "events", "into", "refusals", "repeatable", "summed", "timeout"),
    )

    def __init__(
        self,
        method: str,
        bucket: str | None = None,
        key: str | None = None,
        *,
        service: Service = "cos",
        endpoint: str | None = None,
        query: Mapping[str, str] = _NOTHING,
        headers: Mapping[str, str] = _NOTHING,
        body: Body = b"",
        returns: Callable[[Response], R | A],
        streams: bool = False,
        events: bool = False,
        into: Sink | None = None,
        refusals: bool = False,
        repeatable: bool = True,
        summed: bool = False,
        timeout: float | None = None,
    ) -> None:
        """Describe it.

        Args:
            endpoint: another than the client's own, such as ``cos.ap-beijing.myqcloud.com``.
            streams: the answer's body is left for the caller to read.
            events: and it is a stream of events.
            into: the answer's body is written there.
            refusals: an answer of 300 or above is a result, too, and not raised.
            repeatable: doing it twice is as good as once, so it is sent again when an answer got lost.
            summed: the body's CRC-64 is wanted as it went out, for `returns` to compare.
            timeout: seconds, where this operation needs longer than the others.
        """
        self.method, self.bucket, self.key = method, bucket, key
        self.service, self.endpoint = service, endpoint
        self.query, self.headers, self.body, self.returns = query, headers, body, returns
        self.streams, self.events, self.into, self.refusals = streams, events, into, refusals
        self.repeatable, self.summed, self.timeout = repeatable, summed, timeout

    if not TYPE_CHECKING:

        def __class_getitem__(cls, results: Any) -> Any:
            """`Call[R]` is `Call[R, R]`; before Python 3.13 a TypeVar has no default at run time."""
            both = results if isinstance(results, tuple) else (results, results)
            return super().__class_getitem__(both)

    def __iter__(self) -> Generator[Call[Any, Any], Any, R]:
        """Let a flow write `head = yield from self.head_object(...)` and get R back."""
        result: R = yield self
        return result

    def but(self, **changes: Any) -> Call[R, A]:
        """The same call with some of it changed."""
        return Call(**{name: getattr(self, name) for name in self.__slots__} | changes)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Call) and all(
            getattr(self, name) == getattr(other, name) for name in self.__slots__
        )

    __hash__ = None  # type: ignore[assignment]

    def __repr__(self) -> str:
        # Only what names it: headers may hold a customer's key.
        return f"<Call {self.method} {self.bucket} {self.key} {shown(self.query)}>"


class Together(NamedTuple):
    """Calls with no order among them, at most `workers` under way at once."""

    calls: Iterable[Call[Any, Any] | Flow[Any]]
    workers: int
    cancellation: Cancellation | None = None


class Settings:
    """A flow's question for the client's CosConfig."""

    def __iter__(self) -> Generator[Settings, Any, Any]:
        return (yield self)


class Signer:
    """A flow's question for the keys to sign with now; None if the client is anonymous."""

    def __iter__(self) -> Generator[Signer, Any, Any]:
        return (yield self)


class Local(NamedTuple):
    """Work with this machine's files; an awaiting driver does it in a thread."""

    do: Callable[[], Any]
    endless: bool = False
    """It may wait for ever, as reading a pipe does: an interrupted flow does not wait for its end."""


class Drain(NamedTuple):
    """Work with the open body of an answer: a blocking driver does it, an awaiting one awaits what it gives."""

    do: Callable[[], Any]


class Undo(NamedTuple):
    """What to do should the flow be abandoned from here on: by Ctrl-C, or a cancelled task."""

    call: Call[Any, Any] | Flow[Any] | None


Flow = Generator[Call[Any, Any] | Together | Settings | Signer | Local | Drain | Undo, Any, R]
"""Several calls, each sent when the last has been answered; returns an R."""


def together(
    calls: Iterable[Call[R, Any] | Flow[R]], workers: int, cancellation: Cancellation | None = None
) -> Generator[Together, Any, list[R]]:
    """Their results, in the order given; the first failure is raised and what has not begun is dropped.

    Once `cancellation` is cancelled, `Cancelled` is raised, and what is under way is cut off.
    """
    results: list[R] = yield Together(calls, workers, cancellation)
    return results


def local(do: Callable[..., R], *arguments: Any) -> Generator[Local, Any, R]:
    """Its result; what it raises is raised in the flow."""
    result: R = yield Local(partial(do, *arguments))
    return result


def drain(do: Callable[..., Any], *arguments: Any) -> Generator[Drain, Any, Any]:
    """What a method of an open body comes to."""
    return (yield Drain(partial(do, *arguments)))


def undo(call: Call[Any, Any] | Flow[Any] | None) -> Generator[Undo, Any, None]:
    """From here on an abandoned flow does `call`; None: nothing any more."""
    yield Undo(call)


class Fillable(Protocol):
    """An open file that several may write to."""

    @property
    def number(self) -> int:
        """By which the system knows it."""

    @property
    def lock(self) -> AbstractContextManager[Any]:
        """Held while one writes: the kernel lets only one, and has the others spin."""


class Metering(Protocol):
    """What the pieces of a body pass by on their way."""

    @property
    def piece(self) -> int:
        """No piece should be larger."""

    def took(self, count: int) -> float:
        """So many bytes have passed; the seconds to wait before the next may."""


class Sink(NamedTuple):
    """Where in an open file the body of an answer goes: exactly `length` bytes, from `start` on."""

    file: Fillable
    start: int
    length: int
    meter: Metering | None = None


class Poured(NamedTuple):
    """The stream of a Response whose body went into a sink."""

    length: int
    crc64: int
    cut: Exception | None = None
    """Why it ended before the sink was full; what came is in its place."""


class Send(NamedTuple):
    """Asks a driver for the network; answered with a Response, or an exception."""

    request: Request
    streams: bool
    events: bool = False
    into: Sink | None = None


class Sleep(NamedTuple):
    """Asks a driver to wait."""

    seconds: float
