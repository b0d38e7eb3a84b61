"""Temporary credentials: what they may, and how long."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest

from behaviour.world import World
from qcloud_cos import CosS3Client, CosServiceError
from qcloud_cos.server import Account, LocalCos, TemporaryCredentials
from qcloud_cos.server.accounts import DEFAULT

OTHER = Account("1250000001", "100000000002", "AKIDLOCALOTHER0000000000", "other-local-secret")


@pytest.fixture
def cos_server() -> Iterator[LocalCos]:
    """One whose clock is ours to move."""
    with LocalCos(accounts=[DEFAULT, OTHER]) as cos:
        yield cos


def holder(world: World, issued: TemporaryCredentials, **changed: Any) -> CosS3Client:
    keys: dict[str, Any] = {"SecretId": issued.secret_id, "SecretKey": issued.secret_key, "Token": issued.token}
    return world.other(world.cos.config(**(keys | changed)))


def allow(world: World, *actions: str, path: str = "*", effect: str = "allow") -> dict[str, Any]:
    resource = f"qcs::cos:ap-guangzhou:uid/1250000000:{world.bucket}/{path}"
    return {"effect": effect, "action": [f"name/cos:{action}" for action in actions], "resource": [resource]}


def test_without_a_policy_they_are_as_good_as_the_account_s(world: World) -> None:
    issued = world.cos.sts()
    assert issued.secret_id.startswith("AKID")
    assert issued.secret_key not in repr(issued)
    client = holder(world, issued)
    world.do(client.put_object(world.bucket, b"by token", "k"))
    assert world.read("k") == b"by token"
    assert world.do(client.list_buckets())["Buckets"]


def test_the_token_is_part_of_them(world: World) -> None:
    issued, another = world.cos.sts(), world.cos.sts()
    for token in (None, "made-up", another.token):
        with pytest.raises(CosServiceError, match="403 AccessDenied"):
            world.do(holder(world, issued, Token=token).list_objects(world.bucket))
    with pytest.raises(CosServiceError, match="403 SignatureDoesNotMatch"):
        world.do(holder(world, issued, SecretKey=another.secret_key).list_objects(world.bucket))


def test_they_end(world: World) -> None:
    world.put("k")
    issued = world.cos.sts(duration=900)
    assert 890 < issued.expiry - world.cos.now() <= 900
    client = holder(world, issued)
    world.do(client.head_object(world.bucket, "k"))
    world.cos.advance(seconds=901)
    with pytest.raises(CosServiceError, match="400 ExpiredToken"):
        world.do(client.list_objects(world.bucket))
    world.do(holder(world, world.cos.sts()).list_objects(world.bucket))


def test_their_policy_allows_and_everything_else_is_denied(world: World) -> None:
    world.put("docs/a")
    world.put("secret/a")
    policy = {"version": "2.0", "statement": [allow(world, "GetObject", "PutObject", path="docs/*")]}
    client = holder(world, world.cos.sts(policy))
    assert world.do(world.do(client.get_object(world.bucket, "docs/a"))["Body"].read()) == b"content"
    world.do(client.put_object(world.bucket, b"", "docs/b"))
    for call in (
        lambda: client.get_object(world.bucket, "secret/a"),
        lambda: client.delete_object(world.bucket, "docs/a"),
        lambda: client.list_objects(world.bucket),
        lambda: client.list_buckets(),
        lambda: client.create_bucket("new-1250000000"),
        lambda: client.put_bucket_policy(world.bucket, {"version": "2.0", "statement": [allow(world, "*")]}),
        lambda: client.copy_object(world.bucket, "docs/c", {"Bucket": world.bucket, "Key": "secret/a"}),
    ):
        with pytest.raises(CosServiceError, match="403"):
            world.do(call())


def test_their_policy_denies_what_it_allows_elsewhere(world: World) -> None:
    world.put("k", ACL="public-read")
    policy = {"version": "2.0", "statement": [allow(world, "*"), allow(world, "GetObject", effect="deny")]}
    client = holder(world, world.cos.sts(policy))
    world.do(client.head_object(world.bucket, "k"))
    with pytest.raises(CosServiceError, match="403 AccessDenied"):
        world.do(client.get_object(world.bucket, "k"))


def test_what_anyone_may_their_holder_may_too(world: World) -> None:
    world.put("k", ACL="public-read")
    client = holder(world, world.cos.sts({"version": "2.0", "statement": [allow(world, "PutObject")]}))
    assert world.do(world.do(client.get_object(world.bucket, "k"))["Body"].read()) == b"content"


def test_a_policy_cannot_give_what_the_account_has_not(world: World) -> None:
    world.put("k")
    everything = {"version": "2.0", "statement": [{"effect": "allow", "action": "*", "resource": "*"}]}
    client = holder(world, world.cos.sts(everything, account=OTHER))
    with pytest.raises(CosServiceError, match="403 AccessDenied"):
        world.do(client.get_object(world.bucket, "k"))
    world.do(world.client.put_object_acl(world.bucket, "k", GrantRead=f'id="{OTHER.uin}"'))
    assert world.do(world.do(client.get_object(world.bucket, "k"))["Body"].read()) == b"content"
    assert not world.do(client.list_buckets())["Buckets"]


def test_urls_signed_with_them_carry_the_token(world: World) -> None:
    import urllib.request

    world.put("k")
    client = holder(world, world.cos.sts())
    url = world.do(client.get_presigned_url(world.bucket, "k", "GET"))
    with urllib.request.urlopen(url) as answer:
        assert answer.read() == b"content"


@pytest.mark.parametrize(
    "arguments", [{"policy": "{"}, {"policy": {"version": "2.0"}}, {"duration": 0}, {"duration": 10**6}]
)
def test_what_cannot_be_issued(arguments: Any) -> None:
    with pytest.raises(ValueError):
        LocalCos().sts(**arguments)
