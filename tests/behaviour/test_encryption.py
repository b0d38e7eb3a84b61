"""Encrypted objects, stored and read by both clients."""

from __future__ import annotations

import asyncio
from base64 import b64encode
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pytest

from behaviour.world import World
from qcloud_cos import CosClientError, CosS3Client
from qcloud_cos.cos_encryption_client import AsyncCosEncryptionClient, CosEncryptionClient
from qcloud_cos.crypto import AESProvider, BaseProvider, RSAKeyPair, RSAProvider, primitives, random_key
from qcloud_cos.errors import NoSuchKey

MIB = 1024 * 1024
NAMES = "x-cos-meta-client-side-encryption-"
CONTENT = bytes(range(251)) * (12 * MIB // 251 + 50)


def rsa() -> RSAProvider:
    private, public = primitives.new_pair(None)
    return RSAProvider(RSAKeyPair(public, private))


@pytest.fixture(params=["AES", "RSA"])
def provider(request: pytest.FixtureRequest) -> BaseProvider:
    return rsa() if request.param == "RSA" else AESProvider(b64encode(random_key(32)))


Client = Callable[[BaseProvider], CosS3Client]


@pytest.fixture
def client_with(world: World) -> Iterator[Client]:
    """A client that encrypts, of the world's kind."""
    made: list[Any] = []

    def make(provider: BaseProvider) -> Any:
        kind: Any = AsyncCosEncryptionClient if world.is_async else CosEncryptionClient
        made.append(kind(world.cos.config(), provider))
        return made[-1]

    yield make
    for client in made:
        world.do(client.close())


def read(world: World, client: Any, key: str, **headers: Any) -> bytes:
    answer = world.do(client.get_object(world.bucket, key, **headers))
    content: bytes = world.do(answer["Body"].read())
    return content


def test_only_who_has_the_master_key_reads_an_object(
    world: World, provider: BaseProvider, client_with: Client, tmp_path: Path
) -> None:
    client, content = client_with(provider), CONTENT[: 3 * MIB + 1]
    (tmp_path / "f").write_bytes(content)
    with (tmp_path / "f").open("rb") as file:
        world.do(client.put_object(world.bucket, file, "k", EnableMD5=True, Metadata={"x-cos-meta-a": "1"}))
    assert read(world, client, "k") == content
    assert read(world, client_with(provider), "k") == content, "another client of the same master key"
    stored = world.read("k")
    assert len(stored) == len(content)
    assert not {stored[at : at + 16] for at in range(0, 4096, 16)} & {
        content[at : at + 16] for at in range(0, 4096, 16)
    }
    for other in (rsa(), AESProvider(b64encode(random_key(32)))):
        with pytest.raises(CosClientError, match="get_object: .*(another master key|is not for)"):
            read(world, client_with(other), "k")
    head = world.do(client.head_object(world.bucket, "k"))
    assert (head["x-cos-meta-a"], head["Content-Length"]) == ("1", str(len(content)))


def test_every_body_is_encrypted(world: World, provider: BaseProvider, client_with: Client) -> None:
    client = client_with(provider)
    bodies: dict[str, tuple[Any, bytes]] = {
        "bytes": (b"plain", b"plain"),
        "text": ("中文", "中文".encode()),
        "nothing": (b"", b""),
        "pieces": (iter([b"one ", b"two"]), b"one two"),
    }
    for key, (body, content) in bodies.items():
        world.do(client.put_object(world.bucket, body, key))
        assert read(world, client, key) == content
        assert not content or world.read(key) != content


RANGES = [
    "bytes=0-0",
    "bytes=5-99",
    "bytes=15-16",
    "bytes=1048575-1048576",
    "bytes=100001-",
    "bytes=-1",
    "bytes=-70001",
]


@pytest.mark.parametrize("asked", RANGES)
def test_a_range_is_exactly_that(world: World, client_with: Client, asked: str) -> None:
    client, content = client_with(AESProvider(b64encode(random_key(32)))), CONTENT[: MIB + 100]
    world.do(client.put_object(world.bucket, content, "k"))
    first, last = asked.removeprefix("bytes=").split("-")
    wanted = content[int(first) : int(last) + 1 if last else None] if first else content[-int(last) :]
    assert read(world, client, "k", Range=asked) == wanted


def test_defect_2_parts_sent_at_once_by_many_decrypt_to_the_same(
    world: World, provider: BaseProvider, client_with: Client
) -> None:
    client: Any = client_with(provider)
    begun = world.do(client.create_multipart_upload(world.bucket, "big"))["UploadId"]
    bodies = [CONTENT[at : at + MIB + 7] for at in range(0, len(CONTENT), MIB + 7)]  # no multiple of a block
    order = list(range(1, len(bodies) + 1))
    order.reverse()  # the first comes last: the others wait for it

    def part(number: int) -> Any:
        return client.upload_part(world.bucket, "big", bodies[number - 1], number, begun)

    async def all_at_once() -> list[Any]:
        return await asyncio.gather(*(part(number) for number in order))

    if world.is_async:
        answers = world.do(all_at_once())
    else:
        with ThreadPoolExecutor(len(order)) as pool:
            answers = list(pool.map(part, order))
    parts: Any = sorted(
        ({"PartNumber": number, "ETag": answer["ETag"]} for number, answer in zip(order, answers, strict=True)),
        key=lambda entry: entry["PartNumber"],
    )
    world.do(client.complete_multipart_upload(world.bucket, "big", begun, {"Part": parts}))
    assert read(world, client, "big") == CONTENT
    at = 5 * MIB
    assert read(world, client, "big", Range=f"bytes={at}-{at + 2 * MIB}") == CONTENT[at : at + 2 * MIB + 1]


def test_defect_2_files_of_many_parts_go_up_and_come_down(
    world: World, provider: BaseProvider, client_with: Client, tmp_path: Path
) -> None:
    client, there, back = client_with(provider), tmp_path / "there", tmp_path / "back"
    there.write_bytes(CONTENT)
    world.do(client.upload_file(world.bucket, "big", str(there), PartSize=1, MAXThread=5))
    world.do(client.download_file(world.bucket, "big", str(back), PartSize=2, MAXThread=5))
    assert back.read_bytes() == CONTENT
    assert world.read("big") != CONTENT
    with there.open("rb") as file:
        world.do(client.upload_file_from_buffer(world.bucket, "buffered", file, PartSize=1))
    assert read(world, client, "buffered") == CONTENT
    there.write_bytes(b"small")
    world.do(client.upload_file(world.bucket, "small", str(there)))
    world.do(client.download_file(world.bucket, "small", str(back)))
    assert back.read_bytes() == b"small"
    world.put("plain")
    with pytest.raises(CosClientError, match="not encrypted"):
        world.do(client.download_file(world.bucket, "plain", str(back)))
    assert back.read_bytes() == b"small"


def test_a_big_copy_keeps_its_key(world: World, client_with: Client) -> None:
    client = client_with(AESProvider(b64encode(random_key(32))))
    client.get_conf().set_copy_part_threshold_size(MIB)
    world.do(client.put_object(world.bucket, CONTENT[: 3 * MIB], "k", ContentType="a/b"))
    source: Any = {"Bucket": world.bucket, "Key": "k"}
    world.do(client.copy(world.bucket, "kept", source, PartSize=1))
    world.do(client.copy(world.bucket, "new", source, "Replaced", PartSize=1, Metadata={"x-cos-meta-a": "1"}))
    assert read(world, client, "kept") == read(world, client, "new") == CONTENT[: 3 * MIB]


def test_a_copy_is_read_and_new_metadata_keeps_the_key(world: World, client_with: Client) -> None:
    client = client_with(AESProvider(b64encode(random_key(32))))
    world.do(client.put_object(world.bucket, b"content", "k"))
    world.do(client.copy_object(world.bucket, "renamed", {"Bucket": world.bucket, "Key": "k"}))
    assert read(world, client, "renamed") == b"content"
    world.do(client.update_object_meta(world.bucket, "k", Metadata={"x-cos-meta-a": "1"}))
    assert read(world, client, "k") == b"content"


def test_what_is_not_encrypted_is_refused(world: World, client_with: Client) -> None:
    client = client_with(AESProvider(b64encode(random_key(32))))
    world.put("plain")
    with pytest.raises(CosClientError, match="not encrypted"):
        read(world, client, "plain")
    with pytest.raises(NoSuchKey):
        read(world, client, "nothing")


@pytest.mark.parametrize("header", ["key", "start", "wrap-alg"])
def test_a_tampered_envelope_is_refused(
    world: World, provider: BaseProvider, client_with: Client, header: str
) -> None:
    client = client_with(provider)
    world.do(client.put_object(world.bucket, b"content", "k"))
    head: Any = world.do(world.client.head_object(world.bucket, "k"))
    envelope = {name: value for name, value in head.items() if name.startswith(NAMES)}
    envelope[NAMES + header] = envelope[NAMES + header][::-1].replace("=", "A")
    world.put("k", world.read("k"), Metadata=envelope)
    with pytest.raises(CosClientError, match="get_object: "):
        read(world, client, "k")
