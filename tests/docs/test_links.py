"""Links lead somewhere: to a file of this repository, and to a heading that is there."""

from __future__ import annotations

from urllib.parse import unquote

import pytest

from docs.pages import BY_NAME, PAGES, ROOT, Page


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_relative_links_resolve(page: Page) -> None:
    for link in page.links:
        if link.startswith(("https://", "mailto:")):
            continue
        assert not link.startswith(("http://", "/")), link
        path, _, fragment = unquote(link).partition("#")
        target = (page.path.parent / path).resolve() if path else page.path
        assert target.exists(), f"{page.name}: no {link}"
        if fragment:
            name = target.relative_to(ROOT).as_posix()
            assert fragment in BY_NAME[name].anchors, f"{page.name}: no heading for {link}"


@pytest.mark.parametrize(
    "page", [page for page in PAGES if page.name.endswith(".zh-CN.md")], ids=lambda page: page.name
)
def test_chinese_pages_lead_to_chinese_ones(page: Page) -> None:
    english = page.name.replace(".zh-CN.md", ".md")
    for link in page.links:
        path = link.partition("#")[0]
        if link.startswith("https://") or not path.endswith(".md") or path.endswith(".zh-CN.md"):
            continue
        name = (page.path.parent / path).resolve().relative_to(ROOT).as_posix()
        twin = name.replace(".md", ".zh-CN.md")
        assert twin not in BY_NAME or name == english, f"{page.name} leads to {name}, not to {twin}"


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_no_merge_was_left_half_done(page: Page) -> None:
    marks = ("<" * 7 + " ", ">" * 7 + " ")
    assert [line for line in page.path.read_text(encoding="utf-8").splitlines() if line.startswith(marks)] == []
