"""Servers that mean harm: each ends in a clear error, soon, and in bounded memory."""

from __future__ import annotations

import tracemalloc
from collections.abc import Callable
from contextlib import suppress
from typing import Any

import pytest

from faults.wire_server import Peer, Script, WireServer
from qcloud_cos import CosConfig, CosException, CosS3Client

MIB = 1 << 20


def asking(server: WireServer, do: Callable[[CosS3Client], Any]) -> Any:
    conf = CosConfig(
        Endpoint=f"127.0.0.1:{server.origin.port}", Scheme="http", SecretId="AKIDx", SecretKey="s", Timeout=10
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
        (CHUNKED, b"1;" + b"e" * 100_000 + b"\r\n"),
        (CHUNKED + b"0\r\n", b"x-trailer: 1\r\n" * 1000),
    ],
    ids=["headers", "a header", "extensions", "trailers"],
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
