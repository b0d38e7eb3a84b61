"""Servers that mean harm, and both clients: each ends in a clear error, soon, and in bounded memory."""

from __future__ import annotations

import asyncio
import gzip
import time
import tracemalloc
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from inspect import isawaitable
from pathlib import Path
from typing import Any

import pytest

from faults.wire_server import Peer, Script, WireServer, always
from qcloud_cos import AsyncCosS3Client, CosConfig, CosException, CosS3Client, CosServiceError
from qcloud_cos.core import xml
from qcloud_cos.errors import AnswerLost, BodyCutShort, CosClientError
from qcloud_cos.transport import http1

SECRET = "secretOfTheHostileTest"
BUCKET = "b-1250000000"
MIB = 1 << 20
Ask = Callable[[WireServer, Callable[[Any], Any]], Any]


@pytest.fixture(params=[CosS3Client, AsyncCosS3Client], ids=["blocking", "awaiting"])
def ask(request: pytest.FixtureRequest) -> Iterator[Ask]:
    """What a story told to a client of this server comes to."""
    with asyncio.Runner() as runner:

        async def told(client: Any, story: Callable[[Any], Any]) -> Any:
            result = story(client)
            try:
                return await result if isawaitable(result) else result
            finally:
                if isinstance(client, AsyncCosS3Client):
                    await client.close()
                else:
                    client.close()

        def ask(server: WireServer, story: Callable[[Any], Any]) -> Any:
            conf = CosConfig(
                Endpoint=f"127.0.0.1:{server.origin.port}", Scheme="http", SecretId="AKIDx", SecretKey=SECRET,
                Timeout=getattr(server, "patience", 10),
            )  # fmt: skip
            return runner.run(told(request.param(conf, retry=0), story))

        yield ask


@contextmanager
def little_memory() -> Iterator[None]:
    tracemalloc.start()
    try:
        yield
        assert tracemalloc.get_traced_memory()[1] < 16 * MIB
    finally:
        tracemalloc.stop()


def said_clearly(error: BaseException) -> None:
    assert SECRET not in str(error)
    assert str(error).startswith("list_objects: ")
    assert 30 < len(str(error)) < 2000


def listed(client: Any) -> Any:
    return client.list_objects(Bucket=BUCKET)


def object_read(client: Any, chunk_size: int = -1, auto_decompress: bool = False) -> Any:
    """Its length and its beginning, read in pieces of a size."""
    pieces: list[bytes] = []

    def kept(piece: bytes) -> int:
        pieces.append(piece[:20])
        return len(piece)

    async def awaited() -> Any:
        body = (await client.get_object(BUCKET, "k"))["Body"]
        size = 0
        while piece := await body.read(chunk_size, auto_decompress):
            size += kept(piece)
        return size, pieces[0][:20]

    if isinstance(client, AsyncCosS3Client):
        return awaited()
    body = client.get_object(BUCKET, "k")["Body"]
    size = 0
    while piece := body.read(chunk_size, auto_decompress):
        size += kept(piece)
    return size, pieces[0][:20]


def endless(head: bytes, piece: bytes, pause: float = 0.0) -> Script:
    def script(peer: Peer) -> None:
        peer.request()
        with suppress(OSError):
            peer.send(head)
            while True:
                peer.send(piece)
                if pause:
                    time.sleep(pause)

    return script


OK = b"HTTP/1.1 200 OK\r\n"
CHUNKED = OK + b"Transfer-Encoding: chunked\r\n\r\n"
NEVER_ENDING = {
    "headers": (OK, b"x-more: 1\r\n" * 1000),
    "a header": (OK + b"x-long: ", b"a" * 10_000),
    "a first line": (b"HTTP/1.1 200 ", b"a" * 10_000),
    "blank beginnings": (b"", b"\r\n" * 1000),
    "continue": (b"", b"HTTP/1.1 100 Continue\r\n\r\n" * 1000),
    "hints": (b"", b"HTTP/1.1 103 Early Hints\r\nLink: </a>\r\n\r\n" * 1000),
    "extensions": (CHUNKED, b"1;" + b"e" * 100_000 + b"\r\n"),
    "a chunk's size": (CHUNKED, b"0" * 10_000),
    "trailers": (CHUNKED + b"0\r\n", b"x-trailer: 1\r\n" * 1000),
}


@pytest.mark.parametrize("name", NEVER_ENDING)
def test_what_never_ends_is_given_up(ask: Ask, name: str) -> None:
    with WireServer(endless(*NEVER_ENDING[name])) as server, little_memory():
        with pytest.raises(CosClientError) as raised:
            ask(server, listed)
        said_clearly(raised.value)


DOCUMENT = b"<ListBucketResult>" + b" " * 65_536
DOCUMENTS_WITHOUT_END = {
    "chunks": (CHUNKED, b"%x\r\n%s\r\n" % (len(DOCUMENT), DOCUMENT)),
    "no framing": (OK + b"\r\n", DOCUMENT),
    "a length beyond all": (OK + b"Content-Length: 9000000000000000000\r\n\r\n", DOCUMENT),
    "an error": (
        b"HTTP/1.1 500 no\r\nTransfer-Encoding: chunked\r\n\r\n", b"%x\r\n%s\r\n" % (len(DOCUMENT), DOCUMENT),
    ),
}  # fmt: skip


@pytest.mark.parametrize("name", DOCUMENTS_WITHOUT_END)
def test_a_document_that_never_ends_is_given_up(ask: Ask, name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(http1, "BODY_LIMIT", 4 * MIB)
    with WireServer(endless(*DOCUMENTS_WITHOUT_END[name])) as server, little_memory():
        with pytest.raises(AnswerLost, match="over 4194304 bytes, too many to hold in memory") as raised:
            ask(server, listed)
        said_clearly(raised.value)


class Impatient(WireServer):
    """Its clients wait for a short time only."""

    patience = 0.5


@pytest.mark.parametrize("begun", [OK + b"x-a: ", b"HTTP/1.1 100 Continue\r\n\r\n" + OK + b"x-a: "])
def test_a_head_that_drips_is_given_up(ask: Ask, begun: bytes) -> None:
    """Each byte is in time, and there could be so many of them that nobody lives to see the end."""
    with Impatient(endless(begun, b"a", 0.05)) as server:
        with pytest.raises(AnswerLost, match=r"0\.5 seconds after it began \(Timeout=") as raised:
            ask(server, listed)
        said_clearly(raised.value)


def test_a_document_that_drips_is_given_up(ask: Ask, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(http1, "LONGEST_DOCUMENT_SECONDS", 0.5)
    with WireServer(endless(OK + b"Content-Length: 99999\r\n\r\n", b" ", 0.05)) as server:
        with pytest.raises(AnswerLost, match=r"was not whole 0\.5 seconds after it began") as raised:
            ask(server, listed)
        said_clearly(raised.value)


def test_silence_in_the_middle_is_given_up(ask: Ask) -> None:
    def script(peer: Peer) -> None:
        peer.request()
        peer.send(OK + b"Content-Length: 9\r\n\r\n<Lis")
        peer.silence()

    with Impatient(script) as server, pytest.raises(AnswerLost, match=r"nothing moved for 0\.5 seconds"):
        ask(server, listed)


def test_an_object_shorter_than_it_said_is_an_error(ask: Ask) -> None:
    def script(peer: Peer) -> None:
        peer.request()
        peer.send(OK + b"Content-Length: 10\r\n\r\nhalf")

    with WireServer(script) as server, pytest.raises(BodyCutShort, match="after 4 of 10 bytes"):
        ask(server, object_read)


def test_what_comes_after_an_answer_is_no_answer(ask: Ask) -> None:
    """Else whoever can add to one answer could answer the next request."""
    surplus = OK + b"Content-Length: 6\r\n\r\nforged"

    def longer(peer: Peer) -> None:
        peer.request()
        peer.send(OK + b"Content-Length: 6\r\n\r\nbelongs" + surplus)
        peer.silence()

    async def twice(client: Any) -> Any:
        first = object_read(client)
        first = await first if isawaitable(first) else first
        second = object_read(client)
        return first, await second if isawaitable(second) else second

    with WireServer(longer, always(OK + b"Content-Length: 5\r\n\r\nright")) as server:
        assert ask(server, twice) == ((6, b"belong"), (5, b"right"))


@pytest.mark.parametrize("how", ["chunks", "no framing"])
def test_a_download_takes_what_was_announced_and_no_more(ask: Ask, tmp_path: Path, how: str) -> None:
    """Its disk is not filled by a server that goes on for ever."""
    piece = b"y" * 65_536
    head, more = {"chunks": (CHUNKED, b"10000\r\n%s\r\n" % piece), "no framing": (OK + b"\r\n", piece)}[how]

    def script(peer: Peer) -> None:
        while True:
            peer.request()
            if peer.request_line.startswith(b"HEAD"):
                peer.send(OK + b'Content-Length: 100\r\nETag: "e"\r\n\r\n')
                continue
            with suppress(OSError):
                peer.send(head.replace(b"200 OK", b"206 Part", 1))
                while True:
                    peer.send(more)

    with WireServer(script) as server, little_memory(), pytest.raises(CosException, match="download_file: "):
        ask(server, lambda client: client.download_file(BUCKET, "k", str(tmp_path / "here")))
    assert not (tmp_path / "here").exists()
    assert sum(file.stat().st_size for file in tmp_path.rglob("*") if file.is_file()) < MIB


@pytest.mark.parametrize("status", [b"301 Moved", b"302 Found", b"303 Other", b"307 Temporary", b"308 Permanent"])
def test_credentials_never_follow_to_another_host(ask: Ask, status: bytes) -> None:
    with WireServer(always(OK + b"Content-Length: 0\r\n\r\n")) as thief:
        location = b"http://127.0.0.1:%d/stolen" % thief.origin.port
        head = b"HTTP/1.1 " + status + b"\r\nLocation: " + location + b"\r\nContent-Length: 0\r\n\r\n"
        with WireServer(always(head)) as server:
            for story in (
                lambda client: client.head_object(Bucket=BUCKET, Key="k"),
                lambda client: client.get_object(Bucket=BUCKET, Key="k"),
                lambda client: client.put_object(Bucket=BUCKET, Key="k", Body=b"x"),
                lambda client: client.send_request("GET", client._conf.uri(BUCKET, "k")),
                listed,
            ):
                with suppress(CosServiceError):  # send_request gives redirects back, as requests did
                    answer = ask(server, story)
                    assert answer.status_code == int(status[:3])
        assert thief.connections == 0


BOMB = gzip.compress(b"\0" * 64 * MIB)
PACKED = OK + b"Content-Encoding: gzip\r\nContent-Length: %d\r\n\r\n" % len(BOMB) + BOMB


def test_what_is_packed_stays_packed_unless_asked_for(ask: Ask) -> None:
    with WireServer(always(PACKED)) as server, little_memory():
        assert ask(server, object_read) == (len(BOMB), BOMB[:20])


def test_what_is_unpacked_is_unpacked_piece_by_piece(ask: Ask) -> None:
    with WireServer(always(PACKED)) as server, little_memory():
        assert ask(server, lambda client: object_read(client, MIB, True)) == (64 * MIB, b"\0" * 20)


def test_a_document_is_not_unpacked(ask: Ask) -> None:
    with WireServer(always(PACKED)) as server, little_memory(), pytest.raises(CosClientError) as raised:
        ask(server, listed)
    assert "unreadable XML" in str(raised.value)


def wrapped(inside: bytes) -> bytes:
    return b"<ListBucketResult>" + inside + b"</ListBucketResult>"


MILLION = 1_000_000
ATTACKS = {
    "a bomb": b'<!DOCTYPE a [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;">]>' + wrapped(b"&b;"),
    "a file": b'<!DOCTYPE a [<!ENTITY a SYSTEM "file:///etc/passwd">]>' + wrapped(b"&a;"),
    "depth": wrapped(b"<a>" * 50_000 + b"</a>" * 50_000),
    "unclosed": b"<ListBucketResult>" + b"<Contents><Key>k</Key>" * 50_000,
    "a million": wrapped(b"<Contents/>" * MILLION),
    "a million with keys": wrapped(b"<Contents><Key>k</Key></Contents>" * MILLION),
    "a million unclosed": b"<ListBucketResult>" + b"<Contents>" * MILLION,
    "a million attributes": b"<ListBucketResult " + b"".join(b"a%d='' " % n for n in range(MILLION)) + b"/>",
    "a million others": wrapped(b"".join(b"<a%d/>" % n for n in range(MILLION))),
    "nothing": b"",
    "a web page": b"<html><body>Log in to use this network</body></html>",
    "zeros": b"\0" * 1000,
    "UTF-7": b'<?xml version="1.0" encoding="utf-7"?>' + wrapped(b"+ADw-Key+AD4-"),
}


@pytest.mark.parametrize("name", ATTACKS)
def test_a_document_that_is_an_attack_is_an_error(ask: Ask, name: str) -> None:
    document = ATTACKS[name]
    head = OK + b"Content-Type: application/xml\r\nContent-Length: %d\r\n\r\n" % len(document)
    with WireServer(always(head, document)) as server, pytest.raises(CosException) as raised:
        ask(server, listed)
    said_clearly(raised.value)


def test_a_million_tags_are_refused_before_they_are_read() -> None:
    """As many as are read cost some hundred megabytes at most."""
    document = wrapped(b"<Contents><Key>k</Key></Contents>" * MILLION)
    tracemalloc.start()
    try:
        with pytest.raises(xml.MalformedXML, match="over 1000000 tags"):
            xml.parse(document)
        assert tracemalloc.get_traced_memory()[1] < MIB
    finally:
        tracemalloc.stop()
