"""The command as a user has it: another process, pipes, and an exit code."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any, NamedTuple
from uuid import uuid4

import pytest

from qcloud_cos import CosS3Client
from qcloud_cos.server import LocalCos


class Ended(NamedTuple):
    code: int
    raw: bytes
    err: str

    @property
    def out(self) -> str:
        return self.raw.decode()

    @property
    def json(self) -> Any:
        return json.loads(self.raw)

    @property
    def lines(self) -> list[Any]:
        """Of ndjson."""
        return [json.loads(line) for line in self.out.splitlines()]


class Command:
    """`cos`, in a directory of its own, at a local server, with a bucket."""

    def __init__(self, server: LocalCos, client: CosS3Client, folder: Path) -> None:
        self.server, self.client, self.folder = server, client, folder
        self.bucket = f"cli-{uuid4().hex[:12]}-{server.account.appid}"
        self.url = f"cos://{self.bucket}"
        client.create_bucket(self.bucket)
        inherited = {name: value for name, value in os.environ.items() if not name.startswith(("COS_", "TENCENT"))}
        self.environment = {
            **inherited,
            "HOME": str(folder / "home"),
            "XDG_CACHE_HOME": str(folder / "home" / "cache"),
            "COS_ENDPOINT": server.endpoint,
            "COS_SECRET_ID": server.account.secret_id,
            "COS_SECRET_KEY": server.account.secret_key,
        }

    def argv(self, *words: object) -> list[str]:
        return [sys.executable, "-m", "qcloud_cos.cli", *map(str, words)]

    def __call__(self, *words: object, stdin: bytes = b"", **environment: Any) -> Ended:
        done = subprocess.run(
            self.argv(*words),
            input=stdin,
            capture_output=True,
            cwd=self.folder,
            env=self.environment | environment,
            timeout=60,
            check=False,
        )
        return Ended(done.returncode, done.stdout, done.stderr.decode())

    def keys(self, prefix: str = "") -> list[str]:
        return [each["Key"] for each in self.client.objects(self.bucket, prefix)]

    def put(self, key: str, body: bytes = b"") -> None:
        self.client.put_object(self.bucket, body, key)

    def get(self, key: str) -> bytes:
        return self.client.get_object(self.bucket, key)["Body"].read()

    def write(self, path: str, content: bytes = b"") -> Path:
        file = self.folder / path
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_bytes(content)
        return file


@pytest.fixture
def cos(cos_server: LocalCos, cos_client: CosS3Client, tmp_path: Path) -> Command:
    cos_server.reset()
    (tmp_path / "home").mkdir()
    return Command(cos_server, cos_client, tmp_path)
