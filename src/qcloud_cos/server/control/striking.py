"""A fault at work on one request."""

from __future__ import annotations

import asyncio
import socket
import struct
from collections.abc import Callable, Mapping
from contextlib import suppress
from typing import Any

from qcloud_cos.server import domains
from qcloud_cos.server.control.faults import Fault, Faults
from qcloud_cos.server.handlers import fetches
from qcloud_cos.server.recent import Recent
from qcloud_cos.server.refusal import Refusal
from qcloud_cos.server.request import ServerRequest, request_of
from qcloud_cos.server.routes import find
from qcloud_cos.server.s3.dialect import is_s3
from qcloud_cos.server.spelling import Spelled

Send = Callable[[dict[str, Any]], Any]
_CHECKSUM = Spelled(b"x-cos-hash-crc64ecma")


class Cut(Exception):
    """The connection is gone, as the fault wanted it."""


class Asked(Refusal):
    """The answer of a fault with a status."""

    def __init__(self, fault: Fault) -> None:
        assert fault.status is not None  # noqa: S101 - only such a fault is asked for it
        super().__init__("InternalError", f"This server was told to answer so: {fault}")
        self.code, self.status = fault.code, fault.status


class Strike:
    """What one fault does to one request; `send` stands in for the connection's."""

    def __init__(self, fault: Fault, scope: Any, receive: Any, send: Send, stopping: asyncio.Event) -> None:
        self.fault = fault
        self._scope = scope
        self._receive = receive
        self._send = send
        self._stopping = stopping
        self._left = 0
        self._spoiled = False

    async def before(self, note: Callable[[], None]) -> None:
        """What comes before the request is carried out; `note` is called if that is its end.

        Raises:
            Cut: it took the connection.
        """
        fault = self.fault
        if fault.before or fault.status is not None:
            await self._delay()
            if fault.reset:
                note()  # who notices the reset finds the request in the log
                await self._reset()

    async def send(self, message: dict[str, Any]) -> None:
        """Raises:
        Cut: nothing more can be sent.
        """
        fault = self.fault
        if message["type"] == "http.response.start":
            if not fault.before and fault.status is None:
                await self._delay()
                if fault.reset:
                    await self._reset()
            await self._begin(message)
        elif fault.truncate is not None:
            await self._truncate(message["body"])
        else:
            if fault.corrupt and message["body"] and not self._spoiled:
                self._spoiled = True
                message = {**message, "body": _spoiled(message["body"])}
            await self._send(message)

    async def _begin(self, message: dict[str, Any]) -> None:
        headers = dict(message["headers"])
        length = int(headers.get(b"content-length", 0))
        if self._scope["method"] == "HEAD":
            length = 0
        if self.fault.truncate is not None:
            self._left = min(self.fault.truncate, length - 1)
            if self._left < 0:
                # There is no body to cut, so the head is.
                self._transport.write(b"HTTP/1.1 %d " % message["status"])
                await self._close()
        if self.fault.corrupt and not length:
            message = {**message, "headers": [_other(*header) for header in message["headers"]]}
        await self._send(message)

    async def _truncate(self, body: bytes) -> None:
        if piece := body[: self._left]:
            await self._send({"type": "http.response.body", "body": piece, "more_body": True})
        self._left -= len(piece)
        if not self._left:
            await self._close()

    async def _delay(self) -> None:
        if self.fault.delay:
            try:
                await asyncio.wait_for(self._stopping.wait(), self.fault.delay)
            except TimeoutError:
                return

    async def _close(self) -> None:
        self._transport.close()
        await self._gone()

    async def _reset(self) -> None:
        sock = self._transport.get_extra_info("socket")
        sock.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
        self._transport.abort()
        await self._gone()

    async def _gone(self) -> None:
        """Until the connection knows, so that nobody takes this for an answer left out by mistake."""
        while (await self._receive())["type"] != "http.disconnect":
            pass
        raise Cut

    @property
    def _transport(self) -> Any:
        return self._scope["state"]["transport"]


def met_by(faults: Faults, db: Recent, scope: Any) -> tuple[Fault, ServerRequest] | None:
    """What befalls a request that nobody has looked at yet, and the request."""
    try:
        request = request_of(scope)
    except Refusal:
        return None
    operation = ""
    with suppress(Refusal):  # it will be refused, but a fault may come first
        if request.place.further:
            domains.settle(db, request)
            operation = domains.route(db, request).handler.__name__
        elif fetches.is_meant(db, request):
            operation = fetches.found(request).handler.__name__
        else:
            headers: Mapping[str, str] = request.headers
            if is_s3(headers, request.query):
                from qcloud_cos.server.s3.incoming import translated

                headers = translated(headers)
            route = find(request.method, request.bucket, request.key, request.query, headers)
            operation = route.handler.__name__
    fault = faults.met(operation, request.bucket, request.key)
    return (fault, request) if fault is not None else None


def _spoiled(body: bytes) -> bytes:
    at = len(body) // 2
    return body[:at] + bytes([body[at] ^ 1]) + body[at + 1 :]


def _other(name: bytes, value: bytes) -> tuple[bytes, bytes]:
    return (name, b"%d" % (int(value) ^ 1)) if name == _CHECKSUM else (name, value)
