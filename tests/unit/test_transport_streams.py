"""StreamBody, over sources that are not sockets."""

from __future__ import annotations

import gzip
import io
import os
import stat
import zlib
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from qcloud_cos.core.checksum import crc64
from qcloud_cos.errors import BodyCutShort, ChecksumMismatch, CosClientError
from qcloud_cos.transport.http1 import parse_head
from qcloud_cos.transport.incoming import Held
from qcloud_cos.transport.streams import StreamBody
from qcloud_cos.transport.unpacking import Unpacker


class Answer:
    """Shaped like a requests.Response."""

    def __init__(self, body: bytes, *, piece: int = 7, cut: int | None = None, **headers: str) -> None:
        self.status_code = 200
        self.headers = {"Content-Length": str(len(body)), **{k.replace("_", "-"): v for k, v in headers.items()}}
        self.raw = io.BytesIO(body[:cut])
        self._piece = piece
        self.closed = False

    def iter_content(self, chunk_size: int = 1) -> Iterator[bytes]:
        while piece := self.raw.read(self._piece):
            yield piece

    def close(self) -> None:
        self.closed = True


DATA = bytes(range(256)) * 40


@given(st.binary(max_size=200), st.lists(st.integers(1, 60), min_size=1), st.integers(1, 50))
def test_read_gives_exactly_what_was_asked_for(data: bytes, sizes: list[int], piece: int) -> None:
    body = StreamBody(Answer(data, piece=piece))
    place = 0
    for size in sizes:
        assert body.read(size) == data[place : place + size]
        place += size
    assert body.read() == data[place:]
    assert body.read() == body.read(1) == b""


@given(st.binary(max_size=200), st.integers(1, 60))
def test_get_stream_gives_equal_pieces(data: bytes, size: int) -> None:
    pieces = list(StreamBody(Answer(data)).get_stream(size))
    assert b"".join(pieces) == data
    assert all(len(piece) == size for piece in pieces[:-1])


def test_a_body_can_be_iterated_measured_and_read_into_a_buffer() -> None:
    assert b"".join(StreamBody(Answer(DATA))) == DATA
    assert len(StreamBody(Answer(DATA))) == len(DATA)
    buffer = bytearray(100)
    body = StreamBody(Answer(DATA[:150]))
    assert (body.readinto(buffer), bytes(buffer)) == (100, DATA[:100])
    assert (body.readinto(buffer), bytes(buffer[:50])) == (50, DATA[100:150])
    assert body.readinto(buffer) == 0


def test_leaving_a_body_closes_it() -> None:
    answer = Answer(DATA)
    with StreamBody(answer) as body:
        body.read(1)
    assert answer.closed


def test_the_raw_stream_of_a_foreign_answer_is_its_own() -> None:
    answer = Answer(DATA)
    assert StreamBody(answer).get_raw_stream() is answer.raw


class Source:
    """Shaped like our own bodies."""

    def __init__(self, data: bytes, status: int = 200, **headers: str) -> None:
        self.headers = {name.replace("_", "-"): value for name, value in headers.items()}
        self.status = status
        self.finished = False
        self.closed = False
        self._file = io.BytesIO(data)
        self._left = len(data)

    def readinto(self, buffer: memoryview) -> int:
        count = self._file.readinto(buffer[:100])
        self._left -= count
        self.finished = not self._left
        return count

    def close(self) -> None:
        self.closed = True


def test_the_raw_stream_is_a_file_of_the_same_bytes() -> None:
    raw = StreamBody(Source(DATA)).get_raw_stream()
    assert raw.read(5) == DATA[:5]
    assert raw.readline() == DATA[5:11]
    assert raw.read() == DATA[11:]
    assert raw.read() == b""
    body = StreamBody(Source(DATA))
    assert body.get_raw_stream().read(1) + body.read() == DATA
    text = io.TextIOWrapper(StreamBody(Source("你\n好".encode())).get_raw_stream(), "utf-8")
    assert list(text) == ["你\n", "好"]


@pytest.mark.parametrize("known", [True, False])
@pytest.mark.parametrize("how", ["read", "exactly", "readinto", "stream", "raw", "pget"])
def test_a_body_closed_before_its_end_says_so_when_it_is_read_on(how: str, known: bool) -> None:
    head = parse_head(b"HTTP/1.1 200 OK\r\nContent-Length: 3\r\nx-cos-hash-crc64ecma: 1\r\n\r\n", "GET")
    body = StreamBody(Held(head, b"abc") if known else Source(DATA, 206))
    body.read(1)
    body.close()
    ways: dict[str, Callable[[], object]] = {
        "read": body.read,
        "exactly": lambda: body.read(1),
        "readinto": lambda: body.readinto(bytearray(10)),
        "stream": lambda: list(body),
        "raw": lambda: body.get_raw_stream().read(),
        "pget": lambda: body.pget_stream_to_file(io.BytesIO(), 0, 2),
    }
    for _ in range(2):
        with pytest.raises(CosClientError, match="closed before its end"):
            ways[how]()


def test_a_body_read_to_its_end_stays_at_it_when_it_is_closed() -> None:
    with StreamBody(Source(DATA, x_cos_hash_crc64ecma=str(crc64(DATA)))) as body:
        assert body.read() == DATA
    assert body.read() == body.read(1) == b""


def test_what_failed_does_not_look_like_the_end_afterwards() -> None:
    source = Source(DATA, 206)
    body = StreamBody(source)
    source.readinto = _reset  # type: ignore[method-assign]
    with pytest.raises(ConnectionResetError):
        body.read()
    assert source.closed
    with pytest.raises(CosClientError, match="by a failure"):
        body.read(1)


def _reset(buffer: memoryview) -> int:
    raise ConnectionResetError


def test_dropping_the_raw_stream_leaves_the_body_open() -> None:
    source = Source(DATA)
    body = StreamBody(source)
    body.get_raw_stream().read(1)
    assert not source.closed
    assert body.read() == DATA[1:]


@pytest.mark.parametrize("right", [True, False])
@pytest.mark.parametrize("how", ["read", "exactly", "stream", "raw", "file", "pget"])
def test_the_checksum_is_compared_however_the_body_is_read(how: str, right: bool, tmp_path: Path) -> None:
    body = StreamBody(Source(DATA, x_cos_hash_crc64ecma=str(crc64(DATA) if right else 1)))
    ways: dict[str, Callable[[], object]] = {
        "read": body.read,
        "exactly": lambda: body.read(len(DATA)),
        "stream": lambda: b"".join(body.get_stream(1000)),
        "raw": lambda: body.get_raw_stream().read(),
        "file": lambda: body.get_stream_to_file(tmp_path / "file"),
        "pget": lambda: body.pget_stream_to_file(io.BytesIO(), 0, len(DATA)),
    }
    if right:
        ways[how]()
    else:
        with pytest.raises(ChecksumMismatch):
            ways[how]()
        assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("status", [206, 0])
def test_only_a_whole_object_has_its_checksum_compared(status: int) -> None:
    assert StreamBody(Source(DATA, status, x_cos_hash_crc64ecma="1")).read() == DATA


def test_a_file_has_the_permissions_that_open_would_give(tmp_path: Path) -> None:
    (tmp_path / "plain").touch()
    StreamBody(Source(DATA)).get_stream_to_file(str(tmp_path / "file"))
    assert (tmp_path / "file").read_bytes() == DATA
    assert stat.S_IMODE(os.stat(tmp_path / "file").st_mode) == stat.S_IMODE(os.stat(tmp_path / "plain").st_mode)


def test_a_file_replaces_the_one_that_was_there_and_follows_links(tmp_path: Path) -> None:
    (tmp_path / "file").write_bytes(b"before")
    (tmp_path / "link").symlink_to("file")
    StreamBody(Source(DATA)).get_stream_to_file(tmp_path / "link")
    assert (tmp_path / "file").read_bytes() == DATA
    assert (tmp_path / "link").is_symlink()
    assert len(list(tmp_path.iterdir())) == 2


def test_the_longest_of_names_is_no_problem(tmp_path: Path) -> None:
    StreamBody(Source(DATA)).get_stream_to_file(tmp_path / ("长" * 85))
    assert [path.name for path in tmp_path.iterdir()] == ["长" * 85]


def test_devices_are_written_not_replaced() -> None:
    StreamBody(Source(DATA)).get_stream_to_file(os.devnull)
    assert stat.S_ISCHR(os.stat(os.devnull).st_mode)


def test_a_directory_that_is_not_there_is_the_systems_error(tmp_path: Path) -> None:
    source = Source(DATA)
    with pytest.raises(FileNotFoundError):
        StreamBody(source).get_stream_to_file(tmp_path / "no" / "file")
    assert source.closed


@pytest.mark.parametrize("direct", [True, False])
def test_an_early_end_leaves_no_file(tmp_path: Path, direct: bool) -> None:
    answer = Answer(DATA, cut=100)
    with pytest.raises(BodyCutShort):
        StreamBody(answer).get_stream_to_file(tmp_path / "file", disable_tmp_file=direct)
    assert list(tmp_path.iterdir()) == []
    assert answer.closed


def test_a_full_disk_leaves_no_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(*_: Any) -> int:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("qcloud_cos.transport.landing.Landing.write", full)
    with pytest.raises(OSError, match="No space"):
        StreamBody(Source(DATA)).get_stream_to_file(tmp_path / "file")
    assert list(tmp_path.iterdir()) == []


def test_pget_writes_at_its_offset_and_checks_the_length(tmp_path: Path) -> None:
    with (tmp_path / "file").open("wb+") as file:
        file.write(b"....")
        StreamBody(Source(b"ab")).pget_stream_to_file(file, 1, 2)
        file.seek(0)
        assert file.read() == b".ab."
        with pytest.raises(BodyCutShort, match="2 bytes, not 3"):
            StreamBody(Source(b"ab")).pget_stream_to_file(file, 1, 3)


def _deflated(data: bytes) -> bytes:
    squeeze = zlib.compressobj(wbits=-15)
    return squeeze.compress(data) + squeeze.flush()


PACKED = {
    "gzip": gzip.compress(DATA),
    "gzip of two members": gzip.compress(DATA[:99]) + gzip.compress(DATA[99:]),
    "gzip, padded": gzip.compress(DATA) + bytes(10),
    "deflate": zlib.compress(DATA),
    "deflate, raw": _deflated(DATA),
}


@pytest.mark.parametrize("name", PACKED)
@pytest.mark.parametrize("size", [1, 7, 1000, -1])
def test_content_encoding_is_undone_when_asked(name: str, size: int) -> None:
    body = StreamBody(Source(PACKED[name], Content_Encoding=name.split()[0].strip(",")))
    data = b""
    while piece := body.read(size, auto_decompress=True):
        data += piece
    assert data == DATA
    assert StreamBody(Source(PACKED[name], Content_Encoding="gzip")).read() == PACKED[name]


def test_a_packed_body_becomes_a_plain_file(tmp_path: Path) -> None:
    packed = gzip.compress(DATA)
    source = Source(packed, Content_Encoding="gzip", x_cos_hash_crc64ecma=str(crc64(packed)), Content_Length="1")
    StreamBody(source).get_stream_to_file(tmp_path / "file", auto_decompress=True)
    assert (tmp_path / "file").read_bytes() == DATA


def test_a_packed_foreign_body_is_given_raw_or_unpacked() -> None:
    packed = gzip.compress(DATA)
    assert StreamBody(Answer(packed, Content_Encoding="gzip")).read() == packed
    assert StreamBody(Answer(packed, Content_Encoding="gzip")).read(auto_decompress=True) == DATA


@pytest.mark.parametrize("name", PACKED)
def test_a_packed_body_that_ends_early_is_noticed(name: str) -> None:
    cut = PACKED[name][: len(PACKED[name]) // 3]
    with pytest.raises(BodyCutShort):
        StreamBody(Source(cut, Content_Encoding="gzip")).read(auto_decompress=True)


def test_what_is_not_packed_as_it_says_is_an_error() -> None:
    with pytest.raises(CosClientError, match="Content-Encoding"):
        StreamBody(Source(b"\xff\xffplain text", Content_Encoding="gzip")).read(auto_decompress=True)


def test_a_small_bomb_unpacks_a_bounded_piece_at_a_time() -> None:
    unpacker = Unpacker()
    unpacker.feed(zlib.compress(bytes(10_000_000)))
    pieces = iter(lambda: unpacker.take(1000), None)
    assert sum(map(len, pieces)) == 10_000_000


def test_an_empty_packed_body_is_empty() -> None:
    assert StreamBody(Source(b"", Content_Encoding="gzip")).read(auto_decompress=True) == b""
