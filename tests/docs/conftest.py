"""Where the snippets of the pages run.

A snippet is what a user types: `CosConfig(Region="ap-guangzhou", SecretId=os.environ["COS_SECRET_ID"], ...)`.
Here the two variables hold the keys of a local server, whose account has a role `reader`, and a CosConfig that
names no address of its own gets that server's.  Nothing else is changed.  In the working directory there are
`photo.jpg` and `backup.tar`.
"""

from __future__ import annotations

import random
from collections.abc import Iterator
from functools import wraps
from pathlib import Path
from typing import Any

import pytest

from bare import bare
from qcloud_cos import CosConfig
from qcloud_cos.server import LocalCos
from qcloud_cos.server.identity import LocalIdentity

ADDRESSES = {"Endpoint", "Domain", "IP"}


@pytest.fixture(scope="session")
def docs_server() -> Iterator[LocalCos]:
    with LocalCos(durability="os") as cos:
        yield cos


@pytest.fixture(scope="session")
def docs_identity(docs_server: LocalCos) -> Iterator[LocalIdentity]:
    with LocalIdentity(docs_server) as identity:
        identity.add_role("reader")
        yield identity


@pytest.fixture
def home(
    docs_server: LocalCos,
    docs_identity: LocalIdentity,
    tmp_path: Path,
    tmp_path_factory: pytest.TempPathFactory,
    monkeypatch: pytest.MonkeyPatch,
) -> Path:
    """A directory to run a page in, against a server without buckets."""
    docs_server.reset()
    usual = CosConfig.__init__

    @wraps(usual)
    def locally(self: CosConfig, *args: Any, **kwargs: Any) -> None:
        if not ADDRESSES & kwargs.keys():
            kwargs |= {"Endpoint": f"127.0.0.1:{docs_server.port}", "Scheme": "http"}
        usual(self, *args, **kwargs)

    bare(monkeypatch, tmp_path_factory.mktemp("home"))
    monkeypatch.setattr(CosConfig, "__init__", locally)
    monkeypatch.setenv("COS_SECRET_ID", docs_server.account.secret_id)
    monkeypatch.setenv("COS_SECRET_KEY", docs_server.account.secret_key)
    for name, value in docs_identity.environment.items():
        monkeypatch.setenv(name, value)
    monkeypatch.delenv("XDG_DATA_HOME", raising=False)
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / ".cache"))  # where uploads note how far they are
    monkeypatch.chdir(tmp_path)
    noise = random.Random(5)  # noqa: S311 - the same bytes every time
    (tmp_path / "photo.jpg").write_bytes(noise.randbytes(50_000))
    (tmp_path / "backup.tar").write_bytes(noise.randbytes(9 * 1024 * 1024))
    return tmp_path
