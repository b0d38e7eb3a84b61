"""Answers in the shape of requests.Response, for `send_request`."""

from __future__ import annotations

from qcloud_cos.core.exchange import refused
from qcloud_cos.core.raw_exchange import RawCall
from qcloud_cos.core.wire import Response
from qcloud_cos.transport.answered import Answered


class RawResponse(Answered):
    """What COS answered.

    With ``stream=True`` the body is read when asked for: by `content`, `iter_content` or `raw`, and for an
    async client by ``await response.raw.read()``.
    """

    def __init__(self, request: RawCall, answer: Response) -> None:
        super().__init__(answer)
        self.request = request
        self.url = answer.url or request.url

    def raise_for_status(self) -> None:
        """Raise CosServiceError for a status of 400 or above."""
        if not self.ok:
            raise refused(self.request.method, self.answer, self.url)
