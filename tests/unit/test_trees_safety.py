from __future__ import annotations

import os
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from qcloud_cos import CosClientError
from qcloud_cos.transfer.trees.places import Entry, directory_prefix
from qcloud_cos.transfer.trees.safety import Screen, checked, folds, prepared, removable, removed, unsafe


@pytest.mark.parametrize(
    "name",
    [
        *("..", "../x", "a/../x", "a/..", "/etc/passwd", "", "/", "a//b", "a//", "./x", "a/./b", "a\0b"),
        *("x" * 256, "é" * 128, "ok/" + "y" * 256 + "/z"),
    ],
)
def test_keys_that_would_leave_the_directory_or_be_no_file_are_refused(name: str) -> None:
    assert unsafe(name, windows=False)
    assert unsafe(name, windows=True)


@pytest.mark.parametrize("name", ["C:/x", "a\\b", "..\\x", "a:b", "what?"])
def test_what_only_windows_refuses(name: str) -> None:
    assert unsafe(name, windows=True)
    assert unsafe(name, windows=False) is None


@pytest.mark.parametrize("name", ["a", "a/", "a/b.txt", "...", "..a", " ", "照片/1", "a\nb", "~", "x" * 255])
def test_ordinary_keys_are_not(name: str) -> None:
    assert unsafe(name) is None


def refused(names: list[str], folds: bool = False, size: int = 0) -> list[str]:
    screen = Screen(folds)
    return [name for name in sorted(names) if screen(Entry(name, size)).trouble is not None]


def test_a_file_cannot_be_a_directory_too() -> None:
    assert refused(["a", "a.txt", "a/b", "a/b/c", "ab/c", "a!/x"]) == ["a/b", "a/b/c"]
    assert refused(["a", "a/"]) == ["a/"]
    assert refused(["a/", "a/b"]) == []
    assert refused(["a/b", "a/b-", "a/b/c", "b"]) == ["a/b/c"]
    assert refused(["marker/"], size=1) == ["marker/"]


@given(st.sets(st.lists(st.text("ab!", min_size=1, max_size=2), min_size=1, max_size=3).map("/".join)))
def test_of_all_keys_those_kept_fit_in_one_tree(names: set[str]) -> None:
    lost = refused(list(names))
    for name in names:
        parents = {name[:end] for end, letter in enumerate(name) if letter == "/"}
        assert (name in lost) == bool(parents & names)


def test_names_that_a_file_system_takes_for_one_are_reported() -> None:
    assert refused(["A", "a", "b"], folds=True) == ["a"]
    assert refused(["D/x", "d/y", "d/z", "e"], folds=True) == ["d/y", "d/z"]
    assert refused(["d/X", "d/x", "e/x"], folds=True) == ["d/x"]
    assert refused(["e\u0301", "\u00e9"], folds=True) == ["\u00e9"]
    assert refused(["A", "a", "D/x", "d/x"]) == []


def test_whether_a_file_system_ignores_case(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "Dir").mkdir()
    (tmp_path / "dIR").mkdir(exist_ok=True)
    if not os.path.samefile(tmp_path / "Dir", tmp_path / "dIR"):
        assert folds(str(tmp_path / "Dir" / "not" / "there" / "yet")) is False
    monkeypatch.setattr(os.path, "samefile", lambda one, other: True)
    assert folds(str(tmp_path / "Dir")) is True
    assert folds("/") is False


def test_the_way_to_a_file_is_made_but_never_through_a_link(tmp_path: Path) -> None:
    outside, root = tmp_path / "outside", tmp_path / "root"
    outside.mkdir()
    assert prepared(str(root), "a/b/f") == str(root / "a/b/f")
    assert (root / "a/b").is_dir()
    assert prepared(str(root), "d/e/") == str(root / "d/e")
    assert (root / "d/e").is_dir()
    (root / "link").symlink_to(outside)
    (root / "file").write_bytes(b"")
    (root / "to").symlink_to(outside / "new")
    for name, what in {
        "link/f": "a symbolic link, not a directory",
        "link": "a symbolic link",
        "link/": "a symbolic link",
        "to": "a symbolic link",
        "file/f": "a file, not a directory",
        "a/b": "a directory",
        "file/": "a file, not a directory",
    }.items():
        with pytest.raises(CosClientError, match=what):
            prepared(str(root), name)
    assert list(outside.iterdir()) == []
    alias = tmp_path / "alias"
    alias.symlink_to(root)
    assert checked(str(alias), "file") == str(alias / "file")


def test_a_file_of_nearly_the_same_name_is_in_the_way(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "f").write_bytes(b"")
    assert checked(str(tmp_path), "f", fresh=True)
    monkeypatch.setattr(os, "listdir", lambda path: ["F"])
    with pytest.raises(CosClientError, match="differs only in case"):
        checked(str(tmp_path), "f", fresh=True)


def test_removing_takes_files_and_the_directories_they_leave_empty(tmp_path: Path) -> None:
    (tmp_path / "a/b").mkdir(parents=True)
    for name in ("a/b/1", "a/b/2", "a/3"):
        (tmp_path / name).write_bytes(b"")
    (tmp_path / "link").symlink_to(tmp_path / "a")
    assert removable(str(tmp_path), ["a/b/1", "a/b"])[1][1] is not None
    assert removed(str(tmp_path), ["a/b/1", "a/b/2", "gone"]) == [("a/b/1", None), ("a/b/2", None), ("gone", None)]
    assert sorted(path.name for path in tmp_path.rglob("*")) == ["3", "a", "link"]
    [(_, error)] = removed(str(tmp_path), ["link/3"])
    assert "symbolic link" in str(error)
    assert (tmp_path / "a/3").exists()


def test_a_prefix_is_that_of_a_directory() -> None:
    assert [directory_prefix(each) for each in ("", "/", "a", "a/", "/a/b")] == ["", "", "a/", "a/", "a/b/"]
    with pytest.raises(CosClientError, match="Prefix must be a str"):
        directory_prefix(None)  # type: ignore[arg-type]
