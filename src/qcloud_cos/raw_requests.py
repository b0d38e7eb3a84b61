"""`send_request`: requests whose URL the program makes itself, and the session-like things around them.

Programs for the published SDK use these to reach what it has no method for, and override `send_request`
to have a hand in every request: where they do, the operations go through it, too.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import partial
from typing import TYPE_CHECKING, Any, TypeVar

from qcloud_cos.core.exchange import identified
from qcloud_cos.core.retry import Retry
from qcloud_cos.core.tracebacks import forgetful
from qcloud_cos.core.wire import Request, Response
from qcloud_cos.errors import CosException

if TYPE_CHECKING:
    from qcloud_cos.config import CosConfig
    from qcloud_cos.core.exchange import Steps
    from qcloud_cos.core.raw_exchange import RawCall
    from qcloud_cos.raw_answers import RawResponse

R = TypeVar("R")
Timeout = float | tuple[float | None, float | None] | None
USUAL_SECONDS = 30
_ONCE = Retry(retries=0)


def signed_already(request: Any) -> Any:
    """The `auth` of an operation's request on its way through an overridden `send_request`."""
    return request


class _Raw:
    """What both clients know."""

    _conf: CosConfig
    _policy: Retry
    _retry_exe_times: int

    def inc_retry_exe_times(self) -> None:
        """Count one more request that was sent again."""
        self._retry_exe_times += 1

    def should_switch_domain(self, url: str, headers: Mapping[str, str] | None = None) -> bool:
        """Whether a bucket's second domain is to be tried after this answer to `url`."""
        from qcloud_cos.core.raw_exchange import other_domain

        return other_domain(url, self._conf, headers or {}) is not None

    def _planned(
        self, method: str, url: str, given: dict[str, Any], retry: Retry | None = None
    ) -> tuple[RawCall, Steps[Response]]:
        from qcloud_cos.core.raw_exchange import raw_call, raw_exchange

        call = raw_call(self._conf, method, url, **given)
        return call, raw_exchange(call, self._conf, retry or self._policy)


def _answered(call: RawCall, answer: Response, cos_request: bool) -> RawResponse:
    from qcloud_cos.raw_answers import RawResponse

    response = RawResponse(call, answer)
    if cos_request:
        response.raise_for_status()
    return response


class RawRequests(_Raw):
    """`send_request` of the blocking client."""

    transport: Any

    def drive(self, steps: Steps[R]) -> R:
        raise NotImplementedError

    @forgetful
    def send_request(
        self,
        method: str,
        url: str,
        bucket: str | None = None,
        timeout: Timeout = USUAL_SECONDS,
        cos_request: bool = True,
        ci_request: bool = False,
        appid: str | None = None,
        **kwargs: Any,
    ) -> RawResponse:
        """Send a request to a URL of one's own making; what requests would return comes back.

        Args:
            bucket, appid: name the host where the configuration has an IP.
            timeout: unless the configuration has one.
            cos_request: raise an answer of 400 or above.
            ci_request: the token goes into the header that data processing reads.
            kwargs: headers, params, data, json, stream as in requests; `auth` signs, such as CosS3Auth.

        Raises:
            CosServiceError: the answer, if `cos_request`.
            CosClientError: no usable answer came.
        """
        auth = kwargs.get("auth")
        given = {"bucket": bucket, "timeout": timeout, "ci_request": ci_request, "appid": appid, **kwargs}
        try:
            # An operation's own request: whoever sent it retries, and reads the refusal.
            through = auth is signed_already
            call, steps = self._planned(method, url, given, _ONCE if through else None)
            return _answered(call, self.drive(steps), cos_request and not through)
        except CosException as error:
            raise error.during("send_request")  # noqa: B904 - it is the same error

    @property
    def _session(self) -> Any:
        """What requests go through, in the shape of requests.Session; to be assigned another, too."""
        given = self.__dict__.get("_given_session")
        # One and the same: what a test patches there is to be there when a request is sent.
        return self.__dict__.setdefault("_own_session", RawSession(self)) if given is None else given

    @_session.setter
    def _session(self, session: Any) -> None:
        if isinstance(session, RawSession) and session.client is self:
            session = None
        self.__dict__["_given_session"] = session
        self.transport = self._transport_over(session)

    def _transport_over(self, session: Any) -> Any:
        raise NotImplementedError

    def generate_built_in_connection_pool(self, PoolConnections: int, PoolMaxSize: int) -> RawSession:
        """The client's connections in the shape of requests.Session.  CosConfig says how many there are."""
        return RawSession(self)

    def handle_built_in_connection_pool_by_pid(self) -> None:
        """Nothing is left to do: a forked process makes connections of its own."""

    def _send(self, request: Request, streams: bool) -> Response:
        """To the network; an operation's request through what a program has in its place."""
        way: Any = self.transport
        if (other := self._other_way(streams)) is not None:
            from qcloud_cos.core.raw_exchange import RawRequest

            way = way if isinstance(request, RawRequest) else other
        answer: Response = way.send(request, streams)
        return answer

    def _other_way(self, streams: bool) -> Any:
        """A program's own `send_request`, or what a test has patched in the session; None, usually."""
        own: Any = self.__dict__.get("_own_session")
        if type(self).send_request is not RawRequests.send_request or "send_request" in self.__dict__:
            own = _Overridden(self, streams)
        elif own is None or not own.patched():
            return None
        from qcloud_cos.transport.session import SessionTransport

        return SessionTransport(own)


class AsyncRawRequests(_Raw):
    """`send_request` of the async client."""

    async def drive(self, steps: Steps[R]) -> R:
        raise NotImplementedError

    @forgetful
    async def send_request(
        self,
        method: str,
        url: str,
        bucket: str | None = None,
        timeout: Timeout = USUAL_SECONDS,  # noqa: ASYNC109 - the blocking client's argument
        cos_request: bool = True,
        ci_request: bool = False,
        appid: str | None = None,
        **kwargs: Any,
    ) -> RawResponse:
        """As the blocking client's; a body with ``stream=True`` is read by ``await response.raw.read()``."""
        given = {"bucket": bucket, "timeout": timeout, "ci_request": ci_request, "appid": appid, **kwargs}
        try:
            await self.drive(identified(self._conf))  # before it is asked for where nobody can await it
            call, steps = self._planned(method, url, given)
            return _answered(call, await self.drive(steps), cos_request)
        except CosException as error:
            raise error.during("send_request")  # noqa: B904


class RawSession:
    """A client's connections in the shape of requests.Session: one request each time, not tried again.

    What goes wrong on the way is CosClientError; an answer is returned, whatever its status.
    """

    def __init__(self, client: RawRequests) -> None:
        self.client = client

    def patched(self) -> bool:
        """Whether a test answers in the place of the network."""
        return len(self.__dict__) > 1

    @forgetful
    def request(self, method: str, url: str, **kwargs: Any) -> RawResponse:
        call, steps = self.client._planned(method.upper(), url, kwargs, _ONCE)
        return _answered(call, self.client.drive(steps), cos_request=False)

    def get(self, url: str, **kwargs: Any) -> RawResponse:
        return self.request("GET", url, **kwargs)

    def head(self, url: str, **kwargs: Any) -> RawResponse:
        return self.request("HEAD", url, **kwargs)

    def put(self, url: str, data: Any = None, **kwargs: Any) -> RawResponse:
        return self.request("PUT", url, data=data, **kwargs)

    def post(self, url: str, data: Any = None, json: Any = None, **kwargs: Any) -> RawResponse:
        return self.request("POST", url, data=data, json=json, **kwargs)

    def delete(self, url: str, **kwargs: Any) -> RawResponse:
        return self.request("DELETE", url, **kwargs)

    def close(self) -> None:
        self.client.transport.close()


class _Overridden:
    """A program's own `send_request` in the shape of a session: ``put(url, headers=..., data=...)``."""

    def __init__(self, client: RawRequests, streams: bool) -> None:
        self._client = client
        self._streams = streams

    def __getattr__(self, verb: str) -> Any:
        return partial(self._request, verb.upper())

    def _request(
        self, method: str, url: str, *, headers: dict[str, str], data: Any, timeout: Timeout, **_: Any
    ) -> Any:
        from urllib.parse import parse_qsl

        address, _question, query = url.partition("?")
        body = {} if isinstance(data, bytes) and not data else {"data": data}
        return self._client.send_request(
            method=method,
            url=address,
            bucket=_bucket(self._client._conf, headers["Host"], address),
            timeout=timeout,
            headers=dict(headers),
            params=dict(parse_qsl(query, keep_blank_values=True)),
            auth=signed_already,
            stream=self._streams,
            **body,
        )


def _bucket(conf: CosConfig, host: str, url: str) -> str | None:
    """The bucket that a request is about, if its host or path says so."""
    endpoint = conf._endpoint or ""
    if endpoint and host.endswith(f".{endpoint}"):
        return host.removesuffix(f".{endpoint}")
    return url.split("/")[3] or None if host == endpoint else None
