"""Connections that answer small requests where they arrive.

A request without a body, or with one that is small enough to wait for, needs none of ASGI: its coroutine is
begun once the request is whole, most end without ever waiting, and the answer leaves in one piece.  One that has
to wait, as a write waits for the disk, becomes a task then.  All others take uvicorn's way.
"""

from __future__ import annotations

import asyncio
from collections.abc import Coroutine, Generator
from functools import partial
from types import coroutine
from typing import Any, cast

from uvicorn.protocols.http.httptools_impl import STATUS_LINE, HttpToolsProtocol, RequestResponseCycle

from qcloud_cos.server.app import App, Outgoing
from qcloud_cos.server.control import door
from qcloud_cos.server.http import Connection
from qcloud_cos.server.refusal import Refusal
from qcloud_cos.server.store import INLINE_LIMIT

_UVICORNS = frozenset({b"transfer-encoding", b"expect", b"upgrade"})
"""A request with one of these headers is not small."""


class Pending:
    """Stands where uvicorn has the cycle of a request that is under way."""

    def __init__(self, keep_alive: bool) -> None:
        self.keep_alive = keep_alive
        self.disconnected = self.more_body = self.response_started = self.response_complete = False
        self.message_event = asyncio.Event()


class QuickConnection(Connection):
    """One client's connection."""

    def __init__(self, *arguments: Any) -> None:
        super().__init__(*arguments)
        self._app: App = self.config.app  # type: ignore[assignment]
        self._collected: list[bytes] | None = None
        """The body of a small request that is not whole yet."""

    def on_message_begin(self) -> None:
        self.url = b""
        self.headers = []
        self.expect_100_continue = False
        self.begin()

    def on_headers_complete(self) -> None:
        self.check_head()
        if self._is_small():
            self._collected = []
            self.cycle = None  # type: ignore[assignment]  # as before the first request
        else:
            self._hand_over()

    def on_body(self, body: bytes) -> None:
        if self._collected is None:
            super().on_body(body)
        else:
            self._collected.append(body)

    def on_message_complete(self) -> None:
        if self._collected is None:
            super().on_message_complete()
            return
        self.stage = "idle"
        body, self._collected = b"".join(self._collected), None
        self._answer(body)

    def eof_received(self) -> bool:  # type: ignore[override]
        self._stop_collecting()
        return super().eof_received()

    def shutdown(self) -> None:
        self._stop_collecting()
        super().shutdown()

    def _is_small(self) -> bool:
        if self._app.faults.active or self.url.startswith(door.PREFIX):
            return False
        busy = self.cycle is not None and not self.cycle.response_complete
        if busy or self.pipeline or self.flow.write_paused or b"#" in self.url or not self.url.isascii():
            return False
        for name, value in self.headers:
            if name in _UVICORNS or (name == b"content-length" and int(value) > INLINE_LIMIT):
                return False
        return self.parser.get_http_version() == "1.1"

    def _hand_over(self) -> None:
        """Let uvicorn have the request, whose head is complete."""
        url, headers, expect = self.url, self.headers, self.expect_100_continue
        HttpToolsProtocol.on_message_begin(self)  # makes the scope
        self.url, self.expect_100_continue = url, expect
        self.headers.extend(headers)
        HttpToolsProtocol.on_headers_complete(self)

    def _stop_collecting(self) -> None:
        """The rest of a small request's body may never come: that is uvicorn's to wait for."""
        collected, self._collected = self._collected, None
        if collected is not None:
            self._hand_over()
            super().on_body(b"".join(collected))

    def _answer(self, body: bytes) -> None:
        path, _, query = self.url.partition(b"?")
        scope: dict[str, Any] = {
            "method": self.parser.get_method().decode(),
            "raw_path": path,
            "query_string": query,
            "headers": self.headers,
            "client": self.client,
            "scheme": self.scheme,
            "state": {},
            "whole": body,
        }
        keep_alive: bool = self.parser.should_keep_alive()
        answering = self._app.answered(scope, partial(_received, body))
        try:
            waited = answering.send(None)
        except StopIteration as done:
            self._send(done.value, scope, keep_alive)
        except Exception:
            self._fail()
        else:
            self.cycle = pending = Pending(keep_alive)  # type: ignore[assignment]
            task = self.loop.create_task(self._answer_later(_rest(answering, waited), scope, pending))
            self.tasks.add(task)
            task.add_done_callback(self.tasks.discard)

    async def _answer_later(self, answering: Any, scope: dict[str, Any], pending: Pending) -> None:
        try:
            outgoing: Outgoing = await answering
        except Exception:
            pending.response_complete = True
            self._fail()
            return
        pending.response_complete = True
        self._send(outgoing, scope, pending.keep_alive)
        if isinstance(outgoing.body, bytes) and outgoing.pace is None:
            self.on_response_complete()

    def _fail(self) -> None:
        self.logger.exception("a request could not be answered")
        self.refuse(Refusal("InternalError"))

    def _send(self, outgoing: Outgoing, scope: dict[str, Any], keep_alive: bool) -> None:
        body = outgoing.body
        if not isinstance(body, bytes) or outgoing.pace is not None:
            self._stream(outgoing, scope, keep_alive)
            return
        if self.transport.is_closing():
            return
        keep_alive = keep_alive and not outgoing.closes
        lines = "".join([f"{name}: {value}\r\n" for name, value in outgoing.headers.items()])
        end = b"\r\n" if keep_alive else b"Connection: close\r\n\r\n"
        head = STATUS_LINE[outgoing.status] + self.server_state.head + lines.encode() + end
        self.transport.write(head + body)
        if not keep_alive:
            self.transport.close()

    def _stream(self, outgoing: Outgoing, scope: dict[str, Any], keep_alive: bool) -> None:
        """A long answer is uvicorn's to send, at the pace of who reads it."""
        cycle = RequestResponseCycle(
            cast("Any", scope), cast("Any", self.transport), self.flow, self.logger, self.access_logger, False,
            self.server_state.default_headers, asyncio.Event(), False, keep_alive, self.on_response_complete,
        )  # fmt: skip
        cycle.more_body = False
        if self.cycle is None or self.cycle.response_complete:
            self.cycle = cycle
        self._start_asgi_task(cycle, partial(self._app.sent, outgoing))


async def _received(body: bytes) -> dict[str, Any]:
    return {"type": "http.request", "body": body, "more_body": False}


@coroutine
def _rest(begun: Coroutine[Any, Any, Outgoing], waited: Any) -> Generator[Any, None, Outgoing]:
    """What is left of a coroutine that was begun by hand, for a task to do; `waited` is what it waits for."""
    while True:
        try:
            try:
                yield waited
            except BaseException as error:
                waited = begun.throw(error)
            else:
                waited = begun.send(None)
        except StopIteration as done:
            return cast("Outgoing", done.value)
