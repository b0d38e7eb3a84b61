"""The life of a request whose URL the caller made: signed by its `auth`, sent, tried again.  No I/O.

The counterpart of `exchange`, for programs that go around the operations.
"""

from __future__ import annotations

import time
from collections.abc import Iterator, Mapping, MutableMapping
from itertools import count
from typing import Any, NamedTuple
from urllib.parse import quote, urlencode, urlsplit

from qcloud_cos.config import CosConfig
from qcloud_cos.core.content import can_repeat, content, length_of
from qcloud_cos.core.endpoint import Address, address, split_port, switched
from qcloud_cos.core.exchange import REDIRECTS, Steps, encoded_query
from qcloud_cos.core.retry import Failure, Retry
from qcloud_cos.core.wire import Body, Origin, Request, Response, Send, Sleep
from qcloud_cos.errors import ConnectFailed, CosClientError

_AS_IT_IS = "!#$%&'()*+,/:;=?@[]~"
_SAID_IN_CONFIG = {"verify": "VerifySSL", "cert": "SSLCert", "proxies": "Proxies"}
_TAKEN = frozenset(["headers", "params", "data", "json", "auth", "stream", "allow_redirects", *_SAID_IN_CONFIG])


class RequestHeaders(MutableMapping[str, str]):
    """Headers by name, without regard to case; the spelling last set is sent."""

    def __init__(self, headers: Mapping[Any, Any] | None = None) -> None:
        self._fields: dict[str, tuple[str, str]] = {}
        for name, value in (headers or {}).items():
            if value is not None:
                self[_text(name)] = value

    def __setitem__(self, name: str, value: Any) -> None:
        self._fields[name.lower()] = name, _text(value)

    def __getitem__(self, name: str) -> str:
        return self._fields[name.lower()][1]

    def __delitem__(self, name: str) -> None:
        del self._fields[name.lower()]

    def __iter__(self) -> Iterator[str]:
        return (name for name, _ in self._fields.values())

    def __len__(self) -> int:
        return len(self._fields)


class Prepared:
    """What an `auth` is called with: shaped like a requests.PreparedRequest."""

    __slots__ = ("body", "headers", "method", "url")

    def __init__(self, method: str, url: str, headers: RequestHeaders, body: Body) -> None:
        self.method, self.url, self.headers, self.body = method, url, headers, body


class RawRequest(Request):
    """A request that no operation made."""

    __slots__ = ()


class RawCall(NamedTuple):
    """A request as the caller wants it; `request` makes of it what is sent now."""

    method: str
    url: str
    headers: RequestHeaders
    body: Body
    auth: Any
    streams: bool
    timeout: float | tuple[float | None, float | None] | None
    repeatable: bool

    def request(self, again: bool = False) -> Request:
        ready: Any = Prepared(self.method, self.url, RequestHeaders(self.headers), self.body)
        if again:
            ready.headers["x-cos-sdk-retry"] = "true"
        if self.auth is not None:
            ready = self.auth(ready)
        parts = urlsplit(ready.url)
        name, port = split_port(parts.netloc.rpartition("@")[2])
        origin = Origin(parts.scheme, name, port or (443 if parts.scheme == "https" else 80))
        headers = dict(ready.headers)
        host = {"Host": headers.pop(_spelling(headers, "host"), "") or _host(ready.url)}
        target = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
        headers = {**host, **headers}
        return RawRequest(self.method, origin, target, headers, ready.body, self.timeout, self.repeatable)


def raw_call(
    config: CosConfig,
    method: str,
    url: str,
    *,
    bucket: str | None = None,
    timeout: float | tuple[float | None, float | None] | None = None,
    ci_request: bool = False,
    appid: str | None = None,
    **given: Any,
) -> RawCall:
    """From the arguments of `send_request`.

    Raises:
        CosClientError: one that it does not have, or that says other than the configuration.
    """
    _refuse_unknown(given, config)
    headers = RequestHeaders(given.get("headers"))
    headers["User-Agent"] = config.user_agent
    body, kind = _body(given.get("data"), given.get("json"))
    if kind:
        headers.setdefault("Content-Type", kind)
    _frame(method, body, headers)
    if config._ip is not None and "Host" not in headers:
        host = config._domain or config.get_host(bucket, appid)
        if host:
            headers["Host"] = host
    credentials = config.credentials()
    if credentials and credentials.token:
        headers["x-ci-security-token" if ci_request else "x-cos-security-token"] = credentials.token
    if not config._keep_alive:
        headers["Connection"] = "close"
    target = _with_params(url, given.get("params"))
    once = _appends(target) or (ci_request and method == "POST")
    repeatable = not once and headers.get("x-cos-forbid-overwrite", "").lower() != "true"
    timeout = timeout if config._timeout is None else config._timeout
    # The checksum in the answer to a PUT is that of what was sent: there is no body to check against it.
    streams = bool(given.get("stream")) and method in ("GET", "POST")
    return RawCall(method, target, headers, body, given.get("auth"), streams, timeout, repeatable)


def raw_exchange(call: RawCall, config: CosConfig, retry: Retry) -> Steps[Response]:
    """The answer, whatever its status; what failed on the way is tried again first."""
    failure: Failure
    for attempt in count(1):
        now = time.time()
        try:
            response: Response = yield Send(call.request(again=attempt > 1), call.streams)
            if response.status < 300:
                return response
            failure = response
        except CosClientError as error:
            failure = error
        redirected = isinstance(failure, Response) and failure.status in REDIRECTS
        elsewhere = None
        if redirected or attempt == retry.retries:
            elsewhere = other_domain(call.url, config, failure.headers if isinstance(failure, Response) else {})
        delay: float | None
        if redirected:
            delay = 0.0 if elsewhere and attempt <= retry.retries else None
        else:
            delay = retry.delay(attempt, failure, repeatable=call.repeatable, now=now)
        if delay is None or not (can_repeat(call.body) or isinstance(failure, ConnectFailed)):
            if isinstance(failure, Exception):
                raise failure
            return failure
        if elsewhere:
            call = call._replace(url=elsewhere)
        yield Sleep(delay)
    raise AssertionError("count() does not end")


def other_domain(url: str, config: CosConfig, headers: Mapping[str, str]) -> str | None:
    """The URL at the bucket's second domain, if the configuration wants it and COS itself has not answered."""
    if not config._auto_switch_domain_on_retry or "x-cos-request-id" in headers:
        return None
    parts = urlsplit(url)
    found: Address | None = switched(address(parts.scheme, parts.netloc, parts.netloc))
    return parts._replace(netloc=found.host).geturl() if found else None


def _refuse_unknown(given: Mapping[str, Any], config: CosConfig) -> None:
    unknown = [name for name in given if name not in _TAKEN]
    if unknown:
        raise CosClientError(f"send_request has no argument {unknown[0]}: it takes {', '.join(sorted(_TAKEN))}")
    said = {"verify": config._verify_ssl, "cert": config._ssl_cert, "proxies": config._proxies}
    for name, argument in _SAID_IN_CONFIG.items():
        wanted, known = given.get(name), said[name]
        if wanted is not None and wanted != (True if name == "verify" and known is None else known):
            raise CosClientError(f"{name} is for all requests of a client: give {argument} to CosConfig")


def _body(data: Any, json: Any) -> tuple[Body, str | None]:
    if json is not None:
        from json import dumps

        return dumps(json).encode(), "application/json"
    if isinstance(data, Mapping | list | tuple):
        return urlencode(data, doseq=True).encode(), "application/x-www-form-urlencoded"
    return (b"" if data is None else content(data)), None


def _frame(method: str, body: Body, headers: RequestHeaders) -> None:
    length = length_of(body)
    if length is None:
        if "Content-Length" not in headers:
            headers["Transfer-Encoding"] = "chunked"
    elif length or method in ("PUT", "POST", "DELETE"):
        headers["Content-Length"] = str(length)


def _with_params(url: str, params: Any) -> str:
    """The URL, percent-encoded where it is not yet, with the parameters after its own."""
    parts = urlsplit(url)
    if parts.scheme not in ("http", "https") or not parts.netloc:
        raise CosClientError(f"the URL must begin with http:// or https://, not {parts.scheme}:")
    if isinstance(params, str | bytes):
        added = _text(params)
    else:
        pairs = [(name, value) for name, value in dict(params or {}).items() if value is not None]
        added = "&".join(
            encoded_query({_text(name): _text(each)})
            for name, value in pairs
            for each in (value if isinstance(value, list | tuple) else [value])
        )
    query = "&".join(part for part in (parts.query, added) if part)
    path, query = quote(parts.path, safe=_AS_IT_IS), quote(query, safe=_AS_IT_IS)
    return parts._replace(path=path, query=query, fragment="").geturl()


def _appends(url: str) -> bool:
    return any(part.partition("=")[0] == "append" for part in urlsplit(url).query.split("&"))


def _host(url: str) -> str:
    parts = urlsplit(url)
    return parts.netloc.rpartition("@")[2].removesuffix(":443" if parts.scheme == "https" else ":80")


def _spelling(headers: Mapping[str, str], lower: str) -> str:
    return next((name for name in headers if name.lower() == lower), lower)


def _text(value: Any) -> str:
    return value.decode() if isinstance(value, bytes) else str(value)
