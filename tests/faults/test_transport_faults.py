"""What a network does to requests, and what becomes of them: the same for both transports."""

from __future__ import annotations

import socket
import threading
from collections.abc import AsyncIterator, Iterator
from contextlib import closing
from pathlib import Path

import pytest

from faults.transports import KINDS, Net
from faults.wire_server import OK, Peer, Script, WireServer, always
from qcloud_cos.core.checksum import crc64
from qcloud_cos.core.wire import Body, Origin, Request, Sized
from qcloud_cos.errors import AnswerLost, BodyCutShort, ChecksumMismatch, ConnectFailed, CosClientError

BIG = bytes(range(256)) * 4096 * 24  # 24 MiB: more than any socket buffer takes
REFUSAL = b"HTTP/1.1 403 Forbidden\r\nContent-Length: 6\r\n\r\ndenied"


@pytest.fixture(params=KINDS)
def net(request: pytest.FixtureRequest) -> Iterator[Net]:
    with closing(KINDS[request.param]()) as made:
        yield made


def _then_close(peer: Peer) -> None:
    peer.request()
    peer.send(OK)


def _then_reset(peer: Peer) -> None:
    peer.request()
    peer.send(OK)
    peer.head()
    peer.reset()


def _hang_up(peer: Peer) -> None:
    peer.request()


def _reset_at_once(peer: Peer) -> None:
    peer.request()
    peer.reset()


# keeping connections


def test_one_connection_serves_many_requests(net: Net) -> None:
    with WireServer(always(OK)) as server:
        assert [net.send(server.request()).body for _ in range(5)] == [b"ok"] * 5
        assert server.connections == 1


def test_a_kept_connection_that_was_closed_meanwhile_is_replaced(net: Net) -> None:
    with WireServer(_then_close, always(OK)) as server:
        assert net.send(server.request()).body == b"ok"
        assert net.send(server.request()).body == b"ok"
        assert server.connections == 2


def test_a_kept_connection_that_dies_unanswered_is_asked_again_on_a_fresh_one(net: Net) -> None:
    with WireServer(_then_reset, always(OK)) as server:
        net.send(server.request())
        response = net.send(server.request("PUT", body=b"again", headers=[("Content-Length", "5")]))
        assert response.body == b"ok"
        assert len(server.heads) == 3


def test_what_must_not_be_done_twice_is_not_sent_again(net: Net) -> None:
    with WireServer(_then_reset, always(OK)) as server:
        net.send(server.request())
        with pytest.raises(AnswerLost):
            net.send(server.request("POST", body=b"append", repeatable=False))
        assert len(server.heads) == 2


def test_a_body_that_cannot_be_read_again_is_not_sent_again(net: Net) -> None:
    with WireServer(_then_reset, always(OK)) as server:
        net.send(server.request())
        with pytest.raises(AnswerLost):
            net.send(server.request("PUT", body=iter([b"once"])))


def test_more_than_was_promised_makes_a_connection_untrusted(net: Net) -> None:
    with WireServer(always(OK + b"HTTP/1.1 200 OK\r\nContent-Length: 4\r\n\r\nevil"), always(OK)) as server:
        assert net.send(server.request()).body == b"ok"
        assert net.send(server.request()).body == b"ok"
        assert server.connections == 2


def test_an_unread_body_takes_its_connection_along(net: Net) -> None:
    with WireServer(always(b"HTTP/1.1 200 OK\r\nContent-Length: 9999999\r\n\r\n", bytes(9999999))) as server:
        for _ in range(2):
            stream = net.send(server.request(), streams=True).stream
            assert net.read(stream, 10) == bytes(10)
            del stream
        assert server.connections == 2


def test_a_server_that_says_close_is_believed(net: Net) -> None:
    with WireServer(always(b"HTTP/1.1 200 OK\r\nConnection: close\r\nContent-Length: 2\r\n\r\nok")) as server:
        net.send(server.request())
        net.send(server.request())
        assert server.connections == 2


# answers that do not come


@pytest.mark.parametrize("script", [_hang_up, _reset_at_once])
def test_a_fresh_connection_that_dies_is_an_answer_lost(net: Net, script: Script) -> None:
    with WireServer(script) as server, pytest.raises(AnswerLost, match="127.0.0.1") as caught:
        net.send(server.request(target="/key?q-signature=secret"))
    assert "secret" not in str(caught.value)
    assert caught.value.__cause__ is not None


def test_silence_ends_in_a_timeout_that_says_how_to_change_it(net: Net) -> None:
    with (
        WireServer(Peer.silence) as server,
        pytest.raises(AnswerLost, match=r"0\.2 seconds \(Timeout= changes"),
    ):
        net.send(server.request(timeout=0.2))


def test_the_read_timeout_is_the_second_of_two(net: Net) -> None:
    with WireServer(Peer.silence) as server, pytest.raises(AnswerLost, match=r"0\.3 seconds"):
        net.send(server.request(timeout=(5, 0.3)))


def test_a_timeout_of_nothing_is_refused(net: Net) -> None:
    with pytest.raises(CosClientError, match="Timeout"):
        net.send(Request("GET", Origin("http", "127.0.0.1", 1), "/", {}, timeout=0))


def test_a_server_that_never_reads_ends_in_a_timeout(net: Net) -> None:
    release = threading.Event()

    def deaf(peer: Peer) -> None:
        release.wait(20)

    with WireServer(deaf) as server:
        try:
            with pytest.raises(AnswerLost, match=r"0\.2 seconds"):
                net.send(server.request("PUT", body=BIG, timeout=0.2))
        finally:
            release.set()


def test_refused_connections_say_so(net: Net) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
    with pytest.raises(ConnectFailed, match=f"http://127.0.0.1:{port}: refused"):
        net.send(Request("GET", Origin("http", "127.0.0.1", port), "/", {}))


def test_unknown_names_say_so(net: Net) -> None:
    with pytest.raises(ConnectFailed, match=r"http://nowhere\.invalid:80: DNS"):
        net.send(Request("GET", Origin("http", "nowhere.invalid", 80), "/", {}))


@pytest.mark.parametrize(
    "said",
    [
        b"SSH-2.0-OpenSSH_9.2\r\n",
        b"HTTP/1.1 200 OK\nContent-Length: 0\n\n",
        b"HTTP/1.1 200 OK\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\nab",
        b"HTTP/1.1 200 OK\r\nx: " + b"y" * 70_000,
        b"HTTP/1.1 200 OK\r\nConte",
        b"HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nabc",
        b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nab",
        b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n",
    ],
)
def test_what_is_no_whole_answer_is_an_answer_lost(net: Net, said: bytes) -> None:
    def script(peer: Peer) -> None:
        peer.request()
        peer.send(said)

    with WireServer(script) as server, pytest.raises(AnswerLost):
        net.send(server.request())


def test_continue_is_skipped(net: Net) -> None:
    with WireServer(always(b"HTTP/1.1 100 Continue\r\n\r\n", b"HTTP/1.1 102 Wait\r\nx: y\r\n\r\n" + OK)) as server:
        assert net.send(server.request("PUT", body=b"a")).body == b"ok"
        assert net.send(server.request("PUT", body=b"a")).body == b"ok"
        assert server.connections == 1


# bodies of answers

CHUNKED = b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n"


def test_chunked_answers_come_whole_and_keep_the_connection(net: Net) -> None:
    parts = [CHUNKED, *(b"3e8\r\n" + bytes(1000) + b"\r\n" for _ in range(300)), b"0\r\nx: y\r\n\r\n"]
    with WireServer(always(*parts)) as server:
        for _ in range(2):
            stream = net.send(server.request(), streams=True).stream
            assert net.read(stream, 1500) == bytes(1500)
            assert net.read(stream) == bytes(298_500)
            assert net.read(stream) == b""
        assert net.send(server.request()).body == bytes(300_000)
        assert server.connections == 1


def test_a_body_without_length_lasts_until_the_connection_closes(net: Net) -> None:
    def script(peer: Peer) -> None:
        peer.request()
        peer.send(b"HTTP/1.1 200 OK\r\n\r\n", bytes(100_000))

    with WireServer(script) as server:
        assert net.read(net.send(server.request(), streams=True).stream) == bytes(100_000)


@pytest.mark.parametrize("head", [b"HTTP/1.1 200 OK\r\nContent-Length: 200000\r\n\r\n", CHUNKED + b"30d40\r\n"])
@pytest.mark.parametrize("ending", ["close", "reset", "silence"])
def test_a_body_cut_short_raises_and_leaves_no_file(net: Net, tmp_path: Path, head: bytes, ending: str) -> None:
    def script(peer: Peer) -> None:
        peer.request()
        peer.send(head, bytes(100_000))
        if ending == "reset":
            peer.reset()
        if ending == "silence":
            peer.silence()

    target = tmp_path / "file"
    target.write_bytes(b"before")
    with WireServer(script) as server:
        stream = net.send(server.request(timeout=0.5), streams=True).stream
        with pytest.raises(BodyCutShort, match="ended early, after"):
            net.save(stream, target)
        stream = net.send(server.request(timeout=0.5), streams=True).stream
        with pytest.raises(BodyCutShort):
            net.read(stream)
        with pytest.raises(CosClientError, match="closed before its end"):
            net.read(stream, 1)
    assert [path.read_bytes() for path in tmp_path.iterdir()] == [b"before"]


def test_a_last_chunk_that_never_comes_is_a_body_cut_short(net: Net) -> None:
    def script(peer: Peer) -> None:
        peer.request()
        peer.send(CHUNKED, b"2\r\nab\r\n")

    with WireServer(script) as server, pytest.raises(BodyCutShort, match="last chunk"):
        net.read(net.send(server.request(), streams=True).stream)


def _stored(body: bytes, crc: int, status: str = "200 OK") -> bytes:
    lines = f"HTTP/1.1 {status}", f"Content-Length: {len(body)}", f"x-cos-hash-crc64ecma: {crc}", "", ""
    return "\r\n".join(lines).encode() + body


@pytest.mark.parametrize("size", [5, 300_000])
def test_the_checksum_is_compared_at_the_end(net: Net, tmp_path: Path, size: int) -> None:
    body = bytes(size)
    with WireServer(always(_stored(body, crc64(body))), always(_stored(body, 1))) as server:
        net.save(net.send(server.request(), streams=True).stream, tmp_path / "good")
        assert (tmp_path / "good").read_bytes() == body
        net.close()
        again = type(net)()
        with closing(again):
            with pytest.raises(ChecksumMismatch):
                again.save(again.send(server.request(), streams=True).stream, tmp_path / "bad")
            stream = again.send(server.request(), streams=True).stream
            with pytest.raises(ChecksumMismatch):
                again.read(stream, size)
    assert [path.name for path in tmp_path.iterdir()] == ["good"]


def test_a_range_is_not_compared_with_the_checksum_of_the_whole(net: Net) -> None:
    with WireServer(always(_stored(b"part", 1, "206 Partial Content"))) as server:
        assert net.read(net.send(server.request(), streams=True).stream) == b"part"


def test_head_has_no_body_whatever_its_length_says(net: Net) -> None:
    with WireServer(
        always(b"HTTP/1.1 200 OK\r\nContent-Length: 100\r\nx-cos-hash-crc64ecma: 5\r\n\r\n")
    ) as server:
        for _ in range(2):
            response = net.send(server.request("HEAD"))
            assert (response.body, response.headers["content-length"]) == (b"", "100")
        assert server.connections == 1


def test_an_error_is_read_whole_even_where_a_stream_was_asked_for(net: Net) -> None:
    with WireServer(always(b"HTTP/1.1 404 Not Found\r\nContent-Length: 4\r\n\r\ngone")) as server:
        response = net.send(server.request(), streams=True)
        assert (response.status, response.body, response.stream) == (404, b"gone", None)


# bodies of requests


@pytest.mark.parametrize("lingers", [True, False])
@pytest.mark.parametrize("kind", ["bytes", "file", "chunks"])
def test_an_early_refusal_of_a_large_upload_is_the_answer(
    net: Net, tmp_path: Path, kind: str, lingers: bool
) -> None:
    def script(peer: Peer) -> None:
        peer.head()
        peer.read(100_000)
        peer.send(REFUSAL)
        if lingers:
            peer.sock.shutdown(socket.SHUT_WR)
            peer.silence()

    path = tmp_path / "big"
    path.write_bytes(BIG)
    with WireServer(script) as server, path.open("rb") as file:
        bodies: dict[str, Body] = {
            "bytes": BIG,
            "file": Sized(file, 0, len(BIG)),
            "chunks": (BIG[start : start + 100_000] for start in range(0, len(BIG), 100_000)),
        }
        response = net.send(server.request("PUT", body=bodies[kind]))
    assert (response.status, response.body) == (403, b"denied")


@pytest.mark.parametrize("kind", ["awaiting", "uvloop"])
def test_a_refusal_is_read_also_if_a_write_fails_before_the_loop_has_seen_it(kind: str) -> None:
    was_reset = threading.Event()

    def script(peer: Peer) -> None:
        peer.head()
        peer.read(1)
        peer.send(REFUSAL)
        peer.reset()
        was_reset.set()

    async def body() -> AsyncIterator[bytes]:
        yield b"x"
        was_reset.wait(10)  # the loop has time for nothing
        yield b"y"
        yield BIG

    with closing(KINDS[kind]()) as net, WireServer(script) as server:
        response = net.send(server.request("PUT", body=body()))
    assert (response.status, response.body) == (403, b"denied")


def test_a_file_that_shrinks_while_it_is_sent_is_an_error(net: Net, tmp_path: Path) -> None:
    path = tmp_path / "file"
    path.write_bytes(bytes(200_000))
    with WireServer(always(OK)) as server, path.open("rb") as file:
        with pytest.raises(CosClientError, match="the file changed while it was sent"):
            net.send(server.request("PUT", body=Sized(file, 0, 300_000)))
        assert net.send(server.request()).body == b"ok"


@pytest.mark.parametrize("pieces", [[b"abc"], [b"abc", b"defghi"]])
def test_a_body_of_another_length_than_promised_is_an_error_that_names_it(net: Net, pieces: list[bytes]) -> None:
    with WireServer(always(OK)) as server, pytest.raises(CosClientError, match="Body"):
        net.send(server.request("PUT", body=iter(pieces), headers=[("Content-Length", "5")]))


def test_what_a_body_raises_comes_out_unchanged(net: Net) -> None:
    def broken() -> Iterator[bytes]:
        yield b"some"
        raise ConnectionResetError("the body's own")

    with (
        WireServer(always(OK)) as server,
        pytest.raises(ConnectionResetError, match="the body's own"),
    ):
        net.send(server.request("PUT", body=broken()))
