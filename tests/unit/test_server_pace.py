"""How long bytes take under a traffic limit."""

from __future__ import annotations

import asyncio
from typing import Any

import pytest

from qcloud_cos.server import pace
from qcloud_cos.server.pace import LEAST, MOST, Pace, pace_of
from qcloud_cos.server.refusal import Refusal


def test_bytes_are_due_when_they_would_have_come() -> None:
    now = 100.0
    limit = Pace(LEAST, lambda: now)  # 102400 bytes a second
    assert limit.due(51_200) == pytest.approx(0.5)
    now += 0.5
    assert limit.due(102_400) == pytest.approx(1.0)
    now += 3.0
    assert limit.due(1) == 0.0  # behind: nothing to wait for


def test_a_body_is_sent_in_pieces_and_in_its_time(monkeypatch: pytest.MonkeyPatch) -> None:
    waits: list[float] = []

    async def sleep(seconds: float) -> None:
        waits.append(seconds)

    sent: list[dict[str, Any]] = []

    async def send(message: dict[str, Any]) -> None:
        sent.append(message)

    monkeypatch.setattr(asyncio, "sleep", sleep)
    body = bytes(range(256)) * 400
    slowed = Pace(LEAST, lambda: 0.0).slowed(send)

    async def story() -> None:
        await slowed({"type": "t", "body": body[:50_000], "more_body": True})
        await slowed({"type": "t", "body": body[50_000:]})
        await slowed({"type": "t", "body": b"", "more_body": False})

    asyncio.run(story())
    assert b"".join(message["body"] for message in sent) == body
    assert [message["more_body"] for message in sent[-2:]] == [False, False]
    assert all(message["more_body"] for message in sent[:-2])
    assert max(len(message["body"]) for message in sent) <= 102_400 / 8
    assert waits == sorted(waits)
    assert waits[-1] == pytest.approx(len(body) / 102_400)


@pytest.mark.parametrize("text", [str(LEAST), str(MOST), "1000000"])
def test_a_limit_comes_by_header_or_by_parameter(text: str) -> None:
    assert pace_of({pace.NAME: text}, {}) is not None
    assert pace_of({}, {pace.NAME: text}) is not None


def test_without_a_limit_there_is_no_pace() -> None:
    assert pace_of({"a": "b"}, {}) is None
    assert pace_of({}, {pace.NAME: ""}) is None


@pytest.mark.parametrize("text", ["819199", "838860801", "0", "-819200", "fast", "8e5", "٨١٩٢٠٠", "9" * 5000])
def test_a_limit_out_of_range_is_refused(text: str) -> None:
    nothing: dict[str, str] = {}
    for headers, query in (({pace.NAME: text}, nothing), (nothing, {pace.NAME: text})):
        with pytest.raises(Refusal) as refused:
            pace_of(headers, query)
        assert refused.value.code == "InvalidArgument"
