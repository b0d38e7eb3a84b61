"""The list of intended differences that the parity tests allow, and the page that explains them, agree."""

from __future__ import annotations

import pytest

from docs.pages import BY_NAME
from parity.differences import DIFFERENCES


@pytest.mark.parametrize("name", ["docs/migrating.md", "docs/migrating.zh-CN.md"])
def test_every_difference_is_explained(name: str) -> None:
    explained = set(BY_NAME[name].spans)
    assert {str(key) for key in DIFFERENCES} <= explained
