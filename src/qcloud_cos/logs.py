"""What the SDK says to `logging`: a DEBUG line for each answer, and nothing else."""

from __future__ import annotations

import logging
import time

from qcloud_cos.core.wire import Request, Response
from qcloud_cos.errors import one_line

logger = logging.getLogger("qcloud_cos.cos_client")
logging.getLogger("qcloud_cos").addHandler(logging.NullHandler())


def answered(request: Request, response: Response, began: float) -> None:
    """`began` is of `time.monotonic`."""
    if logger.isEnabledFor(logging.DEBUG):
        logger.debug(
            "%s %s%s %d in %.1f ms (request id %s)",
            request.method,
            request.headers["Host"],
            # Without the query and the headers: both may hold signatures, tokens and keys.
            request.target.partition("?")[0],
            response.status,
            (time.monotonic() - began) * 1000,
            one_line(response.headers.get("x-cos-request-id", "-")),
        )
