"""Snapshots, resets and the clock, as both clients see them."""

from __future__ import annotations

import os
import time
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from behaviour.world import World
from qcloud_cos.errors import NoSuchBucket, NoSuchKey
from qcloud_cos.server import LocalCos, ServerError
from raw import Wire

BIG = os.urandom(300_000)
DAY = 86_400


@pytest.fixture(autouse=True)
def _unmoved(cos_server: LocalCos) -> Iterator[None]:
    """Other stories use this server, too."""
    yield
    cos_server.reset()
    for name in cos_server.snapshots:
        cos_server.drop_snapshot(name)


def test_everything_is_restored_as_it_was(world: World) -> None:
    world.do(world.client.put_bucket_versioning(world.bucket, Status="Enabled"))
    first = world.put("k", BIG)
    world.put("k", b"second", Metadata={"x-cos-meta-a": "b"})
    world.do(world.client.delete_object(world.bucket, "k"))
    upload = world.do(world.client.create_multipart_upload(world.bucket, "parts"))["UploadId"]
    part = world.do(world.client.upload_part(world.bucket, "parts", BIG, 1, upload))
    world.put("live", BIG[:1000])
    before = world.do(world.client.list_objects_versions(world.bucket))
    name = world.cos.snapshot()

    world.put("later", b"x")
    world.put("live", b"overwritten")
    world.do(world.client.abort_multipart_upload(world.bucket, "parts", upload))
    world.do(world.client.delete_object(world.bucket, "k", VersionId=first["x-cos-version-id"]))
    world.do(world.client.create_bucket("another-1250000000"))
    world.cos.restore(name)

    assert world.do(world.client.list_objects_versions(world.bucket)) == before
    assert world.read("k", VersionId=first["x-cos-version-id"]) == BIG
    assert world.read("live") == BIG[:1000]
    assert not world.do(world.client.bucket_exists("another-1250000000"))
    parts = [{"PartNumber": 1, "ETag": part["ETag"]}]
    world.do(world.client.complete_multipart_upload(world.bucket, "parts", upload, {"Part": parts}))  # type: ignore[typeddict-item]
    assert world.read("parts") == BIG


def test_one_state_is_restored_again_and_again(world: World) -> None:
    world.put("k", b"base")
    assert world.cos.snapshot("base") == "base"
    for content in (b"one", BIG):
        world.put("k", content)
        world.put("new", content)
        world.cos.restore("base")
        assert (world.read("k"), world.keys()) == (b"base", ["k"])
    assert world.cos.snapshots == ["base"]
    world.put("k", b"other")
    world.cos.snapshot("base")
    world.put("k", b"third")
    world.cos.restore("base")
    assert world.read("k") == b"other"


def test_a_configuration_that_was_restored_is_in_force(world: World) -> None:
    world.put("k", b"content")
    closed = world.cos.snapshot()
    world.do(world.client.put_bucket_acl(world.bucket, ACL="public-read"))
    with Wire(world.cos) as wire:
        assert wire.unsigned("GET", f"/{world.bucket}/k").status == 404  # a host that names another bucket
        wire.host = "127.0.0.1"
        assert wire.unsigned("GET", f"/{world.bucket}/k").status == 200
        world.cos.restore(closed)
        assert wire.unsigned("GET", f"/{world.bucket}/k").status == 403


def test_there_is_no_such_snapshot(world: World) -> None:
    for act in (world.cos.restore, world.cos.drop_snapshot):
        with pytest.raises(LookupError, match="no snapshot 'nothing'; there is none"):
            act("nothing")
    with pytest.raises(ValueError, match="letters, digits"):
        world.cos.snapshot("../x")


def test_a_snapshot_goes_to_another_server_in_a_file(world: World, tmp_path: Path) -> None:
    world.put("k", BIG)
    world.cos.snapshot("state")
    world.cos.export_snapshot("state", tmp_path / "state.tar")
    assert os.listdir(tmp_path) == ["state.tar"]
    with LocalCos(tmp_path / "root") as another:
        assert another.import_snapshot(tmp_path / "state.tar") == "state"
        another.restore("state")
        client: Any = world.other(another.config())
        assert world.do(world.do(client.get_object(world.bucket, "k"))["Body"].read()) == BIG
        world.do(client.close())
    with LocalCos(tmp_path / "root") as another:
        assert another.snapshots == ["state"]
    (tmp_path / "cut.tar").write_bytes((tmp_path / "state.tar").read_bytes()[:10_000])
    with pytest.raises(ValueError, match="not the whole of one"):
        world.cos.import_snapshot(tmp_path / "cut.tar")


def test_one_bucket_is_reset(world: World) -> None:
    other = f"other-{world.bucket}"
    world.do(world.client.create_bucket(other))
    world.do(world.client.put_object(other, BIG, "k"))
    world.put("k", BIG)
    with world.cos.fault("put_object", status=503):
        world.cos.reset(world.bucket)
        assert len(world.cos.faults) == 1
    with pytest.raises(NoSuchBucket):
        world.read("k")
    world.do(world.client.create_bucket(world.bucket))
    assert world.keys() == []
    assert world.do(world.client.object_exists(other, "k"))


# the clock


def modified(world: World, key: str) -> str:
    answer: str = world.do(world.client.head_object(world.bucket, key))["Last-Modified"]
    return answer


def test_a_clock_that_stands_makes_times_that_can_be_compared(world: World) -> None:
    world.cos.clock.stop(datetime(2030, 1, 2, 3, 4, 5, tzinfo=UTC))
    for key in ("a", "b"):
        world.put(key)
        assert modified(world, key) == "Wed, 02 Jan 2030 03:04:05 GMT"
    world.cos.advance(seconds=60)
    world.put("c")
    assert modified(world, "c") == "Wed, 02 Jan 2030 03:05:05 GMT"
    world.cos.clock.go_on()
    assert 0 <= world.cos.now() - datetime(2030, 1, 2, 3, 5, 5, tzinfo=UTC).timestamp() < 60


def test_the_clock_goes_back_and_versions_stay_in_order(world: World) -> None:
    world.do(world.client.put_bucket_versioning(world.bucket, Status="Enabled"))
    world.put("k", b"1")
    world.cos.clock.set(datetime(2001, 1, 1, tzinfo=UTC))
    world.put("k", b"2")
    assert modified(world, "k") == "Mon, 01 Jan 2001 00:00:00 GMT"
    assert world.read("k") == b"2"
    world.cos.reset()
    assert abs(world.cos.now() - time.time()) < 60


def test_the_lifecycle_works_when_the_clock_is_set(world: World) -> None:
    rule: Any = {"ID": "r", "Filter": {"Prefix": ""}, "Status": "Enabled", "Expiration": {"Days": 10}}
    world.do(world.client.put_bucket_lifecycle(world.bucket, {"Rule": [rule]}))
    world.put("k")
    state = world.cos.snapshot()
    world.cos.clock.set(world.cos.now() + 12 * DAY)
    with pytest.raises(NoSuchKey):
        world.read("k")
    world.cos.restore(state)
    assert world.read("k") == b"content"
    assert abs(world.cos.now() - time.time()) < 60


def test_a_stopped_clock_is_restored_too(world: World) -> None:
    moment = datetime(2031, 5, 6, tzinfo=UTC).timestamp()
    world.cos.clock.stop(moment)
    state = world.cos.snapshot()
    world.cos.reset()
    assert not world.cos.clock.is_stopped
    world.cos.restore(state)
    assert (world.cos.clock.is_stopped, world.cos.clock.now()) == (True, moment)


def test_a_moment_needs_a_zone() -> None:
    with LocalCos() as cos, pytest.raises(ValueError, match="no time zone"):
        cos.clock.set(datetime(2030, 1, 1))
    with pytest.raises(ServerError, match="not running"):
        cos.snapshot()
