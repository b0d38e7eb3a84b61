"""What happens to files while they are transferred, and to the files that transfers make."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from behaviour.world import World
from qcloud_cos import CosClientError, CosConfig, CosS3Client
from qcloud_cos.core.checksum import crc64

MIB = 1024 * 1024
CONTENT = os.urandom(3 * MIB + 7)


@pytest.fixture
def file(tmp_path: Path) -> Path:
    path = tmp_path / "file"
    path.write_bytes(CONTENT)
    return path


def uploads(world: World) -> list[Any]:
    found: list[Any] = world.do(world.client.list_multipart_uploads(world.bucket)).get("Upload", [])
    return found


def grown(path: Path) -> None:
    with path.open("ab") as file:
        file.write(b"more")


def shrunk(path: Path) -> None:
    os.truncate(path, MIB)


def replaced(path: Path) -> None:
    path.with_name("other").write_bytes(CONTENT)
    path.with_name("other").replace(path)


def rewritten(path: Path) -> None:
    with path.open("r+b") as file:
        file.seek(2 * MIB)
        file.write(bytes(MIB))
    os.utime(path, ns=(1, 1))


@pytest.mark.parametrize("change", [grown, shrunk, replaced, rewritten, Path.unlink])
def test_a_file_that_changes_fails_the_upload(world: World, file: Path, change: Callable[[Path], None]) -> None:
    def told(done: int, total: int) -> None:
        if done == MIB:
            change(file)

    with pytest.raises(CosClientError, match="changed while it was"):
        world.do(world.client.upload_file(world.bucket, "k", file, 1, 1, progress_callback=told))
    assert (uploads(world), world.keys()) == ([], [])


def test_a_download_of_a_version_is_of_that_version(world: World, tmp_path: Path) -> None:
    world.do(world.client.put_bucket_versioning(world.bucket, "Enabled"))
    world.put("k", CONTENT)
    with CosS3Client(world.cos.config()) as other:

        def told(done: int, total: int) -> None:
            other.put_object(world.bucket, CONTENT[::-1], "k")

        world.do(
            world.client.download_file(world.bucket, "k", tmp_path / "down", 1, 1, progress_callback=told),
        )
    assert (tmp_path / "down").read_bytes() == CONTENT


def test_a_source_replaced_meanwhile_fails_the_copy(world: World) -> None:
    world.put("k", CONTENT)
    conf = world.cos.config()
    conf.set_copy_part_threshold_size(MIB)
    client = world.other(conf)
    source: Any = {"Bucket": world.bucket, "Key": "k", "Region": "ap-guangzhou"}
    with CosS3Client(world.cos.config()) as other:

        def told(done: int, total: int) -> None:
            other.put_object(world.bucket, CONTENT[::-1], "k")

        with pytest.raises(CosClientError, match="'k' was replaced while it was copied"):
            world.do(client.copy(world.bucket, "c", source, PartSize=1, MAXThread=1, progress_callback=told))
    assert (uploads(world), world.keys()) == ([], ["k"])


def test_a_sparse_object_makes_a_sparse_file(world: World, tmp_path: Path) -> None:
    with (tmp_path / "up").open("wb") as file:
        file.seek(30 * MIB)
        file.write(b"end")
    answer = world.do(world.client.upload_file(world.bucket, "k", tmp_path / "up", PartSize=8))
    assert answer["x-cos-hash-crc64ecma"] == str(crc64(b"end", crc64(bytes(30 * MIB))))
    world.do(world.client.download_file(world.bucket, "k", tmp_path / "down", PartSize=8))
    assert (tmp_path / "down").stat().st_size == 30 * MIB + 3
    assert (tmp_path / "down").stat().st_blocks * 512 < 2 * MIB


def test_a_range_is_no_file(world: World, tmp_path: Path) -> None:
    with pytest.raises(CosClientError, match="takes no Range"):
        world.do(world.client.download_file(world.bucket, "k", tmp_path / "down", Range="bytes=0-1"))


def test_the_md5_is_checked_of_every_part(world: World, file: Path) -> None:
    world.do(world.client.upload_file(world.bucket, "k", file, 1, 5, True, ContentType="text/x"))
    assert world.read("k") == CONTENT


def test_a_rate_is_kept(world: World, file: Path, tmp_path: Path) -> None:
    limit: Any = {"PartSize": 1, "rate_limit": 6 * MIB}
    began = time.monotonic()
    world.do(world.client.upload_file(world.bucket, "k", file, **limit))
    assert time.monotonic() - began > 0.4
    began = time.monotonic()
    world.do(world.client.download_file(world.bucket, "k", tmp_path / "down", **limit))
    assert time.monotonic() - began > 0.4
    assert (tmp_path / "down").read_bytes() == CONTENT


class Bar:
    """As tqdm's are."""

    def __init__(self) -> None:
        self.total: Any = None
        self.done, self.closed = 0, False

    def update(self, n: int, /) -> None:
        self.done += n

    def close(self) -> None:
        self.closed = True


def test_a_bar_is_kept_up_to_date(world: World, file: Path, tmp_path: Path) -> None:
    source: Any = {"Bucket": world.bucket, "Key": "k", "Region": "ap-guangzhou"}
    for transfer in (
        lambda bar: world.client.upload_file(world.bucket, "k", file, progress=bar),
        lambda bar: world.client.download_file(world.bucket, "k", tmp_path / "down", PartSize=1, progress=bar),
        lambda bar: world.client.copy(world.bucket, "c", source, progress=bar),
    ):
        bar = Bar()
        world.do(transfer(bar))
        assert (bar.total, bar.done, bar.closed) == (len(CONTENT), len(CONTENT), True)
    bar = Bar()
    with file.open("rb") as reader:
        world.do(world.client.upload_file_from_buffer(world.bucket, "k", reader, PartSize=1, progress=bar))
    assert (bar.total, bar.done, bar.closed) == (None, len(CONTENT), True)


FULL = """
import asyncio, resource, sys
from qcloud_cos import AsyncCosS3Client, CosClientError, CosConfig, CosS3Client

endpoint, secret_id, secret_key, kind, bucket, path = sys.argv[1:]
conf = CosConfig(Endpoint=endpoint, SecretId=secret_id, SecretKey=secret_key)
resource.setrlimit(resource.RLIMIT_FSIZE, (2 * 1024 * 1024, resource.RLIM_INFINITY))
try:
    if kind == "blocking":
        CosS3Client(conf).download_file(bucket, "k", path, PartSize=1)
    else:
        asyncio.run(AsyncCosS3Client(conf).download_file(bucket, "k", path, PartSize=1))
except CosClientError as error:
    print(error)
"""


def test_a_disk_that_is_full_fails_clearly_and_is_left_as_it_was(world: World, tmp_path: Path) -> None:
    world.put("k", CONTENT)
    conf: CosConfig = world.cos.config()
    arguments: list[Any] = [world.cos.endpoint, conf._secret_id, conf._secret_key]
    arguments += ["awaiting" if world.is_async else "blocking", world.bucket, tmp_path / "down"]
    done = subprocess.run([sys.executable, "-c", FULL, *arguments], check=True, capture_output=True, text=True)
    assert "download_file: DestFilePath cannot be written: [Errno 27] File too large" in done.stdout
    assert os.listdir(tmp_path) == []
