from __future__ import annotations

import os
import resource
from pathlib import Path

import pytest

from qcloud_cos.transfer.checkpoint import Checkpoint, name_of, usual_folder

IDENTITY = {"kind": "upload", "file": [1, 2, 3]}


def checkpoint(folder: Path, **identity: object) -> Checkpoint:
    made = Checkpoint(str(folder / "new"), "name", {**IDENTITY, **identity})
    made.open()
    return made


def test_the_next_one_reads_what_was_noted(tmp_path: Path) -> None:
    first = checkpoint(tmp_path)
    assert (first.held, first.before, first.stale) == (True, None, None)
    first.begin({"upload_id": "u"})
    first.add(2, {"etag": "e"})
    first.close()
    assert oct(os.stat(first.path).st_mode)[-3:] == "600"
    second = checkpoint(tmp_path)
    assert second.before is not None
    assert (second.before.facts, second.before.parts) == ({"upload_id": "u"}, {2: {"etag": "e"}})
    second.begin({"upload_id": "v"})
    assert second.before is None
    second.close()
    third = checkpoint(tmp_path)
    assert third.before is not None
    assert (third.before.facts, third.before.parts) == ({"upload_id": "v"}, {})
    third.remove()
    assert os.listdir(tmp_path / "new") == []


def test_one_of_another_file_is_stale(tmp_path: Path) -> None:
    first = checkpoint(tmp_path)
    first.begin({"upload_id": "u"})
    first.close()
    second = checkpoint(tmp_path, file=[1, 2, 4])
    assert second.before is None
    assert second.stale is not None
    assert second.stale.facts == {"upload_id": "u"}


def test_two_do_not_meet(tmp_path: Path) -> None:
    first, second = checkpoint(tmp_path), checkpoint(tmp_path)
    assert (first.held, second.held) == (True, False)
    second.begin({"upload_id": "theirs"})
    second.add(1, {})
    second.remove()
    assert os.path.exists(first.path)
    first.remove()
    third = checkpoint(tmp_path)
    assert (third.held, third.before) == (True, None)


def test_where_none_can_be_kept_there_is_none(tmp_path: Path) -> None:
    (tmp_path / "new").write_bytes(b"in the way")
    assert not checkpoint(tmp_path).held
    (tmp_path / "new").unlink()
    (tmp_path / "new").mkdir()
    (tmp_path / "elsewhere").write_bytes(b"a link is not followed")
    (tmp_path / "new" / "name").symlink_to(tmp_path / "elsewhere")
    assert not checkpoint(tmp_path).held


def test_a_full_disk_ends_the_notes_and_nothing_else(tmp_path: Path) -> None:
    noted = checkpoint(tmp_path)
    noted.begin({})
    noted.add(1, {})
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (os.stat(noted.path).st_size + 5, hard))
    try:
        noted.add(2, {})
        noted.add(3, {})
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))
    found = checkpoint(tmp_path)
    assert found.before is not None
    assert list(found.before.parts) == [1]


def test_a_forked_child_does_not_keep_its_parents_lock(tmp_path: Path) -> None:
    noted = checkpoint(tmp_path)
    ready, say_ready = os.pipe()
    done, say_done = os.pipe()
    child = os.fork()
    if child == 0:
        os.write(say_ready, b"x")
        os.read(done, 1)
        os._exit(noted.held)
    os.read(ready, 1)
    noted.close()
    try:
        assert checkpoint(tmp_path).held
    finally:
        os.write(say_done, b"x")
        assert os.waitpid(child, 0)[1] == 0
        for number in (ready, say_ready, done, say_done):
            os.close(number)


def test_a_child_that_has_not_let_go_yet_does_not_keep_the_lock_either(tmp_path: Path) -> None:
    first = checkpoint(tmp_path)
    assert first._file is not None
    as_a_child_has_it = os.dup(first._file.number)
    first.close()
    assert checkpoint(tmp_path).held
    os.close(as_a_child_has_it)


def test_names_are_of_one_transfer_only(monkeypatch: pytest.MonkeyPatch) -> None:
    assert name_of("a", "bc") != name_of("ab", "c")
    assert len(name_of("中文", "\udcff")) == 32
    monkeypatch.setenv("XDG_CACHE_HOME", "/var/cache/mine")
    assert usual_folder() == "/var/cache/mine/qcloud_cos/transfers"
    monkeypatch.delenv("XDG_CACHE_HOME")
    monkeypatch.setenv("HOME", "/home/li")
    assert usual_folder() == "/home/li/.cache/qcloud_cos/transfers"
