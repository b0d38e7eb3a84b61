"""HTTP/1.1 as values: requests become bytes, bytes become heads and bodies.  No sockets here.

Rules: RFC 9112.  Heads and chunked bodies are parsed by llhttp (httptools); a body of known
length never passes through a parser.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import NamedTuple

from httptools import HttpParserError, HttpParserUpgrade, HttpResponseParser

from qcloud_cos.core.headers import ResponseHeaders, spelled
from qcloud_cos.errors import CosClientError
from qcloud_cos.transport.failures import BadFraming

HEAD_LIMIT = 64 * 1024
FIELD_LIMIT = 200
INTERIM_LIMIT = 100
"""Answers of 1xx before the one that counts."""
BODY_LIMIT = 64 * 1024 * 1024
"""The largest body read whole into memory: XML and JSON; objects are streamed."""
LONGEST_DOCUMENT_SECONDS = 3600.0
"""So long may it take.  COS itself sends spaces for minutes, while it puts a large upload together."""
BLANK_LINE = b"\r\n\r\n"

_is_name = re.compile(r"[!#$%&'*+.^_`|~0-9A-Za-z-]+").fullmatch
_names: set[str] = set()


def request_head(method: str, target: str, headers: dict[str, str], *framing: str) -> bytes:
    """Request line and headers in one buffer; `framing` are whole lines to add, without line ends."""
    lines = [f"{method} {target} HTTP/1.1", *[f"{name}: {headers[name]}" for name in headers], *framing, "\r\n"]
    text = "\r\n".join(lines)
    ends = len(lines)
    if text.count("\n") != ends or text.count("\r") != ends or "\0" in text or " " in target:
        _refuse(method, target, headers)
    if not _names.issuperset(headers):
        _check_names(headers)
    try:
        return text.encode()
    except UnicodeEncodeError:
        _refuse(method, target, headers)
        raise


def _check_names(headers: dict[str, str]) -> None:
    for name in headers:
        if not _is_name(name):
            raise CosClientError(f"{name!r} cannot be the name of a header")
        if len(_names) < 1000:
            _names.add(name)


def _refuse(method: str, target: str, headers: dict[str, str]) -> None:
    """Say which part would break out of its line: header injection, mostly."""
    for name, value in headers.items():
        if not _fits_a_line(str(value)):
            raise CosClientError(f"the header {name} holds a line break, a NUL or half a surrogate pair")
    _check_names(headers)
    if " " in target or not _fits_a_line(f"{method}{target}"):
        raise CosClientError("the request's method or path holds a space, a line break or a NUL")


def _fits_a_line(text: str) -> bool:
    return not re.search("[\r\n\0\ud800-\udfff]", text)


class Head(NamedTuple):
    """An answer's head, and how its body is framed."""

    status: int
    headers: ResponseHeaders
    length: int | None
    """Bytes of body; None if the body itself tells its end."""
    chunked: bool
    keep: bool
    """The connection may serve another request afterwards."""


class _Fields:
    __slots__ = ("on_header",)

    def __init__(self, on_header: Callable[[bytes, bytes], object]) -> None:
        self.on_header = on_header


def parse_head(data: bytes, method: str) -> Head:
    """The head that `data` is, blank line and all, in answer to `method`."""
    status, headers = _familiar(data) or _judged(data)
    length, chunked = _framing(method, status, headers)
    connection = dict.get(headers, "Connection", "").lower()
    keep = "close" not in connection if data[5:8] == b"1.1" else "keep-alive" in connection
    return Head(status, headers, length, chunked, keep and (chunked or length is not None))


_statuses: dict[str, int] = {}
"""First lines that llhttp has passed."""
_spellings: dict[str, str] = {}
"""Names that llhttp has passed, as they came, and as they are written."""
_CONTROLS = bytes([*range(32), 127])


def _familiar(data: bytes) -> tuple[int, ResponseHeaders] | None:
    """A head of nothing but what llhttp has passed before, which is nearly all of them; None for any other."""
    try:
        first, *lines = data[:-4].decode().split("\r\n")
    except UnicodeDecodeError:
        return None
    status = _statuses.get(first)
    if status is None or len(data) - len(data.translate(None, _CONTROLS)) != 2 * len(lines) + 4:
        return None
    headers = ResponseHeaders()
    for line in lines:
        name, _, value = line.partition(": ")
        spelling = _spellings.get(name)
        if spelling is None:
            return None
        headers[spelling] = value.strip(" ")
    length = dict.get(headers, "Content-Length", "0")
    known = len(headers) == len(lines) <= FIELD_LIMIT and length.isdecimal() and length.isascii()
    known = known and len(length) < 19  # beyond 2**63, llhttp refuses
    return (status, headers) if known else None


def _judged(data: bytes) -> tuple[int, ResponseHeaders]:
    """What llhttp says of it."""
    pairs: list[tuple[bytes, bytes]] = []
    parser = _parsed(data, lambda name, value: pairs.append((name, value.rstrip())))
    if data.count(b"\n") - 2 > FIELD_LIMIT:
        raise BadFraming(f"the answer has more than {FIELD_LIMIT} headers")
    headers = ResponseHeaders.of(pairs)
    status: int = parser.get_status_code()
    if len(_statuses) < 100:
        _statuses[data[: data.index(b"\r\n")].decode("latin-1")] = status
    if len(_spellings) < 1000:
        names = [name.decode("latin-1") for name, _ in pairs]
        _spellings.update((name, spelled(name)) for name in names if name.lower() not in _FRAMING)
    return status, headers


_FRAMING = ("transfer-encoding", "upgrade")
"""Names that only llhttp is to judge."""


def _parsed(data: bytes, on_header: Callable[[bytes, bytes], object]) -> HttpResponseParser:
    parser = HttpResponseParser(_Fields(on_header))
    try:
        parser.feed_data(data)
    except HttpParserUpgrade:
        raise BadFraming("the server wants another protocol than HTTP/1.1") from None
    except HttpParserError as error:
        raise BadFraming(f"the answer is not proper HTTP/1.1 ({error})") from error
    return parser


def _framing(method: str, status: int, headers: ResponseHeaders) -> tuple[int | None, bool]:
    if method == "HEAD" or status in (204, 304) or status < 200:
        return 0, False
    coding = dict.get(headers, "Transfer-Encoding")
    if coding is not None and coding.lower() != "identity":
        if coding.strip().lower() != "chunked":
            raise BadFraming("the answer has a Transfer-Encoding other than chunked")
        return None, True
    length = dict.get(headers, "Content-Length")
    return (None if length is None else int(length)), False


def endless() -> BadFraming:
    return BadFraming(f"the server sent {INTERIM_LIMIT} interim answers (1xx), and none that counts")


def check_pace(begun: float, now: float, patience: float | None) -> None:
    """Refuse a head that began long ago and does not end: byte after byte, each would be in time."""
    if patience is not None and now - begun > patience:
        raise BadFraming(f"its head was not whole {patience:g} seconds after it began (Timeout= changes this)")


def check_beginning(data: bytes | bytearray) -> None:
    """Refuse at once what can't become an HTTP/1.1 head, rather than wait for its end."""
    if not data.startswith(b"HTTP/1."[: len(data)]):
        raise BadFraming("the answer is not HTTP/1.1; is this the port of another service, or TLS?")
    if len(data) >= HEAD_LIMIT:
        raise BadFraming(f"the answer's head is over {HEAD_LIMIT} bytes")
    if b"\n\n" in data:
        raise BadFraming("the answer's lines end without CR")


class Dechunker:
    """Takes the chunks out of a chunked body."""

    __slots__ = ("_barren", "_parser", "_pieces", "done", "surplus")

    def __init__(self) -> None:
        self.done = False
        """The last chunk and the trailers have been seen."""
        self.surplus = False
        """More came than the body: the connection can't be trusted any more."""
        self._pieces: list[bytes] = []
        self._barren = 0
        self._parser = HttpResponseParser(self)
        self._parser.feed_data(b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n")

    def on_message_begin(self) -> None:
        self.surplus = self.done

    def on_body(self, piece: bytes) -> None:
        if not self.done:
            self._pieces.append(piece)

    def on_message_complete(self) -> None:
        self.done = True

    def feed(self, data: bytes | memoryview) -> list[bytes]:
        """The pieces of content in what arrived."""
        try:
            self._parser.feed_data(data)
        except (HttpParserError, HttpParserUpgrade) as error:
            if not self.done:
                raise BadFraming(f"the body's chunks are malformed ({error})") from error
            self.surplus = True
        pieces, self._pieces = self._pieces, []
        self._barren = 0 if pieces else self._barren + len(data)
        if self._barren > HEAD_LIMIT and not self.done:
            raise BadFraming(f"over {HEAD_LIMIT} bytes of trailers or chunk extensions")
        return pieces


def unbearable(size: int, seconds: float) -> str:
    """Why a document that is read into memory is given up; empty if it is not."""
    if size > BODY_LIMIT:
        return f"the answer is over {BODY_LIMIT} bytes, too many to hold in memory"
    if seconds > LONGEST_DOCUMENT_SECONDS:
        return f"the answer was not whole {LONGEST_DOCUMENT_SECONDS:g} seconds after it began"
    return ""


def chunk(piece: bytes | bytearray | memoryview) -> tuple[bytes, bytes]:
    """What stands before and after a piece sent as a chunk."""
    return b"%x\r\n" % len(piece), b"\r\n"


LAST_CHUNK = b"0\r\n\r\n"
