from __future__ import annotations

import io
import os
import threading
from pathlib import Path
from typing import Any

import pytest

from behaviour.world import World
from qcloud_cos import CosClientError, CosS3Client
from qcloud_cos.core.checksum import crc64
from qcloud_cos.errors import ChecksumMismatch, FileAlreadyExists, NoSuchBucket, NoSuchResource
from qcloud_cos.transfer.files import Digests

MIB = 1024 * 1024
BIG = bytes(range(256)) * 4096 * 5 + b"tail"
"""Five parts of 1 MiB and a bit."""


@pytest.fixture
def big(tmp_path: Path) -> Path:
    path = tmp_path / "big"
    path.write_bytes(BIG)
    return path


def uploads(world: World) -> list[Any]:
    found: list[Any] = world.do(world.client.list_multipart_uploads(world.bucket)).get("Upload", [])
    return found


def test_a_big_file_goes_up_in_parts_and_comes_down_the_same(world: World, big: Path, tmp_path: Path) -> None:
    told: list[tuple[int, int]] = []
    answer = world.do(
        world.client.upload_file(
            world.bucket, "k", big, 1, 3, progress_callback=lambda *done: told.append(done), ContentType="video/x"
        )
    )
    assert answer["ETag"].endswith('-6"')
    assert answer["x-cos-hash-crc64ecma"] == str(crc64(BIG))
    assert told[-1] == (len(BIG), len(BIG))
    assert [done for done, _ in told] == sorted(done for done, _ in told)
    assert world.do(world.client.head_object(world.bucket, "k"))["Content-Type"] == "video/x"
    told.clear()
    world.do(
        world.client.download_file(
            world.bucket, "k", tmp_path / "down", PartSize=1, progress_callback=lambda *done: told.append(done)
        )
    )
    assert (tmp_path / "down").read_bytes() == BIG
    assert told[-1] == (len(BIG), len(BIG))
    assert sorted(path.name for path in tmp_path.iterdir()) == ["big", "down"]
    assert uploads(world) == []


@pytest.mark.parametrize("size", [0, 1, MIB])
def test_a_small_file_is_one_request(world: World, tmp_path: Path, size: int) -> None:
    (tmp_path / "small").write_bytes(bytes(size))
    answer = world.do(world.client.upload_file(world.bucket, "k", str(tmp_path / "small"), EnableMD5=True))
    assert "-" not in answer["ETag"]
    world.do(world.client.download_file(world.bucket, "k", str(tmp_path / "down")))
    assert (tmp_path / "down").read_bytes() == bytes(size)


def test_a_download_replaces_a_file_only_when_it_is_complete(world: World, tmp_path: Path) -> None:
    (tmp_path / "down").write_bytes(b"before")
    with pytest.raises(NoSuchResource):
        world.do(world.client.download_file(world.bucket, "nowhere", tmp_path / "down"))
    assert (tmp_path / "down").read_bytes() == b"before"
    world.put("k", b"after")
    world.do(world.client.download_file(world.bucket, "k", tmp_path / "down"))
    assert (tmp_path / "down").read_bytes() == b"after"
    with pytest.raises(CosClientError, match="DestFilePath"):
        world.do(world.client.download_file(world.bucket, "k", tmp_path / "no" / "such" / "folder"))


def test_an_object_replaced_meanwhile_fails_the_download(world: World, tmp_path: Path) -> None:
    world.put("k", BIG)

    def replace(done: int, total: int) -> None:
        if done <= MIB:
            other.put_object(Bucket=world.bucket, Body=BIG[::-1], Key="k")

    from qcloud_cos import CosS3Client

    other = CosS3Client(world.cos.config())
    with pytest.raises(CosClientError, match="was replaced while it was downloaded"):
        world.do(
            world.client.download_file(
                world.bucket, "k", tmp_path / "down", PartSize=1, MAXThread=1, progress_callback=replace
            )
        )
    assert list(tmp_path.iterdir()) == []


def test_a_file_that_changes_fails_the_upload_and_leaves_no_parts(world: World, big: Path) -> None:
    def grow(done: int, total: int) -> None:
        with big.open("ab") as file:
            file.write(b"more")

    with pytest.raises(CosClientError, match="changed while it was uploaded"):
        world.do(world.client.upload_file(world.bucket, "k", big, progress_callback=grow))
    assert uploads(world) == []
    assert world.keys() == []


def test_a_callback_that_raises_stops_the_upload(world: World, big: Path) -> None:
    def stop(done: int, total: int) -> None:
        raise RuntimeError("enough")

    with pytest.raises(RuntimeError, match="enough"):
        world.do(world.client.upload_file(world.bucket, "k", big, progress_callback=stop))
    assert uploads(world) == []


def test_what_cannot_be_uploaded_says_so(world: World, tmp_path: Path, big: Path) -> None:
    with pytest.raises(CosClientError, match="LocalFilePath cannot be read"):
        world.do(world.client.upload_file(world.bucket, "k", tmp_path / "nowhere"))
    with pytest.raises(CosClientError, match="PartSize"):
        world.do(world.client.upload_file(world.bucket, "k", big, PartSize=0))
    with pytest.raises(NoSuchBucket):
        world.do(world.client.upload_file("no-such-bucket-1250000000", "k", big))


class Drip(io.RawIOBase):
    """A reader that gives less than it is asked for, and cannot seek, like a socket."""

    def __init__(self, content: bytes, fails_at: int | None = None) -> None:
        self._left = io.BytesIO(content)
        self._fails_at = fails_at

    def read(self, size: int = -1) -> bytes:
        if self._fails_at is not None and self._left.tell() >= self._fails_at:
            raise OSError("the line went dead")
        return self._left.read(min(size, 300_001))


@pytest.mark.parametrize("size", [0, 5, MIB, 3 * MIB + 1])
def test_whatever_can_be_read_is_uploaded(world: World, size: int) -> None:
    content = os.urandom(size)
    answer = world.do(world.client.upload_file_from_buffer(world.bucket, "k", Drip(content), PartSize=1))
    assert answer["x-cos-hash-crc64ecma"] == str(crc64(content))
    assert world.read("k") == content


def test_a_reader_that_fails_leaves_nothing(world: World) -> None:
    with pytest.raises(OSError, match="went dead"):
        world.do(world.client.upload_file_from_buffer(world.bucket, "k", Drip(BIG, fails_at=3 * MIB), PartSize=1))
    assert uploads(world) == []
    assert world.keys() == []
    assert not [thread for thread in threading.enumerate() if thread.name.startswith("cos-call-")]
    with pytest.raises(CosClientError, match="read"):
        world.do(world.client.upload_file_from_buffer(world.bucket, "k", 5))


def test_an_upload_in_parts_replaces_nothing_if_that_is_forbidden(world: World) -> None:
    forbid = {"X-Cos-Forbid-Overwrite": "true"}

    class Meanwhile(io.BytesIO):
        def read(self, size: int | None = -1) -> bytes:
            if self.tell() > MIB:  # the upload has begun
                CosS3Client(world.cos.config()).put_object(world.bucket, b"first", "k")
            return super().read(size)

    with pytest.raises(FileAlreadyExists):
        world.do(
            world.client.upload_file_from_buffer(world.bucket, "k", Meanwhile(BIG), PartSize=1, Metadata=forbid)
        )
    assert (world.read("k"), uploads(world)) == (b"first", [])
    again = world.client.upload_file_from_buffer(world.bucket, "new", io.BytesIO(BIG), PartSize=1, Metadata=forbid)
    world.do(again)
    assert world.read("new") == BIG


def test_a_copy_of_any_size(world: World) -> None:
    world.put("k", BIG, Metadata={"x-cos-meta-a": "1"}, ContentType="text/x")
    source: Any = {"Bucket": world.bucket, "Key": "k", "Region": "ap-guangzhou"}
    small = world.do(world.client.copy(world.bucket, "whole", source))
    assert small["CRC64"] == str(crc64(BIG))
    conf = world.cos.config()
    conf.set_copy_part_threshold_size(2 * MIB)
    client = world.other(conf)
    world.do(client.copy(world.bucket, "parts", source, PartSize=1))
    head = world.do(world.client.head_object(world.bucket, "parts"))
    assert (head["x-cos-hash-crc64ecma"], head["ETag"][-3:]) == (str(crc64(BIG)), '-6"')
    assert (head["Content-Type"], head["x-cos-meta-a"]) == ("text/x", "1")
    replaced: Any = {"CopyStatus": "Replaced", "ContentType": "text/y"}
    world.do(client.copy(world.bucket, "parts", source, PartSize=1, **replaced))
    head = world.do(world.client.head_object(world.bucket, "parts"))
    assert (head["Content-Type"], head.get("x-cos-meta-a")) == ("text/y", None)
    with pytest.raises(NoSuchResource):
        world.do(client.copy(world.bucket, "x", {"Bucket": world.bucket, "Key": "nowhere"}))


def test_damage_on_the_way_up_is_noticed(world: World, big: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    wrong = Digests(1, None)
    monkeypatch.setattr("qcloud_cos.transfer.files.Source.digests", lambda self, start, length, md5: wrong)
    with pytest.raises(ChecksumMismatch, match="arrived damaged"):
        world.do(world.client.upload_file(world.bucket, "k", big))
    assert uploads(world) == []
