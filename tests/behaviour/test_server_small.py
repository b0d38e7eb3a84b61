"""Small requests are answered where they arrive: in order, whole, and at the pace of who reads."""

from __future__ import annotations

import re
import socket
import threading
import time

import pytest

from qcloud_cos.server import LocalCos
from raw import Wire


def signed(wire: Wire, method: str, path: str, body: bytes | None = None, *headers: str) -> bytes:
    length = [f"Content-Length: {len(body)}"] if body is not None else []
    head = "\r\n".join([*wire.signed(method, path, None, *length, *headers), "", ""])
    return head.encode() + (body or b"")


def test_answers_come_in_the_order_of_the_requests_whatever_their_size(wire: Wire) -> None:
    large = bytes(100_000)
    wire.socket.sendall(
        signed(wire, "PUT", "/order/a", b"first")
        + signed(wire, "GET", "/order/a")
        + signed(wire, "PUT", "/order/b", large)
        + signed(wire, "HEAD", "/order/b")
        + signed(wire, "GET", "/order/b")
        + signed(wire, "PUT", "/order/a", b"second")
        + signed(wire, "GET", "/order/a")
        + signed(wire, "GET", "/order/none", None, "Connection: close")
    )
    answers = wire.left()
    statuses = [int(status) for status in re.findall(rb"HTTP/1\.1 (\d+) ", answers)]
    assert statuses == [200] * 7 + [404]
    assert answers.index(b"first") < answers.index(large) < answers.index(b"second") < answers.index(b"NoSuchKey")


def test_a_request_may_come_byte_by_byte(wire: Wire) -> None:
    wire.socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
    for byte in signed(wire, "PUT", "/bytes", b"slowly"):
        wire.socket.sendall(bytes([byte]))
    assert wire.reply().status == 200
    assert wire.request("GET", "/bytes").body == b"slowly"


def test_a_large_object_is_read_on_a_connection_that_small_ones_were_read_on(wire: Wire) -> None:
    large = bytes(range(256)) * 20_000
    assert wire.request("PUT", "/large", body=large).status == 200
    for _ in range(3):
        assert wire.request("PUT", "/little", body=b"x").status == 200
        assert wire.request("GET", "/large").body == large
        assert wire.request("GET", "/little").body == b"x"


def test_the_connection_is_closed_when_asked_for(wire: Wire) -> None:
    wire.socket.sendall(signed(wire, "PUT", "/last", b"x", "Connection: close"))
    assert wire.reply().closes
    assert wire.left() == b""


def test_who_stops_reading_is_not_answered_without_end(cos: LocalCos, wire: Wire) -> None:
    wire.request("PUT", "/held", body=bytes(30_000))
    request = signed(wire, "GET", "/held")
    with Wire(cos) as deaf:
        deaf.socket.settimeout(1)
        with pytest.raises(TimeoutError):
            deaf.socket.sendall(request * 50_000)
    assert wire.request("HEAD", "/held").status == 200


def test_a_write_is_done_even_if_nobody_waits_for_the_answer(cos: LocalCos, wire: Wire) -> None:
    with Wire(cos) as gone:
        gone.socket.sendall(signed(gone, "PUT", "/unwaited", b"kept"))
    deadline = time.monotonic() + 5
    while (reply := wire.request("GET", "/unwaited")).status == 404 and time.monotonic() < deadline:
        time.sleep(0.01)
    assert reply.body == b"kept"


def test_a_body_under_way_when_the_server_stops_is_still_taken() -> None:
    with LocalCos() as cos, Wire(cos) as wire:
        assert wire.request("PUT", "/").status == 200
        request = signed(wire, "PUT", "/late", b"0123456789")
        wire.socket.sendall(request[:-5])
        assert wire_is_served(cos)
        stopping = threading.Thread(target=cos.stop)
        stopping.start()
        time.sleep(0.1)
        wire.socket.sendall(request[-5:])
        assert wire.reply().status == 200
        stopping.join()


def wire_is_served(cos: LocalCos) -> bool:
    """Another request has been answered: what was sent before has been read."""
    with Wire(cos) as wire:
        return wire.request("HEAD", "/").status == 200
