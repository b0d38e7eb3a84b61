"""What a request can carry, as the server receives it."""

from __future__ import annotations

import gzip
import io
import tempfile
import threading
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest

from faults.transports import KINDS, Net
from faults.wire_server import OK, Peer, WireServer
from qcloud_cos.core.wire import Sized
from qcloud_cos.errors import AnswerLost, CosClientError

DATA = bytes(range(256)) * 1024  # 256 KiB


@pytest.fixture(params=KINDS)
def net(request: pytest.FixtureRequest) -> Iterator[Net]:
    with closing(KINDS[request.param]()) as made:
        yield made


class Sent:
    """Uploads bodies, and has what arrived."""

    def __init__(self, net: Net, server: WireServer, bodies: list[bytes]) -> None:
        self._net = net
        self._server = server
        self._bodies = bodies

    def __call__(self, body: Any, *headers: tuple[str, str]) -> bytes:
        assert self._net.send(self._server.request("PUT", body=body, headers=headers)).body == b"ok"
        assert self._server.connections == 1
        return self._bodies[-1]

    @property
    def head(self) -> bytes:
        return self._server.heads[-1].lower()


@pytest.fixture
def sent(net: Net) -> Iterator[Sent]:
    bodies: list[bytes] = []

    def script(peer: Peer) -> None:
        while True:
            bodies.append(peer.request())
            peer.send(OK)

    with WireServer(script) as server:
        yield Sent(net, server, bodies)


@pytest.mark.parametrize("kind", [bytes, bytearray, memoryview])
@pytest.mark.parametrize("size", [0, 1, 65536, 262144])
def test_bytes_of_every_kind(sent: Sent, kind: Any, size: int) -> None:
    assert sent(kind(DATA[:size])) == DATA[:size]
    assert f"content-length: {size}".encode() in sent.head


def test_memory_that_is_not_flat(sent: Sent) -> None:
    assert sent(memoryview(DATA)[::2]) == DATA[::2]
    assert sent(memoryview(DATA).cast("I")) == DATA


def test_an_empty_get_has_no_length(net: Net, sent: Sent) -> None:
    net.send(sent._server.request("GET"))
    assert b"content-length" not in sent.head


@pytest.mark.parametrize(("start", "length"), [(0, len(DATA)), (7, 100), (7, 200_000), (len(DATA), 0)])
@pytest.mark.parametrize("buffering", [-1, 0])
def test_part_of_a_file_goes_without_moving_it(
    sent: Sent, tmp_path: Path, start: int, length: int, buffering: int
) -> None:
    path = tmp_path / "file"
    path.write_bytes(DATA)
    with path.open("rb", buffering) as file:
        file.seek(3)
        for _ in range(2):
            assert sent(Sized(file, start, length)) == DATA[start : start + length]
            assert file.tell() == 3


def test_what_was_just_written_to_a_file_is_sent_too(sent: Sent) -> None:
    with tempfile.TemporaryFile() as file, tempfile.NamedTemporaryFile() as named:
        file.write(DATA)
        named.write(DATA)
        assert sent(Sized(file, 0, len(DATA))) == DATA
        assert sent(Sized(named, 0, len(DATA))) == DATA


def test_files_that_are_not_what_their_descriptor_says(sent: Sent, tmp_path: Path) -> None:
    path = tmp_path / "file.gz"
    path.write_bytes(gzip.compress(DATA))
    with gzip.open(path) as file:
        assert sent(Sized(file, 5, 200_000)) == DATA[5:200_005]
    assert sent(Sized(io.BytesIO(DATA), 5, 200_000)) == DATA[5:200_005]


def test_iterables_and_readers_go_in_chunks(sent: Sent) -> None:
    assert sent(iter([b"a", b"", bytearray(b"b"), DATA])) == b"ab" + DATA
    assert b"transfer-encoding: chunked" in sent.head
    assert sent(iter([])) == b""
    assert sent(iter(["你", "好"])) == "你好".encode()
    assert sent(io.BytesIO(DATA)) == DATA
    assert sent(io.StringIO("你好")) == "你好".encode()
    assert sent(DATA, ("Transfer-Encoding", "chunked")) == DATA


def test_a_known_length_spares_the_chunks(sent: Sent) -> None:
    assert sent(iter([b"abc", b"de"]), ("Content-Length", "5")) == b"abcde"
    assert sent(io.BytesIO(DATA), ("content-length", "200000")) == DATA[:200_000]
    assert b"transfer-encoding" not in sent.head


def test_a_connection_that_is_reset_between_two_pieces_is_a_lost_answer(net: Net) -> None:
    was_reset = threading.Event()

    def script(peer: Peer) -> None:
        peer.head()
        peer.read(1)
        peer.reset()
        was_reset.set()

    def body() -> Iterator[bytes]:
        yield DATA
        assert was_reset.wait(10)
        yield DATA

    with WireServer(script) as server, pytest.raises(AnswerLost):
        net.send(server.request("PUT", body=body()))


@pytest.mark.parametrize(
    ("body", "headers"),
    [
        (b"abc", {"Content-Length": "2"}),
        (b"abc", {"Content-Length": "x"}),
        (b"abc", {"Content-Length": "3", "Transfer-Encoding": "chunked"}),
        ([1, 2], {}),
        (7, {}),
        (iter([b"abc"]), {"Content-Length": "-1"}),
    ],
)
def test_a_body_that_cannot_be_framed_is_refused(net: Net, body: Any, headers: dict[str, str]) -> None:
    with (
        WireServer(Peer.silence) as server,
        pytest.raises(CosClientError, match="Body|ContentLength|Content-Length"),
    ):
        net.send(server.request("PUT", body=body, headers=headers.items()))
