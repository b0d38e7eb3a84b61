"""Objects that are locked: nobody deletes, overwrites or changes them until the clock says so."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from typing import Any
from uuid import uuid4

import pytest

from behaviour.world import World
from qcloud_cos import CosServiceError
from qcloud_cos.server import LocalCos

ENABLED: Any = {"ObjectLockEnabled": "Enabled"}
MODE, UNTIL = "x-cos-object-lock-mode", "x-cos-object-lock-retain-until-date"


@pytest.fixture
def cos_server() -> Iterator[LocalCos]:
    with LocalCos() as cos:
        yield cos


def lockable(world: World, days: int = 0) -> None:
    wanted: Any = dict(ENABLED)
    if days:
        wanted["Rule"] = {"DefaultRetention": {"Mode": "COMPLIANCE", "Days": days}}
    world.do(world.client.put_bucket_object_lock(world.bucket, wanted))


def date(world: World, days: float) -> str:
    moment = datetime.fromtimestamp(world.cos.now() + days * 86400, UTC)
    return f"{moment:%Y-%m-%dT%H:%M:%S}.000Z"


def lock(world: World, key: str, days: float, **version: Any) -> None:
    wanted: Any = {"Mode": "COMPLIANCE", "RetainUntilDate": date(world, days)}
    world.do(world.client.put_object_retention(world.bucket, key, wanted, **version))


def refused(world: World, operation: Callable[..., Any], *arguments: Any, **keywords: Any) -> str:
    with pytest.raises(CosServiceError) as caught:
        world.do(operation(*arguments, **keywords))
    return f"{caught.value.get_status_code()} {caught.value.get_error_code()}"


LOCKED = "409 ObjectLocked"


def test_what_is_locked_is_neither_overwritten_nor_deleted_nor_changed(world: World) -> None:
    client, bucket = world.client, world.bucket
    lockable(world)
    world.put("k", b"old", Tagging="a=1")
    world.put("other")
    lock(world, "k", 10)
    source: Any = {"Bucket": bucket, "Key": "other"}
    archived: Any = {"CopySource": {"Bucket": bucket, "Key": "k"}, "CopyStatus": "Replaced"}
    tags: Any = {"TagSet": {"Tag": [{"Key": "b", "Value": "2"}]}}
    attempts: list[tuple[Callable[..., Any], dict[str, Any]]] = [
        (client.put_object, {"Bucket": bucket, "Body": b"new", "Key": "k"}),
        (client.delete_object, {"Bucket": bucket, "Key": "k"}),
        (client.copy_object, {"Bucket": bucket, "Key": "k", "CopySource": source}),
        (client.copy_object, {"Bucket": bucket, "Key": "k", "StorageClass": "ARCHIVE", **archived}),
        (client.put_symlink, {"Bucket": bucket, "SymlinkName": "k", "SymlinkTarget": "other"}),
        (client.create_multipart_upload, {"Bucket": bucket, "Key": "k"}),
        (client.put_object_tagging, {"Bucket": bucket, "Key": "k", "Tagging": tags}),
        (client.delete_object_tagging, {"Bucket": bucket, "Key": "k"}),
    ]  # fmt: skip
    for operation, arguments in attempts:
        assert refused(world, operation, **arguments) == LOCKED, operation
    world.do(client.put_object_acl(bucket, "k", ACL="public-read"))  # that stays possible
    result = world.do(client.delete_objects(bucket, {"Object": [{"Key": "k"}, {"Key": "other"}]}))
    assert [entry["Key"] for entry in result["Deleted"]] == ["other"]
    assert [(entry["Key"], entry["Code"]) for entry in result["Error"]] == [("k", "ObjectLocked")]
    assert world.read("k") == b"old"
    world.cos.advance(days=11)
    world.put("k", b"new")
    world.do(client.delete_object(bucket, "k"))
    assert world.keys() == []


def test_an_upload_that_began_before_the_lock_is_not_completed(world: World) -> None:
    client, bucket = world.client, world.bucket
    lockable(world)
    upload = world.do(client.create_multipart_upload(bucket, "k"))["UploadId"]
    etag = world.do(client.upload_part(bucket, "k", b"new", 1, upload))["ETag"]
    world.put("k", b"old")
    lock(world, "k", 1)
    parts: Any = {"Part": [{"PartNumber": 1, "ETag": etag}]}
    assert refused(world, client.complete_multipart_upload, bucket, "k", upload, parts) == LOCKED
    assert world.read("k") == b"old"
    world.cos.advance(days=2)
    world.do(client.complete_multipart_upload(bucket, "k", upload, parts))
    assert world.read("k") == b"new"


def test_a_locked_object_does_not_grow(world: World) -> None:
    lockable(world)
    world.do(world.client.append_object(world.bucket, "k", 0, b"a"))
    lock(world, "k", 1)
    assert refused(world, world.client.append_object, world.bucket, "k", 1, b"b") == LOCKED
    world.cos.advance(days=2)
    world.do(world.client.append_object(world.bucket, "k", 1, b"b"))
    assert world.read("k") == b"ab"


def test_a_lock_is_shown_and_only_made_longer(world: World) -> None:
    client, bucket = world.client, world.bucket
    get = client.get_object_retention
    world.put("k")
    missing = "404 NoSuchObjectLockConfiguration"
    wanted: Any = {"Mode": "COMPLIANCE", "RetainUntilDate": date(world, 10)}
    assert refused(world, client.put_object_retention, bucket, "k", wanted) == missing
    assert refused(world, get, bucket, "k") == missing
    lockable(world)
    assert refused(world, get, bucket, "k") == missing
    assert refused(world, client.put_object_retention, bucket, "nowhere", wanted) == "404 NoSuchKey"
    world.do(client.put_object_retention(bucket, "k", wanted))
    assert world.do(get(bucket, "k")) == wanted
    world.do(client.put_object_retention(bucket, "k", world.do(get(bucket, "k"))))
    longer: Any = {**wanted, "RetainUntilDate": date(world, 20)}
    world.do(client.put_object_retention(bucket, "k", longer))
    for bad, code in (
        (wanted, "409 InvalidLockedTime"),
        ({**wanted, "RetainUntilDate": date(world, -1)}, "409 InvalidLockedTime"),
        ({**wanted, "RetainUntilDate": "soon"}, "400 InvalidArgument"),
        ({**wanted, "RetainUntilDate": date(world, 40000)}, "400 InvalidArgument"),
        ({**wanted, "Mode": "GOVERNANCE"}, "400 InvalidArgument"),
        ({"Mode": "COMPLIANCE"}, "400 MalformedXML"),
    ):
        assert refused(world, client.put_object_retention, bucket, "k", bad) == code
    assert world.do(get(bucket, "k")) == longer
    world.cos.advance(days=21)
    assert world.do(get(bucket, "k")) == longer
    lock(world, "k", 1)


def test_new_objects_are_locked_as_the_bucket_or_their_heads_say(world: World) -> None:
    client, bucket = world.client, world.bucket
    world.put("before")
    lockable(world, days=5)
    head = {MODE: "COMPLIANCE", UNTIL: date(world, 50)}
    world.put("as the bucket")
    world.put("as it says", Metadata=head)
    upload = world.do(client.create_multipart_upload(bucket, "in parts"))["UploadId"]
    etag = world.do(client.upload_part(bucket, "in parts", b"a", 1, upload))["ETag"]
    world.cos.advance(days=1)
    parts: Any = {"Part": [{"PartNumber": 1, "ETag": etag}]}
    world.do(client.complete_multipart_upload(bucket, "in parts", upload, parts))
    copied: Any = {"Bucket": bucket, "Key": "before"}
    world.do(client.copy_object(bucket, "copied", copied))
    assert world.do(client.get_object_retention(bucket, "as it says"))["RetainUntilDate"] == head[UNTIL]
    assert refused(world, client.get_object_retention, bucket, "before") == "404 NoSuchObjectLockConfiguration"
    world.do(client.delete_object(bucket, "before"))

    def deletable() -> list[str]:
        listed: list[str] = world.keys()
        result = world.do(client.delete_objects(bucket, {"Object": [{"Key": key} for key in listed]}))
        return [entry["Key"] for entry in result.get("Deleted", [])]

    assert deletable() == []
    world.cos.advance(days=4.1)
    assert deletable() == ["as the bucket"]
    world.cos.advance(days=1)
    assert deletable() == ["copied", "in parts"]
    world.cos.advance(days=50)
    assert deletable() == ["as it says"]


def test_a_head_that_locks_needs_both_halves_and_a_bucket_for_it(world: World) -> None:
    put, name = world.client.put_object, {"Bucket": world.bucket, "Body": b"", "Key": "k"}
    head = {MODE: "COMPLIANCE", UNTIL: date(world, 1)}
    assert refused(world, put, **name, Metadata=head) == "404 NoSuchObjectLockConfiguration"
    lockable(world)
    for half in head:
        assert refused(world, put, **name, Metadata={half: head[half]}) == "400 InvalidArgument"
    past = {**head, UNTIL: date(world, -1)}
    assert refused(world, put, **name, Metadata=past) == "409 InvalidLockedTime"
    assert world.keys() == []


def test_locked_versions_stay_while_new_ones_come(world: World) -> None:
    client, bucket = world.client, world.bucket
    world.do(client.put_bucket_versioning(bucket, "Enabled"))
    lockable(world, days=3)
    old = world.put("k", b"old")["x-cos-version-id"]
    world.put("k", b"new")
    marker = world.do(client.delete_object(bucket, "k"))["x-cos-version-id"]
    assert refused(world, client.delete_object, bucket, "k", VersionId=old) == LOCKED
    assert world.do(client.delete_object(bucket, "k", VersionId=marker))["x-cos-delete-marker"] == "true"
    assert world.read("k") == b"new"
    assert world.read("k", VersionId=old) == b"old"
    lock(world, "k", 30, VersionId=old)
    world.cos.advance(days=4)
    named: Any = {"Object": [{"Key": "k", "VersionId": old}]}
    assert world.do(client.delete_objects(bucket, named))["Error"][0]["Code"] == "ObjectLocked"
    world.cos.advance(days=30)
    world.do(client.delete_object(bucket, "k", VersionId=old))
    assert refused(world, client.get_object, bucket, "k", VersionId=old) == "404 NoSuchVersion"


def test_what_locks_do_not_go_with(world: World) -> None:
    client, bucket = world.client, world.bucket
    tiering: Any = {"Status": "Enabled", "Transition": {"Days": 30, "RequestFrequent": 1}}
    state = "409 InvalidBucketState"
    lockable(world)
    assert refused(world, client.put_bucket_versioning, bucket, "Suspended") == state
    assert refused(world, client.put_bucket_intelligenttiering, bucket, tiering) == state
    others = {}
    for what in ("suspended", "tiered", "maz"):
        others[what] = f"{what}-{uuid4().hex[:8]}-1250000000"
        zones: Any = {"BucketAZConfig": "MAZ"} if what == "maz" else {}
        world.do(client.create_bucket(others[what], **zones))
    world.do(client.put_bucket_versioning(others["suspended"], "Suspended"))
    world.do(client.put_bucket_intelligenttiering(others["tiered"], tiering))
    assert refused(world, client.put_bucket_object_lock, others["suspended"], ENABLED) == state
    assert refused(world, client.put_bucket_object_lock, others["tiered"], ENABLED) == state
    maz = "400 OAZOperationNotSupportOnMAZBucket"
    assert refused(world, client.put_bucket_object_lock, others["maz"], ENABLED) == maz


def test_a_lock_outlives_the_server(tmp_path: Any) -> None:
    from qcloud_cos import CosS3Client

    bucket = "locked-1250000000"
    with LocalCos(tmp_path) as cos:
        client = CosS3Client(cos.config())
        client.create_bucket(bucket)
        rule: Any = {"DefaultRetention": {"Days": 5, "Mode": "COMPLIANCE"}}
        client.put_bucket_object_lock(bucket, {"ObjectLockEnabled": "Enabled", "Rule": rule})
        client.put_object(bucket, b"kept", "k")
    with LocalCos(tmp_path) as cos:
        client = CosS3Client(cos.config())
        with pytest.raises(CosServiceError, match=LOCKED):
            client.delete_object(bucket, "k")
        cos.advance(days=6)
        client.delete_object(bucket, "k")


def test_lifecycle_rules_wait_for_the_lock_to_end(world: World) -> None:
    def rule(name: str, **deed: Any) -> Any:
        return {"ID": name, "Filter": {"Prefix": f"{name}/"}, "Status": "Enabled", **deed}

    rules = [
        rule("go", Expiration={"Days": 20}),
        rule("move", Transition=[{"Days": 20, "StorageClass": "ARCHIVE"}]),
    ]
    world.do(world.client.put_bucket_lifecycle(world.bucket, {"Rule": rules}))
    lockable(world, days=30)
    for key in ("go/a", "move/a"):
        expires = "x-cos-expiration" in world.put(key)
        assert expires == (key == "go/a")
    world.cos.advance(days=29)
    assert world.keys() == ["go/a", "move/a"]
    assert "x-cos-storage-class" not in world.do(world.client.head_object(world.bucket, "move/a"))
    world.cos.advance(days=2)
    assert world.keys() == ["move/a"]
    assert world.do(world.client.head_object(world.bucket, "move/a"))["x-cos-storage-class"] == "ARCHIVE"
