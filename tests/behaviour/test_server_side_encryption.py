"""Server-side encryption: with keys of COS, of the key management, and of the customer."""

from __future__ import annotations

import base64
import hashlib
import os
from typing import Any

import pytest

from behaviour.world import World
from qcloud_cos import CosConfig, CosServiceError

NAME = "x-cos-server-side-encryption"
KEY, OTHER = bytes(range(32)), bytes(32)


def customer(key: bytes = KEY, prefix: str = "SSECustomer") -> Any:
    return {
        f"{prefix}Algorithm": "AES256",
        f"{prefix}Key": base64.b64encode(key).decode(),
        f"{prefix}KeyMD5": base64.b64encode(hashlib.md5(key).digest()).decode(),
    }


def head(world: World, key: str = "k", **arguments: Any) -> Any:
    return world.do(world.client.head_object(world.bucket, key, **arguments))


@pytest.mark.parametrize("algorithm", ["AES256", "SM4", "cos/kms"])
def test_what_was_asked_for_is_told(world: World, algorithm: str) -> None:
    assert world.put("k", ServerSideEncryption=algorithm)[NAME] == algorithm
    assert head(world)[NAME] == algorithm
    assert world.read("k") == b"content"
    is_md5 = head(world)["ETag"].strip('"') == hashlib.md5(b"content").hexdigest()
    assert is_md5 is (algorithm != "cos/kms")
    world.do(world.client.copy_object(world.bucket, "copy", {"Bucket": world.bucket, "Key": "k"}))
    assert NAME not in head(world, "copy")
    with pytest.raises(CosServiceError, match="400 InvalidArgument"):
        world.put("k", ServerSideEncryption="ROT13")


def test_a_customer_s_key_is_wanted_again(world: World) -> None:
    put = world.put("k", **customer())
    assert put[f"{NAME}-customer-algorithm"] == "AES256"
    assert put["ETag"].strip('"') != hashlib.md5(b"content").hexdigest()
    assert world.read("k", **customer()) == b"content"
    assert head(world, **customer())[f"{NAME}-customer-key-md5"] == customer()["SSECustomerKeyMD5"]
    for arguments, status in (({}, "400"), (customer(OTHER), "403")):
        with pytest.raises(CosServiceError, match=status):
            world.read("k", **arguments)
        with pytest.raises(CosServiceError, match=status):
            head(world, **arguments)
    with pytest.raises(CosServiceError, match="400 InvalidArgument"):
        world.read("k", **{**customer(), "SSECustomerKeyMD5": customer(OTHER)["SSECustomerKeyMD5"]})
    world.put("plain")
    with pytest.raises(CosServiceError, match="400 SSEHeaderNotAllowed"):
        world.read("plain", **customer())


def test_the_key_is_nowhere_on_the_disk(world: World) -> None:
    key = os.urandom(32)
    world.put("k", **customer(key))
    secrets = [key, customer(key)["SSECustomerKey"].encode(), key.hex().encode()]
    for path in world.cos.root.rglob("*"):
        if path.is_file():
            held = path.read_bytes()
            assert not any(secret in held for secret in secrets), path


def test_copies_from_and_to_a_customer_s_key(world: World) -> None:
    source: Any = {"Bucket": world.bucket, "Key": "k"}
    world.put("k", **customer())
    wrong: list[Any] = [{}, customer(OTHER, "CopySourceSSECustomer")]
    for arguments in wrong:
        with pytest.raises(CosServiceError, match="400 SsecDecryptHeaderInvalid"):
            world.do(world.client.copy_object(world.bucket, "copy", source, **arguments))
    of_source = customer(KEY, "CopySourceSSECustomer")
    world.do(world.client.copy_object(world.bucket, "copy", source, **of_source))
    assert world.read("copy") == b"content"
    assert head(world, "copy")["ETag"].strip('"') == hashlib.md5(b"content").hexdigest()
    world.do(world.client.copy_object(world.bucket, "other", source, **of_source, **customer(OTHER)))
    assert world.read("other", **customer(OTHER)) == b"content"
    with pytest.raises(CosServiceError, match="403"):
        world.read("other", **customer())


def test_every_part_brings_the_key(world: World) -> None:
    upload = world.do(world.client.create_multipart_upload(world.bucket, "k", **customer()))["UploadId"]
    for arguments, status in (({}, "400"), (customer(OTHER), "403")):
        with pytest.raises(CosServiceError, match=status):
            world.do(world.client.upload_part(world.bucket, "k", b"part", 1, upload, **arguments))
    etag = world.do(world.client.upload_part(world.bucket, "k", b"part", 1, upload, **customer()))["ETag"]
    assert etag.strip('"') != hashlib.md5(b"part").hexdigest()
    parts: Any = {"Part": [{"PartNumber": 1, "ETag": etag}]}
    world.do(world.client.complete_multipart_upload(world.bucket, "k", upload, parts))
    assert world.read("k", **customer()) == b"part"
    with pytest.raises(CosServiceError, match="400"):
        world.read("k")


def test_what_is_encrypted_is_not_for_anonymous_callers(world: World) -> None:
    anonymous = world.other(CosConfig(Endpoint=world.cos.endpoint, Anonymous=True))
    world.put("k", ACL="public-read", ServerSideEncryption="AES256")
    with pytest.raises(CosServiceError, match="403 AccessDenied"):
        world.do(anonymous.get_object(world.bucket, "k"))
    world.do(world.client.put_bucket_acl(world.bucket, ACL="public-read-write"))
    with pytest.raises(CosServiceError, match="403 AccessDenied"):
        world.do(anonymous.copy_object(world.bucket, "copy", {"Bucket": world.bucket, "Key": "k"}))
