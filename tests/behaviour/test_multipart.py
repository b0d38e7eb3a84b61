from __future__ import annotations

from typing import Any

import pytest

from behaviour.world import World
from qcloud_cos.core.checksum import crc64
from qcloud_cos.errors import EntityTooSmall, InvalidPart, InvalidPartOrder, NoSuchUpload

MIB = 1024 * 1024


def opened(world: World, key: str, **headers: Any) -> str:
    upload = world.do(world.client.create_multipart_upload(world.bucket, key, **headers))
    assert (upload["Bucket"], upload["Key"]) == (world.bucket, key)
    return str(upload["UploadId"])


def sent(world: World, key: str, upload_id: str, number: int, body: bytes) -> Any:
    answer = world.do(world.client.upload_part(world.bucket, key, body, number, upload_id))
    assert answer["x-cos-hash-crc64ecma"] == str(crc64(body))
    return {"PartNumber": number, "ETag": answer["ETag"]}


def completed(world: World, key: str, upload_id: str, parts: list[Any]) -> Any:
    return world.do(world.client.complete_multipart_upload(world.bucket, key, upload_id, {"Part": parts}))


def test_parts_make_an_object(world: World) -> None:
    pieces = [b"a" * MIB, b"b" * (MIB + 5), b"tail"]
    upload_id = opened(world, "中/big", ContentType="video/x", Metadata={"x-cos-meta-a": "1"})
    parts = [sent(world, "中/big", upload_id, number, piece) for number, piece in enumerate(pieces, 1)]
    listed = world.do(world.client.list_parts(world.bucket, "中/big", upload_id))
    assert [(part["PartNumber"], part["Size"]) for part in listed["Part"]] == [
        (str(number), str(len(piece))) for number, piece in enumerate(pieces, 1)
    ]
    assert listed["Key"] == "中/big"
    assert [entry["Key"] for entry in world.do(world.client.list_multipart_uploads(world.bucket))["Upload"]] == [
        "中/big"
    ]
    done = completed(world, "中/big", upload_id, parts)
    assert done["ETag"].endswith('-3"')
    whole = b"".join(pieces)
    assert done["x-cos-hash-crc64ecma"] == str(crc64(whole))
    assert world.read("中/big") == whole
    head = world.do(world.client.head_object(world.bucket, "中/big"))
    assert (head["Content-Type"], head["x-cos-meta-a"], head["ETag"]) == ("video/x", "1", done["ETag"])
    assert world.read("中/big", Range=f"bytes={MIB - 1}-{MIB}") == b"ab"
    assert "Upload" not in world.do(world.client.list_multipart_uploads(world.bucket))


def test_a_part_sent_again_replaces_the_first(world: World) -> None:
    upload_id = opened(world, "k")
    sent(world, "k", upload_id, 1, b"old")
    completed(world, "k", upload_id, [sent(world, "k", upload_id, 1, b"new")])
    assert world.read("k") == b"new"


def test_parts_are_listed_in_pages(world: World) -> None:
    upload_id = opened(world, "k")
    for number in (1, 3, 2, 10_000):
        sent(world, "k", upload_id, number, b"x")
    page = world.do(world.client.list_parts(world.bucket, "k", upload_id, MaxParts=2))
    assert [part["PartNumber"] for part in page["Part"]] == ["1", "2"]
    assert (page["IsTruncated"], page["NextPartNumberMarker"]) == ("true", "2")
    rest = world.do(world.client.list_parts(world.bucket, "k", upload_id, PartNumberMarker=2))
    assert [part["PartNumber"] for part in rest["Part"]] == ["3", "10000"]


def test_small_wrong_and_disordered_parts_are_refused(world: World) -> None:
    upload_id = opened(world, "k")
    first, second = (sent(world, "k", upload_id, number, b"small") for number in (1, 2))
    with pytest.raises(EntityTooSmall):
        completed(world, "k", upload_id, [first, second])
    with pytest.raises(InvalidPart):
        completed(world, "k", upload_id, [{"PartNumber": 1, "ETag": '"0"'}])
    with pytest.raises(InvalidPart):
        completed(world, "k", upload_id, [{"PartNumber": 3, "ETag": '"0"'}])
    with pytest.raises(InvalidPartOrder):
        completed(world, "k", upload_id, [second, first])
    completed(world, "k", upload_id, [first])
    assert world.read("k") == b"small"


def test_an_aborted_upload_is_gone(world: World) -> None:
    upload_id = opened(world, "k")
    part = sent(world, "k", upload_id, 1, b"x")
    assert world.do(world.client.abort_multipart_upload(world.bucket, "k", upload_id)) is None
    with pytest.raises(NoSuchUpload):
        world.do(world.client.abort_multipart_upload(world.bucket, "k", upload_id))
    with pytest.raises(NoSuchUpload):
        completed(world, "k", upload_id, [part])
    with pytest.raises(NoSuchUpload):
        sent(world, "k", upload_id, 1, b"x")
    assert world.keys() == []


def test_parts_are_copied_from_objects(world: World) -> None:
    world.put("source", bytes(range(256)) * 8192)
    source: Any = {"Bucket": world.bucket, "Key": "source"}
    upload_id = opened(world, "k")
    first = world.do(
        world.client.upload_part_copy(
            world.bucket, "k", 1, upload_id, source, CopySourceRange=f"bytes=0-{MIB - 1}"
        )
    )
    second = world.do(world.client.upload_part_copy(world.bucket, "k", 2, upload_id, source))
    parts = [{"PartNumber": 1, "ETag": first["ETag"]}, {"PartNumber": 2, "ETag": second["ETag"]}]
    completed(world, "k", upload_id, parts)
    assert world.read("k") == bytes(range(256)) * 4096 + bytes(range(256)) * 8192
