"""Bodies that come and go no faster than x-cos-traffic-limit allows."""

from __future__ import annotations

from typing import Any
from urllib.request import urlopen

import pytest

from behaviour.world import World
from qcloud_cos import CosServiceError
from qcloud_cos.server import pace
from raw import Wire

SLOW = "819200"
RATE = 819_200 / 8
"""Bytes a second."""


@pytest.fixture
def waited(monkeypatch: pytest.MonkeyPatch) -> list[float]:
    """For how long the server would have waited since a body began, each time."""
    waits: list[float] = []

    class Noted(pace.Pace):
        def due(self, size: int) -> float:
            waits.append(super().due(size))
            return 0.0

    monkeypatch.setattr(pace, "Pace", Noted)
    return waits


def took(waited: list[float], size: int) -> None:
    """The waits are those of so many bytes."""
    seconds = waited[-1]
    waited.clear()
    assert seconds == pytest.approx(size / RATE, rel=0.2)


@pytest.mark.parametrize("size", [20_000, 300_000, 3_000_000])
def test_an_upload_and_a_download_take_their_time(world: World, waited: list[float], size: int) -> None:
    body = bytes(range(250)) * (size // 250)
    world.put("k", body)
    assert world.read("k") == body
    assert waited == []
    world.put("k", body, TrafficLimit=SLOW)
    took(waited, size)
    assert world.read("k", TrafficLimit=SLOW) == body
    took(waited, size)
    assert world.read("k", TrafficLimit=SLOW, Range="bytes=0-9999") == body[:10_000]
    took(waited, 10_000)


def test_parts_have_their_limit(world: World, waited: list[float]) -> None:
    upload = world.do(world.client.create_multipart_upload(Bucket=world.bucket, Key="k"))
    named: Any = {"Bucket": world.bucket, "Key": "k", "UploadId": upload["UploadId"], "PartNumber": 1}
    world.do(world.client.upload_part(Body=bytes(1_200_000), TrafficLimit=SLOW, **named))
    took(waited, 1_200_000)


def test_a_presigned_url_carries_its_limit(world: World, waited: list[float]) -> None:
    world.put("k", bytes(200_000))
    params = {"x-cos-traffic-limit": SLOW}
    url = world.do(world.client.get_presigned_download_url(Bucket=world.bucket, Key="k", Params=params))
    with urlopen(url) as answer:
        assert answer.read() == bytes(200_000)
    took(waited, 200_000)


def test_a_head_and_a_refusal_do_not_wait(world: World, waited: list[float]) -> None:
    world.put("k", bytes(200_000))
    with Wire(world.cos, host=f"{world.bucket}.localhost") as wire:
        assert wire.request("HEAD", "/k", headers={"x-cos-traffic-limit": SLOW}).status == 200
    with pytest.raises(CosServiceError):
        world.read("none", TrafficLimit=SLOW)
    assert waited == []


@pytest.mark.parametrize("limit", ["819199", "838860801", "fast"])
def test_a_limit_that_cannot_be_is_refused_and_nothing_stored(world: World, limit: str) -> None:
    world.put("k", b"before")
    for call in (
        lambda: world.put("k", b"after", TrafficLimit=limit),
        lambda: world.read("k", TrafficLimit=limit),
    ):
        with pytest.raises(CosServiceError) as caught:
            call()
        assert caught.value.get_error_code() == "InvalidArgument"
    assert world.read("k") == b"before"
