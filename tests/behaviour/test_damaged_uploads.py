"""What arrives at COS is what was sent, or an error says that it is not."""

from __future__ import annotations

import io
from collections.abc import AsyncIterator, Callable, Iterator
from typing import Any

import pytest

from behaviour.test_transfer_faults import client_through
from behaviour.world import World
from faults.fault_proxy import Corrupt, FaultProxy
from qcloud_cos.core.checksum import crc64
from qcloud_cos.cos_encryption_client import AsyncCosEncryptionClient, CosEncryptionClient
from qcloud_cos.crypto import AESProvider
from qcloud_cos.errors import ChecksumMismatch

SMALL = b"some bytes of an object " * 40
LARGE = SMALL * 400
SIZES = [pytest.param(SMALL, id="small"), pytest.param(LARGE, id="large")]
AGAIN = [bytes, bytearray, memoryview, io.BytesIO]
"""Bodies that can be sent a second time."""


@pytest.fixture
def proxy(world: World) -> Iterator[FaultProxy]:
    with FaultProxy(world.cos.port) as proxy:
        yield proxy


def pieces(content: bytes) -> Iterator[bytes]:
    yield from (content[: 1 << 17], content[1 << 17 :])


async def arriving(content: bytes) -> AsyncIterator[bytes]:
    for piece in pieces(content):
        yield piece


@pytest.mark.parametrize("body", AGAIN)
@pytest.mark.parametrize("content", SIZES)
def test_a_damaged_body_is_sent_again(
    world: World, proxy: FaultProxy, body: Callable[[bytes], Any], content: bytes
) -> None:
    proxy.spoils(lambda asked: None if asked.number else Corrupt(True, len(content) // 2))
    client = client_through(world, proxy.port)
    upload = world.do(world.client.create_multipart_upload(world.bucket, "parts"))["UploadId"]
    world.do(client.put_object(world.bucket, body(content), "k"))
    part = world.do(client.upload_part(world.bucket, "parts", body(content), 1, upload))
    assert proxy.spoiled == 2
    assert world.read("k") == content
    assert part["x-cos-hash-crc64ecma"] == str(crc64(content))


@pytest.mark.parametrize("content", SIZES)
def test_a_body_that_is_always_damaged_is_an_error(
    world: World, proxy: FaultProxy, tmp_path: Any, content: bytes
) -> None:
    proxy.spoils(lambda asked: Corrupt(True, 7))
    client = client_through(world, proxy.port)
    (tmp_path / "file").write_bytes(content)
    with pytest.raises(ChecksumMismatch, match=f"put_object: .* its CRC-64 is {crc64(content)} here and"):
        world.do(client.put_object(world.bucket, content, "k"))
    with pytest.raises(ChecksumMismatch, match="put_object_from_local_file: "):
        world.do(client.put_object_from_local_file(world.bucket, tmp_path / "file", "k"))
    assert proxy.spoiled == 2 * 4


@pytest.mark.parametrize("content", SIZES)
def test_a_body_that_comes_in_pieces_is_added_up_on_its_way(world: World, content: bytes) -> None:
    bodies: list[Callable[[bytes], Any]] = [pieces, *([arriving] if world.is_async else [])]
    for body in bodies:
        world.do(world.client.put_object(world.bucket, body(content), "k"))
        assert world.read("k") == content
        with (
            world.cos.fault("put_object", corrupt=True) as fault,
            pytest.raises(ChecksumMismatch, match="put_object: "),
        ):
            world.do(world.client.put_object(world.bucket, body(content), "k"))
        assert fault.hits == 1, "what was read cannot be sent again"


def test_what_must_not_be_done_twice_is_not(world: World, proxy: FaultProxy) -> None:
    proxy.spoils(lambda asked: Corrupt(True, 7))
    client = client_through(world, proxy.port)
    with pytest.raises(ChecksumMismatch, match="append_object: "):
        world.do(client.append_object(world.bucket, "log", 0, SMALL))
    once = {"x-cos-forbid-overwrite": "true"}
    with pytest.raises(ChecksumMismatch, match="put_object: "):
        world.do(client.put_object(world.bucket, SMALL, "k", Metadata=once))
    assert proxy.spoiled == 2


def test_of_what_is_appended_later_the_checksum_is_another(world: World) -> None:
    positions: list[Any] = ["0", len(SMALL)]
    for position in positions:
        done = world.do(world.client.append_object(world.bucket, "log", position, SMALL))
    assert done["x-cos-hash-crc64ecma"] == str(crc64(SMALL + SMALL))


@pytest.mark.parametrize("content", SIZES)
def test_an_encrypted_body_is_compared_as_it_was_sent(world: World, content: bytes) -> None:
    kind = AsyncCosEncryptionClient if world.is_async else CosEncryptionClient
    client: Any = kind(world.cos.config(), AESProvider())
    world.do(client.put_object(world.bucket, content, "k"))
    world.do(client.put_object(world.bucket, pieces(content), "pieces"))
    for key in ("k", "pieces"):
        body = world.do(client.get_object(world.bucket, key))["Body"]
        assert world.do(body.read()) == content
    for body in (content, pieces(content)):
        with world.cos.fault("put_object", corrupt=True), pytest.raises(ChecksumMismatch):
            world.do(client.put_object(world.bucket, body, "k"))
