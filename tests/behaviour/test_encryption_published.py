"""Objects that the published SDK encrypted are read; ours, it refuses."""

from __future__ import annotations

from base64 import b64encode
from pathlib import Path
from typing import Any

import pytest

from behaviour.world import World
from published_encryption import Stored, done, get, put, put_in_parts
from qcloud_cos.cos_encryption_client import AsyncCosEncryptionClient, CosEncryptionClient
from qcloud_cos.crypto import AESProvider, BaseProvider, RSAKeyPair, RSAKeyPairPath, RSAProvider, primitives

CONTENT = bytes(range(256)) * 300
AES_KEY = b64encode(bytes(range(32))).decode()


class Past:
    """What was written with the published SDK, and the keys it used."""

    def __init__(self, home: Path) -> None:
        private, public = (pem.decode() for pem in primitives.new_pair(None))
        self.pair = RSAKeyPair(public, private)
        self.path = RSAKeyPairPath(home / "public", home / "private")
        (home / "public").write_text(public)
        (home / "private").write_text(private)
        (home / "private").chmod(0o600)
        self.home = home
        self.in_memory = ["pair", public, private]
        self.in_files = ["path", str(home / "public"), str(home / "private")]
        jobs = {
            "AES": put(["aes", AES_KEY], CONTENT),
            "AES in parts": put_in_parts(["aes", AES_KEY], [CONTENT[:10_001], CONTENT[10_001:]]),
            "RSA in memory": put(self.in_memory, CONTENT),
            "RSA in files": put(self.in_files, CONTENT),
            "RSA in locked default files": put(["locked", "pass"], CONTENT),
        }
        self.objects: dict[str, Stored] = dict(zip(jobs, done(list(jobs.values()), home), strict=True))

    def provider(self, name: str, monkeypatch: pytest.MonkeyPatch) -> BaseProvider:
        if name.startswith("AES"):
            return AESProvider(AES_KEY)
        if "locked" in name:
            monkeypatch.setenv("HOME", str(self.home))
            return RSAProvider(passphrase="pass")
        return RSAProvider(self.pair if "memory" in name else self.path)


@pytest.fixture(scope="session")
def past(tmp_path_factory: pytest.TempPathFactory) -> Past:
    return Past(tmp_path_factory.mktemp("published"))


def client_of(world: World, provider: BaseProvider) -> Any:
    kind: Any = AsyncCosEncryptionClient if world.is_async else CosEncryptionClient
    return kind(world.cos.config(), provider)


@pytest.mark.parametrize(
    "name", ["AES", "AES in parts", "RSA in memory", "RSA in files", "RSA in locked default files"]
)
def test_what_the_published_sdk_wrote_is_read(
    world: World, past: Past, name: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    stored = past.objects[name]
    world.put("k", stored.body, Metadata=stored.metadata)
    client = client_of(world, past.provider(name, monkeypatch))
    answer = world.do(client.get_object(world.bucket, "k"))
    assert world.do(answer["Body"].read()) == CONTENT
    answer = world.do(client.get_object(world.bucket, "k", Range="bytes=10001-20002"))
    assert world.do(answer["Body"].read()) == CONTENT[10_001:20_003]
    world.do(client.close())


def test_defect_3_the_published_sdk_fails_clearly_upon_ours(past: Past) -> None:
    stored = []
    for provider in (AESProvider(AES_KEY), RSAProvider(past.pair)):
        data, envelope = provider.sealed()
        stored.append(Stored(envelope.metadata(), data.keystream(0)(CONTENT)))
    aes, rsa = stored
    jobs = [get(["aes", AES_KEY], aes), get(past.in_memory, rsa), get(past.in_files, rsa)]
    assert [answer.partition(":")[0] for answer in done(jobs, past.home)] == ["TypeError"] * 3
