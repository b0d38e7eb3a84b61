"""AsyncStreamBody, over a source that is no socket."""

from __future__ import annotations

import asyncio
import gzip
import io
from collections.abc import Callable, Coroutine
from pathlib import Path
from typing import Any

import pytest

from qcloud_cos.core.checksum import crc64
from qcloud_cos.errors import BodyCutShort, ChecksumMismatch, CosClientError
from qcloud_cos.transport.streams import AsyncStreamBody

DATA = bytes(range(256)) * 40


class Source:
    def __init__(self, data: bytes, **headers: str) -> None:
        self.headers = {name.replace("_", "-"): value for name, value in headers.items()}
        self.status = 200
        self.finished = False
        self.closed = False
        self._pieces = [data[start : start + 1000] for start in range(0, len(data), 1000)]

    async def receive(self) -> bytes:
        await asyncio.sleep(0)
        piece = self._pieces.pop(0) if self._pieces else b""
        self.finished = not self._pieces
        return piece

    def close(self) -> None:
        self.closed = True


def _body(data: bytes = DATA, **headers: str) -> AsyncStreamBody:
    source: Any = Source(data, **headers)
    return AsyncStreamBody(source)


def test_read_gives_exactly_what_was_asked_for() -> None:
    async def story() -> None:
        body = _body()
        assert [await body.read(size) for size in (0, 1, 998, 2500)] == [
            b"",
            DATA[:1],
            DATA[1:999],
            DATA[999:3499],
        ]
        buffer = bytearray(1500)
        assert await body.readinto(buffer) == 1500
        assert bytes(buffer) + await body.read() == DATA[3499:]
        assert await body.read() == await body.read(5) == b""
        assert await body.readinto(buffer) == 0

    asyncio.run(story())


def test_it_is_iterated_in_pieces_as_they_come_or_equal() -> None:
    async def story() -> None:
        assert b"".join([piece async for piece in _body()]) == DATA
        equal = [piece async for piece in _body().get_stream(300)]
        assert b"".join(equal) == DATA
        assert {len(piece) for piece in equal[:-1]} == {300}
        assert await _body().get_raw_stream().read(5) == DATA[:5]

    asyncio.run(story())


def test_it_is_measured_and_closed() -> None:
    async def story() -> None:
        source: Any = Source(DATA, Content_Length="10240")
        async with AsyncStreamBody(source) as body:
            assert len(body) == 10240
        assert source.closed

    asyncio.run(story())
    assert len(_body()) == 0


@pytest.mark.parametrize("how", ["read", "exactly", "readinto", "readinto1", "each", "file"])
def test_a_body_closed_before_its_end_says_so_when_it_is_read_on(how: str, tmp_path: Path) -> None:
    async def story() -> None:
        body = _body(x_cos_hash_crc64ecma="1")
        await body.read(1)
        await body.close()
        ways: dict[str, Callable[[], Coroutine[Any, Any, Any]]] = {
            "read": body.read,
            "exactly": lambda: body.read(1),
            "readinto": lambda: body.readinto(bytearray(10)),
            "readinto1": lambda: body.readinto1(bytearray(10)),
            "each": lambda: anext(aiter(body)),  # type: ignore[arg-type]
            "file": lambda: body.get_stream_to_file(tmp_path / "file"),
        }
        for _ in range(2):
            with pytest.raises(CosClientError, match="closed before its end"):
                await ways[how]()

    asyncio.run(story())
    assert list(tmp_path.iterdir()) == []


def test_a_body_read_to_its_end_stays_at_it_when_it_is_closed() -> None:
    async def story() -> None:
        async with _body(x_cos_hash_crc64ecma=str(crc64(DATA))) as body:
            assert await body.read() == DATA
        assert await body.read() == await body.read(1) == b""

    asyncio.run(story())


def test_what_was_cancelled_does_not_look_like_the_end_afterwards() -> None:
    async def story() -> None:
        body = _body()
        reading = asyncio.ensure_future(body.read())
        await asyncio.sleep(0)
        reading.cancel()
        with pytest.raises(asyncio.CancelledError):
            await reading
        with pytest.raises(CosClientError, match="closed before its end"):
            await body.read()

    asyncio.run(story())


def test_it_becomes_a_file_or_part_of_one(tmp_path: Path) -> None:
    async def story() -> None:
        await _body().get_stream_to_file(tmp_path / "file")
        part = io.BytesIO(b"....")
        await _body(b"ab").pget_stream_to_file(part, 1, 2)
        assert part.getvalue() == b".ab."
        with pytest.raises(BodyCutShort, match="2 bytes, not 3"):
            await _body(b"ab").pget_stream_to_file(part, 1, 3)

    asyncio.run(story())
    assert (tmp_path / "file").read_bytes() == DATA


def test_a_wrong_checksum_leaves_no_file(tmp_path: Path) -> None:
    async def story() -> None:
        with pytest.raises(ChecksumMismatch):
            await _body(x_cos_hash_crc64ecma="1").get_stream_to_file(tmp_path / "file")
        assert await _body(x_cos_hash_crc64ecma=str(crc64(DATA))).read() == DATA

    asyncio.run(story())
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("size", [1, 1000, -1])
def test_content_encoding_is_undone_when_asked(size: int) -> None:
    async def story() -> None:
        body = _body(gzip.compress(DATA), Content_Encoding="gzip")
        data = b""
        while piece := await body.read(size, auto_decompress=True):
            data += piece
        assert data == DATA
        with pytest.raises(BodyCutShort):
            await _body(gzip.compress(DATA)[:-20], Content_Encoding="gzip").read(auto_decompress=True)

    asyncio.run(story())
