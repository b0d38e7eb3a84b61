"""Keys that others give out: roles, pods, machines, and tokens for a prefix."""

from __future__ import annotations

import asyncio
import json
import os
import pickle
import socket
import subprocess
import sys
import urllib.request
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from bare import bare, write
from behaviour.world import World
from qcloud_cos import AsyncCosS3Client, CosClientError, CosConfig, CosServiceError
from qcloud_cos.core import tc3
from qcloud_cos.credentials import AssumeRole, CvmRole, Keys, WebIdentity, write_profile
from qcloud_cos.credentials.usual import UsualPlaces
from qcloud_cos.errors import CredentialsError, NoCredentials
from qcloud_cos.server import LocalCos
from qcloud_cos.server.identity import LocalIdentity
from qcloud_cos.server.identity.roles import LocalRole


@pytest.fixture
def cos_server() -> Iterator[LocalCos]:
    """One whose clock is ours to move."""
    with LocalCos(durability="os") as cos:
        yield cos


@pytest.fixture
def identity(cos_server: LocalCos, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Iterator[LocalIdentity]:
    bare(monkeypatch, tmp_path)
    with LocalIdentity(cos_server) as identity:
        monkeypatch.delenv("COS_METADATA_DISABLED")
        for name, value in identity.environment.items():
            monkeypatch.setenv(name, value)
        yield identity


@pytest.fixture
def reader(identity: LocalIdentity) -> LocalRole:
    everything = {"effect": "allow", "action": "name/cos:GetObject", "resource": "*"}
    return identity.add_role("reader", {"version": "2.0", "statement": [everything]})


def client_of(world: World, instance: Any = None) -> Any:
    return world.other(CosConfig(Endpoint=world.cos.endpoint, Region="ap-guangzhou", CredentialInstance=instance))


def own(world: World) -> Keys:
    return Keys(world.cos.account.secret_id, world.cos.account.secret_key)


def reads(world: World, client: Any) -> bool:
    """What the role `reader` may, and nothing else."""
    body: bytes = world.do(world.do(client.get_object(world.bucket, "k"))["Body"].read())
    with pytest.raises(CosServiceError, match="403 AccessDenied"):
        world.do(client.put_object(world.bucket, b"", "k"))
    return body == b"content"


def test_a_role_is_assumed_once_for_all_requests(world: World, identity: LocalIdentity, reader: LocalRole) -> None:
    world.put("k")
    client = client_of(world, AssumeRole(reader.arn, own(world), session_name="story"))
    for _ in range(3):
        assert reads(world, client)
    assert identity.asked == ["AssumeRole"]
    assert world.do(client.credentials.current()).source.startswith(f"the role {reader.arn}, assumed with")


def test_a_role_in_the_environment_is_assumed_with_the_keys_there(
    world: World, identity: LocalIdentity, reader: LocalRole, monkeypatch: pytest.MonkeyPatch
) -> None:
    world.put("k")
    monkeypatch.setenv("TENCENTCLOUD_SECRET_ID", world.cos.account.secret_id)
    monkeypatch.setenv("TENCENTCLOUD_SECRET_KEY", world.cos.account.secret_key)
    monkeypatch.setenv("TENCENTCLOUD_ROLE_ARN", reader.arn)
    monkeypatch.setenv("TENCENTCLOUD_ROLE_SESSION_NAME", "from-here")
    assert reads(world, client_of(world))
    monkeypatch.setenv("TENCENTCLOUD_ROLE_ARN", reader.arn + "s")
    with pytest.raises(CredentialsError, match=r"readers, assumed with the environment .*RoleNotFound"):
        world.do(client_of(world).list_buckets())
    assert set(identity.asked) == {"AssumeRole"}


def test_a_pod_has_its_own_role_and_not_its_machine_s(
    world: World, identity: LocalIdentity, reader: LocalRole, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    world.put("k")
    identity.machine_role = "node"
    token = write(tmp_path / "token", identity.identity_token(reader, "cls-1"))
    monkeypatch.setenv("TKE_ROLE_ARN", reader.arn)
    monkeypatch.setenv("TKE_PROVIDER_ID", "cls-1")
    monkeypatch.setenv("TKE_WEB_IDENTITY_TOKEN_FILE", str(token))
    assert reads(world, client_of(world))
    assert reads(world, client_of(world, WebIdentity()))
    assert set(identity.asked) == {"AssumeRoleWithWebIdentity"}
    token.write_text("made up")
    for chain in (WebIdentity(), UsualPlaces()):
        with pytest.raises(CredentialsError, match=r"the pod's identity .*AuthFailure.TokenFailure"):
            world.do(client_of(world, chain).list_buckets())
    assert set(identity.asked) == {"AssumeRoleWithWebIdentity"}  # the machine's role would be a surprise


def test_a_machine_s_role_is_found_last(world: World, identity: LocalIdentity) -> None:
    world.put("k")
    client = client_of(world)
    with pytest.raises(NoCredentials, match="the machine's role .the machine has no role"):
        world.do(client.list_buckets())
    identity.machine_role = "backup"
    client = client_of(world, UsualPlaces())  # one that has not just looked in vain
    assert world.do(client.head_object(world.bucket, "k"))["Content-Length"] == "7"
    explanation = world.do(client.credentials.explain())
    assert [(step.provider, step.outcome) for step in explanation.steps] == [
        ("the environment", "not found"),
        ("the pod's identity", "not found"),
        ("the file of cos", "not found"),
        ("the file of tccli", "not found"),
        ("the file of coscli", "not found"),
        ("the file of coscmd", "not found"),
        ("the file that the SDKs share", "not found"),
        ("the machine's role", "found"),
    ]
    assert "found, " in str(explanation)
    write_profile("default", secret_id=world.cos.account.secret_id, secret_key=world.cos.account.secret_key)
    explanation = world.do(client.credentials.explain())
    assert explanation.steps[2].outcome == "found"
    assert [step.outcome for step in explanation.steps[3:]] == ["not asked"] * 5
    assert world.cos.account.secret_key not in str(explanation)


def test_configurations_that_look_in_the_same_places_look_once(
    world: World, identity: LocalIdentity, monkeypatch: pytest.MonkeyPatch
) -> None:
    identity.machine_role = "backup"
    for _ in range(5):
        world.do(client_of(world).list_buckets())
    assert len(identity.asked) == 2  # the role's name, and its keys
    again = pickle.loads(pickle.dumps(client_of(world)))  # noqa: S301
    world.do(again.list_buckets())
    assert len(identity.asked) == 2
    write_profile("default", secret_id=world.cos.account.secret_id, secret_key=world.cos.account.secret_key)
    assert "config.toml" in world.do(client_of(world).credentials.current()).source
    monkeypatch.setenv("COS_SECRET_ID", world.cos.account.secret_id)
    monkeypatch.setenv("COS_SECRET_KEY", world.cos.account.secret_key)
    assert "COS_SECRET_ID" in world.do(client_of(world).credentials.current()).source


def test_keys_of_a_machine_are_renewed_when_they_have_ended(world: World, identity: LocalIdentity) -> None:
    identity.machine_role = "backup"
    provider = CvmRole()
    client = client_of(world, provider)
    world.do(client.list_buckets())
    before = world.do(client.credentials.current())
    world.cos.advance(seconds=7201)
    provider.lease._taken -= 5
    world.do(client.list_buckets())
    assert world.do(client.credentials.current()) != before


def test_a_service_out_of_order_is_named_and_old_keys_go_on(
    world: World, identity: LocalIdentity, reader: LocalRole
) -> None:
    world.put("k")
    provider = AssumeRole(reader.arn, own(world))
    client = client_of(world, provider)
    assert reads(world, client)
    identity.out_of_order = "UnauthorizedOperation"
    provider.lease._held = provider.lease._held._replace(renew_at=0.0)
    assert reads(world, client)
    with pytest.raises(CredentialsError, match=rf"get_object: .*for the role {reader.arn}.*UnauthorizedOperation"):
        world.do(client_of(world, AssumeRole(reader.arn, own(world))).get_object(world.bucket, "k"))


def test_a_token_may_what_it_was_made_for(world: World, identity: LocalIdentity) -> None:
    world.put("users/17/k")
    world.put("users/18/k")
    client = client_of(world, own(world))
    token = world.do(client.sts.scoped_token(world.bucket, "users/17/", ["read", "list"], DurationSeconds=900))
    assert token.expiry is not None
    assert 890 < token.expiry - world.cos.now() <= 900
    assert token.source == f"a token for {world.bucket}/users/17/"
    holder = world.other(world.cos.config(SecretId=token.secret_id, SecretKey=token.secret_key, Token=token.token))
    assert world.do(world.do(holder.get_object(world.bucket, "users/17/k"))["Body"].read()) == b"content"
    listed = world.do(holder.list_objects(world.bucket, Prefix="users/17/"))
    assert [entry["Key"] for entry in listed["Contents"]] == ["users/17/k"]
    for refused in (
        lambda: holder.get_object(world.bucket, "users/18/k"),
        lambda: holder.put_object(world.bucket, b"", "users/17/k"),
        lambda: holder.delete_object(world.bucket, "users/17/k"),
        lambda: holder.list_objects(world.bucket),
        lambda: holder.list_objects(world.bucket, Prefix="users/"),
    ):
        with pytest.raises(CosServiceError, match="403 AccessDenied"):
            world.do(refused())
    uploader = world.do(client.sts.scoped_token(world.bucket, "in/", "write"))
    holder = world.other(
        world.cos.config(SecretId=uploader.secret_id, SecretKey=uploader.secret_key, Token=uploader.token)
    )
    large = b"x" * (3 << 20)
    path = write(Path(os.environ["HOME"]) / "large", "")
    path.write_bytes(large)
    world.do(holder.upload_file(world.bucket, "in/large", str(path), PartSize=1))
    assert world.read("in/large") == large


def test_a_token_by_way_of_a_role(world: World, identity: LocalIdentity) -> None:
    role = identity.add_role("uploader")
    temporary = world.cos.sts()
    client = world.other(
        world.cos.config(SecretId=temporary.secret_id, SecretKey=temporary.secret_key, Token=temporary.token)
    )
    with pytest.raises(CosClientError, match="give RoleArn"):
        world.do(client.sts.scoped_token(world.bucket, "in/", "write"))
    token = world.do(client.sts.scoped_token(world.bucket, "in/", "write", RoleArn=role.arn))
    holder = world.other(world.cos.config(SecretId=token.secret_id, SecretKey=token.secret_key, Token=token.token))
    world.do(holder.put_object(world.bucket, b"1", "in/k"))
    with pytest.raises(CosServiceError, match="403"):
        world.do(holder.put_object(world.bucket, b"1", "out/k"))


def test_a_token_that_cannot_be_is_refused_before_anybody_is_asked(world: World, identity: LocalIdentity) -> None:
    client = client_of(world, own(world))
    for arguments, names in (
        ({"Actions": "*"}, "is not an action"),
        ({"Prefix": "a/*"}, "wildcard"),
        ({"DurationSeconds": 10**6}, "129600"),
        ({"RoleArn": "reader"}, "is not a role"),
    ):
        usual: dict[str, Any] = {"Bucket": world.bucket, "Prefix": "a/", "Actions": "read"}
        with pytest.raises(CosClientError, match=names):
            world.do(client.sts.scoped_token(**(usual | arguments)))
    anonymous = world.other(world.cos.config(SecretId=None, SecretKey=None, Anonymous=True))
    with pytest.raises(CosClientError, match="anonymous"):
        world.do(anonymous.sts.scoped_token(world.bucket, "a/", "read"))
    assert identity.asked == []


def test_an_event_loop_turns_while_keys_are_asked_for(
    cos_server: LocalCos, identity: LocalIdentity, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The service accepts, and says nothing until the loop has turned many times."""
    with socket.create_server(("127.0.0.1", 0)) as silent:
        monkeypatch.setenv("COS_STS_ENDPOINT", f"http://127.0.0.1:{silent.getsockname()[1]}")
        role = identity.add_role("slow")
        provider = AssumeRole(role.arn, Keys(cos_server.account.secret_id, cos_server.account.secret_key))
        conf = CosConfig(Endpoint=cos_server.endpoint, Region="ap-guangzhou", CredentialInstance=provider)

        async def story() -> None:
            loop = asyncio.get_running_loop()
            client = AsyncCosS3Client(conf)
            requests = [asyncio.create_task(client.list_buckets()) for _ in range(50)]
            silent.setblocking(False)
            connection, _ = await loop.sock_accept(silent)
            for _ in range(100):
                await asyncio.sleep(0)
            assert not any(request.done() for request in requests)
            requests[0].cancel()
            with connection:
                connection.setblocking(False)
                head = b""
                while b"\r\n\r\n" not in head or not head.endswith(b"}"):
                    head += await loop.sock_recv(connection, 65536)
                keys = cos_server.sts()
                fields = {"TmpSecretId": keys.secret_id, "TmpSecretKey": keys.secret_key, "Token": keys.token}
                body = json.dumps({"Response": {"Credentials": fields, "ExpiredTime": keys.expiry}}).encode()
                answer = f"HTTP/1.1 200 OK\r\nContent-Length: {len(body)}\r\n\r\n".encode() + body
                await loop.sock_sendall(connection, answer)
            done = await asyncio.gather(*requests, return_exceptions=True)
            assert isinstance(done[0], asyncio.CancelledError)
            assert all(isinstance(one, dict) for one in done[1:])
            await client.close()

        asyncio.run(story())


FORKING = """
import os, sys
from qcloud_cos import CosConfig, CosS3Client
from qcloud_cos.credentials import AssumeRole, Keys

endpoint, secret_id, secret_key, arn = sys.argv[1:]
conf = CosConfig(
    Endpoint=endpoint, Region="ap-guangzhou", CredentialInstance=AssumeRole(arn, Keys(secret_id, secret_key))
)
client = CosS3Client(conf)
client.list_buckets()
children = []
for _ in range(4):
    child = os.fork()
    if not child:
        conf._credential_inst.lease._held = type(conf._credential_inst.lease._held)()
        client.list_buckets()
        os._exit(0)
    children.append(child)
codes = [os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) for child in children]
client.list_buckets()
sys.exit(max(codes))
"""


@pytest.mark.skipif(not hasattr(os, "fork"), reason="no fork")
def test_forked_workers_ask_for_their_own(cos_server: LocalCos, identity: LocalIdentity) -> None:
    role = identity.add_role("worker")
    account = cos_server.account
    arguments = [cos_server.endpoint, account.secret_id, account.secret_key, role.arn]
    done = subprocess.run(
        [sys.executable, "-W", "ignore::DeprecationWarning", "-c", FORKING, *arguments],
        env={**os.environ},
        capture_output=True,
        timeout=60,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    assert identity.asked == ["AssumeRole"] * 5


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({}, ""),
        ({"X-TC-Version": "2017-01-01"}, "NoSuchVersion"),
        ({"X-TC-Action": "DescribeInstances"}, "InvalidAction"),
        ({"X-TC-Region": ""}, "MissingParameter"),
        ({"Authorization": "SKIP"}, "AuthFailure.InvalidAuthorization"),
        ({"X-TC-Timestamp": "1000000000"}, "AuthFailure.SignatureExpire"),
        ({"Content-Type": "application/json; charset=utf-8"}, "AuthFailure.SignatureFailure"),
        ({"body": b'{"Name":"other"}'}, "AuthFailure.SignatureFailure"),
        ({"secret_id": "AKIDnobody"}, "AuthFailure.SecretIdNotFound"),
        ({"secret_key": "wrong"}, "AuthFailure.SignatureFailure"),
        ({"given": {"Name": "a b"}}, "InvalidParameter.ParamError"),
        ({"given": {"Policy": ""}}, "MissingParameter"),
        ({"given": {"Policy": "%7B"}}, "InvalidParameter.StrategyFormatError"),
        ({"given": {"DurationSeconds": 200_000}}, "InvalidParameter.OverTimeError"),
        ({"X-TC-Action": "AssumeRole"}, "MissingParameter"),
    ],
)
def test_the_local_service_checks_what_the_real_one_checks(
    cos_server: LocalCos, identity: LocalIdentity, changes: dict[str, Any], code: str
) -> None:
    import time

    host = identity.endpoint.removeprefix("http://")
    policy = '{"version":"2.0","statement":[{"effect":"allow","action":"*","resource":"*"}]}'
    given = {"Name": "test", "Policy": policy, "DurationSeconds": 900, **changes.pop("given", {})}
    body, now = json.dumps(given).encode(), int(time.time())
    headers = {
        "Host": host,
        "Content-Type": "application/json",
        "X-TC-Action": "GetFederationToken",
        "X-TC-Version": "2018-08-13",
        "X-TC-Region": "ap-guangzhou",
        "X-TC-Timestamp": str(now),
        "Authorization": tc3.authorization(
            secret_id=changes.pop("secret_id", cos_server.account.secret_id),
            secret_key=changes.pop("secret_key", cos_server.account.secret_key),
            service="sts",
            headers={"content-type": "application/json", "host": host},
            body=body,
            timestamp=now,
        ),
    }
    body = changes.pop("body", body)
    request = urllib.request.Request(identity.endpoint, body, {**headers, **changes}, method="POST")
    with urllib.request.urlopen(request) as answer:
        found = json.load(answer)["Response"]
    assert found.get("Error", {}).get("Code", "") == code
    assert ("Credentials" in found) == (not code)
