from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from qcloud_cos import CosClientError
from qcloud_cos.transfer.trees.choosing import Rules, Window, apart, nanoseconds
from qcloud_cos.transfer.trees.places import Entry

YES, NO = True, False


@pytest.mark.parametrize(
    ("exclude", "name", "takes_part"),
    [
        ("*.tmp", "a.tmp", NO),
        ("*.tmp", "deep/down/a.tmp", NO),
        ("*.tmp", "a.tmp.txt", YES),
        ("*.tmp", "a.tmp/below", NO),
        ("/*.tmp", "a.tmp", NO),
        ("/*.tmp", "deep/a.tmp", YES),
        ("logs/", "logs/today", NO),
        ("logs/", "deep/logs/today", NO),
        ("logs/", "logs", YES),
        ("logs/", "logs/", NO),
        ("deep/logs", "deep/logs/today", NO),
        ("deep/logs", "very/deep/logs/today", YES),
        ("a/*", "a/b", NO),
        ("a/*", "a/b/c", NO),
        ("a/*.py", "a/b/c.py", YES),
        ("a/**/c", "a/c", NO),
        ("a/**/c", "a/1/2/c", NO),
        ("**/c", "a/b/c", NO),
        ("a/**", "a/b/c", NO),
        ("a/**", "ab/c", YES),
        ("a**b", "a123b", NO),
        ("a**b", "a/b", YES),
        ("?", "a", NO),
        ("?", "ab", YES),
        ("a?b", "a/b", YES),
        ("[a-c]x", "bx", NO),
        ("[a-c]x", "dx", YES),
        ("[!a-c]x", "dx", NO),
        ("[^a-c]x", "bx", YES),
        ("a[!x]b", "a/b", YES),
        ("[]]", "]", NO),
        ("[!]", "!", NO),
        ("[", "[", NO),
        ("[a-]", "-", NO),
        ("[c-a]", "b", YES),
        ("[!c-a]", "b", NO),
        ("[--/]", ".", NO),
        (r"\*", "*", NO),
        (r"\*", "x", YES),
        (r"\!x", "!x", NO),
        ("a.b", "axb", YES),
        ("照片/", "照片/1", NO),
        ("a\nb", "a\nb", NO),
        ("*", "new\nline", NO),
    ],
)
def test_globs(exclude: str, name: str, takes_part: bool) -> None:
    assert Rules(exclude=exclude).choose(name) is takes_part


@pytest.mark.parametrize(
    ("exclude", "name", "takes_part"),
    [
        (["*.log", "!keep.log"], "a/keep.log", YES),
        (["*.log", "!keep.log"], "a/other.log", NO),
        (["!keep.log", "*.log"], "keep.log", NO),
        (["*", "!*.jpg"], "deep/down/a.jpg", YES),
        (["*", "!*.jpg"], "deep/down/a.png", NO),
        (["*", "!*/", "!*.jpg"], "deep/a.png", NO),
        (["photos/", "!photos/best/**"], "photos/best/1", YES),
        (["photos/", "!photos/best/**"], "photos/1", NO),
        (["*.log", "!*.log", "a.log"], "a.log", NO),
        (["*.log", "!*.log", "a.log"], "b.log", YES),
    ],
)
def test_the_last_rule_that_fits_decides(exclude: list[str], name: str, takes_part: bool) -> None:
    assert Rules(exclude=exclude).choose(name) is takes_part


def test_include_leaves_out_the_rest_and_exclude_goes_before_it() -> None:
    rules = Rules(include=["*.jpg", "docs/"], exclude="thumb*")
    chosen = [name for name in ("a.jpg", "b/c.jpg", "docs/x", "d.png", "thumb.jpg") if rules.choose(name)]
    assert chosen == ["a.jpg", "b/c.jpg", "docs/x"]


def test_a_directory_is_pruned_unless_something_in_it_could_come_back() -> None:
    assert Rules(exclude=["node_modules/"]).prune("a/node_modules/")
    assert Rules(exclude=["a/*"]).prune("a/")
    assert Rules(exclude=["a/**"]).prune("a/")
    assert not Rules(exclude=["*.log"]).prune("a/")
    assert not Rules(exclude=["*", "!*.jpg"]).prune("a/")
    assert Rules(exclude=["!*.jpg", "a/"]).prune("a/")
    assert Rules(exclude="b/").pruned("a/b/c/d") == "a/b/"
    assert Rules(exclude="b/").pruned("a/c") is None
    assert Rules(exclude=["b/", "!x"]).pruned("a/b/c") is None


_GLOB = st.text("ab/*?!", min_size=1, max_size=5).filter(lambda glob: glob.strip("/!"))
_NAME = st.lists(st.text("ab", min_size=1, max_size=2), min_size=1, max_size=4).map("/".join)


@given(st.lists(_GLOB, max_size=4), _NAME)
def test_what_is_pruned_would_not_have_been_chosen(exclude: list[str], name: str) -> None:
    rules = Rules(exclude=exclude)
    if (directory := rules.pruned(name)) is not None:
        assert name.startswith(directory)
        assert not rules.choose(name)


@pytest.mark.parametrize("wrong", [[""], "/", [5], ["a", "!"], [b"x"]])
def test_what_is_no_pattern_is_refused(wrong: object) -> None:
    with pytest.raises(CosClientError, match="patterns"):
        Rules(exclude=wrong)  # type: ignore[arg-type]


def test_sizes_and_times_include_their_limits() -> None:
    keywords = {
        "MinSize": 2,
        "MaxSize": 4,
        "ModifiedAfter": 1,
        "ModifiedBefore": datetime(1970, 1, 1, 0, 0, 3, tzinfo=UTC),
    }
    window = apart(keywords)
    assert keywords == {}
    second = 1_000_000_000
    assert [size for size in range(6) if window.admits(Entry("x", size, second))] == [2, 3, 4]
    assert [when for when in range(5) if window.admits(Entry("x", 2, when * second))] == [1, 2, 3]
    assert Window().admits(Entry("x"))
    assert nanoseconds(1.5) == 1_500_000_000
    with pytest.raises(CosClientError, match="MinSise"):
        apart({"MinSise": 2})


def test_named_files_lead_only_into_their_directories() -> None:
    rules = Rules(files=["a/b/c.txt", "d/", "e"], exclude="*.tmp")
    assert [
        name for name in ("a/b/c.txt", "a/b/x", "d/x/y", "d/x.tmp", "d", "e", "e/x") if rules.choose(name)
    ] == [
        "a/b/c.txt",
        "d/x/y",
        "e",
    ]
    assert [name for name in ("a/", "a/b/", "a/c/", "d/", "d/x/", "e/") if rules.prune(name)] == ["a/c/", "e/"]


@pytest.mark.parametrize("files", ["a.txt", [""], ["/"], [1]])
def test_files_that_are_no_names_are_refused(files: Any) -> None:
    with pytest.raises(CosClientError, match="Files must"):
        Rules(files=files)
