from __future__ import annotations

import io
import os
from pathlib import Path
from typing import Any

import pytest

from qcloud_cos import CosClientError
from qcloud_cos.core.content import LARGEST, can_repeat, content, length_of, md5
from qcloud_cos.core.wire import Sized


def test_text_is_sent_as_utf8_and_bytes_as_they_are() -> None:
    assert content("é") == b"\xc3\xa9"
    assert content(b"x") == b"x"
    assert length_of(content(memoryview(b"abcd").cast("H"))) == 4


def test_a_file_is_sent_from_where_it_stands(tmp_path: Path) -> None:
    (tmp_path / "f").write_bytes(b"0123456789")
    with (tmp_path / "f").open("rb") as file:
        file.seek(4)
        assert content(file) == Sized(file, 4, 6)
        assert md5(content(file)) == "Tl7pnqr+X33gicVy4Wk9jg==" or file.tell() == 4
        assert file.tell() == 4


def test_a_file_opened_as_text_is_sent_as_the_bytes_it_has(tmp_path: Path) -> None:
    (tmp_path / "f").write_bytes(b"a\r\n\xff")
    with (tmp_path / "f").open(encoding="utf-8") as file:
        found = content(file)
        assert isinstance(found, Sized)
        assert found.length == 4
        assert found.file.read() == b"a\r\n\xff"
    with (tmp_path / "f").open(encoding="latin-1") as file:
        file.readline()
        with pytest.raises(CosClientError, match="'rb'"):
            content(file)
    sent = content(io.StringIO("é"))
    assert isinstance(sent, Sized)
    assert sent.length == 2


def test_memory_files_are_sized_too() -> None:
    file = io.BytesIO(b"abc")
    file.read(1)
    assert content(file) == Sized(file, 1, 2)
    file.read()
    assert content(file) == Sized(file, 3, 0)


def test_a_pipe_has_no_length_and_is_read_once() -> None:
    read, write = os.pipe()
    os.write(write, b"abc")
    os.close(write)
    with os.fdopen(read, "rb") as pipe:
        found = content(pipe)
        assert length_of(found) is None
        assert not can_repeat(found)
        with pytest.raises(CosClientError, match="EnableMD5"):
            md5(found)


@pytest.mark.parametrize("body", [None, 5, 1.5, {"a": 1}, object(), int, True])
def test_what_is_no_body_is_refused_with_the_fix(body: Any) -> None:
    with pytest.raises(CosClientError, match="Body cannot be sent.*'rb'"):
        content(body)


def test_a_closed_file_is_refused(tmp_path: Path) -> None:
    (tmp_path / "f").write_bytes(b"x")
    with (tmp_path / "f").open("rb") as file:
        pass
    with pytest.raises(CosClientError, match="closed"):
        content(file)


def test_over_five_gigabytes_is_refused_before_anything_is_sent(tmp_path: Path) -> None:
    with (tmp_path / "sparse").open("wb+") as file:
        file.truncate(LARGEST + 1)
        with pytest.raises(CosClientError, match="create_multipart_upload"):
            content(file)
        file.truncate(LARGEST)
        assert length_of(content(file)) == LARGEST
