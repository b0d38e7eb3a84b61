"""A request's way through the server: who sent it, which handler, may they, the body, the answer."""

from __future__ import annotations

import asyncio
import logging
import time
from collections.abc import Awaitable, Callable
from concurrent.futures import Executor, Future
from contextlib import suppress
from functools import partial
from typing import Any, NamedTuple, TypeVar

from qcloud_cos.server import access, bodies, cors, domains, handlers, pace, referers, unserved
from qcloud_cos.server.accesslog.entries import Exchange, measured
from qcloud_cos.server.accesslog.journal import Journal
from qcloud_cos.server.accounts import Accounts
from qcloud_cos.server.answer import Answer, Stream
from qcloud_cos.server.auth import authenticate
from qcloud_cos.server.clock import Clock
from qcloud_cos.server.control import door
from qcloud_cos.server.control.faults import Fault, Faults
from qcloud_cos.server.control.log import Log
from qcloud_cos.server.control.striking import Asked, Cut, Strike, met_by
from qcloud_cos.server.metadata import check_key
from qcloud_cos.server.origins.pulling import Pulls
from qcloud_cos.server.recent import Recent
from qcloud_cos.server.refusal import Refusal
from qcloud_cos.server.request import ServerRequest, request_id, request_of, trace_id
from qcloud_cos.server.routes import Route, find
from qcloud_cos.server.s3.dialect import is_s3
from qcloud_cos.server.spelling import on_wire, one_line, spelled
from qcloud_cos.server.store import (
    BlobMissing,
    Changes,
    LoopWriter,
    Store,
    StoreError,
    StoreReadOnly,
    VersionLocked,
)

logger = logging.getLogger("qcloud_cos.server")
logger.addHandler(logging.NullHandler())

Send = Callable[[dict[str, Any]], Any]
T = TypeVar("T")
_READS = frozenset({handlers.reading.get_object, handlers.reading.head_object})
__all__ = ["App", "handlers"]  # importing the handlers fills the routes


class Outgoing(NamedTuple):
    """An answer as it goes out."""

    status: int
    headers: dict[str, str]
    """Spelled, and fit for a line each."""
    body: bytes | Stream
    closes: bool
    """The connection is not to be used again."""
    pace: pace.Pace | None = None
    """At which the body goes."""


class App:
    """The server as an ASGI application."""

    def __init__(
        self,
        store: Store,
        accounts: Accounts,
        clock: Clock,
        threads: Executor,
        faults: Faults,
        log: Log,
        pulls: Pulls,
        since_2024: bool = False,
    ) -> None:
        self._store = store
        self._recent = Recent(store)
        self._accounts = accounts
        self._clock = clock
        self._threads = threads
        self._pulls = pulls
        self._writer: LoopWriter | None = None  # of the loop that asks first
        self._since_2024 = since_2024
        self.faults = faults
        self.log = log
        self.control: Callable[[Any, Any, Send], Awaitable[None]] | None = None
        """What answers below ``/_local/``."""
        self.stopping = asyncio.Event()
        self.journal = Journal(store, clock)
        """The buckets' access logs."""

    async def __call__(self, scope: Any, receive: Any, send: Send) -> None:
        if self.control is not None and door.is_asked(scope):
            await self.control(scope, receive, send)
            return
        fault = None
        try:
            if self.faults.active and (met := met_by(self.faults, self._recent, scope)):
                fault, request = met
                strike = Strike(fault, scope, receive, send, self.stopping)
                send = strike.send
                await strike.before(partial(self.log.add, time.perf_counter(), scope, request, 0, None, fault))
            outgoing = await self.answered(scope, receive, fault)
            await self.sent(outgoing, scope, receive, send)
        except (bodies.Disconnected, Cut):
            return

    async def answered(self, scope: Any, receive: Any, fault: Fault | None = None) -> Outgoing:
        """What to send to whoever sent a request.

        Raises:
            Disconnected: nobody is there any more.
        """
        began = time.perf_counter()
        request: ServerRequest | None = None
        refusal: Refusal | None = None
        body: bytes | Stream
        try:
            request = request_of(scope)
            if is_s3(request.headers, request.query):
                from qcloud_cos.server.s3.conversation import Conversation  # not needed until somebody speaks it

                request.s3 = Conversation(request, scope["raw_path"])
                receive = request.s3.receiving(receive, self._threads)
            if fault is not None and fault.status is not None:
                raise Asked(fault)
            answer, body = await self._served(request, receive)
        except bodies.Disconnected:
            self.log.add(began, scope, request, 0, None, fault)
            raise
        except Exception as error:
            answer, body, refusal = await self._instead(error, request, receive, scope["method"])
        # Before the answer leaves: who has it finds the request in the log.
        self.log.add(began, scope, request, answer.status, refusal, fault)
        # Refused before the body was asked for: the client may or may not send it now.
        closes = request is not None and "expect" in request.headers and not request.asked
        if self.journal.targets and request is not None:
            exchange = Exchange(scope, request, answer, refusal, began, time.perf_counter())
            body = self.journal.noted(exchange, body)
        slow = request.pace if request is not None and answer.content is not None and body else None
        return Outgoing(answer.status, self._headers(request, answer), body, closes, slow)

    async def sent(self, outgoing: Outgoing, scope: Any, receive: Any, send: Send) -> None:
        """Send what is to be sent, as ASGI messages."""
        headers = outgoing.headers | ({"Connection": "close"} if outgoing.closes else {})
        await send({"type": "http.response.start", "status": outgoing.status, "headers": on_wire(headers)})
        body = outgoing.body
        if outgoing.pace is not None:
            send = outgoing.pace.slowed(send)
        if isinstance(body, bytes):
            await send({"type": "http.response.body", "body": body})
            return
        try:
            loop = asyncio.get_running_loop()
            while piece := await loop.run_in_executor(self._threads, next, body, b""):
                if scope["state"].get("gone"):
                    return
                await send({"type": "http.response.body", "body": piece, "more_body": True})
            await send({"type": "http.response.body", "body": b""})
        finally:
            body.close()

    async def _served(self, request: ServerRequest, receive: Any) -> tuple[Answer, bytes | Stream]:
        route = self._admitted(request)
        for attempt in range(3):
            answer = await self._handled(route, request, receive)
            if self._since_2024:
                domains.as_download(request, answer)
            if request.s3 is not None:
                answer = request.s3.answered(answer)
            if request.method == "HEAD":
                return answer, b""
            try:
                body = bodies.opened(self._store, answer)
                if answer.through is None:
                    return answer, body
                loop = asyncio.get_running_loop()
                return answer, await loop.run_in_executor(self._threads, answer.through, body, self._store.scratch)
            except BlobMissing:
                # Overwritten since it was looked up: look again.
                if attempt == 2 or route.writes:
                    raise
                access.admit(self._recent, request, route, time.time())
        raise AssertionError

    async def _instead(
        self, error: Exception, request: ServerRequest | None, receive: Any, method: str
    ) -> tuple[Answer, bytes | Stream, Refusal | None]:
        """What is answered where a request failed: what its bucket's origin has, or a refusal."""
        refusal = error if isinstance(error, Refusal) else _failure(error)
        if request is not None and request.route is not None and request.route.handler in _READS:
            try:
                found = await self._from_origin(request, receive, refusal)
                if found is not None:
                    return *found, None
            except Exception as further:
                refusal = further if isinstance(further, Refusal) else _failure(further)
        answer = refused(refusal, request, method)
        return answer, answer.body, refusal

    async def _from_origin(
        self, request: ServerRequest, receive: Any, refusal: Refusal
    ) -> tuple[Answer, bytes | Stream] | None:
        text = self._recent.document(request.bucket, "origin")
        begun = self._pulls.begin(request, refusal, text) if text and request.version_id is None else None
        answer = await asyncio.wrap_future(begun) if isinstance(begun, Future) else begun
        if answer is not None:
            return answer, answer.body
        return await self._served(request, receive) if begun is not None else None

    def _admitted(self, request: ServerRequest) -> Route:
        """The route of a request that may go on to its body."""
        request.now = self._clock.now()
        request.accounts = self._accounts
        now = time.time()
        db = self._recent
        if request.place.further:
            domains.settle(db, request)
        fetches = handlers.fetches.is_meant(db, request)
        route = handlers.fetches.found(request) if fetches else None
        if request.method != "OPTIONS":
            s3 = request.s3
            request.caller = s3.begin(self._accounts, now) if s3 else authenticate(request, self._accounts, now)
        if self._since_2024:
            domains.check_path_style(request)
        unserved.check_service(request)
        if request.place.further:
            route = domains.route(db, request)
        elif route is None:
            route = find(request.method, request.bucket, request.key, request.query, request.headers)
        request.route = route
        if request.key:
            check_key(request.key)
        access.admit(db, request, route, now)
        if "authorization" not in request.headers:
            referers.check(db, request)
        if request.key and request.row is not None:
            request.lifecycle = db.document(request.bucket, "lifecycle")
        if pace.NAME in request.headers or pace.NAME in request.query:
            request.pace = pace.pace_of(request.headers, request.query)
        if route.admit is not None:
            route.admit(db, request)
        return route

    async def _handled(self, route: Route, request: ServerRequest, receive: Any) -> Answer:
        if route.document and not request.asked:
            request.body = await bodies.read_document(request, receive, route.document)
            if request.s3 is not None:
                request.body = request.s3.document(request.body)
        if not route.writes:
            answer = route.handler(self._recent, request)
            if answer.noted is not None:
                with suppress(StoreError):  # what can be read can be read, whatever happens to the writer
                    await self._written(answer.noted)
            return answer
        receiver = None
        if route.content:
            receiver, request.content = await bodies.store_content(
                self._store, self._threads, request, receive, route.unwrap
            )
        try:
            prepare = request.s3.prepare if request.s3 and request.s3.prepare else route.prepare
            if prepare is not None:
                loop = asyncio.get_running_loop()
                await loop.run_in_executor(self._threads, prepare, self._store, request)
            handler = route.handler
            if request.bucket in self.journal.targets:
                handler = measured(handler)
            return await self._written(lambda db: handler(db, request), route.is_long)
        except BaseException:
            if receiver is not None:
                receiver.abort()
            raise

    def _written(self, fn: Callable[[Changes], T], is_long: bool = False) -> asyncio.Future[T]:
        """What `fn` results in, once that is durable."""
        if is_long:
            return asyncio.wrap_future(self._store.write(fn))
        if self._writer is None:
            self._writer = self._store.loop_writer()
        return self._writer.write(fn)

    def _headers(self, request: ServerRequest | None, answer: Answer) -> dict[str, str]:
        headers = {spelled(name): value for name, value in answer.headers.items()}
        if answer.status not in (204, 304) and answer.through is None:
            headers["Content-Length"] = str(answer.length)
        headers["x-cos-request-id"] = request.id if request else request_id()
        if request is not None:
            if "origin" in request.headers and request.bucket:
                headers |= self._cors(request)
            if request.s3 is not None:
                headers = request.s3.headers(headers)
        if not "".join(headers.values()).isprintable():
            return {name: one_line(value) for name, value in headers.items()}
        return headers

    def _cors(self, request: ServerRequest) -> dict[str, str]:
        if request.method == "OPTIONS":
            return {}
        text = self._recent.document(request.bucket, "cors")
        found = cors.headers_for(text, request.headers["origin"], request.method) if text else {}
        return {spelled(name): value for name, value in found.items()}


def refused(refusal: Refusal, request: ServerRequest | None, method: str) -> Answer:
    if request is not None and request.place.kind == "website":
        return handlers.websites.refused(refusal, request)
    if request is not None and request.place.kind == "fetching" and method != "HEAD":
        return handlers.fetches.refused(refusal, request)
    if request is not None and request.s3 is not None:
        return request.s3.refused(refusal)
    trace = trace_id()
    headers = {**refusal.headers, "x-cos-trace-id": trace}
    if method == "HEAD":
        return Answer(refusal.status, headers)
    headers["Content-Type"] = refusal.content_type
    resource, id_ = (request.resource, request.id) if request else ("cos/", request_id())
    return Answer(refusal.status, headers, refusal.document(resource, id_, trace))


def _failure(error: Exception) -> Refusal:
    if isinstance(error, VersionLocked):
        return Refusal("ObjectLocked")
    if isinstance(error, StoreReadOnly):
        return Refusal("ServiceUnavailable", str(error))
    logger.exception("a request failed", exc_info=error)
    if isinstance(error, StoreError):
        return Refusal("InternalError", f"We encountered an internal error: {error}")
    return Refusal("InternalError")
