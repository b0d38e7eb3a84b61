"""A file system of the local COS, and a bucket in it."""

from __future__ import annotations

from pathlib import Path

import pytest

from qcloud_cos.fs import CosFileSystem
from qcloud_cos.server import LocalCos


@pytest.fixture(autouse=True)
def cache(tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Where uploads note how far they are."""
    folder = tmp_path_factory.mktemp("cache")
    monkeypatch.setenv("XDG_CACHE_HOME", str(folder))
    return folder


@pytest.fixture
def fs(cos_server: LocalCos) -> CosFileSystem:
    account = cos_server.account
    return CosFileSystem(endpoint=cos_server.endpoint, secret_id=account.secret_id, secret_key=account.secret_key)
