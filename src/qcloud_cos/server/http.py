"""Connections: uvicorn's httptools protocol, with deadlines and limits that it lacks."""

from __future__ import annotations

import asyncio
import logging
import time
from collections.abc import Callable
from dataclasses import dataclass
from ssl import SSLContext
from typing import Any, cast
from urllib.parse import urlsplit

from uvicorn.config import Config
from uvicorn.protocols.http.httptools_impl import STATUS_LINE, HttpToolsProtocol, RequestResponseCycle
from uvicorn.server import ServerState

from qcloud_cos.server.answer import rfc1123
from qcloud_cos.server.control.log import Log
from qcloud_cos.server.refusal import Refusal
from qcloud_cos.server.request import request_id, trace_id
from qcloud_cos.server.spelling import DATE, SERVER

_SMALL = 256 * 1024


@dataclass(frozen=True, slots=True)
class Limits:
    head_seconds: float = 20.0
    """From the first byte of a head to its last, or from connecting to the first byte."""
    body_seconds: float = 60.0
    """Without a byte of an expected body, or without any taken of an answer."""
    idle_seconds: float = 75.0
    head_bytes: int = 16 * 1024
    headers: int = 100


class State(ServerState):
    """What all connections share."""

    head = b""
    """The default headers, as they are sent."""


class Connection(HttpToolsProtocol):
    """One client's connection."""

    limits = Limits()
    server_state: State
    transport: Joined  # type: ignore[assignment]

    def __init__(
        self, config: Config, server_state: State, app_state: dict[str, Any],
        _loop: asyncio.AbstractEventLoop | None = None,
    ) -> None:  # fmt: skip
        super().__init__(config, server_state, app_state, _loop)
        self.access_log = False
        self.logger = logging.getLogger("qcloud_cos.server.http")
        self.stage = "idle"
        self._since = self.loop.time()
        self._held = 0
        self._refusal: Refusal | None = None
        self._deaf = False
        self._watch: asyncio.TimerHandle | None = None

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
        super().connection_made(cast("asyncio.Transport", Joined(transport, self.loop)))
        self.app_state["transport"] = self.transport  # for faults, which cut it
        self.stage = "head"
        self._look()

    def connection_lost(self, exc: Exception | None) -> None:
        if self._watch is not None:
            self._watch.cancel()
        if isinstance(self.cycle, RequestResponseCycle):
            self.cycle.scope["state"]["gone"] = True
        super().connection_lost(exc)

    def data_received(self, data: bytes) -> None:
        if self._deaf:
            return
        if self.stage != "head":
            self._since = self.loop.time()
        super().data_received(data)
        if self.stage == "head":
            # llhttp keeps an unfinished header, however long it grows.
            self._held += len(data)
            if self._held > self.limits.head_bytes and not self.transport.is_closing():
                self.refuse(_too_large())

    def eof_received(self) -> bool:  # type: ignore[override]
        """The client has sent all it will; it may still read."""
        cycle = self.cycle
        if cycle is None or cycle.response_complete or self.scheme == "https":  # TLS has no half-closed state
            self.transport.flush()  # the loop closes its own transport, which knows nothing of what is held
            return False
        cycle.keep_alive = False
        if cycle.more_body:
            cycle.scope["state"]["cut_short"] = True
            cycle.more_body = False
            cycle.message_event.set()
        return True

    def on_message_begin(self) -> None:
        super().on_message_begin()
        self.begin()

    def begin(self) -> None:
        self.stage, self._held, self._since = "head", 0, self.loop.time()

    def on_headers_complete(self) -> None:
        self.check_head()
        super().on_headers_complete()

    def check_head(self) -> None:
        """Raises:
        Refusal: BadRequest, InvalidURI.
        """
        size = len(self.url) + sum([len(name) + len(value) + 4 for name, value in self.headers])
        if size > self.limits.head_bytes or len(self.headers) > self.limits.headers:
            raise self._no(_too_large())
        if not self.url.startswith(b"/"):
            self._take_absolute_form()
        if sum([name == b"host" for name, _ in self.headers]) > 1:
            raise self._no(Refusal("BadRequest", "The request has more than one Host."))
        self.stage, self._since = "body", self.loop.time()

    def on_message_complete(self) -> None:
        self.stage = "idle"
        super().on_message_complete()

    def on_response_complete(self) -> None:
        if self.pipeline or self.transport.is_closing():
            super().on_response_complete()
        else:
            self.flow.resume_reading()  # and no timer: `_look` knows how long it is idle

    def pause_writing(self) -> None:
        self._since = self.loop.time()
        super().pause_writing()

    def send_400_response(self, msg: str) -> None:
        self.refuse(self._refusal or Refusal("BadRequest", msg))

    def refuse(self, refusal: Refusal) -> None:
        """Answer without the app, and close."""
        self._deaf = True
        if self.cycle is not None and not self.cycle.response_complete and self.stage != "body":
            self.cycle.keep_alive = False  # after the answer to what came before
            return
        id_, trace = request_id(), trace_id()
        log: Log | None = getattr(self.config.app, "log", None)
        if log is not None:
            log.add_unread(refusal, id_, self.client[0] if self.client else "")
        body = refusal.document("cos/", id_, trace)
        headers = [
            *self.server_state.default_headers,
            (b"Content-Type", b"application/xml"),
            (b"Content-Length", b"%d" % len(body)),
            (b"x-cos-request-id", id_.encode()),
            (b"x-cos-trace-id", trace.encode()),
            (b"Connection", b"close"),
        ]
        self.transport.write(STATUS_LINE[refusal.status] + lines(headers) + b"\r\n" + body)
        self.transport.close()

    def _no(self, refusal: Refusal) -> Refusal:
        # httptools swallows what its callbacks raise; `send_400_response` finds it here.
        self._refusal = refusal
        return refusal

    def _take_absolute_form(self) -> None:
        """The target's host counts, whatever the Host header says: RFC 9112, section 3.2.2."""
        if self.url == b"*":
            self.url = b"/"
            return
        if self.parser.get_method() == b"CONNECT":
            message = "This server is no tunnel. As a proxy it takes requests of plain HTTP: Scheme='http'."
            raise self._no(Refusal("MethodNotAllowed", message))
        target = urlsplit(self.url)
        if target.scheme.lower() not in (b"http", b"https") or not target.netloc:
            raise self._no(Refusal("InvalidURI"))
        self.url = (target.path or b"/") + (b"?" + target.query if target.query else b"")
        host = target.netloc.rpartition(b"@")[2]
        self.headers[:] = [(name, value) for name, value in self.headers if name != b"host"]
        self.headers.append((b"host", host))

    def _look(self) -> None:
        """Close what has waited too long; else look again when it could have."""
        limits, now = self.limits, self.loop.time()
        late = self._since + self._patience() - now
        if late <= 0 and not self.transport.is_closing():
            self._expire()
            return
        shortest = min(limits.head_seconds, limits.body_seconds, limits.idle_seconds)
        self._watch = self.loop.call_later(max(min(late, shortest), 0.01), self._look)

    def _patience(self) -> float:
        limits = self.limits
        if self.stage == "head":
            return limits.head_seconds
        if self.flow.write_paused or (self.stage == "body" and not self.flow.read_paused):
            return limits.body_seconds
        if self.cycle is not None and not self.cycle.response_complete:
            self._since = self.loop.time()  # it is we who are busy
        return limits.idle_seconds

    def _expire(self) -> None:
        started = self.cycle is not None and self.cycle.response_started
        if (self.stage == "body" and not started) or (self.stage == "head" and self._held):
            self.refuse(Refusal("RequestTimeout"))
        elif self.flow.write_paused:
            self.transport.abort()
        else:
            self.transport.close()


class Joined:
    """A transport whose writes of one turn of the loop leave together: an answer is one packet, not two."""

    def __init__(self, transport: asyncio.Transport, loop: asyncio.AbstractEventLoop) -> None:
        self._transport = transport
        self._loop = loop
        self._held: list[bytes] = []
        self._size = 0
        self.is_closing = transport.is_closing
        self.get_extra_info = transport.get_extra_info
        self.pause_reading = transport.pause_reading
        self.resume_reading = transport.resume_reading

    def write(self, data: bytes) -> None:
        if not data:
            return
        if not self._held:
            self._loop.call_soon(self.flush)
        self._held.append(data)
        self._size += len(data)
        if self._size > _SMALL:
            self.flush()  # the transport says when it is too much

    def close(self) -> None:
        self.flush()
        self._transport.close()

    def abort(self) -> None:
        self._held.clear()
        self._transport.abort()

    def flush(self) -> None:
        held, self._held = self._held, []
        size, self._size = self._size, 0
        if len(held) > 1 and size < _SMALL:
            held = [b"".join(held)]
        for data in held:
            self._transport.write(data)


def lines(headers: list[tuple[bytes, bytes]]) -> bytes:
    """As they are sent."""
    return b"".join([name + b": " + value + b"\r\n" for name, value in headers])


def _too_large() -> Refusal:
    return Refusal("BadRequest", "The request's head is larger than 16 KiB, or has more than 100 headers.")


class Listener:
    """Takes connections for an app, on the running loop."""

    def __init__(
        self, app: Any, protocol: type[Connection], limits: Limits | None = None, tls: SSLContext | None = None
    ) -> None:
        if limits is not None:
            protocol = type("LimitedConnection", (protocol,), {"limits": limits})
        self._config = Config(
            app, http=protocol, ws="none", lifespan="off", log_config=None, proxy_headers=False,
            timeout_keep_alive=int((limits or Connection.limits).idle_seconds) + 1,
        )  # fmt: skip
        self._config.load()
        self._protocol = protocol
        self._tls = tls
        self._state = State()
        self._server: asyncio.Server | None = None
        self._tick: asyncio.TimerHandle | None = None

    async def start(self, socket: Any) -> None:
        loop = asyncio.get_running_loop()
        self._date(loop)
        make: Callable[[], asyncio.BaseProtocol] = lambda: self._protocol(  # noqa: E731
            self._config, self._state, {}, loop
        )
        patience = self._protocol.limits.head_seconds if self._tls else None
        self._server = await loop.create_server(
            make, sock=socket, backlog=2048, ssl=self._tls, ssl_handshake_timeout=patience
        )

    async def stop(self, grace_seconds: float = 5.0) -> None:
        """No more connections; answers under way have the grace to end in."""
        if self._tick is not None:
            self._tick.cancel()
        if self._server is not None:
            self._server.close()
        for connection in list(self._state.connections):
            connection.shutdown()
        if self._state.tasks:
            await asyncio.wait(self._state.tasks, timeout=grace_seconds)
        for connection in list(self._state.connections):
            connection.transport.abort()
        for task in list(self._state.tasks):
            task.cancel()

    def _date(self, loop: asyncio.AbstractEventLoop) -> None:
        """The headers of every answer, made once a second."""
        date = (DATE, rfc1123(time.time()).encode())
        self._state.default_headers = [(SERVER, b"tencent-cos"), date]
        self._state.head = lines(self._state.default_headers)
        self._tick = loop.call_later(1.0, self._date, loop)
