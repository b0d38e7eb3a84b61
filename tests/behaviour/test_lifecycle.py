"""Lifecycle rules, seen by clients: what goes, what moves, and on which Beijing midnight."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta, timezone
from typing import Any
from uuid import uuid4

import pytest

from behaviour.world import World
from qcloud_cos import CosServiceError
from qcloud_cos.server import LocalCos

BEIJING = timezone(timedelta(hours=8))
HOUR, DAY = 3600, 86400
BIG = b"x" * (64 * 1024)


@pytest.fixture
def cos_server() -> Iterator[LocalCos]:
    with LocalCos() as cos:
        yield cos


def rule(name: str, kept: Any = None, **deeds: Any) -> Any:
    return {"ID": name, "Filter": {"Prefix": f"{name}/"} if kept is None else kept, "Status": "Enabled", **deeds}


def put_rules(world: World, *rules: Any) -> None:
    world.do(world.client.put_bucket_lifecycle(world.bucket, {"Rule": list(rules)}))


def until(world: World, hour: float) -> None:
    """Forward to that hour in Beijing."""
    now = (world.cos.now() + 8 * HOUR) % DAY
    world.cos.advance(seconds=(hour * HOUR - now) % DAY)


def classes(world: World) -> dict[str, str]:
    page = world.do(world.client.list_objects(world.bucket))
    return {entry["Key"]: entry["StorageClass"] for entry in page.get("Contents", [])}


def versions(world: World) -> list[str]:
    """What a key's versions are, the newest first: their class, or marker."""
    page = world.do(world.client.list_objects_versions(world.bucket))
    found = [(entry, entry["StorageClass"]) for entry in page.get("Version", [])]
    found += [(entry, "marker") for entry in page.get("DeleteMarker", [])]
    found.sort(key=lambda each: (each[0]["IsLatest"] != "true", each[0]["LastModified"]))
    return [what for _, what in found]


def test_rules_begin_at_the_next_midnight_and_act_at_midnights_only(world: World) -> None:
    until(world, 15)
    world.put("logs/old")
    world.cos.advance(days=3)
    put_rules(world, rule("logs", Expiration={"Days": 1}))
    world.cos.advance(hours=8)
    assert world.keys() == ["logs/old"]
    world.put("logs/new")
    world.cos.advance(hours=1)
    assert world.keys() == ["logs/new"]
    world.cos.advance(hours=23)
    assert world.keys() == ["logs/new"]  # a day old now, and gone at the midnight after
    world.cos.advance(hours=1)
    assert world.keys() == []


def test_what_is_promised_in_the_header_is_kept(world: World) -> None:
    late = rule("late", {"Prefix": "logs/"}, Expiration={"Days": 9})
    put_rules(world, late, rule("logs", Expiration={"Days": 3}))
    promise = world.put("logs/a")["x-cos-expiration"]
    assert promise == world.do(world.client.head_object(world.bucket, "logs/a"))["x-cos-expiration"]
    assert promise.endswith('rule-id="logs"')
    moment = datetime.strptime(promise.split('"')[1], "%a, %d %b %Y %H:%M:%S GMT").replace(tzinfo=UTC)
    world.cos.advance(seconds=moment.timestamp() - world.cos.now() - 1)
    assert world.keys() == ["logs/a"]
    world.cos.advance(seconds=2)
    assert world.keys() == []
    assert "x-cos-expiration" not in world.put("other")


def test_on_a_date_all_that_is_there_goes(world: World) -> None:
    day = datetime.fromtimestamp(world.cos.now() + 5 * DAY, BEIJING).strftime("%Y-%m-%dT00:00:00+08:00")
    cold = {"Date": day, "StorageClass": "COLD"}
    put_rules(world, rule("logs", Expiration={"Date": day}), rule("move", Transition=[cold]))
    for key in ("logs/a", "move/a"):
        world.put(key)
    world.cos.advance(days=3)
    assert classes(world) == {"logs/a": "STANDARD", "move/a": "STANDARD"}
    world.cos.advance(days=3)
    assert classes(world) == {"move/a": "COLD"}
    world.put("logs/later")
    world.cos.advance(days=1)
    assert world.keys() == ["move/a"]


def test_objects_get_colder_step_by_step_and_then_go(world: World) -> None:
    steps = [(2, "STANDARD_IA"), (4, "INTELLIGENT_TIERING"), (6, "ARCHIVE"), (8, "DEEP_ARCHIVE")]
    moves = [{"Days": days, "StorageClass": name} for days, name in steps]
    put_rules(world, rule("logs", Transition=moves, Expiration={"Days": 10}))
    until(world, 12)
    world.put("logs/a", BIG)
    world.put("logs/empty", b"")
    world.put("logs/cold", StorageClass="ARCHIVE")
    seen = []
    for _ in range(11):
        world.cos.advance(days=1)
        seen.append(classes(world).get("logs/a", "gone"))
    names = ["STANDARD", *(name for _, name in steps)]
    assert seen == [name for name in names for _ in range(2)] + ["gone"]
    assert world.keys() == []


def test_a_moved_object_is_read_as_its_new_class_wants(world: World) -> None:
    put_rules(world, rule("logs", Transition=[{"Days": 1, "StorageClass": "ARCHIVE"}]))
    world.put("logs/a", BIG, Metadata={"x-cos-meta-a": "1"}, Tagging="t=1")
    before = world.do(world.client.head_object(world.bucket, "logs/a"))
    world.cos.advance(days=3)
    with pytest.raises(CosServiceError, match="403 InvalidObjectState"):
        world.read("logs/a")
    world.do(world.client.restore_object(world.bucket, "logs/a", {"Days": 1}))
    world.cos.advance(hours=5)
    assert world.read("logs/a") == BIG
    after = world.do(world.client.head_object(world.bucket, "logs/a"))
    same = ("ETag", "Last-Modified", "x-cos-hash-crc64ecma", "x-cos-meta-a", "x-cos-tagging-count")
    assert {name: after[name] for name in same} == {name: before[name] for name in same}


def test_of_rules_in_conflict_going_wins_and_then_the_coldest(world: World) -> None:
    put_rules(
        world,
        rule("a", {}, Transition=[{"Days": 2, "StorageClass": "STANDARD_IA"}]),
        rule("b", {}, Transition=[{"Days": 2, "StorageClass": "ARCHIVE"}]),
        rule("c", {"Prefix": "go/"}, Expiration={"Days": 2}),
        rule("d", {"Prefix": "go/"}, Expiration={"Days": 9}),
        {**rule("e", {}, Expiration={"Days": 1}), "Status": "Disabled"},
    )
    for key in ("go/a", "stay/a"):
        world.put(key)
    world.cos.advance(days=4)
    assert classes(world) == {"stay/a": "ARCHIVE"}


def test_filters_choose_by_prefix_tag_and_size(world: World) -> None:
    tagged = {"Tag": [{"Key": "t", "Value": "1"}]}
    both = {"And": {"Prefix": "b/", "PrefixNotEquals": "b/keep/", **tagged}}
    sizes = {"And": {"Prefix": "c/", "ObjectSizeGreaterThan": 5, "ObjectSizeLessThan": 10}}
    gone: Any = {"Expiration": {"Days": 1}}
    put_rules(world, rule("a", {"Prefix": "a/"}, **gone), rule("b", both, **gone), rule("c", sizes, **gone))
    for key, size, tags in (
        ("a/1", 1, ""), ("b/1", 1, "t=1&u=2"), ("b/2", 1, "t=2"), ("b/3", 1, ""), ("b/keep/1", 1, "t=1"),
        ("c/5", 5, ""), ("c/6", 6, ""), ("c/9", 9, ""), ("c/10", 10, ""),
    ):  # fmt: skip
        world.put(key, b"x" * size, **({"Tagging": tags} if tags else {}))
    world.cos.advance(days=3)
    assert world.keys() == ["b/2", "b/3", "b/keep/1", "c/10", "c/5"]


def test_in_a_versioned_bucket_expiring_hides_and_old_versions_move_and_go(world: World) -> None:
    world.do(world.client.put_bucket_versioning(world.bucket, "Enabled"))
    put_rules(
        world,
        rule(
            "logs",
            Expiration={"Days": 2},
            NoncurrentVersionTransition=[{"NoncurrentDays": 3, "StorageClass": "ARCHIVE"}],
            NoncurrentVersionExpiration={"NoncurrentDays": 6},
        ),
    )
    until(world, 12)
    world.put("logs/a", b"1")
    world.cos.advance(days=1)
    world.put("logs/a", b"2")
    seen = []
    for _ in range(12):
        world.cos.advance(days=1)
        seen.append(versions(world))
    assert seen[:2] == [["STANDARD", "STANDARD"]] * 2
    assert seen[2] == ["marker", "STANDARD", "STANDARD"]
    assert seen[3] == ["marker", "ARCHIVE", "STANDARD"]
    assert seen[5] == ["marker", "ARCHIVE", "STANDARD"]
    assert seen[6] == seen[8] == ["marker", "ARCHIVE"]  # the first is gone, and the second was archived
    assert seen[9] == []  # the last old version takes the one marker along, though no rule speaks of markers


def test_several_markers_go_only_where_a_rule_says_so(world: World) -> None:
    world.do(world.client.put_bucket_versioning(world.bucket, "Enabled"))
    old: Any = {"NoncurrentVersionExpiration": {"NoncurrentDays": 1}}
    put_rules(
        world,
        rule("stay", **old),
        rule("go", **old, Expiration={"ExpiredObjectDeleteMarker": "true"}),
        rule("alone", Expiration={"ExpiredObjectDeleteMarker": "true"}),
    )
    for key in ("stay/a", "go/a"):
        world.put(key)
        for _ in range(2):
            world.do(world.client.delete_object(world.bucket, key))
    world.do(world.client.delete_object(world.bucket, "alone/a"))
    world.do(world.client.delete_object(world.bucket, "nobody's/a"))
    world.cos.advance(days=3)
    page = world.do(world.client.list_objects_versions(world.bucket))
    assert [entry["Key"] for entry in page["DeleteMarker"]] == ["nobody's/a", "stay/a", "stay/a"]
    assert "Version" not in page


def test_in_a_suspended_bucket_the_null_version_makes_way_for_a_marker(world: World) -> None:
    client, bucket = world.client, world.bucket
    put_rules(world, rule("logs", Expiration={"Days": 1}))
    world.do(client.put_bucket_versioning(bucket, "Enabled"))
    named = world.put("logs/a", b"named")["x-cos-version-id"]
    world.do(client.put_bucket_versioning(bucket, "Suspended"))
    world.put("logs/a", b"null")
    world.cos.advance(days=3)
    page = world.do(client.list_objects_versions(bucket))
    assert [entry["VersionId"] for entry in page["DeleteMarker"]] == ["null"]
    assert [entry["VersionId"] for entry in page["Version"]] == [named]


def test_unfinished_uploads_are_aborted_and_appendable_objects_left_alone(world: World) -> None:
    client, bucket = world.client, world.bucket
    abort = {"DaysAfterInitiation": 2}
    put_rules(
        world,
        rule("up", AbortIncompleteMultipartUpload=abort),
        rule("all", {}, Expiration={"Days": 1}),
    )
    uploads = {}
    for key in ("up/a", "other/a"):
        uploads[key] = world.do(client.create_multipart_upload(bucket, key))["UploadId"]
        world.do(client.upload_part(bucket, key, b"part", 1, uploads[key]))
    world.do(client.append_object(bucket, "log", 0, b"line"))
    world.cos.advance(days=2)
    assert len(world.do(client.list_multipart_uploads(bucket))["Upload"]) == 2
    world.cos.advance(days=2)
    left = world.do(client.list_multipart_uploads(bucket))["Upload"]
    assert [entry["Key"] for entry in left] == ["other/a"]
    with pytest.raises(CosServiceError, match="404 NoSuchUpload"):
        world.do(client.list_parts(bucket, "up/a", uploads["up/a"]))
    assert world.keys() == ["log"]


def test_what_is_seldom_read_moves_and_what_is_read_stays(world: World) -> None:
    seldom = {"AccessFrequency": {"AccessCountLessThan": 2, "RecentDays": 5}, "StorageClass": "STANDARD_IA"}
    put_rules(world, rule("logs", Transition=[seldom]))
    until(world, 12)
    for key in ("logs/never", "logs/once", "logs/often"):
        world.put(key)
    for _ in range(7):
        world.cos.advance(days=1)
        world.read("logs/often")
    world.read("logs/once")
    assert classes(world) == {"logs/never": "STANDARD_IA", "logs/once": "STANDARD_IA", "logs/often": "STANDARD"}
    world.cos.advance(days=4)
    assert classes(world)["logs/often"] == "STANDARD"
    world.cos.advance(days=1)
    assert classes(world)["logs/often"] == "STANDARD_IA"


def test_out_of_infrequent_access_tiering_begins_infrequent(world: World) -> None:
    client, bucket = world.client, world.bucket
    wanted: Any = {"Status": "Enabled", "Transition": {"Days": 30, "RequestFrequent": 1}}
    world.do(client.put_bucket_intelligenttiering(bucket, wanted))
    put_rules(world, rule("all", {}, Transition=[{"Days": 1, "StorageClass": "INTELLIGENT_TIERING"}]))
    world.put("cold", BIG, StorageClass="STANDARD_IA")
    world.put("warm", BIG)
    world.cos.advance(days=3)

    def tiers() -> list[str]:
        listed = world.do(client.list_objects(bucket))["Contents"]
        return [entry["StorageTier"] for entry in listed]

    assert tiers() == ["INFREQUENT", "FREQUENT"]
    assert world.read("cold") == BIG
    assert tiers() == ["FREQUENT", "FREQUENT"]
    world.cos.advance(days=31)
    assert tiers() == ["INFREQUENT", "INFREQUENT"]


def test_zones_keep_their_classes_to_themselves(world: World) -> None:
    client = world.client
    name = f"zones-{uuid4().hex[:8]}-1250000000"
    world.do(client.create_bucket(name, BucketAZConfig="MAZ"))
    maz = World(world.cos, client, world.do, name, world.is_async)
    wrong = rule("a", {}, Transition=[{"Days": 1, "StorageClass": "STANDARD_IA"}])
    right = rule("a", {}, Transition=[{"Days": 1, "StorageClass": "MAZ_STANDARD_IA"}])
    with pytest.raises(CosServiceError, match="OAZOperationNotSupportOnMAZBucket"):
        put_rules(maz, wrong)
    with pytest.raises(CosServiceError, match="MAZOperationNotSupportOnOAZBucket"):
        put_rules(world, right)
    put_rules(maz, right)
    maz.put("a")
    maz.cos.advance(days=3)
    assert classes(maz) == {"a": "MAZ_STANDARD_IA"}


def test_many_objects_go_in_one_night_each_once(world: World) -> None:
    put_rules(world, rule("logs", Expiration={"Days": 1}))
    for n in range(120):
        world.put(f"logs/{n:03}" if n % 5 else f"stay/{n:03}", b"")
    world.cos.advance(days=3)
    assert world.keys() == [f"stay/{n:03}" for n in range(0, 120, 5)]
