"""Queries over objects: the request, the framing of the answer, and the streams."""

from __future__ import annotations

import asyncio
import struct
import zlib
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from answered import request, response
from qcloud_cos import Calls, CosClientError, CosServiceError
from qcloud_cos.core import answers
from qcloud_cos.core.event_stream import EventDecoder
from qcloud_cos.core.wire import Response
from qcloud_cos.errors import BodyCutShort, ChecksumMismatch
from qcloud_cos.transport.events import AsyncEventStream, EventStream

calls = Calls()


def message(kind: str = "", payload: bytes = b"", **more: str) -> bytes:
    """One message, as COS frames it."""
    named = {":message-type": "event", ":event-type": kind} if kind else {}
    named |= {f":{name.replace('_', '-')}": value for name, value in more.items()}
    headers = b"".join(
        bytes([len(name)]) + name.encode() + struct.pack(">BH", 7, len(value.encode())) + value.encode()
        for name, value in named.items()
    )
    prelude = struct.pack(">II", len(headers) + len(payload) + 16, len(headers))
    whole = prelude + struct.pack(">I", zlib.crc32(prelude)) + headers + payload
    return whole + struct.pack(">I", zlib.crc32(whole))


STATS = b"<Stats><BytesScanned>9</BytesScanned><BytesReturned>4</BytesReturned></Stats>"
RESULT = b"".join(
    [
        message("Records", b"a,b\n", content_type="application/octet-stream"),
        message("Cont"),
        message("Progress", STATS.replace(b"Stats", b"Progress")),
        message("Something-New", b"?"),
        message("Records", b"c,d\n"),
        message("Stats", STATS),
        message("End"),
    ]
)
COUNT = {"BytesScanned": "9", "BytesReturned": "4"}
EVENTS = [
    {"Records": {"Payload": b"a,b\n"}},
    {"Cont": {}},
    {"Progress": {"Details": COUNT}},
    {"Records": {"Payload": b"c,d\n"}},
    {"Stats": {"Details": COUNT}},
    {"End": {}},
]


class Body:
    """An open body, for both kinds of client."""

    def __init__(self, data: bytes) -> None:
        self.data = data
        self.closed = False

    def read(self, size: int) -> bytes:
        piece, self.data = self.data[:size], self.data[size:]
        return piece

    def close(self) -> None:
        self.closed = True


class AsyncBody(Body):
    async def read(self, size: int) -> bytes:  # type: ignore[override]
        return super().read(size)

    async def close(self) -> None:  # type: ignore[override]
        self.closed = True


def answer(body: Any) -> Response:
    return response(x_cos_request_id="r")._replace(stream=body, url="https://h/k?q-signature=s")


def blocking(data: bytes) -> tuple[Any, Body]:
    body = Body(data)
    return EventStream(answer(body)), body


def test_a_query_is_described_in_xml() -> None:
    call = calls.select_object_content(
        "b-1", "k", "SELECT * FROM COSObject", "SQL", {"JSON": {"Type": "LINES"}}, {"CSV": {}}, {"Enabled": "TRUE"}
    )
    assert (call.method, dict(call.query)) == ("POST", {"select": "", "select-type": "2"})
    assert call.returns is answers.events
    assert call.streams
    assert call.events
    assert call.body == (
        b'<?xml version="1.0" encoding="utf-8"?>\n<SelectRequest><Expression>SELECT * FROM COSObject</Expression>'
        b"<ExpressionType>SQL</ExpressionType><InputSerialization><JSON><Type>LINES</Type></JSON></InputSerialization>"
        b"<OutputSerialization><CSV></CSV></OutputSerialization>"
        b"<RequestProgress><Enabled>TRUE</Enabled></RequestProgress></SelectRequest>"
    )


def test_defect_20_a_version_is_queried_if_one_is_asked_for() -> None:
    sent = request(
        calls.select_object_content(
            "b-1", "k", "S", "SQL", {"CSV": {}}, {"CSV": {}}, VersionId="v", SSECustomerKey="x"
        )
    )
    assert sent.target == "/k?select=&select-type=2&versionId=v"
    assert sent.headers["x-cos-server-side-encryption-customer-key"] == "x"
    assert "versionId" not in sent.headers


def test_events_come_as_they_are_and_unknown_ones_are_passed_over() -> None:
    stream, body = blocking(RESULT)
    assert list(stream) == EVENTS
    assert body.closed
    with pytest.raises(StopIteration):
        stream.next_event()


def test_the_end_is_waited_for_only_when_asked_for() -> None:
    stream, body = blocking(RESULT + b"what nobody should send")
    for wanted in EVENTS:
        assert stream.next_event() == wanted
    assert not body.closed
    assert next(stream, None) is None
    assert body.closed


def test_a_result_is_read_whole() -> None:
    assert blocking(RESULT)[0].get_select_result() == b"a,b\nc,d\n"


def test_defect_18_a_result_replaces_a_file_at_once(tmp_path: Path) -> None:
    path = tmp_path / "result.csv"
    path.write_bytes(b"old")
    with pytest.raises(BodyCutShort):
        blocking(RESULT[:-1])[0].get_select_result_to_file(path)
    assert path.read_bytes() == b"old"
    assert list(tmp_path.iterdir()) == [path]
    blocking(RESULT)[0].get_select_result_to_file(str(path))
    assert path.read_bytes() == b"a,b\nc,d\n"
    assert list(tmp_path.iterdir()) == [path]


def test_an_async_client_gets_the_same(tmp_path: Path) -> None:
    async def story() -> None:
        body: Any = AsyncBody(RESULT)
        async with AsyncEventStream(answer(body)) as stream:
            assert await stream.next_event() == EVENTS[0]
            assert [event async for event in stream] == EVENTS[1:]
        assert body.closed
        assert await AsyncEventStream(answer(AsyncBody(RESULT))).get_select_result() == b"a,b\nc,d\n"
        await AsyncEventStream(answer(AsyncBody(RESULT))).get_select_result_to_file(tmp_path / "whole.csv")
        cut: Any = AsyncBody(RESULT[:-1])
        with pytest.raises(BodyCutShort):
            await AsyncEventStream(answer(cut)).get_select_result_to_file(tmp_path / "cut.csv")
        assert cut.closed
        with pytest.raises(CosClientError, match="unreadable XML"):
            await AsyncEventStream(answer(AsyncBody(message("Stats", b"<a>")))).get_select_result()

    asyncio.run(story())
    [written] = tmp_path.iterdir()
    assert written.read_bytes() == b"a,b\nc,d\n"


@given(st.integers(0, len(RESULT) - 1))
def test_a_result_cut_anywhere_is_an_error(length: int) -> None:
    stream, body = blocking(RESULT[:length])
    with pytest.raises(BodyCutShort, match="before its event End"):
        list(stream)
    assert body.closed


@given(st.integers(0, len(RESULT) - 1), st.integers(1, 255))
def test_defect_24_a_damaged_result_is_an_error(place: int, change: int) -> None:
    damaged = bytearray(RESULT)
    damaged[place] ^= change
    with pytest.raises(ChecksumMismatch):
        list(blocking(bytes(damaged))[0])


def test_an_error_in_the_stream_is_raised_with_what_is_known_of_the_request() -> None:
    error = message("", message_type="error", error_code="SQLParsingError", error_message="line 1")
    stream, body = blocking(message("Records", b"a") + error)
    assert next(stream) == {"Records": {"Payload": b"a"}}
    with pytest.raises(CosServiceError) as caught:
        next(stream)
    assert caught.value.get_error_code() == "SQLParsingError"
    assert caught.value.get_error_msg() == "line 1"
    assert caught.value.get_request_id() == "r"
    assert caught.value.get_resource_location() == "https://h/k"
    assert caught.value.get_status_code() == 200
    assert body.closed


def headers_of(*raw: bytes) -> bytes:
    """A message whose headers are these bytes."""
    headers = b"".join(raw)
    prelude = struct.pack(">II", len(headers) + 16, len(headers))
    whole = prelude + struct.pack(">I", zlib.crc32(prelude)) + headers
    return whole + struct.pack(">I", zlib.crc32(whole))


def too_short() -> bytes:
    prelude = struct.pack(">II", 17, 9)
    return prelude + struct.pack(">I", zlib.crc32(prelude)) + b"\0" * 9


@pytest.mark.parametrize(
    ("data", "says"),
    [
        (too_short(), "shorter than its headers"),
        (headers_of(b"\x01a" + struct.pack(">BI", 4, 1)), "a, that is not text"),
        (headers_of(b"\x05a"), "cannot be read"),
        (headers_of(b"\x01\xff" + struct.pack(">BH", 7, 0)), "cannot be read"),
        (message("Stats", b"<Stats>"), "unreadable XML"),
    ],
)
def test_what_is_no_result_is_an_error(data: bytes, says: str) -> None:
    with pytest.raises(CosClientError, match=says):
        list(blocking(data)[0])


def test_no_more_is_asked_for_than_the_message_has() -> None:
    decoder = EventDecoder({}, 200)
    data = message("Records", b"x" * 100)
    assert decoder.wanted == 12
    assert decoder.feed(data[:12]) is None
    assert decoder.wanted == len(data) - 12
    assert decoder.feed(data[12:]) == {"Records": {"Payload": b"x" * 100}}
    assert decoder.wanted == 12
    assert not decoder.finished


def test_a_stream_is_a_context_manager() -> None:
    stream, body = blocking(RESULT)
    with stream as opened:
        next(opened)
    assert body.closed


def test_a_stream_can_be_made_of_a_requests_response() -> None:
    class Raw:
        def __init__(self, data: bytes) -> None:
            self.data = data

        def read(self, size: int = -1, **_: Any) -> bytes:
            piece = self.data if size < 0 else self.data[:size]
            self.data = self.data[len(piece) :]
            return piece

        def close(self) -> None:
            pass

    class Foreign:
        status_code = 200
        headers: dict[str, str] = {"Content-Length": str(len(RESULT))}  # noqa: RUF012
        url = "https://h/k"
        raw = Raw(RESULT)

        def iter_content(self, size: int) -> Any:
            while piece := self.raw.read(size):
                yield piece

        def close(self) -> None:
            pass

    make: Callable[[Any], Any] = EventStream
    assert make(Foreign()).get_select_result() == b"a,b\nc,d\n"
