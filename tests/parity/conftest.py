"""One process of the published SDK for all tests."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from bare import bare

from .comparing import Comparison
from .published import Published, installed


@pytest.fixture(scope="session")
def published() -> Iterator[Published]:
    with Published(installed()) as process:
        yield process


@pytest.fixture(scope="session")
def comparison(published: Published, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Comparison]:
    with pytest.MonkeyPatch.context() as patch:
        bare(patch, tmp_path_factory.mktemp("home"))
        patch.setenv("XDG_CACHE_HOME", str(tmp_path_factory.mktemp("cache")))  # where we note uploads
        yield Comparison(published)
