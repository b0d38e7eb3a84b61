"""Small requests are answered without ASGI, all others by it: whatever is sent, both ways say the same."""

from __future__ import annotations

import re
import socket
from collections.abc import Iterator
from contextlib import suppress
from typing import Any

import pytest

from qcloud_cos.server import LocalCos
from qcloud_cos.server.quick import QuickConnection
from raw import HOST, Wire

_CHANGING = re.compile(
    rb"(?mi)^(?:Date|x-cos-request-id|x-cos-trace-id|Last-Modified): .*\r\n|^Connection: close\r\n"
    rb"|<(RequestId|TraceId|ServerTime)>[^<]*</\1>"
)


@pytest.fixture(scope="module")
def both() -> Iterator[tuple[LocalCos, LocalCos]]:
    """One that answers as it does, and one that leaves all to ASGI."""
    with pytest.MonkeyPatch.context() as patch, LocalCos() as quick, LocalCos() as slow:
        is_small = QuickConnection._is_small

        def only_there(self: Any) -> bool:
            name = self.transport.get_extra_info("sockname")
            return name[1] != slow.port and is_small(self)

        patch.setattr(QuickConnection, "_is_small", only_there)
        for server in (quick, slow):
            with Wire(server) as wire:
                assert wire.request("PUT", "/", headers={"x-cos-acl": "public-read-write"}).status == 200
                assert wire.request("PUT", "/k", body=b"content").status == 200
        yield quick, slow


def said(server: LocalCos, *pieces: bytes) -> bytes:
    """All that comes back until the server closes, without what differs from answer to answer."""
    with socket.create_connection((server.host, server.port), timeout=20) as sock:
        for piece in pieces:
            sock.sendall(piece)
        with suppress(OSError):  # it may be closed already
            sock.shutdown(socket.SHUT_WR)
        answer = b""
        while data := sock.recv(65536):
            answer += data
    return _CHANGING.sub(b"", answer)


def head(first: str, *lines: str, host: str = HOST) -> bytes:
    return "\r\n".join([first, f"Host: {host}", *lines, "", ""]).encode("latin-1")


LAST = head("GET /k HTTP/1.1", "Connection: close")
GET, PUT = "GET /k HTTP/1.1", "PUT /new HTTP/1.1"
SMUGGLED = head("PUT /smuggled HTTP/1.1", "Content-Length: 1") + b"x"
CONVERSATIONS: dict[str, tuple[bytes, ...]] = {
    "one": (LAST,),
    "two": (head(GET), LAST),
    "many": (head(GET) * 50, LAST),
    "a write, then a read of it": (head(PUT, "Content-Length: 3") + b"abc", head("GET /new HTTP/1.1"), LAST),
    "a missing key": (head("GET /missing HTTP/1.1"), LAST),
    "HEAD": (head("HEAD /k HTTP/1.1"), head("HEAD /missing HTTP/1.1"), LAST),
    "a body of a GET": (head(GET, f"Content-Length: {len(SMUGGLED)}") + SMUGGLED, LAST),
    "a body of a refused PUT": (
        head("PUT /new?policy HTTP/1.1", f"Content-Length: {len(SMUGGLED)}") + SMUGGLED, LAST,
    ),
    "both framings": (head(PUT, "Content-Length: 5", "Transfer-Encoding: chunked") + b"0\r\n\r\n" + SMUGGLED,),
    "both framings, the other order": (
        head(PUT, "Transfer-Encoding: chunked", "Content-Length: 5") + b"0\r\n\r\n" + SMUGGLED,
    ),
    "two lengths": (head(PUT, "Content-Length: 1", "Content-Length: 5") + b"x" + SMUGGLED,),
    "the same length twice": (head(PUT, "Content-Length: 1", "Content-Length: 1") + b"x" + SMUGGLED,),
    "a list of lengths": (head(PUT, "Content-Length: 1, 1") + b"x" + SMUGGLED,),
    "a signed length": (head(PUT, "Content-Length: +1") + b"x" + SMUGGLED,),
    "a negative length": (head(PUT, "Content-Length: -1") + SMUGGLED,),
    "a length in hexadecimal": (head(PUT, "Content-Length: 0x1") + b"x" + SMUGGLED,),
    "a length with an underscore": (head(PUT, "Content-Length: 1_0") + b"x" * 10 + SMUGGLED,),
    "a length beyond all": (head(PUT, "Content-Length: " + "9" * 30) + SMUGGLED,),
    "an empty length": (head(PUT, "Content-Length: ") + SMUGGLED,),
    "a space before the colon": (head(PUT, "Content-Length : 1") + b"x" + SMUGGLED,),
    "a folded line": (head(PUT, "x-a: 1", " Content-Length: 1") + b"x" + SMUGGLED,),
    "a bare newline": (b"GET /k HTTP/1.1\nHost: " + HOST.encode() + b"\n\n" + SMUGGLED,),
    "a bare return": (head(GET, "x-a: 1\rContent-Length: 5"),),
    "a NUL": (head(GET, "x-a: \0"),),
    "a coding twice": (head(PUT, "Transfer-Encoding: chunked, chunked") + b"0\r\n\r\n" + SMUGGLED,),
    "a coding that is none": (head(PUT, "Transfer-Encoding: xchunked") + b"0\r\n\r\n" + SMUGGLED,),
    "a coding with a tab": (head(PUT, "Transfer-Encoding:\tchunked") + b"1\r\nx\r\n0\r\n\r\n", LAST),
    "a chunk's size that is none": (head(PUT, "Transfer-Encoding: chunked") + b"1g\r\nx\r\n0\r\n\r\n" + SMUGGLED,),
    "a chunk longer than it says": (head(PUT, "Transfer-Encoding: chunked") + b"1\r\nxy\r\n0\r\n\r\n" + SMUGGLED,),
    "a chunk beyond all": (head(PUT, "Transfer-Encoding: chunked") + b"f" * 17 + b"\r\nx\r\n" + SMUGGLED,),
    "after a close": (head(GET, "Connection: close") + SMUGGLED,),
    "after a write that closes": (head(PUT, "Content-Length: 1", "Connection: close") + b"y" + SMUGGLED,),
    "rubbish after a write": (head(PUT, "Content-Length: 1") + b"yrubbish\r\n\r\n",),
    "a body that stops": (head(PUT, "Content-Length: 9") + b"some",),
    "a head that stops": (head(GET) + b"GET /k HT",),
    "two hosts": (head(GET, "Host: other"),),
    "no host": (b"GET /test-1250000000/k HTTP/1.1\r\n\r\n", LAST),
    "an odd host": (head(GET, host="[::1"), head(GET, host="a b"), LAST),
    "a fragment": (head("GET /k#part HTTP/1.1"), LAST),
    "many headers": (head(GET, *[f"x-{n}: 1" for n in range(120)]),),
    "a long header": (head(GET, "x-a: " + "a" * 20_000),),
    "a long target": (head(f"GET /{'k' * 20_000} HTTP/1.1"),),
    "850 bytes of key": (head(f"GET /{'k' * 850} HTTP/1.1"), head(f"GET /{'k' * 851} HTTP/1.1"), LAST),
    "dots": (head("GET /../../etc/passwd HTTP/1.1"), head("GET /%2e%2e/%2e%2e/k HTTP/1.1"), LAST),
    "a key with NUL": (head("GET /k%00 HTTP/1.1"), LAST),
    "a key that is not UTF-8": (head("GET /%ff HTTP/1.1"), LAST),
    "HTTP/2": (b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n",),
    "HTTP/0.9": (b"GET /k\r\n\r\n",),
    "HTTP/1.0 that stays": (head("GET /k HTTP/1.0", "Connection: keep-alive"),),
    "an expectation": (head(PUT, "Content-Length: 1", "Expect: 100-continue") + b"y", LAST),
    "an unknown expectation": (head(PUT, "Content-Length: 1", "Expect: more") + b"y", LAST),
    "odd methods": (head("PATCH /k HTTP/1.1"), head("TRACE /k HTTP/1.1"), LAST),
    "an answer that would be split": (
        head("GET /k?response-content-type=a%0d%0aSet-Cookie:%20b HTTP/1.1"), LAST,
    ),
    "metadata beyond ASCII": (
        head("PUT /meta HTTP/1.1", "Content-Length: 0", "x-cos-meta-a: \xff\xe9\x85"),
        head("GET /meta HTTP/1.1"), LAST,
    ),
    "the door": (
        head("GET /_local/x HTTP/1.1"), head("GET /%5flocal/x HTTP/1.1"), head("GET //_local/x HTTP/1.1"), LAST,
    ),
    "the door, absolutely": (head("GET http://127.0.0.1/_local/x HTTP/1.1"), LAST),
    "a form that is none": (
        head("POST / HTTP/1.1", "Content-Length: 3", "Content-Type: multipart/form-data; boundary=b") + b"abc",
        LAST,
    ),
}  # fmt: skip


@pytest.mark.parametrize("name", CONVERSATIONS)
def test_both_ways_say_the_same(both: tuple[LocalCos, LocalCos], name: str) -> None:
    quick, slow = (said(server, *CONVERSATIONS[name]) for server in both)
    assert quick == slow
    assert quick.startswith(b"HTTP/1.1 ") or name == "HTTP/0.9"
    assert b"Set-Cookie:" not in quick.split(b"\r\n\r\n")[0]
    assert b" 500 " not in quick
    for server in both:
        with Wire(server) as wire:
            assert wire.request("HEAD", "/smuggled").status == 404, "a request was taken out of another"
            assert wire.request("GET", "/k").body == b"content"


def test_rubbish_after_a_request_does_not_take_its_answer_away(both: tuple[LocalCos, LocalCos]) -> None:
    for server in both:
        answer = said(server, head(GET) + b"rubbish\r\n\r\n")
        assert answer.startswith(b"HTTP/1.1 200 OK\r\n")
        assert b"\r\n\r\ncontent" in answer


@pytest.mark.parametrize(
    "name", ["one", "many", "a write, then a read of it", "a body of a refused PUT", "a missing key"]
)
def test_the_same_byte_by_byte(both: tuple[LocalCos, LocalCos], name: str) -> None:
    whole = b"".join(CONVERSATIONS[name])[:4000]
    bytewise = [whole[at : at + 1] for at in range(len(whole))]
    for server in both:
        assert said(server, *bytewise) == said(server, whole)


def test_an_answer_outlives_the_end_of_what_is_asked(both: tuple[LocalCos, LocalCos]) -> None:
    """The end may be read in the same turn of the loop in which the answer is written."""
    for server in both:
        for _ in range(200):
            assert said(server, head(GET)).endswith(b"content")
