"""Archived objects, asked back, by a clock that is ours to move."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest

from behaviour.world import World
from qcloud_cos import CosServiceError
from qcloud_cos.server import LocalCos

NOT_NOW = "403 InvalidObjectState"


@pytest.fixture
def cos_server() -> Iterator[LocalCos]:
    with LocalCos() as cos:
        yield cos


def restore(world: World, days: int = 1, tier: str | None = None, key: str = "k", **arguments: Any) -> None:
    wanted: Any = {"Days": days} | ({"CASJobParameters": {"Tier": tier}} if tier else {})
    world.do(world.client.restore_object(world.bucket, key, wanted, **arguments))


def head(world: World, **arguments: Any) -> Any:
    return world.do(world.client.head_object(world.bucket, "k", **arguments))


@pytest.mark.parametrize(
    ("storage_class", "tier", "hours"),
    [
        ("ARCHIVE", "Expedited", 0.1),
        ("ARCHIVE", None, 5),
        ("ARCHIVE", "Bulk", 12),
        ("DEEP_ARCHIVE", "Standard", 24),
        ("DEEP_ARCHIVE", "Bulk", 48),
    ],
)
def test_from_archived_to_restored_and_back(
    world: World, storage_class: str, tier: str | None, hours: float
) -> None:
    world.put("k", b"content", StorageClass=storage_class)
    with pytest.raises(CosServiceError, match=NOT_NOW):
        world.read("k")
    assert head(world)["x-cos-storage-class"] == storage_class
    assert "x-cos-restore" not in head(world)
    restore(world, 2, tier)
    found = head(world)
    assert found["x-cos-restore"] == 'ongoing-request="true"'
    assert found["x-cos-restore-status"].startswith(f'tier="{(tier or "Standard").lower()}"; request-date="')
    with pytest.raises(CosServiceError, match=NOT_NOW):
        world.read("k")
    world.cos.advance(hours=hours)
    assert world.read("k") == b"content"
    found = head(world)
    assert found["x-cos-restore"].startswith('ongoing-request="false", expiry-date="')
    assert "16:00:00 GMT" in found["x-cos-restore"]
    assert "x-cos-restore-status" not in found
    world.cos.advance(days=3)
    with pytest.raises(CosServiceError, match=NOT_NOW):
        world.read("k")
    assert "x-cos-restore" not in head(world)


def test_asking_twice(world: World) -> None:
    world.put("k", StorageClass="ARCHIVE")
    restore(world, 1, "Bulk")
    with pytest.raises(CosServiceError, match="409 RestoreAlreadyInProgress"):
        restore(world, 1, "Expedited")
    world.cos.advance(hours=12)
    before = head(world)["x-cos-restore"]
    restore(world, 30)
    assert head(world)["x-cos-restore"] != before
    assert world.read("k") == b"content"
    world.cos.advance(days=20)
    assert world.read("k") == b"content"


def test_a_faster_tier_may_still_be_chosen_from_deep_archive(world: World) -> None:
    world.put("k", StorageClass="DEEP_ARCHIVE")
    restore(world, 1, "Bulk")
    restore(world, 1, "Standard")
    world.cos.advance(hours=24)
    assert world.read("k") == b"content"


def test_what_is_refused(world: World) -> None:
    world.put("k")
    with pytest.raises(CosServiceError, match="405 RestoreNonArchiveObject"):
        restore(world)
    with pytest.raises(CosServiceError, match="404 NoSuchKey"):
        restore(world, key="nowhere")
    world.put("k", StorageClass="DEEP_ARCHIVE")
    for days, tier in ((1, "Expedited"), (0, "Bulk"), (1, "Soon"), (1000, "Bulk")):
        with pytest.raises(CosServiceError, match="400 InvalidArgument"):
            restore(world, days, tier)
    with pytest.raises(CosServiceError, match="400 MalformedXML"):
        restore(world, "some")  # type: ignore[arg-type]


def test_an_archived_object_is_copied_once_it_is_restored(world: World) -> None:
    source: Any = {"Bucket": world.bucket, "Key": "k"}
    world.put("k", StorageClass="ARCHIVE")
    with pytest.raises(CosServiceError, match=NOT_NOW):
        world.do(world.client.copy_object(world.bucket, "copy", source))
    restore(world, 1, "Expedited")
    world.cos.advance(hours=1)
    world.do(world.client.copy_object(world.bucket, "copy", source))
    assert world.read("copy") == b"content"
    world.do(world.client.copy_object(world.bucket, "k", source, CopyStatus="Replaced", StorageClass="STANDARD"))
    assert "x-cos-storage-class" not in head(world)
    world.do(world.client.copy_object(world.bucket, "k", source, CopyStatus="Replaced", StorageClass="ARCHIVE"))
    with pytest.raises(CosServiceError, match=NOT_NOW):
        world.read("k")


def test_versions_are_restored_one_by_one(world: World) -> None:
    world.do(world.client.put_bucket_versioning(world.bucket, "Enabled"))
    old = world.put("k", b"old", StorageClass="ARCHIVE")["x-cos-version-id"]
    world.put("k", b"new", StorageClass="ARCHIVE")
    restore(world, 1, "Expedited", VersionId=old)
    world.cos.advance(hours=1)
    assert world.read("k", VersionId=old) == b"old"
    with pytest.raises(CosServiceError, match=NOT_NOW):
        world.read("k")
