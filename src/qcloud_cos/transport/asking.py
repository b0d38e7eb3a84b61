"""One question to a service that gives out keys: rare, small, and never waited for long."""

from __future__ import annotations

from concurrent.futures import Future
from threading import Thread

from qcloud_cos.core.wire import Request, Response
from qcloud_cos.errors import AnswerLost
from qcloud_cos.transport.blocking import BlockingTransport
from qcloud_cos.transport.options import Options, seconds

USUAL_SECONDS = (3.0, 10.0)
_by_proxy = Options(keep_alive=False, timeout=USUAL_SECONDS)
_direct = Options(keep_alive=False, timeout=USUAL_SECONDS, proxies={})


def ask(request: Request) -> Response:
    """The answer, whatever its status.  After the time of its timeouts together, names looked up and all,
    nobody waits any more.

    What is not encrypted goes by no proxy: it is for this machine, or for its host.

    Raises:
        CosClientError: no usable answer.
    """
    transport = BlockingTransport(_direct if request.origin.scheme == "http" else _by_proxy)
    answer: Future[Response] = Future()

    def work() -> None:
        try:
            answer.set_result(transport.send(request, streams=False))
        except BaseException as error:
            answer.set_exception(error)

    # In a thread of its own: looking a name up takes no timeout, and may take minutes without a network.
    Thread(target=work, name="cos-credentials-question", daemon=True).start()
    connect, read = seconds(USUAL_SECONDS if request.timeout is None else request.timeout)
    patience = (connect or 0) + (read or 0)
    try:
        return answer.result(patience)
    except TimeoutError:
        raise AnswerLost(f"{request.origin.host} did not answer within {patience:g} seconds") from None
