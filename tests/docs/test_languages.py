"""English and Chinese pages say the same: the same outline, the same code."""

from __future__ import annotations

import re

import pytest

from docs.pages import BY_NAME, ENGLISH_ONLY, PAGES, Page, pairs

PAIRS = [pytest.param(english, chinese, id=english.name) for english, chinese in pairs()]
_IDENTIFIER = re.compile(r"[A-Za-z_][\w.]*")


@pytest.mark.parametrize(("english", "chinese"), PAIRS)
def test_both_have_the_same_outline(english: Page, chinese: Page) -> None:
    assert [heading.level for heading in english.headings] == [heading.level for heading in chinese.headings]
    for ours, theirs in zip(english.headings, chinese.headings, strict=True):
        if _IDENTIFIER.fullmatch(theirs.text.strip("`")):
            assert ours.text == theirs.text or theirs.text in ("API",)


@pytest.mark.parametrize(("english", "chinese"), PAIRS)
def test_both_have_the_same_code(english: Page, chinese: Page) -> None:
    assert [block.language for block in english.blocks] == [block.language for block in chinese.blocks]
    for ours, theirs in zip(english.blocks, chinese.blocks, strict=True):
        assert ours.essence == theirs.essence, f"{english.name}:{ours.line} and {chinese.name}:{theirs.line}"


@pytest.mark.parametrize(("english", "chinese"), PAIRS)
def test_both_have_tables_of_the_same_rows(english: Page, chinese: Page) -> None:
    assert _first_cells(english) == _first_cells(chinese)


def _first_cells(page: Page) -> list[str]:
    """The code in the first cell of each row: names are not translated."""
    rows = [line.split("|")[1].strip() for line in page.prose if line.startswith("|")]
    return [" ".join(re.findall(r"`[^`]+`", cell)) for cell in rows]


def test_every_page_has_a_twin_or_says_why_not() -> None:
    english = {page.name for page in PAGES if not page.name.endswith(".zh-CN.md")}
    twins = {english.name for english, _ in pairs()}
    ours = {name for name in english if "/" not in name or name.startswith("docs/")}
    assert ours - twins <= ENGLISH_ONLY | _written_by_scripts()
    assert {name.replace(".zh-CN.md", ".md") for name in BY_NAME} == english


def _written_by_scripts() -> set[str]:
    return {page.name for page in PAGES if page.prose and page.prose[0].startswith("<!-- written by")}


def test_chinese_pages_are_in_chinese() -> None:
    for _, chinese in pairs():
        letters = "".join(chinese.prose)
        assert len(re.findall(r"[一-鿿]", letters)) > len(letters) / 20
