"""Vectors and data sets over connections that break: what is sent again, and what is not."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Awaitable
from typing import Any

import pytest

from faults.wire_server import Peer, WireServer
from qcloud_cos import (
    AsyncCosVectorsClient,
    AsyncMetaInsightClient,
    CosConfig,
    CosServiceError,
    CosVectorsClient,
    MetaInsightClient,
)
from qcloud_cos.errors import AnswerLost

BUCKET, INDEX = "photos-1250000000", "i.1"
VECTOR = {"key": "k", "data": {"float32": [0.5]}}
FOUND = {"vectors": [VECTOR]}


def _answer(body: bytes, status: str = "200 OK", *headers: str) -> bytes:
    lines = [f"HTTP/1.1 {status}", "Content-Type: application/json", f"Content-Length: {len(body)}", *headers]
    return "\r\n".join([*lines, "", ""]).encode() + body


class Told:
    """Loses the first answer, and keeps what it was asked."""

    def __init__(self, answer: bytes) -> None:
        self.answer = answer
        self.bodies: list[Any] = []

    def lose(self, peer: Peer) -> None:
        self.bodies.append(json.loads(peer.request()))
        peer.reset()

    def say(self, peer: Peer) -> None:
        self.bodies.append(json.loads(peer.request()))
        peer.send(self.answer)


def _config(server: WireServer) -> CosConfig:
    here = f"127.0.0.1:{server.origin.port}"
    return CosConfig(
        Region="ap-x", SecretId="i", SecretKey="k", Scheme="http", Domain=here, EndpointCi=here, Appid="1"
    )


def _done(awaiting: bool, blocking: type, other: type, server: WireServer, method: str, *given: Any) -> Any:
    result = getattr((other if awaiting else blocking)(_config(server)), method)(*given)

    async def wait(result: Awaitable[Any]) -> Any:
        return await result

    return asyncio.run(wait(result)) if awaiting else result


def vectors(awaiting: bool, server: WireServer, method: str, *given: Any) -> Any:
    return _done(awaiting, CosVectorsClient, AsyncCosVectorsClient, server, method, *given)


def insight(awaiting: bool, server: WireServer, method: str, *given: Any) -> Any:
    return _done(awaiting, MetaInsightClient, AsyncMetaInsightClient, server, method, *given)


pytestmark = pytest.mark.parametrize("awaiting", [False, True], ids=["blocking", "awaiting"])


def test_vectors_whose_answer_was_lost_are_stored_again(awaiting: bool) -> None:
    told = Told(_answer(b""))
    with WireServer(told.lose, told.say) as server:
        vectors(awaiting, server, "put_vectors", BUCKET, INDEX, [VECTOR])
    assert told.bodies == [{"indexName": INDEX, "vectorBucketName": BUCKET, "vectors": [VECTOR]}] * 2
    assert b"x-cos-sdk-retry: true" in server.heads[1]


def test_a_question_whose_answer_was_lost_is_asked_again(awaiting: bool) -> None:
    told = Told(_answer(json.dumps(FOUND).encode()))
    with WireServer(told.lose, told.say) as server:
        headers, found = vectors(awaiting, server, "query_vectors", BUCKET, INDEX, {"float32": [0.5]}, 1)
    assert (found, headers["content-type"]) == (FOUND, "application/json")


def test_an_index_whose_answer_was_lost_is_not_made_again(awaiting: bool) -> None:
    told = Told(_answer(b"{}"))
    with WireServer(told.lose, told.say) as server, pytest.raises(AnswerLost):
        vectors(awaiting, server, "create_index", BUCKET, INDEX, "float32", 1, "cosine")
    assert len(told.bodies) == 1


def test_a_data_set_whose_answer_was_lost_is_not_made_again_but_changed_again(awaiting: bool) -> None:
    told = Told(_answer(b"{}"))
    with WireServer(told.lose, told.say) as server, pytest.raises(AnswerLost):
        insight(awaiting, server, "ci_create_dataset", {"DatasetName": "d"})
    assert told.bodies == [{"DatasetName": "d"}]
    told = Told(_answer(b'{"RequestId": "r"}'))
    with WireServer(told.lose, told.say) as server:
        _, answer = insight(awaiting, server, "ci_update_dataset", {"DatasetName": "d"})
    assert (answer, len(told.bodies)) == ({"RequestId": "r"}, 2)


def test_an_error_is_told_by_its_header(awaiting: bool) -> None:
    told = Told(_answer(b'{"message": "No."}', "404 Not Found", "x-cos-error-code: NoSuchVectorBucket"))
    with WireServer(told.say) as server, pytest.raises(CosServiceError) as refused:
        vectors(awaiting, server, "get_vector_bucket", BUCKET)
    assert refused.value.get_error_code() == "NoSuchVectorBucket"
    assert "No." in refused.value.get_error_msg()
    assert str(refused.value).startswith("get_vector_bucket: 404 NoSuchVectorBucket")
