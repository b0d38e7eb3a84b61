"""One answer of an origin."""

from __future__ import annotations

import socket
import ssl
import time
from base64 import b64decode
from collections.abc import Callable, Iterator
from http.client import HTTPConnection, HTTPException, HTTPResponse
from pathlib import Path
from urllib.parse import urljoin, urlsplit

from qcloud_cos.server.handlers.writing import MOST_BYTES
from qcloud_cos.server.origins.reach import Reach
from qcloud_cos.server.origins.rules import LOOP_HEADER, Pairs, Rule
from qcloud_cos.server.refusal import Refusal
from qcloud_cos.server.request import ServerRequest
from qcloud_cos.server.store import Content

FAILURES = (OSError, HTTPException, ValueError)
"""What goes wrong between here and an origin; a ValueError is a header or a name that cannot be sent."""
REDIRECTS = frozenset({301, 302, 303, 307, 308})
_PATIENCE_SECONDS = 10.0
_LONGEST_SECONDS = 600.0
_MOST_REDIRECTS = 5
_CHUNK = 256 * 1024
_LOOP_NAME = "local-cos; bucket="


class Fetch:
    """The answer that a host gave, or the last one it redirected to; its body is still to be read.

    Args:
        stopped: whether to give up, because the server stops.

    Raises:
        Refusal: the host is not to be reached.
        OSError, HTTPException, ValueError: see `FAILURES`.
    """

    def __init__(
        self, reach: Reach, ca_file: Path | None, rule: Rule, request: ServerRequest, host: str,
        stopped: Callable[[], bool],
    ) -> None:  # fmt: skip
        self.host = host
        self._reach = reach
        self._ca_file = ca_file
        self._stopped = stopped
        self._deadline = time.monotonic() + _LONGEST_SECONDS
        protocol = rule.protocol if rule.protocol != "follow" else "https" if request.secure else "http"
        url = f"{protocol}://{host}{rule.target(request.key, request.pairs)}"
        loop = [(LOOP_HEADER, _loop_of(request))]
        headers = rule.headers(request.wire) + loop
        for _ in range(_MOST_REDIRECTS + 1):
            self._connection, self.response = self._asked(url, headers)
            self.status = self.response.status
            location = self.response.headers.get("Location")
            if self.status not in REDIRECTS or not rule.follows or not location:
                return
            self.close()
            before, url = url, urljoin(url, location)
            if urlsplit(url).netloc != urlsplit(before).netloc:
                headers = loop  # the rule's headers are for the rule's host
        raise HTTPException(f"more than {_MOST_REDIRECTS} redirects")

    @property
    def headers(self) -> dict[str, str]:
        """Those of the answer, by their names in lower case."""
        return {name.lower(): _text(value) for name, value in self.response.headers.items()}

    def pieces(self) -> Iterator[bytes]:
        """The body, as it comes.

        Raises:
            HTTPException: it ends early.
        """
        size = 0
        while piece := self.response.read1(_CHUNK):
            size += len(piece)
            if size > MOST_BYTES:
                raise Refusal("EntityTooLarge")
            if self._stopped() or time.monotonic() > self._deadline:
                raise TimeoutError("it takes too long")
            yield piece
        announced = self.response.headers.get("Content-Length")
        if announced is not None and int(announced) != size:
            raise HTTPException(f"{size} bytes came, not the announced {announced}")

    def check(self, content: Content) -> None:
        """Compare what came with the sums that an origin may tell.

        Raises:
            HTTPException: it is not the same.
        """
        headers = self.headers
        crc, md5 = headers.get("x-cos-hash-crc64ecma"), headers.get("content-md5")
        if (crc and crc != str(content.crc64)) or (md5 and b64decode(md5).hex() != content.md5):
            raise HTTPException("what came is not what was sent: the checksum differs")

    def close(self) -> None:
        self.response.close()  # which has the socket, of a connection that is to be closed
        self._connection.close()

    def _asked(self, url: str, headers: Pairs) -> tuple[HTTPConnection, HTTPResponse]:
        parts = urlsplit(url)
        if parts.scheme not in ("http", "https"):
            raise HTTPException(f"{parts.scheme} is not HTTP")
        authority = parts.netloc.rpartition("@")[2]
        address = self._reach.address(parts.scheme, authority)
        connection = HTTPConnection(address.name, address.port)
        connection.sock = self._connected(address.host, address.port, address.scheme, address.name)
        try:
            target = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
            connection.putrequest("GET", target, skip_host=True, skip_accept_encoding=True)
            for name, value in [("Host", authority), *headers, ("Connection", "close")]:
                connection.putheader(name, value.encode())
            connection.endheaders()
            return connection, connection.getresponse()
        except BaseException:
            connection.close()
            raise

    def _connected(self, host: str, port: int, scheme: str, name: str) -> socket.socket:
        plain = socket.create_connection((host, port), _PATIENCE_SECONDS)
        if scheme == "http":
            return plain
        try:
            context = ssl.create_default_context()
            if self._ca_file is not None:
                context.load_verify_locations(self._ca_file)
            return context.wrap_socket(plain, server_hostname=name)
        except BaseException:
            plain.close()
            raise


def _text(value: str) -> str:
    """Metadata is sent as UTF-8; the library reads every header as latin-1."""
    try:
        return value.encode("latin-1").decode()
    except UnicodeError:
        return value


def has_been_here(request: ServerRequest) -> bool:
    """Whether a request was sent by this bucket itself, on its way through its origins."""
    return f"{_LOOP_NAME}{request.bucket}" in [
        text.strip() for text in request.headers.get("cdn-loop", "").split(",")
    ]


def _loop_of(request: ServerRequest) -> str:
    before = request.headers.get("cdn-loop")
    here = f"{_LOOP_NAME}{request.bucket}"
    return f"{before}, {here}" if before else here
