"""Clients whose keys nobody gave: they are found, renewed on the way, and named when they do not do."""

from __future__ import annotations

import os
import pickle
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from bare import bare
from behaviour.world import World
from qcloud_cos import CosConfig, CosServiceError
from qcloud_cos.credentials import Credentials, Provider
from qcloud_cos.errors import AccessDenied, CredentialsError, NoCredentials
from qcloud_cos.server import LocalCos


@pytest.fixture(autouse=True)
def machine(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    bare(monkeypatch, tmp_path)


@pytest.fixture
def cos_server() -> Iterator[LocalCos]:
    """One whose clock is ours to move."""
    with LocalCos(durability="os") as cos:
        yield cos


class Issuer(Provider):
    """Has the server issue keys of so many seconds, and writes down how often."""

    name = "the issuer"

    def __init__(self, cos: LocalCos, seconds: int) -> None:
        self.cos = cos
        self.seconds = seconds
        self.issued = 0
        self.closed = False

    def look(self) -> Credentials:
        if self.closed:
            raise CredentialsError("closed for today")
        self.issued += 1
        keys = self.cos.sts(duration=self.seconds)
        return Credentials(keys.secret_id, keys.secret_key, keys.token, keys.expiry, self.name)


def client_of(world: World, instance: Any = None) -> Any:
    return world.other(CosConfig(Endpoint=world.cos.endpoint, Region="ap-guangzhou", CredentialInstance=instance))


def in_environment(monkeypatch: pytest.MonkeyPatch, world: World) -> None:
    monkeypatch.setenv("COS_SECRET_ID", world.cos.account.secret_id)
    monkeypatch.setenv("COS_SECRET_KEY", world.cos.account.secret_key)


def test_keys_in_the_environment_are_found(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    in_environment(monkeypatch, world)
    client = client_of(world)
    world.do(client.put_object(world.bucket, b"found", "k"))
    assert world.read("k") == b"found"
    assert "q-ak=AKID" in world.do(client.get_presigned_url(world.bucket, "k", "GET"))
    answer = world.do(
        client.send_request("GET", f"{world.cos.endpoint}/{world.bucket}/k", auth=None, cos_request=False)
    )
    assert answer.status_code == 403


def test_what_was_found_where_can_be_asked(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    in_environment(monkeypatch, world)
    client = client_of(world)
    explanation = world.do(client.credentials.explain())
    assert explanation.found
    assert "1. the environment: found, AKID***" in str(explanation)
    assert world.cos.account.secret_key not in str(explanation)
    assert world.do(client.credentials.current()).secret_id == world.cos.account.secret_id
    for conf, text in (
        (world.cos.config(), "the arguments of CosConfig: found, AKID***"),
        (world.cos.config(SecretId=None, SecretKey=None, Anonymous=True), "nothing is signed"),
    ):
        assert text in str(world.do(world.other(conf).credentials.explain()))


def test_without_keys_the_first_request_says_where_was_looked(world: World) -> None:
    client = world.other(CosConfig(Region="ap-guangzhou"))
    with pytest.raises(NoCredentials, match=r"list_buckets: no SecretId and SecretKey were given.*COS_SECRET_ID"):
        world.do(client.list_buckets())
    assert not world.do(client.credentials.explain()).found


def test_at_a_local_server_its_own_keys_are_the_last_that_are_found(world: World) -> None:
    client = client_of(world)
    world.do(client.put_object(world.bucket, b"found", "k"))
    steps = world.do(client.credentials.explain()).steps
    assert (steps[-1].provider, steps[-1].outcome) == ("the local server's account", "found")
    assert "the machine's role" not in [step.provider for step in steps]
    assert pickle.loads(pickle.dumps(client._conf))._credential_inst is client._conf._credential_inst  # noqa: S301
    with pytest.raises(AccessDenied):
        world.do(world.other(CosConfig(Endpoint=world.cos.endpoint, Anonymous=True)).list_buckets())


def test_keys_that_end_on_the_way_are_replaced(world: World) -> None:
    issuer = Issuer(world.cos, 900)
    client = client_of(world, issuer)
    world.do(client.put_object(world.bucket, b"1", "k"))
    assert issuer.issued == 1
    world.cos.advance(seconds=901)  # the server's clock: ours does not know that they have ended
    issuer.lease._taken -= 5
    world.do(client.put_object(world.bucket, b"2", "k"))
    assert world.read("k") == b"2"
    assert issuer.issued == 2


def test_a_download_goes_on_when_keys_end_half_way(world: World, tmp_path: Any) -> None:
    issuer = Issuer(world.cos, 900)
    client = client_of(world, issuer)
    content = os.urandom(5 << 20)
    world.put("large", content)

    ended: list[int] = []

    def end_them(done: int, total: int) -> None:
        if done and not ended:
            ended.append(done)
            # First: the other part may be refused at once, and keys that are brand new are not replaced.
            issuer.lease._taken -= 5
            world.cos.advance(seconds=901)

    world.do(
        client.download_file(
            world.bucket, "large", str(tmp_path / "large"), PartSize=1, MAXThread=2, progress_callback=end_them
        )
    )
    assert (tmp_path / "large").read_bytes() == content
    assert issuer.issued == 2


def test_what_the_server_refuses_names_whose_keys_they_were(world: World) -> None:
    issuer = Issuer(world.cos, 900)
    client = client_of(world, issuer)
    world.do(client.list_buckets())
    issuer.closed = True
    world.cos.advance(seconds=901)
    issuer.lease._taken -= 5
    with pytest.raises(CosServiceError, match=r"400 ExpiredToken.*signed by AKID\*\*\*.* from the issuer, until "):
        world.do(client.list_buckets())
    allowed = {"effect": "allow", "action": ["name/cos:PutObject"], "resource": ["*"]}
    keys = world.cos.sts({"version": "2.0", "statement": [allowed]})
    conf = world.cos.config(SecretId=keys.secret_id, SecretKey=keys.secret_key, Token=keys.token)
    with pytest.raises(AccessDenied, match=r"signed by AKID\*\*\*.* from the arguments of CosConfig") as error:
        world.do(world.other(conf).list_buckets())
    assert keys.secret_key not in str(error.value)
    assert keys.secret_id not in str(error.value)
    assert pickle.loads(pickle.dumps(error.value)).signer == error.value.signer  # noqa: S301


def test_a_credential_instance_that_changed_its_keys_is_asked_again(world: World) -> None:
    class Rotating:
        """Read once too early: as if its keys were replaced while the request was on its way."""

        def __init__(self, now: Callable[[], Any]) -> None:
            self.keys, self.now, self.times = now(), now, 0

        @property
        def secret_id(self) -> str:
            return str(self.keys.secret_id)

        @property
        def secret_key(self) -> str:
            return str(self.keys.secret_key)

        @property
        def token(self) -> str:
            self.times += 1
            token = str(self.keys.token)
            if self.times == 2:
                self.keys = self.now()
            return token

    client = client_of(world, Rotating(lambda: world.cos.sts(duration=900)))
    world.do(client.list_buckets())
    world.do(client.list_buckets())  # half of the old keys, half of the new: read again
    world.cos.advance(seconds=901)
    with pytest.raises(CosServiceError, match=r"ExpiredToken.*from a Rotating"):
        world.do(client.list_buckets())


def test_a_client_goes_through_pickle_with_its_provider_and_without_keys(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    in_environment(monkeypatch, world)
    client = client_of(world)
    world.do(client.put_object(world.bucket, b"1", "k"))
    assert client.credentials is not None
    sent = pickle.dumps(client)
    assert world.cos.account.secret_key.encode() not in sent
    assert world.cos.account.secret_id.encode() not in sent
    other = pickle.loads(sent)  # noqa: S301
    assert world.do(other.head_object(world.bucket, "k"))["Content-Length"] == "1"
