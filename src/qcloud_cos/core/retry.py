"""Whether and when to try again: exponential backoff with full jitter, by what went wrong."""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple

from qcloud_cos.core.wire import Response
from qcloud_cos.errors import AnswerLost, BodyCutShort, ChecksumMismatch, ConnectFailed, CosServiceError

REFUSED_UNDONE = frozenset({429, 503})
"""Answers that say that nothing was done."""
_BUSY_CODES = frozenset({"SlowDown", "ServiceUnavailable", "InternalError"})

Failure = Response | Exception


class Retry(NamedTuple):
    """`retries` more attempts after the first, about 0.1, 0.2, 0.4 ... seconds apart on average."""

    retries: int = 3
    base_seconds: float = 0.2
    longest_seconds: float = 10.0
    longest_asked_seconds: float = 60.0
    """As long as a server's Retry-After is heeded."""

    def delay(self, attempt: int, failure: Failure, *, repeatable: bool, now: float) -> float | None:
        """Seconds to wait before the next attempt; None to give up.

        `attempt` counts from 1.  What must not be done twice is tried again only if it was not done.
        """
        if attempt > self.retries or not _worth_it(failure, repeatable):
            return None
        longest = min(self.longest_seconds, self.base_seconds * 2 ** (attempt - 1))
        import random  # not needed until something fails

        # Full jitter: clients that failed together do not come back together.
        delay = random.uniform(0, longest)  # noqa: S311 - no secret comes of it
        asked = retry_after(failure.headers, now) if isinstance(failure, Response) else None
        return delay if asked is None else max(delay, min(asked, self.longest_asked_seconds))


def _worth_it(failure: Failure, repeatable: bool) -> bool:
    if isinstance(failure, Response):
        if failure.status in REFUSED_UNDONE:
            return True
        return repeatable and failure.status >= 500 and failure.status != 501
    if isinstance(failure, CosServiceError):  # an error inside a 200, as copies and completions have
        return repeatable and failure.get_error_code() in _BUSY_CODES
    if isinstance(failure, ConnectFailed):
        return True
    return repeatable and isinstance(failure, AnswerLost | BodyCutShort | ChecksumMismatch)


def retry_after(headers: Mapping[str, str], now: float) -> float | None:
    """The seconds that a Retry-After header asks for, given as seconds or as a date."""
    value = headers.get("Retry-After")
    if not value:
        return None
    if value.isdigit():
        return float(value)
    from email.utils import parsedate_to_datetime  # rarely needed, and slow to import

    try:
        return max(0.0, parsedate_to_datetime(value).timestamp() - now)
    except ValueError:
        return None
