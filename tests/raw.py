"""A socket, spoken to by hand: for what no proper client sends."""

from __future__ import annotations

import socket
import ssl
import time
from collections.abc import Mapping
from contextlib import closing
from http.client import HTTPResponse
from types import TracebackType
from urllib.parse import quote, urlencode
from xml.etree import ElementTree

from qcloud_cos.core import signing
from qcloud_cos.server import Account, LocalCos

HOST = "test-1250000000.cos.ap-guangzhou.myqcloud.com"


class Reply:
    """An answer, with its body read."""

    def __init__(self, response: HTTPResponse) -> None:
        self.status = response.status
        self.body = response.read()
        self.headers = response.headers
        self.closes = response.will_close

    @property
    def code(self) -> str:
        return self.text("Code")

    def text(self, path: str) -> str:
        return ElementTree.fromstring(self.body).findtext(path) or ""  # noqa: S314 - our own server's


def authorization(
    account: Account,
    method: str,
    path: str,
    query: Mapping[str, str] | None = None,
    headers: Mapping[str, str] | None = None,
    *,
    start: float | None = None,
    seconds: int = 600,
) -> str:
    begin = int(time.time() if start is None else start)
    return signing.authorization(
        method=method,
        path=path,
        query=query or {},
        headers=headers or {},
        secret_id=account.secret_id,
        secret_key=account.secret_key,
        key_time=f"{begin};{begin + seconds}",
    )


class Wire:
    """One connection.  `request` signs and sends; `send` sends what it is given."""

    def __init__(
        self,
        cos: LocalCos,
        account: Account | None = None,
        host: str = HOST,
        tls: ssl.SSLContext | None = None,
    ) -> None:
        self.account = account or cos.account
        self.host = host
        self.socket = socket.create_connection((cos.host, cos.port), timeout=20)
        self.socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)  # heads and bodies are sent one by one
        if tls is not None:
            self.socket = tls.wrap_socket(self.socket, server_hostname=host)

    def __enter__(self) -> Wire:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.socket.close()

    def send(self, *lines: str | bytes) -> None:
        """Each is a line of a head; the empty line at its end is added."""
        encoded = [line.encode() if isinstance(line, str) else line for line in lines]
        self.socket.sendall(b"\r\n".join([*encoded, b"", b""]))

    def reply(self, method: str = "GET") -> Reply:
        with closing(HTTPResponse(self.socket, method=method)) as response:
            response.begin()
            return Reply(response)

    def signed(self, method: str, path: str, query: Mapping[str, str] | None = None, *headers: str) -> list[str]:
        """The lines of a signed head."""
        target = quote(path, safe="/-_.~") + (f"?{urlencode(query)}" if query else "")
        token = authorization(self.account, method, path, query, {"host": self.host})
        return [f"{method} {target} HTTP/1.1", f"Host: {self.host}", f"Authorization: {token}", *headers]

    def request(
        self,
        method: str,
        path: str,
        query: Mapping[str, str] | None = None,
        body: bytes | None = None,
        headers: Mapping[str, str] | None = None,
    ) -> Reply:
        lines = [f"{name}: {value}" for name, value in (headers or {}).items()]
        if body is not None:
            lines.append(f"Content-Length: {len(body)}")
        self.send(*self.signed(method, path, query, *lines))
        if body:
            self.socket.sendall(body)
        return self.reply(method)

    def unsigned(self, method: str, path: str, headers: Mapping[str, str] | None = None) -> Reply:
        lines = [f"{name}: {value}" for name, value in (headers or {}).items()]
        self.send(f"{method} {quote(path, safe='/-_.~?=&%;')} HTTP/1.1", f"Host: {self.host}", *lines)
        return self.reply(method)

    def left(self) -> bytes:
        """What else comes, until the server closes."""
        pieces = []
        while piece := self.socket.recv(65536):
            pieces.append(piece)
        return b"".join(pieces)
