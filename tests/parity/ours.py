"""Our SDK's doing, recorded as the published one's is: no sockets, only what `exchange` asks for."""

from __future__ import annotations

from typing import Any
from unittest import mock

from qcloud_cos import Calls, CosClientError, CosConfig, CosServiceError
from qcloud_cos.core.exchange import exchange
from qcloud_cos.core.headers import ResponseHeaders
from qcloud_cos.core.retry import Retry
from qcloud_cos.core.wire import Request, Response, Send, Sized
from qcloud_cos.transport.http1 import Head
from qcloud_cos.transport.incoming import Held
from qcloud_cos.transport.streams import StreamBody

from . import spoken
from .case import Answer, Case
from .spoken import NOW, Opened, Record

USUAL_TIMEOUT = 30


def done(case: Case) -> Record:
    requests: list[dict[str, Any]] = []
    given = {name: spoken.made(value) for name, value in case.arguments.items()}
    try:
        with mock.patch("time.time", return_value=NOW):
            result = _exchanged(case, given, requests)
        if isinstance(result, dict) and "Body" in result:
            result["Body"] = Opened(b"".join(result["Body"].get_stream(7)))
    except Exception as error:
        return Record(requests, error=spoken.told(error, CosClientError, CosServiceError))
    finally:
        spoken.closed(given)
    return Record(requests, result)


def _exchanged(case: Case, given: dict[str, Any], requests: list[dict[str, Any]]) -> Any:
    config = CosConfig(**case.whole_config)
    steps = exchange(getattr(Calls(), case.method)(**given), config, Retry(0))
    try:
        step = next(steps)
        while True:
            assert isinstance(step, Send)
            requests.append(_seen(step.request))
            step = steps.send(_answered(case.answer, step))
    except StopIteration as finished:
        return finished.value


def _seen(request: Request) -> dict[str, Any]:
    return {
        "method": request.method,
        "url": request.url,
        "headers": dict(request.headers),
        "body": _content(request.body),
        "timeout": USUAL_TIMEOUT if request.timeout is None else request.timeout,
    }


def _content(body: Any) -> bytes:
    if isinstance(body, Sized):
        body.file.seek(body.start)
        content: bytes = body.file.read(body.length)
        return content
    if isinstance(body, bytes | bytearray | memoryview):
        return bytes(body)
    return b"".join(body)


def _answered(answer: Answer, step: Send) -> Response:
    content = b"" if step.request.method == "HEAD" else answer.body
    headers = ResponseHeaders.of((name.encode(), value.encode()) for name, value in answer.headers.items())
    stream = None
    if step.streams and answer.status < 300:
        stream = StreamBody(Held(Head(answer.status, headers, len(content), False, True), content))
        content = b""
    return Response(answer.status, headers, content, stream, step.request.url)
