"""Tags of objects."""

from __future__ import annotations

from typing import Any

import pytest

from behaviour.world import World
from qcloud_cos import CosServiceError


def tagging(**tags: str) -> Any:
    return {"TagSet": {"Tag": [{"Key": key, "Value": value} for key, value in tags.items()]}}


def tags(world: World, key: str, **arguments: Any) -> dict[str, str]:
    found = world.do(world.client.get_object_tagging(world.bucket, key, **arguments))
    return {tag["Key"]: tag["Value"] or "" for tag in (found["TagSet"] or {}).get("Tag", [])}


def count(world: World, key: str) -> str | None:
    found: str | None = world.do(world.client.head_object(world.bucket, key)).get("x-cos-tagging-count")
    return found


def test_tags_are_set_counted_and_removed(world: World) -> None:
    before = world.put("k")
    assert (tags(world, "k"), count(world, "k")) == ({}, None)
    world.do(world.client.put_object_tagging(world.bucket, "k", tagging(a="1", b="")))
    assert (tags(world, "k"), count(world, "k")) == ({"a": "1", "b": ""}, "2")
    world.do(world.client.put_object_tagging(world.bucket, "k", tagging(c="3")))
    assert tags(world, "k") == {"c": "3"}
    assert world.do(world.client.head_object(world.bucket, "k"))["ETag"] == before["ETag"]
    world.do(world.client.delete_object_tagging(world.bucket, "k"))
    assert (tags(world, "k"), count(world, "k")) == ({}, None)


def test_tags_come_with_the_object(world: World) -> None:
    world.put("k", Tagging="a=1&b%20c=%E4%B8%AD")
    assert tags(world, "k") == {"a": "1", "b c": "中"}
    upload = world.do(world.client.create_multipart_upload(world.bucket, "m", Tagging="part=1"))["UploadId"]
    etag = world.do(world.client.upload_part(world.bucket, "m", b"part", 1, upload))["ETag"]
    parts: Any = {"Part": [{"PartNumber": 1, "ETag": etag}]}
    world.do(world.client.complete_multipart_upload(world.bucket, "m", upload, parts))
    assert tags(world, "m") == {"part": "1"}
    world.put("k")
    assert tags(world, "k") == {}


def test_copies_keep_the_tags_unless_told_otherwise(world: World) -> None:
    world.put("k", Tagging="a=1")
    source: Any = {"Bucket": world.bucket, "Key": "k"}
    world.do(world.client.copy_object(world.bucket, "same", source))
    new = {"x-cos-tagging-directive": "Replaced"}
    world.do(world.client.copy_object(world.bucket, "new", source, Metadata=new, Tagging="b=2"))
    world.do(world.client.copy_object(world.bucket, "none", source, Metadata=new))
    assert [tags(world, key) for key in ("same", "new", "none")] == [{"a": "1"}, {"b": "2"}, {}]


def test_versions_have_their_own(world: World) -> None:
    world.do(world.client.put_bucket_versioning(world.bucket, "Enabled"))
    old = world.put("k", Tagging="age=old")["x-cos-version-id"]
    world.put("k", Tagging="age=new")
    assert (tags(world, "k"), tags(world, "k", VersionId=old)) == ({"age": "new"}, {"age": "old"})
    world.do(world.client.put_object_tagging(world.bucket, "k", tagging(age="older"), VersionId=old))
    world.do(world.client.delete_object_tagging(world.bucket, "k"))
    assert (tags(world, "k"), tags(world, "k", VersionId=old)) == ({}, {"age": "older"})


def test_what_is_no_tag(world: World) -> None:
    world.put("k", Tagging="a=1")
    for bad in (tagging(**{str(n): "" for n in range(11)}), tagging(a="!"), tagging(**{"k" * 129: ""})):
        with pytest.raises(CosServiceError, match="400 InvalidTag"):
            world.do(world.client.put_object_tagging(world.bucket, "k", bad))
    with pytest.raises(CosServiceError, match="400 InvalidTag"):
        world.put("k", Tagging="&".join(f"{n}=" for n in range(11)))
    assert tags(world, "k") == {"a": "1"}


def test_of_what_is_not_there(world: World) -> None:
    with pytest.raises(CosServiceError, match="404 NoSuchKey"):
        tags(world, "nowhere")
    with pytest.raises(CosServiceError, match="404 NoSuchKey"):
        world.do(world.client.put_object_tagging(world.bucket, "nowhere", tagging(a="1")))
    world.put("k")
    with pytest.raises(CosServiceError, match="404 NoSuchVersion"):
        tags(world, "k", VersionId="MTg0NDUxNTc1NjIzMTQ1MDAwODg")
