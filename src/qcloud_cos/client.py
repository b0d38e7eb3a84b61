"""The two clients: the same operations, one blocking and one awaiting.

These loops are all that differs between them.
"""

from __future__ import annotations

import os
import time
from collections.abc import Callable
from contextlib import suppress
from types import TracebackType
from typing import TYPE_CHECKING, Any, Generic, Self, TypeVar, cast

from qcloud_cos.config import CosConfig
from qcloud_cos.core.exchange import Step, Steps, exchange
from qcloud_cos.core.identity import Pending
from qcloud_cos.core.operation import Awaiting, Blocking
from qcloud_cos.core.own_methods import OwnMethods
from qcloud_cos.core.retry import Retry
from qcloud_cos.core.wire import Call, Drain, Flow, Local, Send, Sleep, Together, Undo
from qcloud_cos.operations import Operations
from qcloud_cos.paging import AsyncPaging, Paging
from qcloud_cos.published.methods import PrivateMethods
from qcloud_cos.raw_requests import AsyncRawRequests, RawRequests
from qcloud_cos.transfer import Transfers
from qcloud_cos.transport import pouring, together, workers

if TYPE_CHECKING:
    from qcloud_cos.credentials.clients import AsyncClientCredentials, ClientCredentials
    from qcloud_cos.credentials.tokens import AsyncClientSts, ClientSts
    from qcloud_cos.transport.awaiting import AwaitingTransport
    from qcloud_cos.transport.blocking import BlockingTransport
    from qcloud_cos.transport.options import Options
    from qcloud_cos.transport.session import SessionTransport

R = TypeVar("R")

_blocking: dict[object, BlockingTransport] = {}
_awaiting: dict[object, AwaitingTransport] = {}


class Calls(Operations, Transfers):
    """Every operation, described and not done."""

    own_methods: OwnMethods | None = None
    """The client's, where a program may have put others in their place."""


class _Told(Generic[R]):
    """A property that programs may put their own in the place of: a subclass that has `credentials` itself."""

    def __init__(self, tell: Callable[[Any], R]) -> None:
        self._tell = tell
        self.__doc__ = tell.__doc__

    def __get__(self, client: Any, owner: type) -> R:
        return self._tell(client) if client is not None else cast("R", self)


class _Client:
    """What both clients know."""

    def __init__(self, conf: CosConfig, retry: int = 3) -> None:
        if not isinstance(conf, CosConfig):
            raise TypeError(f"conf must be a CosConfig, not {type(conf).__name__}")
        self._conf = conf
        self._retry = retry
        self._policy = Retry(retries=retry)
        self._retry_exe_times = 0
        self.calls = Calls()
        from qcloud_cos import logs  # logging is slow to import

        self._log = logs.answered

    def get_conf(self) -> CosConfig:
        return self._conf

    def __getstate__(self) -> dict[str, Any]:
        return {name: value for name, value in self.__dict__.items() if name != "transport"}

    def get_retry_exe_times(self) -> int:
        """How many requests were sent again, all calls together."""
        return self._retry_exe_times

    def __repr__(self) -> str:
        return f"<{type(self).__name__} {self._conf!r}>"


class CosS3Client(_Client, Operations, Transfers, RawRequests, PrivateMethods, Paging, Blocking):
    """Every operation, done before it returns.

    A client may be used by many threads, and after a fork.  Clients whose configurations connect alike
    share their connections, so one may be made for every task.

    Args:
        conf: who is calling, and where.
        retry: how often a request that failed is sent again, where that is safe.
        session: shaped like ``requests.Session``; sends every request, instead of the SDK's own connections.
    """

    def __init__(self, conf: CosConfig, retry: int = 3, session: Any = None) -> None:
        super().__init__(conf, retry)
        self.calls.own_methods = OwnMethods(self)
        self.transport: BlockingTransport | SessionTransport
        self._session = session

    def __setstate__(self, state: dict[str, Any]) -> None:
        self.__dict__.update(state)
        self._session = state.get("_given_session")

    @_Told
    def credentials(self) -> ClientCredentials:
        """Whose keys requests are signed with, and where they are from."""
        from qcloud_cos.credentials.clients import ClientCredentials

        return ClientCredentials(self._conf)

    @_Told
    def sts(self) -> ClientSts:
        """Keys for others, who may do little with them, and not for long."""
        from qcloud_cos.credentials.tokens import ClientSts

        return ClientSts(self._conf)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def close(self) -> None:
        """Close the connections that are idle.  The client can go on to be used."""
        self.transport.close()

    def run(self, plan: Call[R, Any] | Flow[R]) -> R:
        """Do what `Calls()` described."""
        steps: Steps[R] = exchange(plan, self._conf, self._policy)
        return self.drive(steps)

    _run = run  # a subclass may have a `run` of its own

    def drive(self, steps: Steps[R]) -> R:
        """Bring each step what it asks for."""
        undo, process = None, 0
        try:
            step = next(steps)
            while True:
                if isinstance(step, Undo):
                    undo, process, brought = step.call, os.getpid(), None
                else:
                    try:
                        brought = self._bring(step)
                    except Exception as error:
                        step = steps.throw(error)
                        continue
                step = steps.send(brought)
        except StopIteration as done:
            result: R = done.value
            return result
        except BaseException as error:
            # In a forked child, where the flow is not the child's to undo, it just ends.
            if undo is not None and process == os.getpid() and not isinstance(error, Exception):
                with suppress(Exception):
                    self._run(undo)
            raise
        finally:
            steps.close()

    def _bring(self, step: Step) -> Any:
        if isinstance(step, Send):
            began = time.monotonic()
            response = self._send(step.request, step.streams)
            self._log(step.request, response, began)
            if step.into is not None and response.stream is not None:
                return response._replace(stream=pouring.pour(response.stream, step.into))
            if step.events and response.stream is not None:
                from qcloud_cos.transport.events import EventStream

                return response._replace(stream=EventStream(response))
            return response
        if isinstance(step, Sleep):
            self._retry_exe_times += 1
            return workers.sleep(step.seconds)
        if isinstance(step, Together):
            return together.run_together(self._run, step)
        assert isinstance(step, Local | Drain | Pending)  # noqa: S101 - there are no other steps
        return step.do()

    def _transport_over(self, session: Any) -> BlockingTransport | SessionTransport:
        return _shared_blocking(self._conf) if session is None else _over_session(session, self._conf)


class AsyncCosS3Client(_Client, Operations, Transfers, AsyncRawRequests, AsyncPaging, Awaiting):
    """Every operation, done when awaited.

    A client may be used by many tasks, in several event loops one after another, and after a fork.
    """

    def __init__(self, conf: CosConfig, retry: int = 3) -> None:
        super().__init__(conf, retry)
        self.transport: AwaitingTransport = _shared_awaiting(conf)

    def __setstate__(self, state: dict[str, Any]) -> None:
        self.__dict__.update(state)
        self.transport = _shared_awaiting(self._conf)

    @_Told
    def credentials(self) -> AsyncClientCredentials:
        """Whose keys requests are signed with, and where they are from."""
        from qcloud_cos.credentials.clients import AsyncClientCredentials

        return AsyncClientCredentials(self._conf, self.drive)

    @_Told
    def sts(self) -> AsyncClientSts:
        """Keys for others, who may do little with them, and not for long."""
        from qcloud_cos.credentials.tokens import AsyncClientSts

        return AsyncClientSts(self._conf, self.drive)

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        await self.close()

    async def close(self) -> None:
        """Close this event loop's connections that are idle.  The client can go on to be used."""
        await self.transport.aclose()

    async def run(self, plan: Call[Any, R] | Flow[R]) -> R:
        """Do what `Calls()` described."""
        steps: Steps[R] = exchange(plan, self._conf, self._policy)
        return await self.drive(steps)

    _run = run

    async def drive(self, steps: Steps[R]) -> R:
        """Bring each step what it asks for."""
        undo, process = None, 0
        try:
            step = next(steps)
            while True:
                if isinstance(step, Undo):
                    undo, process, brought = step.call, os.getpid(), None
                else:
                    try:
                        brought = await self._bring(step)
                    except Exception as error:
                        step = steps.throw(error)
                        continue
                step = steps.send(brought)
        except StopIteration as done:
            result: R = done.value
            return result
        except BaseException as error:
            # In a forked child, where the flow is not the child's to undo, it just ends.
            if undo is not None and process == os.getpid() and not isinstance(error, Exception):
                with suppress(Exception):
                    await self._run(undo)
            raise
        finally:
            steps.close()

    async def _bring(self, step: Step) -> Any:
        if isinstance(step, Send):
            began = time.monotonic()
            response = await self.transport.send(step.request, step.streams)
            self._log(step.request, response, began)
            if step.into is not None and response.stream is not None:
                return response._replace(stream=await pouring.pour_awaiting(response.stream, step.into))
            if step.events and response.stream is not None:
                from qcloud_cos.transport.events import AsyncEventStream

                return response._replace(stream=AsyncEventStream(response))
            return response
        import asyncio

        if isinstance(step, Sleep):
            self._retry_exe_times += 1
            return await asyncio.sleep(step.seconds)
        if isinstance(step, Together):
            return await together.await_together(self._run, step)
        if isinstance(step, Drain):
            return await step.do()
        if isinstance(step, Pending):
            return await asyncio.wait([asyncio.wrap_future(step.future)], timeout=step.seconds)
        assert isinstance(step, Local)  # noqa: S101 - there are no other steps
        return await together.await_local(step)


def _shared_blocking(conf: CosConfig) -> BlockingTransport:
    from qcloud_cos.transport.blocking import BlockingTransport

    alike = _connects_like(conf)
    found = _blocking.get(alike)
    return found or _blocking.setdefault(alike, BlockingTransport(_options(conf)))


def _shared_awaiting(conf: CosConfig) -> AwaitingTransport:
    from qcloud_cos.transport.awaiting import AwaitingTransport

    alike = _connects_like(conf)
    found = _awaiting.get(alike)
    return found or _awaiting.setdefault(alike, AwaitingTransport(_options(conf)))


def _over_session(session: Any, conf: CosConfig) -> SessionTransport:
    from qcloud_cos.transport.session import SessionTransport

    return SessionTransport(session, _options(conf))


def _options(conf: CosConfig) -> Options:
    from qcloud_cos.transport.options import Options

    return Options(
        verify=True if conf._verify_ssl is None else conf._verify_ssl,
        cert=conf._ssl_cert,
        proxies=conf._proxies,
        pool_size=conf._pool_maxsize,
        keep_alive=bool(conf._keep_alive),
    )


def _connects_like(conf: CosConfig) -> object:
    """Equal for configurations whose clients may share connections."""
    proxies = None if conf._proxies is None else tuple(sorted(conf._proxies.items()))
    return conf._verify_ssl, conf._ssl_cert, proxies, conf._pool_maxsize, bool(conf._keep_alive)
