"""One process of the published SDK for all tests."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from .comparing import Comparison
from .published import Published, installed


@pytest.fixture(scope="session")
def published() -> Iterator[Published]:
    with Published(installed()) as process:
        yield process


@pytest.fixture(scope="session")
def comparison(published: Published) -> Comparison:
    return Comparison(published)
