from __future__ import annotations

from typing import Any

import pytest

from behaviour.world import World
from qcloud_cos import CosClientError
from qcloud_cos.errors import NoSuchBucket

MIB = 1024 * 1024


def listed(world: World, entries: Any) -> list[Any]:
    """All of an iterator, `for` or `async for`."""
    if not world.is_async:
        return list(entries)

    async def collected() -> list[Any]:
        return [entry async for entry in entries]

    found: list[Any] = world.do(collected())
    return found


KEYS = sorted(["a", "b/1", "b/2", "b/+ %", "b/中", "c", "d"], key=str.encode)


@pytest.fixture
def filled(world: World) -> World:
    for key in KEYS:
        world.put(key)
    return world


def test_pages_come_one_after_another(filled: World) -> None:
    pages = listed(filled, filled.client.paginate("list_objects", Bucket=filled.bucket, MaxKeys=3))
    assert [len(page["Contents"]) for page in pages] == [3, 3, 1]
    assert [entry["Key"] for page in pages for entry in page["Contents"]] == KEYS
    begun = filled.client.paginate("list_objects", Bucket=filled.bucket, MaxKeys=2, Marker="b/中")
    assert [[entry["Key"] for entry in page["Contents"]] for page in listed(filled, begun)] == [["c", "d"]]


def test_pages_with_a_delimiter_or_an_encoding(filled: World) -> None:
    pages = listed(filled, filled.client.paginate("list_objects", Bucket=filled.bucket, MaxKeys=1, Delimiter="/"))
    assert [page.get("CommonPrefixes") or page["Contents"][0]["Key"] for page in pages] == [
        "a", [{"Prefix": "b/"}], "c", "d",
    ]  # fmt: skip
    encoded = filled.client.paginate(
        "list_objects", Bucket=filled.bucket, MaxKeys=1, EncodingType="url", Prefix="b/"
    )
    found = [page["Contents"][0]["Key"] for page in listed(filled, encoded)]
    assert found == ["b/%2B%20%25", "b/1", "b/2", "b/%E4%B8%AD"]


def test_objects_are_there_one_by_one(filled: World) -> None:
    assert [entry["Key"] for entry in listed(filled, filled.client.objects(Bucket=filled.bucket))] == KEYS
    inside = listed(filled, filled.client.objects(Bucket=filled.bucket, Prefix="b/"))
    assert [entry["Size"] for entry in inside] == ["7"] * 4
    assert listed(filled, filled.client.objects(filled.bucket, "nothing")) == []


def test_a_refusal_comes_with_the_first_page(world: World) -> None:
    entries = world.client.objects(Bucket="nowhere-1250000000")
    with pytest.raises(NoSuchBucket, match="list_objects: 404"):
        listed(world, entries)


def test_uploads_and_parts_are_paged(world: World) -> None:
    ids = {}
    for key in ("k1", "k2", "k3"):
        ids[key] = world.do(world.client.create_multipart_upload(world.bucket, key))["UploadId"]
    found = listed(world, world.client.multipart_uploads(Bucket=world.bucket))
    assert {entry["Key"]: entry["UploadId"] for entry in found} == ids
    pages = listed(world, world.client.paginate("list_multipart_uploads", Bucket=world.bucket, MaxUploads=1))
    assert [entry["Key"] for page in pages for entry in page.get("Upload", [])] == ["k1", "k2", "k3"]
    for number in (1, 2, 5):
        world.do(world.client.upload_part(world.bucket, "k1", b"x", number, ids["k1"]))
    arguments: Any = {"Bucket": world.bucket, "Key": "k1", "UploadId": ids["k1"]}
    pages = listed(world, world.client.paginate("list_parts", MaxParts=1, **arguments))
    assert [part["PartNumber"] for page in pages for part in page.get("Part", [])] == ["1", "2", "5"]
    assert [part["PartNumber"] for part in listed(world, world.client.parts(**arguments))] == ["1", "2", "5"]


def test_buckets_are_paged(world: World) -> None:
    other = world.bucket.replace("story-", "story-x")
    world.do(world.client.create_bucket(other))
    pages = listed(world, world.client.paginate("list_buckets", MaxKeys=1))
    names = [entry["Name"] for page in pages for entry in (page["Buckets"] or {}).get("Bucket", [])]
    assert {world.bucket, other} <= set(names)
    assert len(names) == len(set(names)) == len([page for page in pages if page["Buckets"]])


def test_versions_of_every_key(world: World) -> None:
    world.do(world.client.put_bucket_versioning(world.bucket, Status="Enabled"))
    for body in (b"1", b"2", b"3"):
        world.put("k", body)
    world.do(world.client.delete_object(world.bucket, "k"))
    entries = listed(world, world.client.versions(Bucket=world.bucket))
    assert [entry.get("Size", "marker") for entry in entries] == ["1", "1", "1", "marker"]
    pages = listed(world, world.client.paginate("list_objects_versions", Bucket=world.bucket, MaxKeys=1))
    assert len(pages) == 4
    doomed = [(entry["Key"], entry["VersionId"]) for entry in entries]
    result = world.do(world.client.delete_keys(world.bucket, doomed))
    assert (len(result["Deleted"]), result["Error"]) == (4, [])
    assert listed(world, world.client.versions(Bucket=world.bucket)) == []


def test_any_number_of_keys_is_deleted(world: World) -> None:
    kept = ["kept", "/slashed"]
    for key in ("a", "b/中&<", "kept", "//slashed"):
        world.put(key)
    missing = (f"missing/{number}" for number in range(2100))
    result = world.do(world.client.delete_keys(Bucket=world.bucket, Keys=["a", "b/中&<", *missing], Workers=2))
    assert (len(result["Deleted"]), result["Error"]) == (2102, [])
    assert world.keys() == sorted(kept)
    assert world.do(world.client.delete_keys(world.bucket, [])) == {"Deleted": [], "Error": []}
    assert len(world.do(world.client.delete_keys(world.bucket, kept))["Deleted"]) == 2
    assert world.keys() == []


def test_a_whole_refusal_is_raised(world: World) -> None:
    with pytest.raises(NoSuchBucket, match="delete_keys: 404"):
        world.do(world.client.delete_keys("nowhere-1250000000", ["a"]))


def test_keys_may_come_from_a_listing(world: World) -> None:
    for number in range(5):
        world.put(f"k{number}")
    entries = world.client.objects(world.bucket)
    keys = (entry["Key"] for entry in (listed(world, entries) if world.is_async else entries))
    assert len(world.do(world.client.delete_keys(world.bucket, keys))["Deleted"]) == 5


def test_objects_are_chosen_by_globs_names_and_sizes(filled: World) -> None:
    filled.put("d/deep/x.txt", b"12345678")

    def keys(*words: Any, **choice: Any) -> list[str]:
        return [each["Key"] for each in listed(filled, filled.client.objects(filled.bucket, *words, **choice))]

    assert keys(Include="*.txt") == ["d/deep/x.txt"]
    assert keys(Exclude=["b/", "d/"]) == ["a", "c", "d"]
    assert keys("b/", Exclude=["?"]) == ["b/+ %"]
    assert keys(Files=["c", "b/2", "none"]) == ["b/2", "c"]
    assert keys(MinSize=8) == ["d/deep/x.txt"]
    assert keys(ModifiedBefore=0) == []
    assert keys(Include="*", MaxSize=7) == KEYS
    [line] = listed(filled, filled.client.objects(filled.bucket, Include="x.txt"))
    assert (line["Size"], line["StorageClass"]) == ("8", "STANDARD")
    with pytest.raises(CosClientError, match="Include must hold patterns"):
        keys(Include=[""])
