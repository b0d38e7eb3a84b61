"""The network through something like requests.Session, when the caller has one.

requests itself is not imported: its exceptions are known by their names.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from types import TracebackType
from typing import Any

from qcloud_cos.core.headers import ResponseHeaders
from qcloud_cos.core.hiding import hidden
from qcloud_cos.core.wire import Request, Response, Sized
from qcloud_cos.errors import AnswerLost, BodyCutShort, ConnectFailed, CosClientError
from qcloud_cos.transport import bodies
from qcloud_cos.transport.checking import Sum
from qcloud_cos.transport.failures import place
from qcloud_cos.transport.options import Options, seconds
from qcloud_cos.transport.streams import StreamBody

_UNSENT = ("ConnectTimeout", "SSLError", "ProxyError", "NewConnectionError", "NameResolutionError")


class ForeignBody:
    """A StreamBody's source made of something shaped like a requests.Response."""

    def __init__(self, answer: Any) -> None:
        self._answer = answer
        self.headers: Mapping[str, Any] = answer.headers
        self.status = _status(answer)
        self.finished = False
        self._raw = getattr(answer, "raw", None) if "Content-Encoding" in self.headers else None
        self._pieces: Iterator[bytes] | None = None
        self._rest = memoryview(b"")
        length = self.headers.get("Content-Length")
        self._left = None if length is None else int(length)

    def readinto(self, buffer: memoryview) -> int:
        if self.finished:
            return 0
        if not self._rest:
            self._rest = memoryview(self._next())
        count = min(len(self._rest), len(buffer))
        buffer[:count] = self._rest[:count]
        self._rest = self._rest[count:]
        if self._left is not None:
            self._left -= count
        self.finished = not count or self._left == 0
        if not count and self._left is not None and self._left > 0 and self._is_raw():
            raise BodyCutShort(f"the body ended {self._left} bytes early")
        return count

    def close(self) -> None:
        self.finished = True
        close = getattr(self._answer, "close", None)
        if close is not None:
            close()

    def _is_raw(self) -> bool:
        """Its bytes are those that Content-Length counts."""
        return self._raw is not None or "Content-Encoding" not in self.headers

    def _next(self) -> bytes:
        try:
            if self._raw is not None:
                return self._read_raw()
            if self._pieces is None:
                # One iterator for the whole body: closing it closes the connection.
                self._pieces = iter(self._answer.iter_content(64 * 1024))
            return next((piece for piece in self._pieces if piece), b"")
        except Exception as error:
            if not _is_networks(error):
                raise
            self.close()
            raise BodyCutShort(f"the body ended early ({type(error).__name__})") from error

    def _read_raw(self) -> bytes:
        raw: Any = self._raw
        if type(raw).__module__.startswith("urllib3"):
            data: bytes = raw.read(64 * 1024, decode_content=False)
        else:
            data = raw.read(64 * 1024)
        return data


class SessionTransport:
    """Sends through ``session.get``, ``.put``, ``.post``, ``.delete`` and ``.head``."""

    def __init__(self, session: Any, options: Options | None = None) -> None:
        self._session = session
        self._options = options or Options()

    def send(self, request: Request, streams: bool) -> Response:
        options = self._options
        timeout = options.timeout if request.timeout is None else request.timeout
        seconds(timeout)
        plan = bodies.plan(request)
        sent = Sum()
        verb = getattr(self._session, request.method.lower())
        try:
            answer = verb(
                request.url,
                timeout=timeout,
                proxies=None if options.proxies is None else dict(options.proxies),
                headers=request.headers,
                data=_data(request.body, plan, sent),
                stream=True,
                allow_redirects=False,
                verify=options.verify,
                cert=options.cert,
            )
            headers = ResponseHeaders.of(
                (str(name).encode(), str(value).encode()) for name, value in answer.headers.items()
            )
            status = _status(answer)
            if streams and status < 300:
                return Response(status, headers, stream=StreamBody(answer), url=request.url)
            # Whoever answers for the network in a test may not have read it.
            crc64 = sent.crc64 if sent.length == plan.length else None
            return Response(status, headers, _content(answer), url=request.url, sent=crc64)
        except Exception as error:
            if not _is_networks(error):
                raise
            failure = _translated(request, error)
            # Its text may be the whole URL.
            cause = None if hidden(str(error)) != str(error) else error
        raise failure from cause

    def close(self) -> None:
        """Nothing: the session is its owner's to close."""

    def __enter__(self) -> SessionTransport:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()


def _status(answer: Any) -> int:
    """Whoever answers in a test may give a Mock, which has headers and nothing else that was thought of."""
    status = getattr(answer, "status_code", None)
    return status if isinstance(status, int) else 200


def _content(answer: Any) -> bytes:
    content = answer.content
    if isinstance(content, str):
        return content.encode()
    return content if isinstance(content, bytes) else b""


def _data(body: Any, plan: bodies.Plan, sent: Sum) -> Any:
    """The body as requests takes it."""
    if plan.content is not None:
        sent.add(plan.content)
        return bytes(plan.content)
    if plan.length is None:
        return body
    if plan.length == 0:
        return b""
    # requests chunks whatever has no len(), even where the headers say Content-Length.
    pieces = bodies.file_pieces(body) if isinstance(body, Sized) else bodies.pieces(body, plan.length)
    return _Slice(sent.passing(pieces), plan.length)


class _Slice(Iterable[bytes]):
    """Has a length, so that requests sends Content-Length."""

    def __init__(self, pieces: Iterator[bodies.Buffer], length: int) -> None:
        self._pieces = pieces
        self._length = length
        self._rest = b""

    def __len__(self) -> int:
        return self._length

    def __iter__(self) -> Iterator[bytes]:
        return (bytes(piece) for piece in self._pieces)

    def read(self, size: int = -1) -> bytes:
        """http.client asks for this, a block at a time."""
        while size < 0 or len(self._rest) < size:
            piece = next(self._pieces, None)
            if piece is None:
                break
            self._rest += bytes(piece)
        cut = len(self._rest) if size < 0 else size
        data, self._rest = self._rest[:cut], self._rest[cut:]
        return data


def _is_networks(error: Exception) -> bool:
    module = type(error).__module__
    return isinstance(error, OSError) or module.startswith(("requests", "urllib3", "http.client"))


def _translated(request: Request, error: Exception) -> CosClientError:
    """By the names of the error and its causes; their texts may hold the URL with its signature."""
    names = set(_names(error))
    said = f"{place(request.origin)}, through the session given ({type(error).__name__})"
    if names.intersection(_UNSENT):
        return ConnectFailed(f"cannot connect to {said}")
    return AnswerLost(f"no answer from {said}")


def _names(error: BaseException) -> Iterator[str]:
    yield from (kind.__name__ for kind in type(error).__mro__)
    cause = error.args[0] if error.args and isinstance(error.args[0], BaseException) else None
    reason = getattr(cause, "reason", None)
    for inner in (cause, reason):
        if isinstance(inner, BaseException):
            yield type(inner).__name__
