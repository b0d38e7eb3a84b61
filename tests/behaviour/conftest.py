"""One story, told by both clients: every test here runs once blocking and once awaiting."""

from __future__ import annotations

import asyncio
import sys
from collections.abc import Awaitable, Iterator
from pathlib import Path
from typing import Any, cast

import pytest

from behaviour.world import World, fresh_name
from qcloud_cos import AsyncCosS3Client, CosS3Client
from qcloud_cos.server import LocalCos
from raw import Wire


@pytest.fixture(autouse=True)
def cache(tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Where uploads note how far they are."""
    folder = tmp_path_factory.mktemp("cache")
    monkeypatch.setenv("XDG_CACHE_HOME", str(folder))
    return folder


_ALSO_ON_UVLOOP = ("test_objects", "test_multipart", "test_transfers", "test_transfer_faults", "test_trees")
"""Modules whose stories move bytes in every way."""


def pytest_configure(config: pytest.Config) -> None:
    config.addinivalue_line("markers", "local: the story looks into the local server, and is told to no other")


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    if "world" in metafunc.fixturenames:
        kinds = ["blocking", "awaiting"]
        if metafunc.module.__name__.rpartition(".")[2] in _ALSO_ON_UVLOOP:
            kinds.append("uvloop")
        metafunc.parametrize("world", kinds, indirect=True)


@pytest.fixture
def world(request: pytest.FixtureRequest, cos_server: LocalCos) -> Iterator[World]:
    cos_server.reset()  # an account has at most 200 buckets, and there are more stories
    bucket = fresh_name(cos_server.account.appid)
    conf = cos_server.config()
    loops = pytest.importorskip("uvloop").new_event_loop if request.param == "uvloop" else None
    with CosS3Client(conf) as blocking, asyncio.Runner(loop_factory=loops) as runner:
        blocking.create_bucket(Bucket=bucket)
        if request.param == "blocking":
            yield World(cos_server, blocking, lambda result: result, bucket, False)
            return

        def do(result: Awaitable[Any] | Any) -> Any:
            async def wait() -> Any:
                return await result

            return runner.run(wait()) if isinstance(result, Awaitable) else result

        awaiting = AsyncCosS3Client(conf)
        yield World(cos_server, cast("CosS3Client", awaiting), do, bucket, True)
        runner.run(awaiting.close())


@pytest.fixture(scope="module", params=["asyncio", "uvloop"])
def cos(request: pytest.FixtureRequest) -> Iterator[LocalCos]:
    """A server on each kind of event loop, for stories told over bare sockets."""
    with pytest.MonkeyPatch.context() as patch:
        if request.param == "asyncio":
            patch.setitem(sys.modules, "uvloop", None)  # as if it were not installed
        else:
            pytest.importorskip("uvloop")
        server = LocalCos().start()
    with server:
        with Wire(server) as wire:
            assert wire.request("PUT", "/").status == 200
        yield server


@pytest.fixture
def wire(cos: LocalCos) -> Iterator[Wire]:
    with Wire(cos) as connection:
        yield connection
