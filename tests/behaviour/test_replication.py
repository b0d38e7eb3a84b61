"""Objects copied from bucket to bucket, as both clients see it."""

from __future__ import annotations

import threading
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest

from behaviour.world import World
from qcloud_cos import CosS3Client, CosServiceError
from qcloud_cos.server import Account, LocalCos
from raw import Wire

ROLE = "qcs::cam::uin/100000000001:uin/100000000001"
MIB = 1024 * 1024


def rule(target: str, **more: Any) -> dict[str, Any]:
    destination = {"Bucket": f"qcs::cos:ap-beijing::{target}", **more.pop("Destination", {})}
    return {"Status": "Enabled", "Prefix": "", "Destination": destination, **more}


def replicated(world: World, **more: Any) -> str:
    """A bucket that the story's is replicated to."""
    client, target = world.client, f"copies-{uuid4().hex[:12]}-1250000000"
    world.do(client.create_bucket(Bucket=target))
    for bucket in (world.bucket, target):
        world.do(client.put_bucket_versioning(bucket, "Enabled"))
    configured(world, world.bucket, rule(target, **more))
    return target


def configured(world: World, bucket: str, *rules: dict[str, Any]) -> None:
    wanted: Any = {"Role": ROLE, "Rule": list(rules)}
    world.do(world.client.put_bucket_replication(bucket, wanted))


def head(world: World, bucket: str, key: str, **more: Any) -> Any:
    return world.do(world.client.head_object(Bucket=bucket, Key=key, **more))


def status(world: World, bucket: str, key: str) -> str | None:
    found: str | None = head(world, bucket, key).get("x-cos-replication-status")
    return found


def keys(world: World, bucket: str) -> list[str]:
    page = world.do(world.client.list_objects(Bucket=bucket))
    return [entry["Key"] for entry in page.get("Contents", [])]


def test_new_objects_are_copied_with_all_that_is_theirs(world: World) -> None:
    world.put("before")
    target = replicated(world)
    world.put(
        "a", b"content", Metadata={"x-cos-meta-colour": "blue"}, ContentType="text/plain", ACL="public-read",
        StorageClass="STANDARD_IA", Tagging="k=v",
    )  # fmt: skip
    world.cos.settle()
    source, copy = head(world, world.bucket, "a"), head(world, target, "a")
    assert (source["x-cos-replication-status"], copy["x-cos-replication-status"]) == ("COMPLETED", "REPLICA")
    for name in ("ETag", "x-cos-version-id", "x-cos-meta-colour", "Content-Type", "x-cos-storage-class"):
        assert source[name] == copy[name]
    client = world.client
    tags = world.do(client.get_object_tagging(Bucket=target, Key="a"))
    assert tags["TagSet"]["Tag"] == [{"Key": "k", "Value": "v"}]
    grants = world.do(client.get_object_acl(Bucket=target, Key="a"))["AccessControlList"]["Grant"]
    assert "READ" in [grant["Permission"] for grant in grants]
    assert keys(world, target) == ["a"]  # what was there before is not copied
    assert status(world, world.bucket, "before") is None


def test_copies_are_where_and_what_the_rule_says(world: World) -> None:
    target = replicated(world, Prefix="logs/", Destination={"StorageClass": "Archive"})
    world.put("logs/a")
    world.put("other")
    world.cos.settle()
    assert keys(world, target) == ["logs/a"]
    assert head(world, target, "logs/a")["x-cos-storage-class"] == "ARCHIVE"
    assert status(world, world.bucket, "other") is None


def test_multipart_and_copied_objects_are_copied_without_a_second_body(world: World) -> None:
    client, target = world.client, replicated(world)
    upload = world.do(client.create_multipart_upload(Bucket=world.bucket, Key="big"))["UploadId"]
    parts: list[Any] = []
    for number in (1, 2):
        sent = world.do(
            client.upload_part(
                Bucket=world.bucket, Key="big", Body=bytes([number]) * MIB, PartNumber=number, UploadId=upload
            )
        )
        parts.append({"PartNumber": number, "ETag": sent["ETag"]})
    world.do(
        client.complete_multipart_upload(
            Bucket=world.bucket, Key="big", UploadId=upload, MultipartUpload={"Part": parts}
        )
    )
    source: Any = {"Bucket": world.bucket, "Key": "big", "Region": "ap-guangzhou"}
    world.do(client.copy_object(Bucket=world.bucket, Key="again", CopySource=source))
    world.cos.settle()
    files = [path for path in (world.cos.root / "blobs").rglob("*") if path.is_file()]
    assert len(files) == 2
    for bucket in (world.bucket, target):
        answer = world.do(client.get_object(Bucket=bucket, Key="again"))
        assert world.do(answer["Body"].read()) == b"\x01" * MIB + b"\x02" * MIB
    # The copy outlives the original.
    version = head(world, world.bucket, "big")["x-cos-version-id"]
    world.do(client.delete_object(Bucket=world.bucket, Key="big", VersionId=version))
    answer = world.do(client.get_object(Bucket=target, Key="big"))
    assert len(world.do(answer["Body"].read())) == 2 * MIB


@pytest.mark.parametrize("markers", ["Enabled", "Disabled"])
def test_delete_markers_follow_if_they_are_to(world: World, markers: str) -> None:
    client, target = world.client, replicated(world, DeleteMarkerReplication={"Status": markers})
    for key in ("a", "b", "c"):
        world.put(key)
    world.cos.settle()
    world.do(client.delete_object(Bucket=world.bucket, Key="a"))
    named: Any = {"Object": [{"Key": "b"}], "Quiet": "true"}
    world.do(client.delete_objects(Bucket=world.bucket, Delete=named))
    version = head(world, world.bucket, "c")["x-cos-version-id"]
    world.do(client.delete_object(Bucket=world.bucket, Key="c", VersionId=version))
    world.cos.settle()
    # Removing a version for good is never repeated elsewhere.
    assert keys(world, target) == (["c"] if markers == "Enabled" else ["a", "b", "c"])
    assert keys(world, world.bucket) == []


def test_what_lifecycle_rules_do_is_not_copied(world: World) -> None:
    target = replicated(world)
    lifecycle: Any = {
        "Rule": [{"ID": "r", "Filter": {"Prefix": ""}, "Status": "Enabled", "Expiration": {"Days": 1}}]
    }
    world.do(world.client.put_bucket_lifecycle(world.bucket, lifecycle))
    world.put("a")
    world.cos.advance(days=3)
    assert keys(world, world.bucket) == []
    assert keys(world, target) == ["a"]


def test_copies_are_not_copied_on_and_never_come_back(world: World) -> None:
    client, target = world.client, replicated(world)
    third = f"third-{uuid4().hex[:12]}-1250000000"
    world.do(client.create_bucket(Bucket=third))
    world.do(client.put_bucket_versioning(third, "Enabled"))
    configured(world, target, rule(world.bucket, Priority=1), rule(third, Priority=2))
    world.put("a")
    world.do(client.put_object(Bucket=target, Key="b", Body=b"b"))
    world.cos.settle()
    assert [keys(world, bucket) for bucket in (world.bucket, target, third)] == [["a", "b"], ["a", "b"], ["b"]]
    for bucket in (world.bucket, target):
        versions = world.do(client.list_objects_versions(Bucket=bucket))["Version"]
        assert [entry["Key"] for entry in versions] == ["a", "b"]


def test_one_bucket_is_copied_to_several(world: World) -> None:
    client, target = world.client, replicated(world)
    other = f"other-{uuid4().hex[:12]}-1250000000"
    world.do(client.create_bucket(Bucket=other))
    world.do(client.put_bucket_versioning(other, "Enabled"))
    configured(world, world.bucket, rule(target, Priority=1), rule(other, Prefix="a/", Priority=2))
    world.put("a/1")
    world.put("b/1")
    world.cos.settle()
    assert (keys(world, target), keys(world, other)) == (["a/1", "b/1"], ["a/1"])
    assert status(world, world.bucket, "a/1") == "COMPLETED"


def test_a_copy_that_failed_is_made_once_it_can_be(world: World) -> None:
    client, target = world.client, replicated(world)
    world.do(client.put_bucket_versioning(target, "Suspended"))
    world.put("a")
    world.cos.settle()
    assert status(world, world.bucket, "a") == "FAILED"
    world.do(client.put_bucket_versioning(target, "Enabled"))
    world.cos.advance(seconds=90)
    assert status(world, world.bucket, "a") == "COMPLETED"
    assert keys(world, target) == ["a"]


def test_encryption_stays_behind_and_a_customers_key_keeps_the_object(world: World) -> None:
    import base64
    import hashlib

    key = bytes(range(32))
    customer = {
        "SSECustomerAlgorithm": "AES256",
        "SSECustomerKey": base64.b64encode(key).decode(),
        "SSECustomerKeyMD5": base64.b64encode(hashlib.md5(key).digest()).decode(),
    }
    target = replicated(world)
    world.put("cos", ServerSideEncryption="AES256")
    world.put("own", **customer)
    world.put("kms", ServerSideEncryption="cos/kms")
    world.cos.settle()
    assert keys(world, target) == ["cos"]
    assert "x-cos-server-side-encryption" not in head(world, target, "cos")
    assert head(world, world.bucket, "own", **customer).get("x-cos-replication-status") is None


def test_what_is_locked_is_copied_and_the_copy_is_locked_by_its_own_bucket(world: World) -> None:
    client: Any = world.client
    target = replicated(world)
    lock = {"ObjectLockEnabled": "Enabled", "Rule": {"DefaultRetention": {"Mode": "COMPLIANCE", "Days": 1}}}
    world.do(client.put_bucket_object_lock(world.bucket, lock))
    world.put("a")
    world.cos.settle()
    assert status(world, world.bucket, "a") == "COMPLETED"
    version = head(world, target, "a")["x-cos-version-id"]
    world.do(client.delete_object(Bucket=target, Key="a", VersionId=version))
    world.do(client.put_bucket_object_lock(target, lock))
    world.put("b")
    world.cos.settle()
    version = head(world, target, "b")["x-cos-version-id"]
    with pytest.raises(CosServiceError) as refused:
        world.do(client.delete_object(Bucket=target, Key="b", VersionId=version))
    assert refused.value.get_error_code() == "ObjectLocked"


def test_the_configuration_tells_since_when_it_is_so(world: World) -> None:
    replicated(world)
    with Wire(world.cos, host=f"{world.bucket}.cos.ap-guangzhou.myqcloud.com") as wire:
        reply = wire.request("GET", "/", {"replication": ""})
    assert (reply.headers["x-cos-replication-rule-creation-time"] or "").endswith("GMT")


def test_who_may_not_write_there_cannot_have_it_copied_there() -> None:
    ours = Account("1250000001", "100000000011", "AKIDours", "k1")
    theirs = Account("1250000002", "100000000012", "AKIDtheirs", "k2")
    source, target = "source-1250000001", "target-1250000002"
    with LocalCos(accounts=[ours, theirs]) as cos:
        us, them = CosS3Client(cos.config()), CosS3Client(cos.config(SecretId="AKIDtheirs", SecretKey="k2"))
        for client, bucket in ((us, source), (them, target)):
            client.create_bucket(Bucket=bucket)
            client.put_bucket_versioning(bucket, "Enabled")
        wanted: Any = {"Role": "qcs::cam::uin/100000000011:uin/100000000011", "Rule": [rule(target)]}
        with pytest.raises(CosServiceError) as refused:
            us.put_bucket_replication(source, wanted)
        assert refused.value.get_error_code() == "AccessDenied"
        allowed = {
            "Effect": "allow",
            "Principal": {"qcs": [ours.id]},
            "Action": ["name/cos:PutObject"],
            "Resource": [f"qcs::cos:ap-guangzhou:uid/1250000002:{target}/*"],
        }
        them.put_bucket_policy(Bucket=target, Policy={"version": "2.0", "Statement": [allowed]})
        us.put_bucket_replication(source, wanted)
        us.put_object(Bucket=source, Key="a", Body=b"a")
        cos.settle()
        assert [entry["Key"] for entry in them.list_objects(Bucket=target)["Contents"]] == ["a"]


def test_what_was_noted_is_copied_after_a_restart(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    from qcloud_cos.server.replication.copying import Replicating

    source, target = "source-1250000000", "target-1250000000"
    idle = threading.Event()
    with LocalCos(tmp_path) as cos, monkeypatch.context() as patch:
        patch.setattr(Replicating, "work", lambda self, now: idle.set())  # the process dies before it gets to it
        client = CosS3Client(cos.config())
        for bucket in (source, target):
            client.create_bucket(Bucket=bucket)
            client.put_bucket_versioning(bucket, "Enabled")
        wanted: Any = {"Role": ROLE, "Rule": [rule(target)]}
        client.put_bucket_replication(source, wanted)
        client.put_object(Bucket=source, Key="a", Body=b"a")
        assert client.head_object(Bucket=source, Key="a")["x-cos-replication-status"] == "PENDING"
    with LocalCos(tmp_path) as cos:
        client = CosS3Client(cos.config())
        cos.settle()
        assert client.head_object(Bucket=source, Key="a")["x-cos-replication-status"] == "COMPLETED"
        assert client.head_object(Bucket=target, Key="a")["x-cos-replication-status"] == "REPLICA"
