"""Every block of Python in every page runs, in the order of the page, in one namespace."""

from __future__ import annotations

import inspect
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from docs.pages import PAGES, Page

WITH_PYTHON = [page for page in PAGES if page.code("python")]


@pytest.mark.usefixtures("home")
@pytest.mark.parametrize("page", WITH_PYTHON, ids=lambda page: page.name)
def test_the_snippets_run(page: Page, request: pytest.FixtureRequest) -> None:
    namespace: dict[str, Any] = {"__name__": "__main__"}
    for block in page.code("python"):
        before = dict(namespace)
        # As many empty lines as stand before the block, so that a traceback names the page's line.
        code = compile("\n" * (block.line - 1) + block.code, str(page.path), "exec", dont_inherit=True)
        exec(code, namespace)  # noqa: S102
        for name, value in namespace.items():
            if name.startswith("test_") and before.get(name) is not value:
                _as_pytest_would(value, request)


def test_there_are_snippets() -> None:
    assert {page.name for page in WITH_PYTHON} >= {
        "README.md",
        "README.zh-CN.md",
        "docs/api.md",
        "CONTRIBUTING.md",
    }


def _as_pytest_would(test: Callable[..., object], request: pytest.FixtureRequest) -> None:
    """A test function in a snippet is called with the fixtures that it names."""
    test(**{name: request.getfixturevalue(name) for name in inspect.signature(test).parameters})


def test_a_snippet_runs_at_home(home: Path) -> None:
    assert sorted(path.name for path in home.iterdir()) == ["backup.tar", "photo.jpg"]
