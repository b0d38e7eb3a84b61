"""Our SDK's doing, recorded as the published one's is: no sockets, only what `exchange` asks for."""

from __future__ import annotations

from typing import Any
from unittest import mock

from qcloud_cos import (
    AIRecognitionClient,
    CosClientError,
    CosConfig,
    CosS3Client,
    CosServiceError,
    CosVectorsClient,
    MetaInsightClient,
)
from qcloud_cos.core.checksum import crc64
from qcloud_cos.core.exchange import exchange
from qcloud_cos.core.headers import ResponseHeaders
from qcloud_cos.core.identity import Pending
from qcloud_cos.core.retry import Retry
from qcloud_cos.core.wire import Drain, Local, Request, Response, Send, Sized, Sleep, Together, Undo
from qcloud_cos.errors import AnswerLost, CosException
from qcloud_cos.intelligent_speech import IntelligentSpeechClient
from qcloud_cos.transport import pouring
from qcloud_cos.transport.events import EventStream
from qcloud_cos.transport.http1 import Head
from qcloud_cos.transport.incoming import Held
from qcloud_cos.transport.streams import StreamBody

from . import spoken
from .case import Answer, Case
from .spoken import NOW, Record

USUAL_TIMEOUT = 30
CLIENTS: list[type[CosS3Client]] = [
    CosS3Client,
    AIRecognitionClient,
    IntelligentSpeechClient,
    MetaInsightClient,
    CosVectorsClient,
]
"""The first one that has a method is whose method it is."""


def done(case: Case) -> Record:
    requests: list[dict[str, Any]] = []
    given = {name: spoken.made(value) for name, value in case.arguments.items()}
    result = told = None
    try:
        config = CosConfig(**case.whole_config)
        with mock.patch("time.time", return_value=NOW):
            client = next(each for each in CLIENTS if hasattr(each, case.method))(config)
            result = _exchanged(getattr(client.calls, case.method)(**given), config, case, requests)
        result = spoken.read(result, case.then)
        _describe_errors(result)
    except Exception as error:
        result, told = spoken.salvaged(result), _told(error)
    found = spoken.witnessed(result, given)
    spoken.closed(given)
    return Record(requests, found, told)


def _told(error: Exception) -> dict[str, Any]:
    return spoken.told(error, CosClientError, CosServiceError)


def _describe_errors(result: Any) -> None:
    errors = result.get("Errors") if isinstance(result, dict) else None
    if isinstance(errors, dict):
        result["Errors"] = {
            name: _told(error) if isinstance(error, CosException) else error for name, error in errors.items()
        }


def _exchanged(plan: Any, config: CosConfig, case: Case, requests: list[dict[str, Any]]) -> Any:
    steps = exchange(plan, config, Retry(case.retry))
    try:
        step = next(steps)
        while True:
            try:
                brought = _brought(step, config, case, requests)
            except Exception as error:
                step = steps.throw(error)
            else:
                step = steps.send(brought)
    except StopIteration as finished:
        return finished.value
    finally:
        steps.close()


def _brought(step: Any, config: CosConfig, case: Case, requests: list[dict[str, Any]]) -> Any:
    match step:
        case Send():
            seen = _seen(step.request)
            requests.append(seen)
            answer = spoken.reply(case.script, seen["method"], seen["url"], seen["headers"])
            response = _answered(Answer(*answer), step)
            # Other answers have the checksum of some object.
            damaged = step.request.summed and case.title == "damaged on its way"
            return response._replace(sent=crc64(_content(step.request.body))) if damaged else response
        case Together():
            return [_exchanged(call, config, case, requests) for call in step.calls]
        case Local() | Drain() | Pending():
            return step.do()
    assert isinstance(step, Sleep | Undo)
    return None


def _seen(request: Request) -> dict[str, Any]:
    return {
        "method": request.method,
        "url": request.url,
        "headers": dict(request.headers),
        "body": spoken.summed(_content(request.body)),
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
    if not answer.status:
        raise AnswerLost("the connection broke")
    content = b"" if step.request.method == "HEAD" else answer.body
    headers = ResponseHeaders.of((name.encode(), value.encode()) for name, value in answer.headers.items())
    if not step.streams or answer.status >= 300:
        return Response(answer.status, headers, content, None, step.request.url)
    stream = StreamBody(Held(Head(answer.status, headers, len(content), False, True), content))
    response = Response(answer.status, headers, b"", stream, step.request.url)
    if step.into is not None:
        return response._replace(stream=pouring.pour(stream, step.into))
    return response._replace(stream=EventStream(response)) if step.events else response
