"""Framing as values: bytes in, heads and bodies out."""

from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from qcloud_cos.errors import CosClientError
from qcloud_cos.transport import http1
from qcloud_cos.transport.failures import BadFraming


def _head(*lines: str, method: str = "GET") -> http1.Head:
    return http1.parse_head("\r\n".join([*lines, "", ""]).encode(), method)


def test_a_request_head_is_its_lines() -> None:
    head = http1.request_head("PUT", "/a?b", {"Host": "h", "x-cos-meta-a": "你"}, "Content-Length: 0")
    assert head == "PUT /a?b HTTP/1.1\r\nHost: h\r\nx-cos-meta-a: 你\r\nContent-Length: 0\r\n\r\n".encode()


@pytest.mark.parametrize("value", ["a\r\nX: y", "a\nb", "a\rb", "a\0b", "\ud800"])
def test_a_header_that_breaks_out_of_its_line_is_refused_by_name(value: str) -> None:
    with pytest.raises(CosClientError, match="x-cos-meta-evil"):
        http1.request_head("GET", "/", {"Host": "h", "x-cos-meta-evil": value})


@pytest.mark.parametrize("name", ["", "a b", "a:b", "a\r\nb", "ключ"])
def test_a_name_that_is_no_token_is_refused(name: str) -> None:
    with pytest.raises(CosClientError, match="name of a header"):
        http1.request_head("GET", "/", {name: "v"})


@pytest.mark.parametrize("target", ["/a b", "/a\r\nX: y", "/\0"])
def test_a_target_that_breaks_the_request_line_is_refused(target: str) -> None:
    with pytest.raises(CosClientError, match="path"):
        http1.request_head("GET", target, {"Host": "h"})


@given(st.dictionaries(st.text(max_size=8), st.text(max_size=20), max_size=4))
def test_no_headers_make_more_lines_than_there_are(headers: dict[str, str]) -> None:
    try:
        head = http1.request_head("GET", "/", headers)
    except CosClientError:
        return
    assert head.count(b"\n") == head.count(b"\r\n") == len(headers) + 2


def test_a_head_tells_status_headers_and_length() -> None:
    head = _head("HTTP/1.1 206 Partial", "content-length: 7", 'etag: "x"', "x-cos-meta-a:  b ")
    assert (head.status, head.length, head.chunked, head.keep) == (206, 7, False, True)
    assert head.headers == {"Content-Length": "7", "ETag": '"x"', "x-cos-meta-a": "b"}


def test_headers_that_come_twice_are_joined_and_odd_bytes_are_kept() -> None:
    head = http1.parse_head(
        b"HTTP/1.1 200 OK\r\nVary: a\r\nvary: b \r\nx-cos-meta-a: \xff\r\nVary: c\r\n\r\n", "GET"
    )
    assert head.headers == {"Vary": "a, b, c", "x-cos-meta-a": "\xff"}


def test_a_head_may_have_no_headers() -> None:
    assert _head("HTTP/1.1 204 No Content").headers == {}


@pytest.mark.parametrize(
    ("method", "status", "lines", "length"),
    [
        ("HEAD", 200, ["Content-Length: 5"], 0),
        ("GET", 204, [], 0),
        ("GET", 304, ["Content-Length: 5"], 0),
        ("GET", 200, [], None),
        ("GET", 200, ["Content-Length: 0"], 0),
        ("GET", 200, ["Transfer-Encoding: identity", "Connection: close"], None),
    ],
)
def test_the_length_follows_from_method_status_and_headers(
    method: str, status: int, lines: list[str], length: int | None
) -> None:
    assert _head(f"HTTP/1.1 {status} X", *lines, method=method).length == length


@pytest.mark.parametrize(
    ("lines", "keep"),
    [
        (["HTTP/1.1 200 OK", "Content-Length: 1"], True),
        (["HTTP/1.1 200 OK", "Content-Length: 1", "Connection: Close"], False),
        (["HTTP/1.1 200 OK"], False),
        (["HTTP/1.0 200 OK", "Content-Length: 1"], False),
        (["HTTP/1.0 200 OK", "Content-Length: 1", "Connection: keep-alive"], True),
        (["HTTP/1.1 200 OK", "Transfer-Encoding: chunked"], True),
    ],
)
def test_a_connection_is_kept_where_the_end_of_the_answer_is_known(lines: list[str], keep: bool) -> None:
    assert _head(*lines).keep is keep


@pytest.mark.parametrize(
    "lines",
    [
        ["HTTP/1.1 200 OK", "Content-Length: 1", "Content-Length: 2"],
        ["HTTP/1.1 200 OK", "Content-Length: 1", "Transfer-Encoding: chunked"],
        ["HTTP/1.1 200 OK", "Content-Length: -1"],
        ["HTTP/1.1 200 OK", "Content-Length: 99999999999999999999999"],
        ["HTTP/1.1 200 OK", "Transfer-Encoding: gzip"],
        ["HTTP/1.1 200 OK", "Transfer-Encoding: gzip, chunked"],
        ["HTTP/1.1 200 OK", "a: b", " folded"],
        ["HTTP/1.1 101 Switching", "Upgrade: x", "Connection: upgrade"],
        ["HTTP/1.1 200 OK", *[f"x-{n}: y" for n in range(201)]],
        ["SSH-2.0-OpenSSH"],
    ],
)
def test_a_head_that_can_be_read_two_ways_is_refused(lines: list[str]) -> None:
    with pytest.raises(BadFraming):
        _head(*lines)


@pytest.mark.parametrize("data", [b"SSH-2.0", b"\x15\x03\x01", b"HTTP/1.1 200 OK\n\n", b"HTTP/1." + b"x" * 65536])
def test_what_cannot_become_a_head_is_refused_early(data: bytes) -> None:
    with pytest.raises(BadFraming):
        http1.check_beginning(data)


def _chunked(pieces: list[bytes]) -> bytes:
    return b"".join(b"".join((http1.chunk(p)[0], p, http1.chunk(p)[1])) for p in pieces if p)


@given(st.lists(st.binary(max_size=40), max_size=6), st.lists(st.integers(0, 300), max_size=8))
def test_chunks_give_the_same_however_they_are_split(pieces: list[bytes], cuts: list[int]) -> None:
    wire = _chunked(pieces) + b"0\r\nx-trailer: 1\r\n\r\n"
    chunks = http1.Dechunker()
    body = b""
    places = sorted({0, len(wire), *(cut for cut in cuts if cut < len(wire))})
    for start, stop in pairwise(places):
        assert not chunks.done
        body += b"".join(chunks.feed(wire[start:stop]))
    assert body == b"".join(pieces)
    assert chunks.done
    assert not chunks.surplus


@pytest.mark.parametrize("extra", [b"x", b"HTTP/1.1 200 OK\r\n", b"HTTP/1.1 200 OK\r\nContent-Length: 1\r\n\r\nz"])
def test_what_follows_the_last_chunk_is_told_apart(extra: bytes) -> None:
    chunks = http1.Dechunker()
    assert b"".join(chunks.feed(b"1\r\na\r\n0\r\n\r\n" + extra)) == b"a"
    assert chunks.done
    assert chunks.surplus


@pytest.mark.parametrize("wire", [b"zz\r\n", b"1\r\nab\r\n", b"-1\r\n", b"fffffffffffffffff\r\n"])
def test_malformed_chunks_are_refused(wire: bytes) -> None:
    with pytest.raises(BadFraming):
        http1.Dechunker().feed(wire)


def test_trailers_without_end_are_refused() -> None:
    chunks = http1.Dechunker()
    chunks.feed(b"0\r\n")
    chunks.feed(b"x: " + b"y" * 60_000 + b"\r\n")
    with pytest.raises(BadFraming, match="trailers"):
        chunks.feed(b"x: " + b"y" * 10_000 + b"\r\n")


_odd_bytes = st.text(st.characters(codec="latin-1"), max_size=12).map(lambda text: text.encode("latin-1"))
_lines = st.lists(
    st.one_of(
        st.sampled_from([b"Server: x", b"ETag:  y ", b"etag: z", b"Content-Length: 3", b"Connection: close"]),
        st.sampled_from(
            [b"Content-Length: 03", b"Content-Length: +3", b"Transfer-Encoding: chunked", b"Upgrade: h2c"]
        ),
        st.tuples(st.sampled_from([b"Server", b"ETag", b"Content-Length", b"X"]), _odd_bytes).map(b": ".join),
    ),
    max_size=5,
)


@given(st.sampled_from([b"HTTP/1.1 200 OK", b"HTTP/1.0 206 P", b"HTTP/1.1 204 N"]), _lines)
def test_a_head_of_known_lines_is_what_the_parser_makes_of_it(first: bytes, lines: list[bytes]) -> None:
    data = b"\r\n".join([first, *lines, b"", b""])
    familiar = http1._familiar(data)
    try:
        judged = http1._judged(data)
    except (BadFraming, ValueError):
        assert familiar is None
    else:
        assert familiar is None or familiar == judged
