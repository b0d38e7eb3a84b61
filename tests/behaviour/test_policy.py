"""Bucket policies at work, beside ACLs."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

import pytest

from behaviour.world import World
from qcloud_cos import CosConfig, CosS3Client, CosServiceError
from qcloud_cos.server import Account, LocalCos
from qcloud_cos.server.accounts import DEFAULT

OTHER = Account("1250000001", "100000000002", "AKIDLOCALOTHER0000000000", "other-local-secret")
ANYONE = "qcs::cam::anyone:anyone"
DENIED = "403 AccessDenied"


@pytest.fixture(scope="module")
def cos_server() -> Iterator[LocalCos]:
    with LocalCos(accounts=[DEFAULT, OTHER]) as cos:
        yield cos


@pytest.fixture
def stranger(world: World) -> CosS3Client:
    return world.other(world.cos.config(SecretId=OTHER.secret_id, SecretKey=OTHER.secret_key))


@pytest.fixture
def anonymous(world: World) -> CosS3Client:
    return world.other(CosConfig(Endpoint=world.cos.endpoint, Anonymous=True))


def rule(world: World, *actions: str, path: str = "*", who: str = OTHER.id, **members: Any) -> dict[str, Any]:
    return {
        "Effect": "allow",
        "Principal": {"qcs": [who]},
        "Action": [f"name/cos:{action}" for action in actions],
        "Resource": [f"qcs::cos:ap-guangzhou:uid/1250000000:{world.bucket}/{path}"],
        **members,
    }


def set_policy(world: World, *rules: dict[str, Any]) -> None:
    world.do(world.client.put_bucket_policy(world.bucket, {"version": "2.0", "Statement": list(rules)}))


def test_a_policy_is_set_read_and_removed(world: World) -> None:
    with pytest.raises(CosServiceError, match="404 NoSuchBucketPolicy"):
        world.do(world.client.get_bucket_policy(world.bucket))
    given = rule(world, "GetObject")
    set_policy(world, given)
    found = json.loads(world.do(world.client.get_bucket_policy(world.bucket))["Policy"])
    assert found == {"version": "2.0", "Statement": [given]}
    world.do(world.client.delete_bucket_policy(world.bucket))
    world.do(world.client.delete_bucket_policy(world.bucket))
    with pytest.raises(CosServiceError, match="404 NoSuchBucketPolicy"):
        world.do(world.client.get_bucket_policy(world.bucket))


def test_a_policy_that_is_none_is_refused(world: World) -> None:
    for document in ("{", "[]", {"version": "2.0", "Statement": []}):
        with pytest.raises(CosServiceError, match="400 MalformedPolicy"):
            world.do(world.client.put_bucket_policy(world.bucket, document))
    with pytest.raises(CosServiceError, match="400 PolicyFull"):
        set_policy(world, *[rule(world, "GetObject", path=f"{number}" * 50) for number in range(150)])


def test_only_what_is_allowed_is(world: World, stranger: CosS3Client, anonymous: CosS3Client) -> None:
    world.put("docs/a")
    world.put("secret/a")
    set_policy(world, rule(world, "GetObject", "PutObject", path="docs/*"))
    assert world.do(world.do(stranger.get_object(world.bucket, "docs/a"))["Body"].read()) == b"content"
    world.do(stranger.put_object(world.bucket, b"theirs", "docs/b"))
    assert world.read("docs/b") == b"theirs"
    for call in (
        lambda: stranger.get_object(world.bucket, "secret/a"),
        lambda: stranger.head_object(world.bucket, "docs/a"),
        lambda: stranger.delete_object(world.bucket, "docs/a"),
        lambda: stranger.list_objects(world.bucket),
        lambda: stranger.get_bucket_policy(world.bucket),
        lambda: anonymous.get_object(world.bucket, "docs/a"),
        lambda: stranger.copy_object(world.bucket, "docs/c", {"Bucket": world.bucket, "Key": "secret/a"}),
    ):
        with pytest.raises(CosServiceError, match="403"):
            world.do(call())
    world.do(stranger.copy_object(world.bucket, "docs/c", {"Bucket": world.bucket, "Key": "docs/a"}))
    assert world.read("docs/c") == b"content"


def test_denials_win_over_lists_and_over_the_owner(world: World, stranger: CosS3Client) -> None:
    world.put("k", ACL="public-read")
    set_policy(world, rule(world, "GetObject"), rule(world, "GetObject", Effect="deny"))
    with pytest.raises(CosServiceError, match=DENIED):
        world.do(stranger.get_object(world.bucket, "k"))
    assert world.read("k") == b"content"
    set_policy(world, rule(world, "*", who=ANYONE, Effect="deny"))
    for call in (
        lambda: world.client.get_object(world.bucket, "k"),
        lambda: world.client.put_object(world.bucket, b"", "k"),
        lambda: world.client.list_objects(world.bucket),
    ):
        with pytest.raises(CosServiceError, match=DENIED):
            world.do(call())
    world.do(world.client.delete_bucket_policy(world.bucket))
    assert world.read("k") == b"content"


def test_anyone_may_be_let_in(world: World, stranger: CosS3Client, anonymous: CosS3Client) -> None:
    world.put("k")
    for who in (ANYONE, "qcs::cam::anonymous:anonymous", "*"):
        set_policy(world, rule(world, "GetObject", who=who))
        for other in (stranger, anonymous):
            assert world.do(world.do(other.get_object(world.bucket, "k"))["Body"].read()) == b"content"
        with pytest.raises(CosServiceError, match=DENIED):
            world.do(anonymous.put_object(world.bucket, b"", "k"))


def test_configuration_can_be_entrusted(world: World, stranger: CosS3Client) -> None:
    set_policy(world, rule(world, "GetBucketVersioning", "PutBucketVersioning"))
    world.do(stranger.put_bucket_versioning(world.bucket, "Enabled"))
    assert world.do(stranger.get_bucket_versioning(world.bucket))["Status"] == "Enabled"
    with pytest.raises(CosServiceError, match=DENIED):
        world.do(stranger.put_bucket_acl(world.bucket, ACL="public-read"))


@pytest.mark.parametrize(
    ("condition", "prefix", "allowed"),
    [
        ({"string_equal": {"cos:prefix": "docs/"}}, "docs/", True),
        ({"string_equal": {"cos:prefix": "docs/"}}, "", False),
        ({"string_like": {"cos:prefix": "docs/*"}}, "docs/2026/", True),
        ({"ip_equal": {"qcs:ip": "127.0.0.0/8"}}, "", True),
        ({"ip_not_equal": {"qcs:ip": "127.0.0.1"}}, "", False),
        ({"bool_equal": {"cos:secure-transport": "true"}}, "", False),
        ({"numeric_less_than": {"cos:max-keys": 10}}, "", True),
        ({"string_like": {"cos:user-agent": "*python*"}}, "", True),
    ],
)
def test_conditions(
    world: World, stranger: CosS3Client, condition: dict[str, Any], prefix: str, allowed: bool
) -> None:
    set_policy(world, rule(world, "GetBucket", Condition=condition))
    if allowed:
        world.do(stranger.list_objects(world.bucket, Prefix=prefix, MaxKeys=5))
        return
    with pytest.raises(CosServiceError, match=DENIED):
        world.do(stranger.list_objects(world.bucket, Prefix=prefix, MaxKeys=5))


def test_a_header_is_not_taken_for_a_parameter(world: World, stranger: CosS3Client) -> None:
    set_policy(world, rule(world, "GetBucket", Condition={"string_equal": {"cos:prefix": "docs/"}}))
    with pytest.raises(CosServiceError, match=DENIED):
        world.do(stranger.list_objects(world.bucket, Metadata={"prefix": "docs/"}))


def test_what_is_written_may_be_bound(world: World, stranger: CosS3Client) -> None:
    public = {"string_equal": {"cos:x-cos-acl": "public-read"}}
    text = {"string_like": {"cos:content-type": "text/*"}}
    bans = [rule(world, "PutObject", who=ANYONE, Effect="deny", Condition=what) for what in (public, text)]
    set_policy(world, rule(world, "PutObject"), *bans)
    world.do(stranger.put_object(world.bucket, b"", "k", ACL="private"))
    for headers in ({"ACL": "public-read"}, {"ContentType": "text/html"}):
        with pytest.raises(CosServiceError, match=DENIED):
            world.do(stranger.put_object(world.bucket, b"", "k", **headers))  # type: ignore[arg-type]


def test_many_keys_are_judged_one_by_one(world: World, stranger: CosS3Client) -> None:
    for key in ("docs/a", "docs/b", "secret/a"):
        world.put(key)
    set_policy(world, rule(world, "DeleteObject", path="docs/*"))
    wanted: Any = {"Object": [{"Key": "docs/a"}, {"Key": "secret/a"}]}
    answer = world.do(stranger.delete_objects(world.bucket, wanted))
    assert [entry["Key"] for entry in answer["Deleted"]] == ["docs/a"]
    assert [(entry["Key"], entry["Code"]) for entry in answer["Error"]] == [("secret/a", "AccessDenied")]
    assert world.keys() == ["docs/b", "secret/a"]
    with pytest.raises(CosServiceError, match=DENIED):
        world.do(stranger.delete_objects(world.bucket, {"Object": [{"Key": "secret/a"}]}))


def test_a_list_lets_another_account_write_and_read(world: World, stranger: CosS3Client) -> None:
    world.do(
        world.client.put_bucket_acl(world.bucket, GrantRead=f'id="{OTHER.id}"', GrantWrite=f'id="{OTHER.id}"')
    )
    world.do(stranger.put_object(world.bucket, b"theirs", "k"))
    assert world.do(stranger.list_objects(world.bucket))["Contents"][0]["Key"] == "k"
    copied = {"Bucket": world.bucket, "Key": "k"}
    world.do(stranger.copy_object(world.bucket, "copy", copied))  # type: ignore[arg-type]
    assert world.read("copy") == b"theirs"
    mine = f"mine-{world.bucket.split('-')[1]}-{int(world.is_async)}-{OTHER.appid}"
    world.do(stranger.create_bucket(mine))
    with pytest.raises(CosServiceError, match=DENIED):
        world.do(world.client.put_object(mine, b"", "k"))
