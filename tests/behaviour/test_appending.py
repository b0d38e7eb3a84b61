"""Objects that grow."""

from __future__ import annotations

from typing import Any

import pytest

from behaviour.world import World
from qcloud_cos import CosServiceError
from qcloud_cos.core.checksum import crc64


def append(world: World, position: int, data: Any, key: str = "log", **headers: Any) -> Any:
    return world.do(world.client.append_object(world.bucket, key, position, data, **headers))


def test_an_object_grows(world: World) -> None:
    pieces = [b"one ", b"two ", bytes(40_000), b"", b"end"]
    content = b""
    etags = set()
    for piece in pieces:
        answer = append(world, len(content), piece, ContentType="text/x")
        content += piece
        assert answer["x-cos-next-append-position"] == str(len(content))
        assert answer["x-cos-hash-crc64ecma"] == str(crc64(content))
        etags.add(answer["ETag"])
    assert len(etags) == len([piece for piece in pieces if piece])
    head = world.do(world.client.head_object(world.bucket, "log"))
    assert (head["x-cos-object-type"], head["Content-Type"], head["ETag"]) == (
        "appendable",
        "text/x",
        answer["ETag"],
    )
    assert world.read("log") == content
    assert world.read("log", Range="bytes=2-40010") == content[2:40_011]


def test_only_at_its_end(world: World) -> None:
    with pytest.raises(CosServiceError, match="409 AppendPositionErr"):
        append(world, 5, b"x")
    append(world, 0, b"12345")
    for position in (0, 4, 6):
        with pytest.raises(CosServiceError, match="409 AppendPositionErr"):
            append(world, position, b"x")
    wrong: list[Any] = [-1, "x", ""]
    for position in wrong:
        with pytest.raises(CosServiceError, match="400 InvalidArgument"):
            append(world, position, b"x")
    assert world.read("log") == b"12345"


def test_only_what_was_made_so(world: World) -> None:
    world.put("log", b"12345")
    for position in (0, 5):
        with pytest.raises(CosServiceError, match="409 ObjectNotAppendable"):
            append(world, position, b"x")
    append(world, 0, b"x", "other")
    with pytest.raises(CosServiceError, match="400 InvalidCopySource"):
        world.do(world.client.copy_object(world.bucket, "copy", {"Bucket": world.bucket, "Key": "other"}))
    world.put("other", b"an ordinary one now")
    with pytest.raises(CosServiceError, match="409 ObjectNotAppendable"):
        append(world, 0, b"x", "other")


def test_classes(world: World) -> None:
    append(world, 0, b"1", StorageClass="STANDARD_IA")
    append(world, 1, b"2", StorageClass="STANDARD")
    assert world.do(world.client.head_object(world.bucket, "log"))["x-cos-storage-class"] == "STANDARD_IA"
    for name in ("INTELLIGENT_TIERING", "DEEP_ARCHIVE"):
        with pytest.raises(CosServiceError, match="400 NotSupportedStorageClass"):
            append(world, 0, b"1", "other", StorageClass=name)


def test_appending_makes_no_versions(world: World) -> None:
    world.do(world.client.put_bucket_versioning(world.bucket, "Enabled"))
    for position, piece in enumerate((b"a", b"b", b"c")):
        assert "x-cos-version-id" not in append(world, position, piece)
    page = world.do(world.client.list_objects_versions(world.bucket))
    assert [entry["Size"] for entry in page["Version"]] == ["3"]
    world.do(world.client.delete_object(world.bucket, "log"))
    append(world, 0, b"again")
    assert world.read("log") == b"again"
