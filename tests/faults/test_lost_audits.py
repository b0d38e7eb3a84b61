"""Audits and previews over a socket: an answer that gets lost, a picture whose checksum is another's."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Iterator
from inspect import isawaitable
from pathlib import Path
from typing import Any

import pytest

from faults.wire_server import Peer, WireServer, always
from qcloud_cos import AsyncCosS3Client, CosConfig, CosS3Client
from qcloud_cos.errors import AnswerLost

B = "b-1250000000"
FOUND = b"<Response><JobsDetail><JobId>j</JobId><Section><Label>Ads</Label></Section></JobsDetail></Response>"
PAGE = bytes(range(256)) * 1024
Do = Callable[[Any], Any]


@pytest.fixture(params=[CosS3Client, AsyncCosS3Client], ids=["blocking", "awaiting"])
def kind(request: pytest.FixtureRequest) -> Any:
    return request.param


@pytest.fixture
def do() -> Iterator[Do]:
    with asyncio.Runner() as runner:

        async def wait(result: Any) -> Any:
            return await result

        yield lambda result: runner.run(wait(result)) if isawaitable(result) else result


def client_of(kind: Any, server: WireServer) -> Any:
    where = f"127.0.0.1:{server.origin.port}"
    conf = CosConfig(Endpoint=where, EndpointCi=where, Scheme="http", SecretId="i", SecretKey="k")
    return kind(conf, retry=2)


def answer(kind: bytes, body: bytes, *more: bytes) -> bytes:
    heads = [b"HTTP/1.1 200 OK", b"Content-Type: " + kind, b"Content-Length: %d" % len(body), *more]
    return b"\r\n".join(heads) + b"\r\n\r\n" + body


def test_an_audit_whose_answer_is_lost_is_not_submitted_again(kind: Any, do: Do) -> None:
    bodies: list[bytes] = []

    def losing(peer: Peer) -> None:
        bodies.append(peer.request())
        peer.reset()

    with WireServer(losing) as server:
        client = client_of(kind, server)
        with pytest.raises(AnswerLost):
            do(client.ci_auditing_text_submit(B, Content="buy now"))
        do(client.close())
    (body,) = bodies
    assert b"<Content>YnV5IG5vdw==</Content>" in body


def test_a_question_whose_answer_is_lost_is_asked_again(kind: Any, do: Do) -> None:
    def losing(peer: Peer) -> None:
        peer.request()
        peer.reset()

    with WireServer(losing, always(answer(b"application/xml", FOUND))) as server:
        client = client_of(kind, server)
        found = do(client.ci_auditing_text_query(B, "j"))
        do(client.close())
        assert len(server.heads) == 2
    assert found == {"JobsDetail": {"JobId": "j", "Section": [{"Label": "Ads"}]}}


def test_a_preview_is_not_held_against_the_checksum_of_the_document(kind: Any, do: Do, tmp_path: Path) -> None:
    heads = (b"x-cos-hash-crc64ecma: 1", b"x-total-page: 3")
    with WireServer(always(answer(b"image/png", PAGE, *heads))) as server:
        client = client_of(kind, server)
        found = do(client.ci_doc_preview_process(B, "文档.docx", Page=2, DstType="png"))
        assert dict(found)["X-Total-Page"] == "3"
        do(found["Body"].get_stream_to_file(tmp_path / "page.png"))
        do(client.close())
    assert (tmp_path / "page.png").read_bytes() == PAGE
