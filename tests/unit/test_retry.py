from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from qcloud_cos.core.headers import ResponseHeaders
from qcloud_cos.core.retry import Failure, Retry
from qcloud_cos.core.wire import Response
from qcloud_cos.errors import AnswerLost, ConnectFailed, CosClientError, CosServiceError


def answer(status: int, **headers: str) -> Response:
    return Response(status, ResponseHeaders({name.replace("_", "-"): value for name, value in headers.items()}))


BUSY = CosServiceError.of("PUT", {"code": "InternalError"}, 200)
NOT_THERE = CosServiceError.of("PUT", {"code": "NoSuchKey"}, 200)


@pytest.mark.parametrize(
    ("failure", "if_repeatable", "if_not"),
    [
        (answer(500), True, False),
        (answer(502), True, False),
        (answer(503), True, True),
        (answer(429), True, True),
        (answer(501), False, False),
        (answer(400), False, False),
        (answer(404), False, False),
        (answer(301), False, False),
        (ConnectFailed("refused"), True, True),
        (AnswerLost("timed out"), True, False),
        (CosClientError("a wrong argument"), False, False),
        (BUSY, True, False),
        (NOT_THERE, False, False),
    ],
)
def test_what_is_tried_again(failure: Failure, if_repeatable: bool, if_not: bool) -> None:
    for repeatable, wanted in ((True, if_repeatable), (False, if_not)):
        assert (Retry().delay(1, failure, repeatable=repeatable, now=0) is not None) is wanted


@given(st.integers(1, 3))
def test_the_delay_is_anything_up_to_a_bound_that_doubles(attempt: int) -> None:
    delay = Retry(base_seconds=0.5).delay(attempt, answer(500), repeatable=True, now=0)
    assert delay is not None
    assert 0 <= delay <= 0.5 * 2 ** (attempt - 1)


def test_it_gives_up_after_so_many() -> None:
    assert Retry(retries=2).delay(2, answer(500), repeatable=True, now=0) is not None
    assert Retry(retries=2).delay(3, answer(500), repeatable=True, now=0) is None
    assert Retry(retries=0).delay(1, answer(500), repeatable=True, now=0) is None


@pytest.mark.parametrize(
    ("asked", "least"),
    [
        ("7", 7.0),
        ("Sun, 22 Nov 2026 12:00:30 GMT", 30.0),
        ("Sun, 22 Nov 2026 11:00:00 GMT", 0.0),
        ("100000", 60.0),
    ],
)
def test_retry_after_is_heeded_within_reason(asked: str, least: float) -> None:
    now = 1795348800.0  # 2026-11-22 12:00 UTC
    delay = Retry(base_seconds=0).delay(1, answer(503, Retry_After=asked), repeatable=True, now=now)
    assert delay == pytest.approx(least)


def test_a_retry_after_that_is_no_time_is_ignored() -> None:
    assert Retry(base_seconds=0).delay(1, answer(503, Retry_After="soon"), repeatable=True, now=0) == 0
