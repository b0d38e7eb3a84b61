"""Symbolic links."""

from __future__ import annotations

from typing import Any

import pytest

from behaviour.world import World
from qcloud_cos import CosConfig, CosServiceError


def link(world: World, key: str, target: str, **headers: Any) -> Any:
    return world.do(world.client.put_symlink(world.bucket, key, target, **headers))


def target(world: World, key: str, **headers: Any) -> Any:
    return world.do(world.client.get_symlink(world.bucket, key, **headers))


def test_a_link_reads_as_its_target(world: World) -> None:
    put = world.put("docs/a", b"content", ContentType="text/x")
    made = link(world, "link", "docs/a")
    assert made["ETag"]
    assert world.read("link") == b"content"
    assert world.read("link", Range="bytes=0-3") == b"cont"
    head = world.do(world.client.head_object(world.bucket, "link"))
    assert (head["ETag"], head["Content-Type"], head["Content-Length"]) == (put["ETag"], "text/x", "7")
    assert head["x-cos-object-type"] == "symlink"
    assert target(world, "link")["x-cos-symlink-target"] == "docs/a"
    world.put("docs/a", b"newer")
    assert world.read("link") == b"newer"
    world.do(world.client.delete_object(world.bucket, "link"))
    assert world.keys() == ["docs/a"]


def test_any_key_may_be_a_target(world: World) -> None:
    for key in ("中 文/+&?.txt", "a%b", "a b"):
        world.put(key, key.encode())
        link(world, "link", key)
        assert world.read("link") == key.encode()


def test_links_that_lead_nowhere(world: World) -> None:
    link(world, "link", "later")
    with pytest.raises(CosServiceError, match="404 NoSuchKey"):
        world.read("link")
    assert target(world, "link")["x-cos-symlink-target"] == "later"
    world.put("later")
    assert world.read("link") == b"content"
    link(world, "second", "link")
    with pytest.raises(CosServiceError, match="400 InvalidRequest"):
        world.read("second")
    with pytest.raises(CosServiceError, match="400 InvalidArgument"):
        link(world, "self", "self")
    with pytest.raises(CosServiceError, match="404 NoSuchKey"):
        target(world, "nowhere")
    with pytest.raises(CosServiceError, match="400 InvalidRequest"):
        target(world, "later")


def test_links_have_versions(world: World) -> None:
    world.put("a", b"a")
    world.put("b", b"b")
    world.do(world.client.put_bucket_versioning(world.bucket, "Enabled"))
    old = link(world, "link", "a")["x-cos-version-id"]
    new = link(world, "link", "b")["x-cos-version-id"]
    assert (world.read("link"), world.read("link", VersionId=old)) == (b"b", b"a")
    assert target(world, "link", VersionId=old)["x-cos-symlink-target"] == "a"
    assert target(world, "link")["x-cos-version-id"] == new
    with pytest.raises(CosServiceError, match="404 NoSuchVersion"):
        target(world, "link", VersionId="MTg0NDUxNTc1NjIzMTQ1MDAwODg")


def test_a_link_does_not_open_what_is_closed(world: World) -> None:
    anonymous = world.other(CosConfig(Endpoint=world.cos.endpoint, Anonymous=True))
    world.put("private")
    link(world, "link", "private", ACL="public-read")
    with pytest.raises(CosServiceError, match="403 AccessDenied"):
        world.do(anonymous.get_object(world.bucket, "link"))
    world.do(world.client.put_object_acl(world.bucket, "private", ACL="public-read"))
    assert world.do(world.do(anonymous.get_object(world.bucket, "link"))["Body"].read()) == b"content"


def test_copying_a_link_copies_the_object(world: World) -> None:
    world.put("a", b"content")
    link(world, "link", "a")
    world.do(world.client.copy_object(world.bucket, "copy", {"Bucket": world.bucket, "Key": "link"}))
    world.do(world.client.delete_object(world.bucket, "a"))
    assert world.read("copy") == b"content"
