"""fsspec's own tests of what a file system must do."""

from __future__ import annotations

from typing import Any

import pytest
from fsspec.tests import abstract

from qcloud_cos.fs import CosFileSystem
from qcloud_cos.server import LocalCos


class Fixtures(abstract.AbstractFixtures):
    @pytest.fixture
    def fs(self, cos_server: LocalCos) -> CosFileSystem:
        account = cos_server.account
        return CosFileSystem(
            endpoint=cos_server.endpoint, secret_id=account.secret_id, secret_key=account.secret_key
        )

    @pytest.fixture
    def fs_path(self, cos_bucket: str) -> str:
        return cos_bucket

    @pytest.fixture
    def fs_join(self) -> Any:
        return lambda *parts: "/".join(map(str, parts))

    @pytest.fixture
    def supports_empty_directories(self) -> bool:
        return True  # of those that the same process made


class TestCopy(abstract.AbstractCopyTests, Fixtures):
    pass


class TestGet(abstract.AbstractGetTests, Fixtures):
    pass


class TestPut(abstract.AbstractPutTests, Fixtures):
    pass


class TestOpen(abstract.AbstractOpenTests, Fixtures):
    pass


class TestPipe(abstract.AbstractPipeTests, Fixtures):
    pass
