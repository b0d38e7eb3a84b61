from __future__ import annotations

import urllib.error
import urllib.request
from collections.abc import Iterator
from typing import Any

import pytest

from behaviour.world import World
from qcloud_cos import CosConfig, CosS3Client
from qcloud_cos.errors import AccessDenied, InvalidAccessKeyId, SignatureDoesNotMatch
from qcloud_cos.server import LocalCos
from qcloud_cos.server.accounts import Account

OTHER = Account("1250000001", "100000000002", "AKIDLOCALOTHER0000000000", "other-local-secret")


@pytest.fixture(scope="session")
def cos_server() -> Iterator[LocalCos]:
    """A COS with two accounts."""
    with LocalCos() as first:
        owner = first.account
    with LocalCos(accounts=[owner, OTHER]) as cos:
        yield cos


@pytest.fixture
def stranger(world: World) -> CosS3Client:
    return world.other(world.cos.config(SecretId=OTHER.secret_id, SecretKey=OTHER.secret_key))


@pytest.fixture
def anonymous(world: World) -> CosS3Client:
    return world.other(CosConfig(Endpoint=world.cos.endpoint, Anonymous=True))


def test_a_wrong_key_is_told_apart_from_an_unknown_one(world: World) -> None:
    wrong = world.other(world.cos.config(SecretKey="wrong"))
    with pytest.raises(SignatureDoesNotMatch, match="put_object: 403"):
        world.do(wrong.put_object(world.bucket, b"", "k"))
    unknown = world.other(world.cos.config(SecretId="AKIDNOBODYNOBODYNOBODY00"))
    with pytest.raises(InvalidAccessKeyId):
        world.do(unknown.list_objects(world.bucket))


def test_what_is_private_is_for_the_owner(world: World, stranger: CosS3Client, anonymous: CosS3Client) -> None:
    world.put("k")
    attempts: list[tuple[str, dict[str, Any]]] = [
        ("get_object", {"Key": "k"}),
        ("head_object", {"Key": "k"}),
        ("put_object", {"Key": "k", "Body": b"x"}),
        ("delete_object", {"Key": "k"}),
        ("list_objects", {}),
        ("get_bucket_acl", {}),
        ("put_object_acl", {"Key": "k", "ACL": "public-read"}),
        ("create_multipart_upload", {"Key": "k"}),
    ]
    for other in (stranger, anonymous):
        for name, arguments in attempts:
            with pytest.raises(AccessDenied, match=name):
                world.do(getattr(other, name)(Bucket=world.bucket, **arguments))
    assert world.read("k") == b"content"


def test_a_public_object_is_read_by_everyone_and_written_by_none(world: World, anonymous: CosS3Client) -> None:
    world.put("k", ACL="public-read")
    assert world.do(world.do(anonymous.get_object(world.bucket, "k"))["Body"].read()) == b"content"
    with pytest.raises(AccessDenied):
        world.do(anonymous.put_object(world.bucket, b"", "k"))
    with pytest.raises(AccessDenied):
        world.do(anonymous.list_objects(world.bucket))


def test_a_public_bucket(world: World, anonymous: CosS3Client) -> None:
    world.put("k")
    world.do(world.client.put_bucket_acl(world.bucket, ACL="public-read"))
    assert world.do(anonymous.list_objects(world.bucket))["Contents"][0]["Key"] == "k"
    assert world.do(world.do(anonymous.get_object(world.bucket, "k"))["Body"].read()) == b"content"
    with pytest.raises(AccessDenied):
        world.do(anonymous.put_object(world.bucket, b"", "k2"))
    world.do(world.client.put_bucket_acl(world.bucket, ACL="public-read-write"))
    world.do(anonymous.put_object(world.bucket, b"from nobody", "k2"))
    assert world.read("k2") == b"from nobody"


def test_a_grant_lets_one_account_in(world: World, stranger: CosS3Client, anonymous: CosS3Client) -> None:
    world.put("k", GrantRead=f'id="{OTHER.uin}"')
    assert world.do(world.do(stranger.get_object(world.bucket, "k"))["Body"].read()) == b"content"
    with pytest.raises(AccessDenied):
        world.do(anonymous.get_object(world.bucket, "k"))
    found = world.do(world.client.get_object_acl(world.bucket, "k"))
    assert {grant["Permission"] for grant in found["Grant"]} == {"FULL_CONTROL", "READ"}


def test_a_policy_document_is_taken_in_both_forms_and_read_in_both(world: World, stranger: CosS3Client) -> None:
    world.put("k")
    owner = world.do(world.client.get_object_acl(world.bucket, "k"))["Owner"]
    grantee = {"Type": "CanonicalUser", "ID": f"qcs::cam::uin/{OTHER.uin}:uin/{OTHER.uin}"}
    grants: Any = [{"Grantee": grantee, "Permission": "READ"}]
    for policy in ({"Owner": owner, "Grant": grants}, {"Owner": owner, "AccessControlList": {"Grant": grants}}):
        world.do(world.client.put_object_acl(world.bucket, "k", policy))  # type: ignore[arg-type]
        found = world.do(world.client.get_object_acl(world.bucket, "k"))
        assert found["Grant"] == found["AccessControlList"]["Grant"]
        assert ("READ", grantee["ID"]) in [
            (grant["Permission"], grant["Grantee"]["ID"]) for grant in found["Grant"]
        ]
        world.do(world.do(stranger.get_object(world.bucket, "k"))["Body"].close())
        world.do(world.client.put_object_acl(world.bucket, "k", ACL="private"))
        with pytest.raises(AccessDenied):
            world.do(stranger.get_object(world.bucket, "k"))


def test_short_names_of_acls(world: World) -> None:
    world.put("k")
    assert world.do(world.client.get_object_acl(world.bucket, "k"))["CannedACL"] == "default"
    assert world.do(world.client.get_bucket_acl(world.bucket))["CannedACL"] == "private"
    for name in ("public-read", "private", "default"):
        world.do(world.client.put_object_acl(world.bucket, "k", ACL=name))
        assert world.do(world.client.get_object_acl(world.bucket, "k"))["CannedACL"] == name
    world.do(world.client.put_bucket_acl(world.bucket, ACL="public-read-write"))
    assert world.do(world.client.get_bucket_acl(world.bucket))["CannedACL"] == "public-read-write"


def opened(url: str, method: str = "GET", body: bytes | None = None, **headers: str) -> tuple[int, bytes]:
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    request = urllib.request.Request(url, body, named, method=method)
    try:
        with urllib.request.urlopen(request) as answer:
            return answer.status, answer.read()
    except urllib.error.HTTPError as refused:
        with refused:
            return refused.code, refused.read()


def test_presigned_urls_open_with_nothing_else(world: World) -> None:
    key = "中 文/+%.txt"
    put = world.do(world.client.get_presigned_url(world.bucket, key, "PUT", Headers={"Content-Type": "text/x"}))
    assert opened(put, "PUT", b"by url", Content_Type="text/y")[0] == 403
    assert opened(put, "PUT", b"by url", Content_Type="text/x")[0] == 200
    get = world.do(
        world.client.get_presigned_download_url(world.bucket, key, Params={"response-content-type": "a/b"})
    )
    assert opened(get) == (200, b"by url")
    assert opened(get.replace("a%2Fb", "a%2Fc"))[0] == 403
    assert opened(get, "DELETE")[0] == 403
    assert opened(get.replace("%2B%25", "x"))[0] in (403, 404)


def test_a_presigned_url_expires(world: World) -> None:
    world.put("k")
    url = world.do(world.client.get_presigned_url(world.bucket, "k", "GET", Expired=60))
    assert opened(url)[0] == 200
    expired = world.do(world.client.get_presigned_url(world.bucket, "k", "GET", Expired=-30))
    status, body = opened(expired)
    assert (status, b"Request has expired" in body) == (403, True)


def test_an_authorization_for_somebody_else(world: World) -> None:
    world.put("k")
    url = world.do(world.client.get_object_url(world.bucket, "k"))
    assert opened(url)[0] == 403
    authorization = world.do(world.client.get_auth("GET", world.bucket, "k"))
    assert opened(url, Authorization=authorization) == (200, b"content")
