"""Jobs against the local server, with objects to work on."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar
from uuid import uuid4

import pytest

from qcloud_cos import CosConfig, CosS3Client, jobs
from qcloud_cos.server import LocalCos

if TYPE_CHECKING:
    from jobs.acting import Acting

R = TypeVar("R")


class Bulk:
    """Two buckets, one with objects, and where jobs note how far they are."""

    def __init__(self, server: LocalCos, client: CosS3Client, folder: Path) -> None:
        self.server, self.client, self.folder = server, client, folder
        name = uuid4().hex[:10]
        self.source, self.target = (f"{each}-{name}-{server.account.appid}" for each in ("from", "to"))
        for bucket in (self.source, self.target):
            client.create_bucket(bucket)
        self.state = str(folder / "job")

    @property
    def config(self) -> CosConfig:
        return self.server.config()

    def fill(self, count: int, prefix: str = "p/") -> list[str]:
        keys = [f"{prefix}{number:05}" for number in range(count)]
        for key in keys:
            self.client.put_object(self.source, key.encode(), key)
        return keys

    def copy(self, state: str | None = None, **more: Any) -> jobs.Job:
        """Of all below ``p/`` to below ``q/``."""
        more = {"config": self.config, "batch": 10, **more}
        return jobs.copy(f"cos://{self.source}/p/", f"cos://{self.target}/q/", state or self.state, **more)

    def copied(self) -> list[str]:
        return [each["Key"] for each in self.client.objects(self.target)]


class Overheard(jobs.LocalEngine):
    """The local engine, and what was sent to its workers."""

    def __init__(self, workers: int) -> None:
        super().__init__(workers)
        self.calls: list[tuple[Any, tuple[Any, ...]]] = []
        self.processes: set[int] = set()

    def submit(self, work: Callable[..., R], *arguments: Any) -> asyncio.Future[R]:
        self.calls.append((work, arguments))
        self.processes |= set(self.pids)
        return super().submit(work, *arguments)


@pytest.fixture
def bulk(cos_server: LocalCos, cos_client: CosS3Client, tmp_path: Path) -> Bulk:
    cos_server.reset()
    return Bulk(cos_server, cos_client, tmp_path)


@pytest.fixture
def acting(bulk: Bulk, monkeypatch: pytest.MonkeyPatch) -> Acting:
    from jobs.acting import Acting

    return Acting(bulk, monkeypatch)
