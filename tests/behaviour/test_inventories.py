"""Inventories made by the server's clock, or at once, as both clients find them."""

from __future__ import annotations

import csv
import gzip
import hashlib
import json
from pathlib import Path
from typing import Any
from uuid import uuid4

from behaviour.world import World
from qcloud_cos import CosS3Client
from qcloud_cos.server import LocalCos


def wanted(target: str, **more: Any) -> Any:
    destination = {"Format": "CSV", "Bucket": f"qcs::cos:ap-guangzhou::{target}", "Prefix": "lists"}
    return {
        "Destination": {"COSBucketDestination": destination | more.pop("there", {})},
        "IncludedObjectVersions": "Current",
        "OptionalFields": {"Field": ["Size", "ETag"]},
        **more,
    }


def regular(target: str, frequency: str, **more: Any) -> Any:
    return {**wanted(target, **more), "IsEnabled": "true", "Schedule": {"Frequency": frequency}}


def other_bucket(world: World) -> str:
    name = f"lists-{uuid4().hex[:12]}-1250000000"
    world.do(world.client.create_bucket(Bucket=name))
    return name


def keys(world: World, bucket: str, end: str = "") -> list[str]:
    page = world.do(world.client.list_objects(Bucket=bucket))
    return [entry["Key"] for entry in page.get("Contents", []) if entry["Key"].endswith(end)]


def content(world: World, bucket: str, key: str) -> bytes:
    answer = world.do(world.client.get_object(Bucket=bucket, Key=key))
    found: bytes = world.do(answer["Body"].read())
    return found


def listed(world: World, target: str, which: int = -1) -> tuple[list[str], list[list[str]]]:
    """The columns and the rows of an inventory, read as its manifest says."""
    key = keys(world, target, "manifest.json")[which]
    text = content(world, target, key)
    checksum = content(world, target, key.replace(".json", ".checksum"))
    assert hashlib.md5(text).hexdigest() == checksum.decode()
    manifest = json.loads(text)
    rows: list[list[str]] = []
    for file in manifest["files"]:
        data = content(world, target, file["key"])
        assert (str(len(data)), hashlib.md5(data).hexdigest()) == (file["size"], file["md5Checksum"])
        rows += csv.reader(gzip.decompress(data).decode().splitlines())
    assert manifest["filterObjectCount"] == str(len(rows))
    return manifest["fileSchema"].split(", "), rows


def test_an_inventory_made_once_is_there_at_once(world: World) -> None:
    client, target = world.client, other_bucket(world)
    first = world.put("文 件.txt", b"12345")
    world.put("b", b"1")
    assert world.do(client.post_bucket_inventory(world.bucket, "once", wanted(target))) is None
    world.cos.settle()
    name = world.bucket.removesuffix("-1250000000")
    assert all(key.startswith(f"lists/1250000000/{name}/once/") for key in keys(world, target))
    columns, rows = listed(world, target)
    assert columns == ["Appid", "Bucket", "Key", "Size", "ETag"]
    assert [row[2] for row in rows] == ["b", "%E6%96%87%20%E4%BB%B6.txt"]
    assert rows[1] == ["1250000000", name, "%E6%96%87%20%E4%BB%B6.txt", "5", first["ETag"].strip('"')]
    world.cos.advance(days=2)
    assert len(keys(world, target, ".json")) == 1
    assert world.do(client.post_bucket_inventory(world.bucket, "once", wanted(target))) is None
    world.cos.settle()
    assert len(keys(world, target, ".json")) == 2


def test_all_versions_are_listed_with_what_is_theirs(world: World) -> None:
    client, target = world.client, other_bucket(world)
    world.do(client.put_bucket_versioning(world.bucket, "Enabled"))
    ids = [world.put("a", body)["x-cos-version-id"] for body in (b"1", b"22")]
    world.put("kept", Tagging="k=v", StorageClass="STANDARD_IA", Metadata={"x-cos-meta-a": "1"})
    gone = world.do(client.delete_object(Bucket=world.bucket, Key="a"))["x-cos-version-id"]
    fields = ["Size", "StorageClass", "IsMultipartUploaded", "ReplicationStatus", "Tag", "Crc64", "x-cos-meta-*"]
    asked = wanted(
        target, IncludedObjectVersions="All", OptionalFields={"Field": fields},
        there={"Encryption": {"SSE-COS": None}},
    )  # fmt: skip
    world.do(client.post_bucket_inventory(world.bucket, "all", asked))
    world.cos.settle()
    columns, rows = listed(world, target)
    assert columns[3:6] == ["VersionId", "IsLatest", "IsDeleteMarker"]
    assert [row[2:7] for row in rows[:3]] == [
        ["a", gone, "true", "true", ""],
        ["a", ids[1], "false", "false", "2"],
        ["a", ids[0], "false", "false", "1"],
    ]
    assert rows[3][7:11] == ["STANDARD_IA", "false", "", "k=v"]
    assert rows[3][12] == "x-cos-meta-a=1"
    for key in keys(world, target):
        head = world.do(client.head_object(Bucket=target, Key=key))
        assert head["x-cos-server-side-encryption"] == "AES256"


def test_filters_choose_what_is_listed(world: World) -> None:
    client, target = world.client, other_bucket(world)
    world.put("a/1", Tagging="k=v")
    world.put("a/2", StorageClass="ARCHIVE", Tagging="k=v")
    world.put("b/1", Tagging="k=v")
    world.cos.advance(hours=2)
    later = int(world.cos.now())
    world.put("a/3", Tagging="k=v")
    both = {"Prefix": "a/", "Tag": [{"Key": "k", "Value": "v"}]}
    filters: dict[str, Any] = {
        "prefix": {"Prefix": "a/"},
        "tags": {"And": both},
        "class": {"And": {**both, "StorageClass": "ARCHIVE"}},
        "period": {"Prefix": "a/", "Period": {"StartTime": later, "EndTime": later + 3600}},
    }
    expected = {"prefix": ["1", "2", "3"], "tags": ["1", "2", "3"], "class": ["2"], "period": ["3"]}
    for name, kept in filters.items():
        world.do(
            client.post_bucket_inventory(world.bucket, name, wanted(target, Filter=kept, there={"Prefix": name}))
        )
    world.cos.settle()
    for name in filters:
        page = world.do(client.list_objects(Bucket=target, Prefix=f"{name}/"))
        [manifest] = [entry["Key"] for entry in page["Contents"] if entry["Key"].endswith(".json")]
        which = keys(world, target, "manifest.json").index(manifest)
        assert [row[2].removeprefix("a/") for row in listed(world, target, which)[1]] == expected[name]


def test_regular_inventories_are_made_at_midnight_in_beijing(world: World) -> None:
    client, target = world.client, other_bucket(world)
    world.put("a")
    for frequency in ("Daily", "Weekly"):
        asked = regular(target, frequency, there={"Prefix": frequency})
        world.do(client.put_bucket_inventory(world.bucket, frequency, asked))
    world.cos.settle()
    assert keys(world, target) == []
    world.cos.advance(days=3)
    made = keys(world, target, "manifest.json")
    assert [key.partition("/")[0] for key in made] == ["Daily", "Daily", "Daily", "Weekly"]
    off: Any = {**regular(target, "Daily"), "IsEnabled": "false"}
    world.do(client.put_bucket_inventory(world.bucket, "Daily", off))
    world.do(client.delete_bucket_inventory(world.bucket, "Weekly"))
    world.cos.advance(days=15)
    assert keys(world, target, "manifest.json") == made


def test_a_target_that_went_costs_one_inventory_and_no_more(world: World) -> None:
    client, target = world.client, other_bucket(world)
    world.do(client.put_bucket_inventory(world.bucket, "daily", regular(target, "Daily")))
    world.do(client.delete_bucket(Bucket=target))
    world.cos.advance(days=1)
    world.do(client.create_bucket(Bucket=target))
    world.cos.advance(days=1)
    assert len(keys(world, target, "manifest.json")) == 1


def test_a_bucket_can_hold_its_own_inventories(world: World) -> None:
    world.put("a")
    world.do(world.client.put_bucket_inventory(world.bucket, "own", regular(world.bucket, "Daily")))
    world.cos.advance(days=2)
    # The second list has the first one's three objects, too.
    assert sorted(len(listed(world, world.bucket, which)[1]) for which in (0, 1)) == [1, 4]


def test_what_was_due_while_nobody_served_is_made_after_the_start(tmp_path: Path) -> None:
    bucket = "photos-1250000000"
    with LocalCos(tmp_path) as cos:
        client = CosS3Client(cos.config())
        client.create_bucket(Bucket=bucket)
        client.put_bucket_inventory(bucket, "daily", regular(bucket, "Daily"))
    with LocalCos(tmp_path) as cos:
        cos.advance(days=1)
        page = CosS3Client(cos.config()).list_objects(Bucket=bucket)
        assert len(page["Contents"]) == 3
