"""The list of intended differences that the parity tests allow, and the page that explains them, agree."""

from __future__ import annotations

import pytest

from docs.pages import BY_NAME
from parity.differences import DIFFERENCES


@pytest.mark.parametrize("name", ["docs/migrating.md", "docs/migrating.zh-CN.md"])
def test_every_difference_is_explained(name: str) -> None:
    explained = set(BY_NAME[name].spans)
    assert {difference.name for difference in DIFFERENCES} - explained == set()


@pytest.mark.parametrize("name", ["docs/migrating.md", "docs/migrating.zh-CN.md"])
def test_every_difference_in_the_tables_is_one(name: str) -> None:
    heading = "Differences that tests allow" if name == "docs/migrating.md" else "测试允许的差异"
    rows = [line.split("|")[1].strip() for line in BY_NAME[name].section(heading) if line.startswith("| `")]
    assert {row.strip("`") for row in rows} - {difference.name for difference in DIFFERENCES} == set()
