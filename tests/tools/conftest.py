"""Other people's tools with cos:// paths.  `make test-tools` installs them; what is missing is skipped."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from qcloud_cos.fs import CosFileSystem
from qcloud_cos.server import LocalCos


@pytest.fixture(autouse=True)
def surroundings(cos_server: LocalCos, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Address and keys in the environment, where processes that a tool starts find them, too."""
    monkeypatch.setenv("COS_ENDPOINT", cos_server.endpoint)
    monkeypatch.setenv("COS_SECRET_ID", cos_server.account.secret_id)
    monkeypatch.setenv("COS_SECRET_KEY", cos_server.account.secret_key)
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    monkeypatch.setenv("HF_HOME", str(tmp_path / "huggingface"))


@pytest.fixture
def fs() -> Iterator[CosFileSystem]:
    """That which tools get without arguments, too; its server is this test's."""
    CosFileSystem.clear_instance_cache()
    yield CosFileSystem()
    CosFileSystem.clear_instance_cache()


@pytest.fixture
def folder(fs: CosFileSystem, cos_bucket: str) -> str:
    """A URL to put things below."""
    return f"cos://{cos_bucket}/folder"
