"""Requests over blocking sockets, from any thread and in forked children."""

from __future__ import annotations

import socket
from types import TracebackType

from qcloud_cos.core.wire import Origin, Request, Response
from qcloud_cos.errors import AnswerLost, BodyCutShort, CosException
from qcloud_cos.transport import bodies, http1, sending, workers
from qcloud_cos.transport.checking import Sum
from qcloud_cos.transport.connection import Connection
from qcloud_cos.transport.failures import BadFraming, SocketFailed, Unanswered, answer_lost, connect_failed
from qcloud_cos.transport.incoming import Held, incoming, whole
from qcloud_cos.transport.options import Options, seconds
from qcloud_cos.transport.pool import Pool
from qcloud_cos.transport.proxies import Route, Routes
from qcloud_cos.transport.streams import StreamBody


class BlockingTransport:
    """Sends requests; answers of 300 and above are always read whole."""

    def __init__(self, options: Options | None = None) -> None:
        self._options = options or Options()
        self._pool = Pool(self._options.pool_size)
        self._routes = Routes(self._options)
        self._usual = seconds(self._options.timeout)

    def send(self, request: Request, streams: bool) -> Response:
        origin = request.origin
        timeout = request.timeout
        connect_seconds, read_seconds = self._usual if timeout is None else seconds(timeout)
        route = self._routes.to(origin)
        plan = bodies.plan(request)
        head = route.head(request, plan)
        connection = self._pool.take(origin)
        if connection is not None:
            try:
                return self._exchange(connection, request, head, plan, streams, read_seconds)
            except Unanswered as error:
                workers.check()
                if not (plan.again and (request.repeatable or not connection.wrote)):
                    raise answer_lost(origin, error, read_seconds) from error
        connection = self._connect(origin, route, connect_seconds)
        try:
            return self._exchange(connection, request, head, plan, streams, read_seconds)
        except Unanswered as error:
            raise answer_lost(origin, error, read_seconds) from error

    def close(self) -> None:
        """Close the idle connections.  The transport can go on to be used, and open bodies to be read."""
        self._pool.close()

    def __enter__(self) -> BlockingTransport:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def _connect(self, origin: Origin, route: Route, patience: float | None) -> Connection:
        try:
            sock = route.connect(origin, patience)
            try:
                sock.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
                sock.setsockopt(socket.SOL_SOCKET, socket.SO_KEEPALIVE, 1)
                if origin.scheme == "https":
                    from qcloud_cos.transport import tls

                    sock = tls.wrap(sock, origin.host.strip("[]"), self._options)
            except BaseException:
                sock.close()
                raise
        except CosException:
            raise
        except (OSError, UnicodeError) as error:
            raise connect_failed(origin, error, patience) from error
        return Connection(sock, origin)

    def _exchange(
        self,
        connection: Connection,
        request: Request,
        head: bytes,
        plan: bodies.Plan,
        streams: bool,
        patience: float | None,
    ) -> Response:
        """One request and its answer; whatever goes wrong closes the connection."""
        workers.at(connection)
        sent = Sum() if request.summed else None
        try:
            connection.set_timeout(patience)
            complete = sending.send(connection, request.body, head, plan, sent)
            try:
                answer = connection.read_head(request.method)
            except OSError as error:
                raise SocketFailed(error) from error
        except Unanswered:
            connection.close()
            raise
        except (BadFraming, SocketFailed) as error:
            connection.close()
            cause = error.cause if isinstance(error, SocketFailed) else error
            if not connection.heard and isinstance(cause, ConnectionError):
                raise Unanswered("the connection was reset without an answer") from cause
            raise answer_lost(connection.origin, cause, patience) from cause
        except BaseException:
            connection.close()
            raise
        if not complete:
            sent, answer = None, answer._replace(keep=False)
        return self._response(request, answer, connection, streams, sent)

    def _response(
        self, request: Request, head: http1.Head, connection: Connection, streams: bool, sent: Sum | None
    ) -> Response:
        crc64 = None if sent is None else sent.crc64
        if head.length == 0:
            self._pool.done(connection, head.keep)
            stream = StreamBody(Held(head, b"")) if streams and head.status < 300 else None
            return Response(head.status, head.headers, stream=stream, url=request.url, sent=crc64)
        source = incoming(head, connection, self._pool)
        if streams and head.status < 300:
            return Response(head.status, head.headers, stream=StreamBody(source), url=request.url)
        try:
            return Response(head.status, head.headers, whole(source), url=request.url, sent=crc64)
        except BodyCutShort as error:
            raise AnswerLost(str(error)) from error
