from __future__ import annotations

from typing import Any

import pytest

from behaviour.world import World
from qcloud_cos.errors import (
    BucketAlreadyOwnedByYou,
    BucketNotEmpty,
    InvalidArgument,
    MalformedXML,
    NoSuchBucket,
    NoSuchCORSConfiguration,
    NoSuchLifecycleConfiguration,
)


def test_a_bucket_is_made_found_and_removed(world: World) -> None:
    name = world.bucket.replace("story-", "other-")
    assert world.do(world.client.bucket_exists(name)) is False
    assert world.do(world.client.create_bucket(Bucket=name)) is None
    with pytest.raises(BucketAlreadyOwnedByYou):
        world.do(world.client.create_bucket(Bucket=name))
    assert world.do(world.client.head_bucket(name))["x-cos-bucket-region"] == "ap-guangzhou"
    listed = world.do(world.client.list_buckets())
    assert name in [entry["Name"] for entry in listed["Buckets"]["Bucket"]]
    assert world.do(world.client.delete_bucket(Bucket=name)) is None
    with pytest.raises(NoSuchBucket):
        world.do(world.client.delete_bucket(Bucket=name))


def test_a_short_name_with_the_appid_is_the_same_bucket(world: World) -> None:
    client = world.other(world.cos.config(Appid="1250000000"))
    short = world.bucket.removesuffix("-1250000000")
    world.do(client.put_object(Bucket=short, Body=b"x", Key="k"))
    assert world.read("k") == b"x"


def test_a_bucket_with_something_in_it_stays(world: World) -> None:
    world.put("k")
    with pytest.raises(BucketNotEmpty):
        world.do(world.client.delete_bucket(world.bucket))
    world.do(world.client.delete_object(world.bucket, "k"))
    upload = world.do(world.client.create_multipart_upload(world.bucket, "k"))
    with pytest.raises(BucketNotEmpty):
        world.do(world.client.delete_bucket(world.bucket))
    world.do(world.client.abort_multipart_upload(world.bucket, "k", upload["UploadId"]))
    world.do(world.client.delete_bucket(world.bucket))


def test_listing_pages_prefixes_and_delimiters(world: World) -> None:
    for key in ("a", "b/1", "b/2", "b/c/3", "d", "é", "\U00010000"):
        world.put(key)
    assert world.keys() == ["a", "b/1", "b/2", "b/c/3", "d", "é", "\U00010000"]
    assert world.keys(Prefix="b/") == ["b/1", "b/2", "b/c/3"]
    page = world.do(world.client.list_objects(world.bucket, Delimiter="/"))
    assert [common["Prefix"] for common in page["CommonPrefixes"]] == ["b/"]
    assert page["IsTruncated"] == "false"
    found: list[str] = []
    marker = ""
    for _ in range(10):
        page = world.do(world.client.list_objects(world.bucket, Delimiter="/", MaxKeys=2, Marker=marker))
        found += [entry["Prefix"] for entry in page.get("CommonPrefixes", [])]
        found += [entry["Key"] for entry in page.get("Contents", [])]
        if page["IsTruncated"] == "false":
            break
        marker = page["NextMarker"]
    assert found == ["b/", "a", "d", "é", "\U00010000"]


def test_an_empty_listing(world: World) -> None:
    page = world.do(world.client.list_objects(world.bucket))
    assert "Contents" not in page
    assert (page["Prefix"], page["Marker"], page["IsTruncated"]) == (None, None, "false")
    with pytest.raises(InvalidArgument):
        world.do(world.client.list_objects(world.bucket, MaxKeys=-1))


def test_versions_of_a_bucket_without_any(world: World) -> None:
    world.put("k", b"1")
    world.put("k", b"22")
    listed = world.do(world.client.list_objects_versions(world.bucket))
    assert [(entry["Key"], entry["Size"], entry["IsLatest"]) for entry in listed["Version"]] == [
        ("k", "2", "true")
    ]


CORS: Any = {
    "CORSRule": [
        {
            "ID": "one",
            "AllowedOrigin": ["https://*.example.com"],
            "AllowedMethod": ["GET", "PUT"],
            "AllowedHeader": ["*"],
            "ExposeHeader": ["ETag"],
            "MaxAgeSeconds": 600,
        },
        {"AllowedOrigin": ["*"], "AllowedMethod": ["HEAD"]},
    ]
}


def test_cross_origin_rules(world: World) -> None:
    with pytest.raises(NoSuchCORSConfiguration):
        world.do(world.client.get_bucket_cors(world.bucket))
    assert world.do(world.client.put_bucket_cors(world.bucket, CORS)) is None
    found = world.do(world.client.get_bucket_cors(world.bucket))
    assert found["CORSRule"][0] == {**CORS["CORSRule"][0], "MaxAgeSeconds": "600"}
    assert found["CORSRule"][1]["AllowedMethod"] == ["HEAD"]
    assert world.do(world.client.delete_bucket_cors(world.bucket)) is None
    with pytest.raises(NoSuchCORSConfiguration):
        world.do(world.client.get_bucket_cors(world.bucket))
    with pytest.raises(MalformedXML):
        world.do(world.client.put_bucket_cors(world.bucket, {"CORSRule": []}))


def test_lifecycle_rules(world: World) -> None:
    with pytest.raises(NoSuchLifecycleConfiguration):
        world.do(world.client.get_bucket_lifecycle(world.bucket))
    rules: Any = {
        "Rule": [
            {"ID": "a", "Filter": {"Prefix": "logs/"}, "Status": "Enabled", "Expiration": {"Days": 7}},
            {
                "ID": "b",
                "Filter": "",
                "Status": "Disabled",
                "Transition": {"Days": 30, "StorageClass": "STANDARD_IA"},
                "AbortIncompleteMultipartUpload": {"DaysAfterInitiation": 3},
            },
        ]
    }
    assert world.do(world.client.put_bucket_lifecycle(world.bucket, rules)) is None
    found = world.do(world.client.get_bucket_lifecycle(world.bucket))["Rule"]
    assert found[0] == {"ID": "a", "Filter": {"Prefix": "logs/"}, "Status": "Enabled", "Expiration": {"Days": "7"}}
    assert found[1]["Transition"] == [{"Days": "30", "StorageClass": "STANDARD_IA"}]
    assert world.do(world.client.delete_bucket_lifecycle(world.bucket)) is None
    with pytest.raises(NoSuchLifecycleConfiguration):
        world.do(world.client.get_bucket_lifecycle(world.bucket))


def test_spaces_in_arguments_are_signed_as_they_are(world: World) -> None:
    world.put(" a ", b"x")
    assert world.keys(Prefix=" a ") == [" a "]
    assert world.keys(Prefix=" ") == [" a "]
    assert world.keys(Marker=" a ") == []
