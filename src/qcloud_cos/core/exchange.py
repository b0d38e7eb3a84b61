"""How an operation becomes requests and a result.  No I/O: it asks for it.

`exchange` is a generator.  It yields `Send`, `Sleep` and `Together`, and is sent back what
they brought; `client.py` holds the two loops that do the asking.

    describe -> sign -> Send -> retry? -> Sleep -> ... -> read | raise
"""

from __future__ import annotations

import time
from collections.abc import Generator, Mapping
from itertools import count
from typing import Any, TypeVar

from qcloud_cos.config import CosConfig
from qcloud_cos.core import signing
from qcloud_cos.core.content import can_repeat, length_of
from qcloud_cos.core.endpoint import Address, encoded_path, object_key, switched
from qcloud_cos.core.hiding import hidden
from qcloud_cos.core.identity import Credentials, Pending, Source
from qcloud_cos.core.retry import Failure, Retry
from qcloud_cos.core.wire import (
    Call,
    Drain,
    Flow,
    Local,
    Request,
    Response,
    Send,
    Settings,
    Signer,
    Sleep,
    Together,
    Undo,
)
from qcloud_cos.core.xml import MalformedXML
from qcloud_cos.errors import UNKNOWN, ConnectFailed, CosClientError, CosServiceError

R = TypeVar("R")
A = TypeVar("A")
Step = Send | Sleep | Together | Local | Drain | Undo | Pending
Steps = Generator[Step, Any, R]

DISOWNED = ("ExpiredToken", "InvalidAccessKeyId")
"""Answers upon which the keys are looked for again, once."""
REDIRECTS = frozenset({301, 302, 307})
TOKEN_OF = dict.fromkeys(("ci", "insight"), "x-ci-security-token")
"""The header of a temporary key's token, where it is another than the store's."""
_LONGEST_MESSAGE = 500
_CODE_OF_STATUS = {
    304: "NotModified",
    403: "AccessDenied",
    404: "NoSuchResource",
    405: "MethodNotAllowed",
    409: "Conflict",
    412: "PreconditionFailed",
    416: "InvalidRange",
    500: "InternalError",
    503: "ServiceUnavailable",
}
_MESSAGE_OF_STATUS = {
    304: "The object is as the request's conditions know it",
    403: "Access Denied.",
    404: "The Resource You Head Not Exist",
    412: "Precondition not match.",
}


def exchange(plan: Call[R] | Flow[R], config: CosConfig, retry: Retry) -> Steps[R]:
    """Do a call, or each call of a flow in turn; a failed one is raised inside the flow."""
    return _exchange_one(plan, config, retry) if isinstance(plan, Call) else _exchange_each(plan, config, retry)


def _exchange_each(plan: Flow[R], config: CosConfig, retry: Retry) -> Steps[R]:
    try:
        step = next(plan)
        while True:
            try:
                brought = yield from _bring(step, config, retry)
            except Exception as error:
                step = plan.throw(error)
            else:
                step = plan.send(brought)
    except StopIteration as done:
        returned: R = done.value
        return returned
    finally:
        plan.close()


def _bring(
    step: Call[Any, Any] | Together | Settings | Signer | Local | Drain | Undo, config: CosConfig, retry: Retry
) -> Steps[Any]:
    if isinstance(step, Call):
        return (yield from _exchange_one(step, config, retry))
    if isinstance(step, Settings):
        return config
    if isinstance(step, Signer):
        return (yield from identified(config))
    return (yield step)


def identified(config: CosConfig) -> Steps[Credentials | None]:
    """What to sign with now; asks the driver to wait where it has to be looked for."""
    source = config.source
    return config.credentials() if source is None else (yield from source.identify())


def _exchange_one(call: Call[R, A], config: CosConfig, retry: Retry) -> Steps[R | A]:
    address = config.address(call.bucket, call.service, call.endpoint)
    failure: Failure
    source, renewed = config.source, False
    for attempt in count(1):
        credentials = config.credentials() if source is None else (yield from source.identify())
        now = time.time()
        try:
            request = signed(call, config, credentials, address, now, again=attempt > 1)
        except UnicodeEncodeError as error:
            raise no_text(error) from error
        try:
            response: Response = yield Send(request, call.streams or call.into is not None, call.events, call.into)
            if response.status < 300:
                return call.returns(response)
            failure = response
        except (CosClientError, CosServiceError) as error:
            failure = error
        except MalformedXML as error:
            raise CosClientError(f"{request.origin.host} answered with unreadable XML: {error}") from error
        if source is not None and credentials and not renewed and _disowns(failure) and can_repeat(call.body):
            renewed = True
            if (yield from _others(source, credentials)):
                continue
        elsewhere = _elsewhere(address, attempt, failure, config, retry)
        delay = _delay(call, attempt, failure, elsewhere, retry, now)
        if delay is None:
            if isinstance(failure, Exception):
                raise failure
            if call.refusals:
                return call.returns(failure)
            raise refused(call.method, failure, request.url).signed_by(credentials)
        address = elsewhere or address
        yield Sleep(delay)
    raise AssertionError("count() does not end")


def no_text(error: UnicodeEncodeError) -> CosClientError:
    odd = error.object[error.start : error.end]
    return CosClientError(f"the key, a parameter or a header holds {odd!a}, which cannot be encoded in UTF-8")


def _disowns(failure: Failure) -> bool:
    """COS does not know the keys, or not any more."""
    if not isinstance(failure, Response) or failure.status not in (400, 403):
        return False
    code = failure.headers.get("x-cos-error-code") or ""
    return code in DISOWNED or any(b"<Code>%s<" % each.encode() in failure.body for each in DISOWNED)


def _others(source: Source, refused: Credentials) -> Steps[bool]:
    """Whether the source has other keys than these by now."""
    source.refused(refused)
    return (yield from source.identify())[:3] != refused[:3]


def _delay(
    call: Call[Any, Any], attempt: int, failure: Failure, elsewhere: Address | None, retry: Retry, now: float
) -> float | None:
    if not can_repeat(call.body) and not isinstance(failure, ConnectFailed):
        return None  # the body was read, at least in part, and cannot be read again
    if isinstance(failure, Response) and failure.status in REDIRECTS:
        return 0.0 if elsewhere and attempt <= retry.retries and call.repeatable else None
    return retry.delay(attempt, failure, repeatable=call.repeatable, now=now)


def _elsewhere(
    address: Address, attempt: int, failure: Failure, config: CosConfig, retry: Retry
) -> Address | None:
    """The second domain, when it is to be tried: at once on a redirect, else with the last attempt.

    An answer with a request id came from COS itself, so another name for it would not help.
    """
    if not config._auto_switch_domain_on_retry:
        return None
    if isinstance(failure, Response):
        if "x-cos-request-id" in failure.headers:
            return None
        if failure.status in REDIRECTS:
            return switched(address)
    return switched(address) if attempt == retry.retries else None


def signed(
    call: Call[Any, Any],
    config: CosConfig,
    credentials: Credentials | None,
    address: Address,
    now: float,
    again: bool = False,
) -> Request:
    """The request as it is sent; `again` marks a repetition, as COS asks SDKs to."""
    key = "" if call.key is None else object_key(call.key)
    headers = {"Host": address.host, **call.headers}
    _frame(call, headers)
    if again:
        headers["x-cos-sdk-retry"] = "true"
    if credentials:
        if credentials.token:
            headers[TOKEN_OF.get(call.service, "x-cos-security-token")] = credentials.token
        headers["Authorization"] = signing.authorization(
            method=call.method,
            path=f"{address.prefix}/{key}",
            query=call.query if config._sign_params else {},
            headers=signable(headers, config._sign_host),
            secret_id=credentials.secret_id,
            secret_key=credentials.secret_key,
            key_time=signing.key_time(now),
        )
    headers["User-Agent"] = config.user_agent
    if not config._keep_alive:
        headers["Connection"] = "close"
    timeout = call.timeout if config._timeout is None else config._timeout
    target = f"{address.prefix}/{encoded_path(key)}"
    if call.query:
        target += "?" + encoded_query(call.query)
    return Request(call.method, address.origin, target, headers, call.body, timeout, call.repeatable, call.summed)


def _frame(call: Call[Any, Any], headers: dict[str, str]) -> None:
    """How the receiver will know where the body ends."""
    length = length_of(call.body)
    if length is not None:
        if length or call.method in ("PUT", "POST", "DELETE"):
            headers["Content-Length"] = str(length)
        else:
            headers.pop("Content-Length", None)
    elif "Content-Length" not in headers:
        headers["Transfer-Encoding"] = "chunked"


def signable(headers: Mapping[str, str], host: bool) -> dict[str, str]:
    """The headers that go into a signature; the host only if the configuration says so."""
    found = signing.signed_headers(headers)
    if not host:
        found.pop("Host", None)
    return found


def encoded_query(query: Mapping[str, str]) -> str:
    return "&".join([f"{signing.encoded(name)}={signing.encoded(value)}" for name, value in query.items()])


def refused(method: str, response: Response, url: str) -> CosServiceError:
    """The error that an answer of 300 or above is."""
    status, headers = response.status, response.headers
    body = hidden(response.body.decode("utf-8", "replace"))
    error = CosServiceError.of(method, body, status)
    if "code" in error.get_digest_msg():
        return error
    code = headers.get("x-cos-error-code") or (UNKNOWN if body else _CODE_OF_STATUS.get(status, UNKNOWN))
    message = body[:_LONGEST_MESSAGE] or _MESSAGE_OF_STATUS.get(status) or f"COS answered {status} without a body"
    if status in REDIRECTS:
        code, message = "Redirect", f"to {hidden(str(headers.get('Location')))}; is the bucket in another region?"
    fields = {
        "code": code,
        "message": message,
        # The query of a URL may hold a signature.
        "resource": url.partition("?")[0],
        "requestid": headers.get("x-cos-request-id"),
        "traceid": headers.get("x-cos-trace-id"),
    }
    known = {name: value for name, value in fields.items() if value is not None}
    return CosServiceError.of(method, known, status, body)
