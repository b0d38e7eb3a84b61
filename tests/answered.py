"""A plan done with answers that a test makes up: no socket, no waiting."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from qcloud_cos import CosConfig
from qcloud_cos.core.exchange import exchange
from qcloud_cos.core.headers import ResponseHeaders
from qcloud_cos.core.retry import Retry
from qcloud_cos.core.wire import Request, Response, Send, Sleep, Together, Undo

CONF = CosConfig(Region="ap-x", SecretId="i", SecretKey="k")


def response(body: bytes | str = b"", status: int = 200, **headers: str) -> Response:
    """`x_cos_y="z"` is the header ``x-cos-y: z``."""
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    return Response(status, ResponseHeaders(named), body.encode() if isinstance(body, str) else body)


def do(plan: Any, answer: Callable[[Request], Response | Exception], conf: CosConfig = CONF) -> Any:
    """What the plan results in when the network says this."""
    steps = exchange(plan, conf, Retry(retries=0))
    try:
        step: Any = next(steps)
        while True:
            if isinstance(step, Send):
                said = answer(step.request)
                step = steps.throw(said) if isinstance(said, Exception) else steps.send(said)
            elif isinstance(step, Together):
                step = steps.send([do(each, answer, conf) for each in step.calls])
            elif isinstance(step, Sleep | Undo):
                step = steps.send(None)
            else:  # work with files
                step = steps.send(step.do())
    except StopIteration as done:
        return done.value


def request(plan: Any, conf: CosConfig = CONF, said: Response | None = None) -> Request:
    """The first request of a plan."""
    sent: list[Request] = []

    def answer(asked: Request) -> Response:
        sent.append(asked)
        return said or response("<R><ETag>e</ETag></R>")

    do(plan, answer, conf)
    return sent[0]


def read(call: Any, body: bytes | str, **headers: str) -> Any:
    """What a call makes of an answer."""
    return call.returns(response(body, 200, **headers))
