"""The samples of tests/contract, asked of the real COS."""

from __future__ import annotations

from typing import Any

import pytest

from behaviour.world import RUN
from contract.sampled import APPID, BUCKET, Place, replies
from contract.test_samples import Sample, compare, samples
from live.real import RealCos
from raw import Reply

UNASKED = frozenset(
    [
        *("get service", "get service unsigned", "get bucket accelerate", "put bucket accelerate"),
        *("get bucket domain", "put bucket domain", "delete bucket domain", "put bucket object lock"),
        *("get bucket object lock", "put bucket inventory", "get bucket inventory", "list bucket inventory"),
        *("put bucket intelligent tiering", "get bucket intelligent tiering", "list bucket intelligent tiering"),
        "get bucket intelligenttiering",
    ]
)
"""What would list buckets of others, needs a name of one's own, or cannot be undone."""


class Told:
    """A real answer, with the sample's names for bucket, account and place."""

    def __init__(self, reply: Reply, place: Place) -> None:
        def named(text: str) -> str:
            for real, sample in (
                (place.bucket, BUCKET),
                (place.account.appid, APPID),
                (place.account.uin, "100000000001"),
                (place.region, "ap-guangzhou"),
            ):
                text = text.replace(real, sample)
            return text

        self.status = reply.status
        self.headers: Any = type(reply.headers)()
        for name, value in reply.headers.items():
            self.headers[name] = named(value)
        self.body = reply.body if b"\x00" in reply.body else named(reply.body.decode("utf-8", "replace")).encode()
        if self.headers["Content-Length"] == str(len(reply.body)) and reply.body:
            self.headers.replace_header("Content-Length", str(len(self.body)))


@pytest.fixture(scope="session")
def told(cos_server: RealCos) -> dict[str, Told]:
    account = cos_server.account
    region = cos_server.config()._region or "ap-guangzhou"
    place = Place(f"live-{RUN}-{account.appid}", region, account, cos_server.wire, unasked=UNASKED)
    return {name: Told(reply, place) for name, reply in replies(place).items()}


@pytest.mark.parametrize("sample", samples(), ids=lambda sample: sample.name)
def test_the_real_answer_is_as_its_sample(sample: Sample, told: dict[str, Told]) -> None:
    if sample.name not in told or sample.name in UNASKED:
        pytest.skip("is not asked of the real COS")
    compare(sample, told[sample.name])  # type: ignore[arg-type]
