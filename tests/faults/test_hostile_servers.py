"""Servers that mean harm: each ends in a clear error, soon, and in bounded memory."""

from __future__ import annotations

import gzip
import tracemalloc
from collections.abc import Callable
from contextlib import suppress
from typing import Any

import pytest

from faults.wire_server import Peer, Script, WireServer
from qcloud_cos import CosConfig, CosException, CosS3Client, CosServiceError

SECRET = "secretOfTheHostileTest"
MIB = 1 << 20


def asking(server: WireServer, do: Callable[[CosS3Client], Any]) -> Any:
    conf = CosConfig(
        Endpoint=f"127.0.0.1:{server.origin.port}", Scheme="http", SecretId="AKIDx", SecretKey=SECRET, Timeout=10
    )
    with CosS3Client(conf, retry=0) as client:
        return do(client)


def listed(client: CosS3Client) -> Any:
    return client.list_objects(Bucket="b-1250000000")


def endless(head: bytes, piece: bytes) -> Script:
    def script(peer: Peer) -> None:
        peer.request()
        with suppress(OSError):
            peer.send(head)
            while True:
                peer.send(piece)

    return script


CHUNKED = b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n"


@pytest.mark.parametrize(
    ("head", "piece"),
    [
        (b"HTTP/1.1 200 OK\r\n", b"x-more: 1\r\n" * 1000),
        (b"HTTP/1.1 200 OK\r\nx-long: ", b"a" * 10_000),
        (b"", b"HTTP/1.1 100 Continue\r\n\r\n" * 1000),
        (CHUNKED, b"1;" + b"e" * 100_000 + b"\r\n"),
        (CHUNKED + b"0\r\n", b"x-trailer: 1\r\n" * 1000),
    ],
    ids=["headers", "a header", "continue", "extensions", "trailers"],
)
def test_what_never_ends_is_given_up(head: bytes, piece: bytes) -> None:
    with WireServer(endless(head, piece)) as server:
        tracemalloc.start()
        try:
            with pytest.raises(CosException):
                asking(server, listed)
            assert tracemalloc.get_traced_memory()[1] < 16 * MIB
        finally:
            tracemalloc.stop()


@pytest.mark.parametrize("status", [b"301 Moved", b"302 Found", b"307 Temporary", b"308 Permanent"])
def test_credentials_never_follow_to_another_host(status: bytes) -> None:
    ok = b"HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n"

    def elsewhere(peer: Peer) -> None:
        peer.request()
        peer.send(ok)

    with WireServer(elsewhere) as thief:
        location = b"http://127.0.0.1:%d/stolen" % thief.origin.port

        def moved(peer: Peer) -> None:
            while True:
                peer.request()
                head = b"HTTP/1.1 " + status + b"\r\nLocation: " + location + b"\r\nContent-Length: 0\r\n\r\n"
                peer.send(head)

        with WireServer(moved) as server:
            with pytest.raises(CosServiceError):
                asking(server, lambda client: client.head_object(Bucket="b-1250000000", Key="k"))
            with pytest.raises(CosServiceError):
                asking(server, lambda client: client.put_object(Bucket="b-1250000000", Key="k", Body=b"x"))
        assert thief.heads == []


def test_what_is_packed_stays_packed_unless_asked_for() -> None:
    bomb = gzip.compress(b"\0" * 64 * MIB)
    head = b"HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\nContent-Length: %d\r\n\r\n" % len(bomb)

    def script(peer: Peer) -> None:
        while True:
            peer.request()
            peer.send(head + bomb)

    def read(client: CosS3Client) -> bytes:
        body = client.get_object(Bucket="b-1250000000", Key="k")["Body"]
        whole: bytes = body.get_raw_stream().read()
        return whole

    with WireServer(script) as server:
        tracemalloc.start()
        try:
            assert asking(server, read) == bomb
            assert tracemalloc.get_traced_memory()[1] < 16 * MIB
        finally:
            tracemalloc.stop()


@pytest.mark.parametrize(
    "document",
    [
        b'<!DOCTYPE a [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;">]><ListBucketResult>&b;</ListBucketResult>',
        b'<!DOCTYPE a [<!ENTITY a SYSTEM "file:///etc/passwd">]><ListBucketResult>&a;</ListBucketResult>',
        b"<ListBucketResult>" + b"<a>" * 50_000 + b"</a>" * 50_000 + b"</ListBucketResult>",
        b"<ListBucketResult>" + b"<Contents><Key>k</Key>" * 50_000,
        b"<ListBucketResult>" + b"<Contents>" * 1_000_000 + b"</ListBucketResult>",
    ],
    ids=["a bomb", "a file", "depth", "unclosed", "a million"],
)
def test_a_document_that_is_an_attack_is_an_error(document: bytes) -> None:
    head = b"HTTP/1.1 200 OK\r\nContent-Type: application/xml\r\nContent-Length: %d\r\n\r\n" % len(document)

    def script(peer: Peer) -> None:
        while True:
            peer.request()
            peer.send(head + document)

    with WireServer(script) as server, pytest.raises(CosException) as raised:
        asking(server, listed)
    assert SECRET not in str(raised.value)
    assert len(str(raised.value)) < 2000
