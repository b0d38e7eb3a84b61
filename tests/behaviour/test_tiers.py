"""Storage classes: intelligent tiering by the clock, buckets of several zones, and what listings tell."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any
from uuid import uuid4

import pytest

from behaviour.world import World
from qcloud_cos import CosServiceError
from qcloud_cos.server import LocalCos

BIG = b"x" * (64 * 1024)
TIERED = "INTELLIGENT_TIERING"


@pytest.fixture
def cos_server() -> Iterator[LocalCos]:
    with LocalCos() as cos:
        yield cos


def refused(world: World, operation: Callable[..., Any], *arguments: Any, **keywords: Any) -> str:
    with pytest.raises(CosServiceError) as caught:
        world.do(operation(*arguments, **keywords))
    return caught.value.get_error_code()


def head(world: World, key: str = "k") -> Any:
    return world.do(world.client.head_object(world.bucket, key))


def tier(world: World, key: str = "k") -> str:
    found: str = head(world, key)["x-cos-storage-tier"]
    return found


def entry(world: World, key: str = "k", bucket: str = "") -> Any:
    (found,) = world.do(world.client.list_objects(bucket or world.bucket, Prefix=key))["Contents"]
    return found


def enable(world: World, days: int = 30) -> None:
    wanted: Any = {"Status": "Enabled", "Transition": {"Days": days, "RequestFrequent": 1}}
    world.do(world.client.put_bucket_intelligenttiering(world.bucket, wanted))


def archive_after(world: World, name: str, **kept: Any) -> None:
    tiers = [
        {"AccessTier": "ARCHIVE_ACCESS", "Days": 91, "RequestFrequent": 1},
        {"AccessTier": "DEEP_ARCHIVE_ACCESS", "Days": 180, "RequestFrequent": 1},
    ]
    wanted: Any = {"Id": name, "Status": "Enabled", "Tiering": tiers, **kept}
    world.do(world.client.put_bucket_intelligenttiering_v2(world.bucket, wanted, name))


def another(world: World, **arguments: Any) -> str:
    name = f"other-{uuid4().hex[:12]}-1250000000"
    world.do(world.client.create_bucket(name, **arguments))
    return name


def test_what_is_not_read_sinks_and_reading_lifts_it(world: World) -> None:
    assert refused(world, world.client.put_object, world.bucket, BIG, "k", StorageClass=TIERED) == (
        "NotSupportedStorageClass"
    )
    enable(world)
    world.put("k", BIG, StorageClass=TIERED)
    world.put("small", BIG[1:], StorageClass=TIERED)
    world.put("plain", BIG)
    assert (tier(world), head(world)["x-cos-storage-class"]) == ("FREQUENT", TIERED)
    assert "x-cos-storage-tier" not in head(world, "plain")
    world.cos.advance(days=29)
    assert tier(world) == "FREQUENT"
    world.cos.advance(days=2)
    assert (tier(world), tier(world, "small")) == ("INFREQUENT", "FREQUENT")
    assert entry(world)["StorageTier"] == "INFREQUENT"
    assert "StorageTier" not in entry(world, "plain")
    assert world.read("k") == BIG
    assert tier(world) == "FREQUENT"
    world.cos.advance(days=29)
    assert world.read("k") == BIG
    world.cos.advance(days=29)
    assert tier(world) == "FREQUENT"
    world.cos.advance(days=2)
    assert tier(world) == "INFREQUENT"


def test_a_copy_reads_too_and_versions_have_tiers_of_their_own(world: World) -> None:
    client, bucket = world.client, world.bucket
    enable(world)
    world.do(client.put_bucket_versioning(bucket, "Enabled"))
    old = world.put("k", BIG, StorageClass=TIERED)["x-cos-version-id"]
    world.put("k", BIG, StorageClass=TIERED)
    world.cos.advance(days=31)
    world.do(client.copy_object(bucket, "copy", {"Bucket": bucket, "Key": "k"}))
    assert tier(world) == "FREQUENT"
    assert world.do(client.head_object(bucket, "k", VersionId=old))["x-cos-storage-tier"] == "INFREQUENT"
    listed = world.do(client.list_objects_versions(bucket, Prefix="k"))["Version"]
    assert [each["StorageTier"] for each in listed] == ["FREQUENT", "INFREQUENT"]


def test_out_of_an_archived_tier_an_object_is_restored_for_good(world: World) -> None:
    client, bucket = world.client, world.bucket
    enable(world)
    archive_after(world, "cold", Filter={"Prefix": "cold/"})
    for key in ("cold/a", "warm"):
        world.put(key, BIG, StorageClass=TIERED)
    world.cos.advance(days=92)
    assert (tier(world, "cold/a"), tier(world, "warm")) == ("ARCHIVE_ACCESS", "INFREQUENT")
    assert refused(world, client.get_object, bucket, "cold/a") == "InvalidObjectState"
    wanted: Any = {"CASJobParameters": {"Tier": "Standard"}}
    assert refused(world, client.restore_object, bucket, "warm", wanted) == "RestoreNonArchiveObject"
    world.do(client.restore_object(bucket, "cold/a", wanted))
    assert head(world, "cold/a")["x-cos-restore"] == 'ongoing-request="true"'
    assert entry(world, "cold/a")["RestoreStatus"] == "ONGOING"
    assert refused(world, client.restore_object, bucket, "cold/a", wanted) == "RestoreAlreadyInProgress"
    world.cos.advance(hours=5)
    assert tier(world, "cold/a") == "FREQUENT"
    assert "x-cos-restore" not in head(world, "cold/a")
    assert world.read("cold/a") == BIG
    world.cos.advance(days=20)
    assert tier(world, "cold/a") == "FREQUENT"
    world.cos.advance(days=161)
    assert tier(world, "cold/a") == "DEEP_ARCHIVE_ACCESS"
    wanted["CASJobParameters"]["Tier"] = "Expedited"
    assert refused(world, client.restore_object, bucket, "cold/a", wanted) == "InvalidArgument"


def test_a_listing_tells_of_what_is_being_restored(world: World) -> None:
    world.put("k", StorageClass="ARCHIVE")
    assert "RestoreStatus" not in entry(world)
    assert refused(world, world.client.restore_object, world.bucket, "k", {}) == "MalformedXML"
    world.do(world.client.restore_object(world.bucket, "k", {"Days": 1}))
    assert entry(world)["RestoreStatus"] == "ONGOING"
    world.cos.advance(hours=5)
    assert "RestoreStatus" not in entry(world)


def test_a_bucket_of_several_zones_has_classes_of_its_own(world: World) -> None:
    client, maz = world.client, another(world, BucketAZConfig="MAZ")

    def put(**headers: Any) -> Any:
        world.do(client.put_object(maz, BIG, "k", **headers))
        return entry(world, "k", maz)["StorageClass"]

    assert put() == "MAZ_STANDARD"
    assert world.do(client.head_object(maz, "k"))["x-cos-storage-class"] == "MAZ_STANDARD"
    for name in ("MAZ_STANDARD_IA", "MAZ_ARCHIVE", "MAZ_DEEP_ARCHIVE"):
        assert put(StorageClass=name) == name
    assert refused(world, client.get_object, maz, "k") == "InvalidObjectState"
    world.do(client.restore_object(maz, "k", {"Days": 1}))
    world.cos.advance(hours=24)
    assert world.do(world.do(client.get_object(maz, "k"))["Body"].read()) == BIG
    wrong = "OAZOperationNotSupportOnMAZBucket"
    for name in ("STANDARD", "STANDARD_IA", "ARCHIVE"):
        assert refused(world, client.put_object, maz, BIG, "k", StorageClass=name) == wrong
    assert refused(world, client.append_object, maz, "log", 0, b"a") == wrong
    assert refused(world, client.put_object, maz, BIG, "k", StorageClass="MAZ_SLOW") == "NotSupportedStorageClass"
    source: Any = {"Bucket": world.bucket, "Key": "k"}
    world.put("k")
    world.do(client.copy_object(maz, "copy", source))
    assert entry(world, "copy", maz)["StorageClass"] == "MAZ_STANDARD"
    upload = world.do(client.create_multipart_upload(maz, "parts", StorageClass="MAZ_STANDARD_IA"))["UploadId"]
    assert world.do(client.list_parts(maz, "parts", upload))["StorageClass"] == "MAZ_STANDARD_IA"
    assert refused(world, client.put_object, world.bucket, BIG, "k", StorageClass="MAZ_STANDARD") == (
        "MAZOperationNotSupportOnOAZBucket"
    )


def test_tiering_in_a_bucket_of_several_zones_has_no_archives(world: World) -> None:
    maz = World(world.cos, world.client, world.do, another(world, BucketAZConfig="MAZ"), world.is_async)
    enable(maz, 60)
    maz.put("k", BIG, StorageClass="MAZ_INTELLIGENT_TIERING")
    assert tier(maz) == "FREQUENT"
    maz.cos.advance(days=61)
    assert tier(maz) == "INFREQUENT"
    with pytest.raises(CosServiceError, match="OAZOperationNotSupportOnMAZBucket"):
        archive_after(maz, "cold")


@pytest.mark.parametrize(
    ("rule", "told"),
    [
        ({"SSEAlgorithm": "AES256"}, {"x-cos-server-side-encryption": "AES256"}),
        ({"SSEAlgorithm": "SM4"}, {"x-cos-server-side-encryption": "SM4"}),
        (
            {"SSEAlgorithm": "KMS", "KMSMasterKeyID": "key-1"},
            {
                "x-cos-server-side-encryption": "cos/kms",
                "x-cos-server-side-encryption-cos-kms-key-id": "key-1",
            },
        ),
    ],
)
def test_a_bucket_encrypts_what_does_not_say_otherwise(world: World, rule: Any, told: dict[str, str]) -> None:
    client, bucket = world.client, world.bucket

    def encryption(answer: Any) -> dict[str, str]:
        return {name: value for name, value in answer.items() if name.startswith("x-cos-server-side")}

    world.put("before")
    wanted: Any = {"Rule": [{"ApplyServerSideEncryptionByDefault": rule}]}
    world.do(client.put_bucket_encryption(bucket, wanted))
    assert encryption(world.put("k", b"content")) == told
    assert encryption(head(world)) == told
    assert world.read("k") == b"content"
    assert encryption(head(world, "before")) == {}
    copied = world.do(client.copy_object(bucket, "copy", {"Bucket": bucket, "Key": "before"}))
    assert copied["ETag"]
    assert encryption(head(world, "copy")) == told
    upload = world.do(client.create_multipart_upload(bucket, "parts"))
    part = world.do(client.upload_part(bucket, "parts", b"a", 1, upload["UploadId"]))
    parts: Any = {"Part": [{"PartNumber": 1, "ETag": part["ETag"]}]}
    world.do(client.complete_multipart_upload(bucket, "parts", upload["UploadId"], parts))
    assert encryption(head(world, "parts")) == told
    own = world.put("own", ServerSideEncryption="AES256")
    assert encryption(own) == {"x-cos-server-side-encryption": "AES256"}
    world.do(client.put_symlink(bucket, "link", "k"))
    assert encryption(head(world, "link")) == told  # the target's
    world.do(client.delete_bucket_encryption(bucket))
    assert encryption(world.put("after")) == {}
    assert encryption(head(world)) == told
