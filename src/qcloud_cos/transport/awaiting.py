"""Requests over asyncio, in as many event loops as there are; this room's only way to asyncio."""

from __future__ import annotations

import asyncio
from types import TracebackType
from typing import Any

from qcloud_cos.core.wire import Origin, Request, Response
from qcloud_cos.errors import AnswerLost, BodyCutShort, CosException
from qcloud_cos.transport import async_sending, bodies, http1, proxies
from qcloud_cos.transport.arriving import Arriving, whole
from qcloud_cos.transport.async_streams import AsyncStreamBody
from qcloud_cos.transport.bodies import Plan
from qcloud_cos.transport.checking import Sum
from qcloud_cos.transport.failures import BadFraming, SocketFailed, Unanswered, answer_lost, connect_failed
from qcloud_cos.transport.loops import LoopPool, LoopPools
from qcloud_cos.transport.options import Options, seconds
from qcloud_cos.transport.proxies import Route, Routes
from qcloud_cos.transport.wires import Wire


class AwaitingTransport:
    """Sends requests; answers of 300 and above are always read whole."""

    def __init__(self, options: Options | None = None) -> None:
        self._options = options or Options()
        self._pools = LoopPools(self._options.pool_size)
        self._routes = Routes(self._options)
        self._usual = seconds(self._options.timeout)

    async def send(self, request: Request, streams: bool) -> Response:
        origin = request.origin
        timeout = request.timeout
        connect_seconds, read_seconds = self._usual if timeout is None else seconds(timeout)
        route = self._routes.to(origin)
        plan = bodies.plan(request)
        head = route.head(request, plan)
        pool = await self._pools.here()
        wire = pool.take(origin)
        if wire is not None:
            wire.seconds = read_seconds
            try:
                return await self._exchange(wire, pool, request, head, plan, streams)
            except Unanswered as error:
                if not (plan.again and request.repeatable):
                    raise answer_lost(origin, error, read_seconds) from error
        wire = await self._connect(origin, route, connect_seconds)
        wire.seconds = read_seconds
        try:
            return await self._exchange(wire, pool, request, head, plan, streams)
        except Unanswered as error:
            raise answer_lost(origin, error, read_seconds) from error

    async def aclose(self) -> None:
        """Close the idle connections of this event loop, and forget those of others."""
        await self._pools.close()

    async def __aenter__(self) -> AwaitingTransport:
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        await self.aclose()

    async def _connect(self, origin: Origin, route: Route, patience: float | None) -> Wire:
        loop = asyncio.get_running_loop()
        wire = Wire(origin, loop)
        arguments: dict[str, Any] = {}
        if origin.scheme == "https":
            from qcloud_cos.transport import tls

            arguments = {"ssl": tls.context(self._options), "server_hostname": origin.host.strip("[]")}
        try:
            async with asyncio.timeout(patience):
                if route.tunnels:
                    arguments["sock"] = await proxies.tunnel(route, origin)
                else:
                    arguments["host"], arguments["port"] = route.next_hop(origin)
                    # An address has no others to race with, and a race that is cancelled may forget a socket.
                    is_address = ":" in arguments["host"] or arguments["host"][-1:].isdigit()
                    if isinstance(loop, asyncio.BaseEventLoop) and not is_address:  # uvloop does not know it
                        arguments["happy_eyeballs_delay"] = 0.25
                await loop.create_connection(lambda: wire, **arguments)
        except CosException:
            raise
        except (OSError, UnicodeError) as error:
            raise connect_failed(origin, error, patience) from error
        return wire

    async def _exchange(
        self, wire: Wire, pool: LoopPool, request: Request, head: bytes, plan: Plan, streams: bool
    ) -> Response:
        """One request and its answer; whatever goes wrong closes the connection."""
        sent = Sum() if request.summed else None
        try:
            complete = await async_sending.send(wire, request.body, head, plan, sent)
            try:
                answer = await wire.read_head(request.method)
            except OSError as error:
                raise SocketFailed(error) from error
        except Unanswered:
            wire.close()
            raise
        except (BadFraming, SocketFailed) as error:
            wire.close()
            cause = error.cause if isinstance(error, SocketFailed) else error
            if not wire.heard and isinstance(cause, ConnectionError):
                raise Unanswered("the connection was reset without an answer") from cause
            raise answer_lost(wire.origin, cause, wire.seconds) from cause
        except BaseException:
            wire.close()
            raise
        if not complete:
            sent, answer = None, answer._replace(keep=False)
        return await _response(request, answer, wire, pool, streams, sent)


async def _response(
    request: Request, head: http1.Head, wire: Wire, pool: LoopPool, streams: bool, sent: Sum | None
) -> Response:
    source = Arriving(head, wire, pool)
    if streams and head.status < 300:
        return Response(head.status, head.headers, stream=AsyncStreamBody(source), url=request.url)
    try:
        body = await whole(source)
    except BodyCutShort as error:
        raise AnswerLost(str(error)) from error
    return Response(head.status, head.headers, body, url=request.url, sent=None if sent is None else sent.crc64)
