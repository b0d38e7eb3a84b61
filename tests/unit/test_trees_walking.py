from __future__ import annotations

import os
import socket
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from qcloud_cos import CosClientError
from qcloud_cos.core.checksum import crc64
from qcloud_cos.core.wire import Flow, Local
from qcloud_cos.transfer.trees.choosing import Rules
from qcloud_cos.transfer.trees.places import Entry
from qcloud_cos.transfer.trees.walking import Walk, checksum, walk

ALL = Rules()
_PART = st.text("ab-.0é照😀!~ ", min_size=1, max_size=3).filter(lambda part: part not in (".", ".."))
_TREE = st.lists(st.lists(_PART, min_size=1, max_size=4).map("/".join), max_size=12)
_GLOB = st.text("ab0.*?/!", min_size=1, max_size=4).filter(lambda glob: glob.strip("/!"))


def made(root: Path, names: list[str]) -> list[str]:
    """The names that could be made: one cannot be a file and a directory."""
    found = []
    for name in names:
        try:
            (root / name).parent.mkdir(parents=True, exist_ok=True)
            (root / name).write_bytes(b"")
        except OSError:
            continue
        found.append(name)
    return sorted(set(found), key=str.encode)


@given(_TREE)
@settings(max_examples=60, deadline=None)
def test_a_walk_is_in_the_order_of_the_keys_bytes(names: list[str]) -> None:
    with TemporaryDirectory() as folder:
        expected = made(Path(folder), names)
        entries = [entry.name for entry in walk(folder, ALL)]
    assert [name for name in entries if not name.endswith("/")] == expected
    assert entries == sorted(entries, key=str.encode)
    assert len(set(entries)) == len(entries)


@given(_TREE, st.lists(_GLOB, max_size=3))
@settings(max_examples=60, deadline=None)
def test_pruning_changes_nothing_but_the_work(names: list[str], exclude: list[str]) -> None:
    rules = Rules(exclude=exclude)
    with TemporaryDirectory() as folder:
        made(Path(folder), names)
        every = [entry for entry in walk(folder, ALL) if rules.choose(entry.name)]
        assert [entry for entry in walk(folder, rules) if not entry.name.endswith("/")] == [
            entry for entry in every if not entry.name.endswith("/")
        ]


def test_what_is_excluded_is_not_even_opened(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    made(tmp_path, ["a/deep/x", "b/x"])
    opened: list[str] = []
    scandir = os.scandir

    def listening(path: str) -> object:
        opened.append(path)
        return scandir(path)

    monkeypatch.setattr(os, "scandir", listening)
    assert names(tmp_path, Rules(exclude="a/")) == ["b/", "b/x"]
    assert [Path(path).name for path in opened] == [tmp_path.name, "b"]


def names(root: Path, rules: Rules = ALL, follow: bool = False) -> list[str]:
    return [entry.name for entry in walk(str(root), rules, follow)]


def test_sizes_times_and_empty_directories(tmp_path: Path) -> None:
    (tmp_path / "f").write_bytes(b"12345")
    os.utime(tmp_path / "f", ns=(5, 1_700_000_000_123_456_789))
    (tmp_path / "empty").mkdir()
    assert list(walk(str(tmp_path), ALL)) == [Entry("empty/"), Entry("f", 5, 1_700_000_000_123_456_789)]


def test_links_are_named_or_followed(tmp_path: Path) -> None:
    made(tmp_path, ["outside/x"])
    root = tmp_path / "root"
    made(root, ["f"])
    (root / "file").symlink_to("f")
    (root / "folder").symlink_to(tmp_path / "outside")
    assert [(e.name, e.regular) for e in walk(str(root), ALL)] == [("f", True), ("file", False), ("folder", False)]
    assert names(root, follow=True) == ["f", "file", "folder/", "folder/x"]


def test_a_link_in_a_circle_is_a_trouble_and_the_rest_goes_on(tmp_path: Path) -> None:
    made(tmp_path, ["a/x", "z"])
    (tmp_path / "a" / "back").symlink_to(tmp_path)
    (tmp_path / "self").symlink_to("self")
    entries = {entry.name: entry for entry in walk(str(tmp_path), ALL, follow=True)}
    assert list(entries) == ["a/", "a/back/", "a/x", "self", "z"]
    assert "leads back" in str(entries["a/back/"].trouble)
    assert isinstance(entries["self"].trouble, OSError)


def test_what_vanishes_while_walking_is_a_trouble(tmp_path: Path) -> None:
    made(tmp_path, ["a/1", "b", "c/2", "d"])
    entries = walk(str(tmp_path), ALL)
    found = [next(entries)]
    (tmp_path / "b").unlink()
    (tmp_path / "c/2").unlink()
    (tmp_path / "c").rmdir()
    found += entries
    assert [entry.name for entry in found] == ["a/", "a/1", "b", "c/", "d"]
    assert [entry.name for entry in found if isinstance(entry.trouble, FileNotFoundError)] == ["b", "c/"]


def test_names_that_are_not_utf8_and_things_that_are_not_files(tmp_path: Path) -> None:
    (tmp_path / os.fsdecode(b"caf\xe9")).write_bytes(b"")
    os.mkfifo(tmp_path / "pipe")
    with socket.socket(socket.AF_UNIX) as listening:
        listening.bind(str(tmp_path / "socket"))
        bad, pipe, sock = walk(str(tmp_path), ALL)
    assert "not UTF-8" in str(bad.trouble)
    assert (pipe.regular, sock.regular) == (False, False)


def test_a_directory_that_may_not_be_read_is_a_trouble(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    made(tmp_path, ["locked/x", "open/y"])
    scandir = os.scandir

    def refusing(path: str) -> object:
        if path.endswith("locked"):
            raise PermissionError(13, "Permission denied", path)
        return scandir(path)

    monkeypatch.setattr(os, "scandir", refusing)
    locked, *rest = walk(str(tmp_path), ALL)
    assert (locked.name, type(locked.trouble)) == ("locked/", PermissionError)
    assert [entry.name for entry in rest] == ["open/", "open/y"]


def brought(flow: Flow[list[Entry] | None]) -> list[Entry] | None:
    """What a flow of local steps alone returns."""
    try:
        step = next(flow)
        while True:
            assert isinstance(step, Local)
            step = flow.send(step.do())
    except StopIteration as done:
        result: list[Entry] | None = done.value
        return result


def test_batches_end_with_none_and_a_missing_root_is_an_error_or_empty(tmp_path: Path) -> None:
    made(tmp_path, [f"{number:04}" for number in range(1001)])
    batches = Walk(str(tmp_path), ALL)
    first, second = brought(batches.more()), brought(batches.more())
    assert (len(first or ()), len(second or ()), brought(batches.more())) == (1000, 1, None)
    missing = str(tmp_path / "missing")
    assert brought(Walk(missing, ALL, optional=True).more()) is None
    for wrong in (missing, str(tmp_path / "0000")):
        with pytest.raises(CosClientError, match="cannot be read"):
            brought(Walk(wrong, ALL).more())


def test_the_checksum_of_a_file(tmp_path: Path) -> None:
    content = os.urandom(3_000_000)
    (tmp_path / "f").write_bytes(content)
    assert checksum(str(tmp_path / "f")) == crc64(content)
