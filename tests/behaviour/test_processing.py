"""Pictures on their way to data processing and back: stored and checked as other objects, whole files or none."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest

from behaviour.test_transfer_faults import client_through
from behaviour.world import World
from faults.fault_proxy import Corrupt, FaultProxy
from faults.wire_server import Peer, WireServer, always
from qcloud_cos import CosClientError, CosConfig, CosS3Client, CosServiceError
from qcloud_cos.core.checksum import crc64
from qcloud_cos.cos_encryption_client import AsyncCosEncryptionClient, CosEncryptionClient
from qcloud_cos.crypto import AESProvider
from qcloud_cos.errors import BodyCutShort, ChecksumMismatch

BUCKET = "photos-1250000000"
PICTURE = b"not really a picture " * 5000
OF_THE_OBJECT = b"x-cos-hash-crc64ecma: 1\r\n"
"""Of what the picture was made of, and not of the picture."""
RULE = "imageMogr2/thumbnail/200x"
Into = Callable[[CosS3Client, Path], Any]
INTO: list[Into] = [
    lambda client, path: client.ci_get_object(BUCKET, "a.jpg", path, RULE),
    lambda client, path: client.ci_download_compress_image(BUCKET, "a.jpg", path, "webp"),
]


def answer(body: bytes, kind: bytes = b"image/png", length: int | None = None, status: bytes = b"200 OK") -> bytes:
    said = len(body) if length is None else length
    head = b"HTTP/1.1 %b\r\nContent-Type: %b\r\nContent-Length: %d\r\n%b\r\n"
    return head % (status, kind, said, OF_THE_OBJECT) + body


@contextmanager
def answering(world: World, *script: Callable[[Peer], None]) -> Iterator[tuple[CosS3Client, WireServer]]:
    """A client of the world's kind, of a server that says this."""
    with WireServer(*script) as server:
        conf = CosConfig(
            Endpoint=f"127.0.0.1:{server.origin.port}", Scheme="http", SecretId="i", SecretKey="k", Timeout=10
        )
        yield world.other(conf), server


def cut(peer: Peer) -> None:
    peer.request()
    peer.send(answer(PICTURE[:1000], length=len(PICTURE)))


@pytest.mark.parametrize("into", INTO, ids=["get", "compress"])
def test_a_processed_picture_becomes_a_file(world: World, tmp_path: Path, into: Into) -> None:
    path = tmp_path / "图 a.png"
    path.write_bytes(b"what was there")
    with answering(world, always(answer(PICTURE))) as (client, server):
        for _ in range(2):
            headers = world.do(into(client, path))
            assert path.read_bytes() == PICTURE
        assert server.connections == 1
    assert headers["Content-Type"] == "image/png"
    assert "Body" not in headers
    assert list(tmp_path.iterdir()) == [path]


@pytest.mark.parametrize("there", [b"what was there", None])
@pytest.mark.parametrize("into", INTO, ids=["get", "compress"])
def test_a_picture_that_is_cut_short_is_no_file(
    world: World, tmp_path: Path, into: Into, there: bytes | None
) -> None:
    path = tmp_path / "a.png"
    if there is not None:
        path.write_bytes(there)
    with answering(world, cut) as (client, _), pytest.raises(BodyCutShort, match="ci_"):
        world.do(into(client, path))
    assert [each.read_bytes() for each in tmp_path.iterdir()] == ([] if there is None else [there])


@pytest.mark.parametrize("into", INTO, ids=["get", "compress"])
def test_a_refusal_is_no_file(world: World, tmp_path: Path, into: Into) -> None:
    refusal = b"<Error><Code>NoSuchKey</Code><Message>There is none.</Message></Error>"
    said = answer(refusal, b"application/xml", status=b"404 Not Found")
    with (
        answering(world, always(said)) as (client, _),
        pytest.raises(CosServiceError, match="404 NoSuchKey"),
    ):
        world.do(into(client, tmp_path / "a.png"))
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("into", INTO, ids=["get", "compress"])
def test_a_file_that_cannot_be_written_is_told(world: World, tmp_path: Path, into: Into) -> None:
    with answering(world, always(answer(PICTURE))) as (client, _), pytest.raises(OSError, match="nowhere"):
        world.do(into(client, tmp_path / "nowhere" / "a.png"))


def test_what_a_process_answers_is_read_by_its_kind(world: World) -> None:
    kinds: list[tuple[bytes, bytes, Any]] = [
        (b"<Response><Score>5</Score></Response>", b"application/xml", {"Score": "5"}),
        (b'{"Score": 5}', b"application/json; charset=utf-8", {"Score": 5}),
    ]
    for body, kind, found in kinds:
        with answering(world, always(answer(body, kind))) as (client, server):
            for streams in (False, True):
                said = client.ci_process(BUCKET, "a.jpg", "AssessQuality", Stream=streams, NeedHeader=True)
                headers, read = world.do(said)
                assert read == found
                assert headers["Content-Type"] == kind.decode()
            assert server.connections == 1


def test_a_stream_of_a_process_is_read_as_it_arrives(world: World) -> None:
    with answering(world, always(answer(PICTURE))) as (client, _):
        assert world.do(client.ci_process(BUCKET, "a.jpg", "AIImageCrop")) == PICTURE
        body = world.do(client.ci_process(BUCKET, "a.jpg", "AIImageCrop", Stream=True))
        assert world.do(body.read(10)) == PICTURE[:10]
        assert world.do(body.read()) == PICTURE[10:]
        enlarged = world.do(client.ci_super_resolution_process(BUCKET, "a.jpg"))
        assert world.do(enlarged["Body"].read()) == PICTURE


def test_a_document_in_a_stream_may_be_unreadable(world: World) -> None:
    with (
        answering(world, always(answer(b"<Response>", b"application/xml"))) as (client, _),
        pytest.raises(CosClientError, match="ci_process: .* unreadable XML"),
    ):
        world.do(client.ci_process(BUCKET, "a.jpg", "AssessQuality", Stream=True))


def test_a_document_in_a_stream_may_not_be_endless(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    def endless(peer: Peer) -> None:
        peer.request()
        peer.send(answer(b"<Response>", b"application/xml", length=1 << 40))
        while True:
            peer.send(b"<a>b</a>" * 4096)

    monkeypatch.setattr("qcloud_cos.operations.processing.asking.LARGEST_DOCUMENT", 1 << 20)
    with answering(world, endless) as (client, _), pytest.raises(CosClientError, match="over 1048576 bytes"):
        world.do(client.ci_process(BUCKET, "a.jpg", "AssessQuality", Stream=True))


def test_a_picture_is_stored_as_any_object(world: World, tmp_path: Path) -> None:
    (tmp_path / "a.png").write_bytes(PICTURE)
    put, of_a_file = world.client.ci_put_object, world.client.ci_put_object_from_local_file
    coded = world.client.ci_put_object_from_local_file_and_get_qrcode
    stored = [
        world.do(put(world.bucket, PICTURE, "a", ContentType="image/png")),
        world.do(of_a_file(world.bucket, tmp_path / "a.png", "b", EnableMD5=True)),
        world.do(coded(world.bucket, str(tmp_path / "a.png"), "c")),
    ]
    for key, (headers, made) in zip("abc", stored):
        assert headers["x-cos-hash-crc64ecma"] == str(crc64(PICTURE))
        assert made == {}
        assert world.read(key) == PICTURE


def test_a_damaged_picture_is_sent_again(world: World, tmp_path: Path) -> None:
    (tmp_path / "a.png").write_bytes(PICTURE)
    with FaultProxy(world.cos.port) as proxy:
        proxy.spoils(lambda asked: None if asked.number else Corrupt(True, len(PICTURE) // 2))
        client = client_through(world, proxy.port)
        world.do(client.ci_put_object(world.bucket, PICTURE, "a"))
        world.do(client.ci_put_object_from_local_file(world.bucket, tmp_path / "a.png", "b"))
        assert proxy.spoiled == 2
    assert (world.read("a"), world.read("b")) == (PICTURE, PICTURE)


def test_a_picture_that_is_always_damaged_is_an_error(world: World) -> None:
    with FaultProxy(world.cos.port) as proxy:
        proxy.spoils(lambda asked: Corrupt(True, 7))
        client = client_through(world, proxy.port)
        with pytest.raises(ChecksumMismatch, match="ci_put_object: "):
            world.do(client.ci_put_object(world.bucket, PICTURE, "a"))


def test_a_client_that_encrypts_stores_no_picture_for_processing(world: World, tmp_path: Path) -> None:
    (tmp_path / "a.png").write_bytes(PICTURE)
    kind = AsyncCosEncryptionClient if world.is_async else CosEncryptionClient
    client: Any = kind(world.cos.config(), AESProvider())
    with pytest.raises(CosClientError, match="cannot be processed: use CosS3Client"):
        world.do(client.ci_put_object(world.bucket, PICTURE, "a"))
    with pytest.raises(CosClientError, match="cannot be processed: use CosS3Client"):
        world.do(client.ci_put_object_from_local_file(world.bucket, tmp_path / "a.png", "a"))
    assert world.keys() == []
