"""A raw TCP server whose every connection follows a script: for answers that no proper server gives."""

from __future__ import annotations

import socket
import ssl
import struct
import threading
from collections.abc import Callable, Iterable
from types import TracebackType

from qcloud_cos.core.wire import Body, Origin, Request

OK = b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok"


class Peer:
    """The server's end of one connection."""

    def __init__(self, sock: socket.socket, server: WireServer) -> None:
        self.sock = sock
        self._server = server
        self._waiting = b""

    def request(self) -> bytes:
        """Read one request whole; its head is kept by the server, its body returned."""
        head = self.head()
        lower = head.lower()
        if b"transfer-encoding: chunked" in lower:
            return self._chunks()
        if b"content-length: " not in lower:
            return b""
        return self.read(int(lower.split(b"content-length: ")[1].split(b"\r\n")[0]))

    @property
    def request_line(self) -> bytes:
        """Of the last request that any connection has read."""
        return self._server.heads[-1].partition(b"\r\n")[0]

    def head(self) -> bytes:
        head = self._until(b"\r\n\r\n")
        self._server.heads.append(head)
        return head

    def read(self, size: int) -> bytes:
        while len(self._waiting) < size:
            self._more()
        data, self._waiting = self._waiting[:size], self._waiting[size:]
        return data

    def send(self, *parts: bytes) -> None:
        for part in parts:
            self.sock.sendall(part)

    def reset(self) -> None:
        """Close it so that the client gets RST."""
        self.sock.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
        self.sock.close()

    def secure(self, context: ssl.SSLContext) -> None:
        self.sock = context.wrap_socket(self.sock, server_side=True)

    def silence(self) -> None:
        """Say nothing until the client gives up."""
        while self.sock.recv(65536):
            pass

    def _chunks(self) -> bytes:
        body = b""
        while size := int(self._until(b"\r\n"), 16):
            body += self.read(size)
            self.read(2)
        self.read(2)
        return body

    def _until(self, mark: bytes) -> bytes:
        while mark not in self._waiting:
            self._more()
        line, _, self._waiting = self._waiting.partition(mark)
        return line

    def _more(self) -> None:
        data = self.sock.recv(1024 * 1024)
        if not data:
            raise ConnectionError("the client has gone")
        self._waiting += data


Script = Callable[[Peer], None]


def always(*answer: bytes) -> Script:
    """Answer every request the same, until the client closes."""

    def script(peer: Peer) -> None:
        while True:
            peer.request()
            peer.send(*answer)

    return script


class WireServer:
    """The first connection follows the first script, and so on; those after the last, the last one."""

    def __init__(self, *scripts: Script, tls: ssl.SSLContext | None = None) -> None:
        self._scripts = scripts
        self._tls = tls
        self._threads: list[threading.Thread] = []
        self._peers: list[Peer] = []
        self._listener = socket.create_server(("127.0.0.1", 0))
        self.heads: list[bytes] = []
        self.origin = Origin("https" if tls else "http", "127.0.0.1", self._listener.getsockname()[1])

    @property
    def connections(self) -> int:
        return len(self._peers)

    def request(
        self,
        method: str = "GET",
        target: str = "/key",
        headers: Iterable[tuple[str, str]] = (),
        body: Body = b"",
        timeout: float | tuple[float | None, float | None] | None = 10,
        repeatable: bool = True,
    ) -> Request:
        """A request to this server."""
        named = {"Host": f"127.0.0.1:{self.origin.port}", **dict(headers)}
        return Request(method, self.origin, target, named, body, timeout, repeatable)

    def __enter__(self) -> WireServer:
        self._start(self._accept)
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._listener.shutdown(socket.SHUT_RDWR)
        for peer in self._peers:
            try:
                peer.sock.shutdown(socket.SHUT_RDWR)
            except OSError:
                continue
        for thread in self._threads:
            thread.join(10)
        self._listener.close()

    def _accept(self) -> None:
        while True:
            try:
                sock, _ = self._listener.accept()
            except OSError:
                return
            peer = Peer(sock, self)
            self._peers.append(peer)
            self._start(self._serve, peer, self._scripts[min(len(self._peers), len(self._scripts)) - 1])

    def _serve(self, peer: Peer, script: Script) -> None:
        try:
            if self._tls:
                peer.secure(self._tls)
            script(peer)
        except OSError:
            pass  # the client closed, as it may
        finally:
            peer.sock.close()

    def _start(self, work: Callable[..., None], *arguments: object) -> None:
        thread = threading.Thread(target=work, args=arguments, daemon=True)
        self._threads.append(thread)
        thread.start()
