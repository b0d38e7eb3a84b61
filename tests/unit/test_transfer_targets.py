from __future__ import annotations

import os
from pathlib import Path

import pytest

from qcloud_cos import CosClientError
from qcloud_cos.core.checksum import crc64
from qcloud_cos.core.wire import Sink
from qcloud_cos.transfer.files import Source, read_part
from qcloud_cos.transfer.targets import Target, left_behind
from qcloud_cos.transport.pouring import _Filling


def filled(target: Target, content: bytes) -> Target:
    target.open()
    os.pwrite(target.file.number, content, 0)
    return target


def test_a_file_appears_whole_or_not_at_all(tmp_path: Path) -> None:
    target = filled(Target(tmp_path / "f", 3), b"abc")
    assert [len(name) for name in os.listdir(tmp_path)] == [len("f_") + 16]
    target.keep()
    target.drop()
    assert (tmp_path / "f").read_bytes() == b"abc"
    filled(Target(tmp_path / "f", 3), b"xyz").drop()
    assert (tmp_path / "f").read_bytes() == b"abc"
    assert os.listdir(tmp_path) == ["f"]


def test_permissions_are_those_that_open_would_give(tmp_path: Path) -> None:
    umask = os.umask(0o027)
    try:
        filled(Target(tmp_path / "new", 1), b"a").keep()
        (tmp_path / "old").write_bytes(b"")
        os.chmod(tmp_path / "old", 0o604)
        filled(Target(tmp_path / "old", 1), b"a").keep()
    finally:
        os.umask(umask)
    assert oct((tmp_path / "new").stat().st_mode)[-3:] == "640"
    assert oct((tmp_path / "old").stat().st_mode)[-3:] == "604"


def test_links_stay_links_and_devices_devices(tmp_path: Path) -> None:
    (tmp_path / "link").symlink_to("there")
    filled(Target(tmp_path / "link", 1), b"a").keep()
    assert (tmp_path / "link").is_symlink()
    assert (tmp_path / "there").read_bytes() == b"a"
    null = filled(Target("/dev/null", 1), b"a")
    null.keep()
    null.drop()
    assert not os.path.isfile("/dev/null")
    assert os.path.exists("/dev/null")


def test_a_file_may_be_written_under_its_own_name(tmp_path: Path) -> None:
    (tmp_path / "f").write_bytes(b"before")
    target = filled(Target(tmp_path / "f", 1, direct=True), b"a")
    assert os.listdir(tmp_path) == ["f"]
    target.keep()
    target.drop()
    assert (tmp_path / "f").read_bytes() == b"a"
    filled(Target(tmp_path / "f", 1, direct=True), b"b").drop()
    assert os.listdir(tmp_path) == []


def test_what_cannot_be_written_says_so(tmp_path: Path) -> None:
    for path in (tmp_path, tmp_path / "no" / "f", tmp_path / ("n" * 300)):
        with pytest.raises(CosClientError, match="DestFilePath cannot be written"):
            filled(Target(path, 1), b"a").keep()
    assert os.listdir(tmp_path) == []
    filled(Target(tmp_path / ("n" * 250), 1), b"a").keep()


def test_only_what_was_left_behind_is_reopened(tmp_path: Path) -> None:
    left = filled(Target(tmp_path / "f", 3), b"abc")
    again = Target(tmp_path / "f", 3)
    assert again.reopen(left.suffix)
    assert again.crc64(0, 3) == crc64(b"abc")
    assert again.crc64(0, 4) is None
    assert not Target(tmp_path / "f", 4).reopen(left.suffix)
    assert not Target(tmp_path / "f", 3).reopen("0" * 16)
    assert not Target(tmp_path / "f", 3).reopen("../f")
    (tmp_path / f"f_{'1' * 16}").symlink_to(left.written)
    assert not Target(tmp_path / "f", 3).reopen("1" * 16)
    left_behind(str(tmp_path / "f"), "../../f")
    left_behind(str(tmp_path / "f"), left.suffix)
    assert os.listdir(tmp_path) == [f"f_{'1' * 16}"]


def test_zeros_leave_a_hole_unless_something_else_was_there(tmp_path: Path) -> None:
    mib = 1024 * 1024
    target = Target(tmp_path / "f", 2 * mib)
    target.open()
    os.pwrite(target.file.number, b"x", mib + 5)
    with _Filling(Sink(target.file, 0, 2 * mib)) as filling:
        for _ in range(2):
            filling.room[:] = bytes(mib)
            assert filling.add(mib)
            filling.write()
        assert filling.poured() == (2 * mib, crc64(bytes(2 * mib)), None)
    target.keep()
    assert (tmp_path / "f").read_bytes() == bytes(2 * mib)
    assert (tmp_path / "f").stat().st_blocks * 512 < 2 * mib


def test_only_files_of_a_known_length_are_sources(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe")
    for path in (tmp_path / "pipe", "/dev/null", "/proc/self/status"):
        with pytest.raises(CosClientError, match="use upload_file_from_buffer"):
            Source(path)
    with pytest.raises(CosClientError, match="LocalFilePath cannot be read: .*is a directory"):
        Source(tmp_path)


def test_a_part_is_read_until_it_is_full() -> None:
    pieces = iter([b"ab", bytearray(b"c"), "d", memoryview(b"e"), b""])
    assert bytes(read_part(lambda size: next(pieces), 9)) == b"abcde"

    async def later() -> bytes:
        return b""

    with pytest.raises(CosClientError, match="must give bytes, not coroutine"):
        read_part(lambda size: later(), 9)
