"""Questions to services that give out keys: over real sockets, to services that do not do what they should."""

from __future__ import annotations

import socket
from collections.abc import Iterator

import pytest

from qcloud_cos.core.wire import Origin, Request
from qcloud_cos.credentials import Absent, CvmRole
from qcloud_cos.credentials.lease import drive
from qcloud_cos.errors import AnswerLost, ConnectFailed, CosClientError
from qcloud_cos.transport import asking


def request_to(port: int, timeout: tuple[float, float] = (0.2, 0.2)) -> Request:
    return Request("GET", Origin("http", "127.0.0.1", port), "/", {"Host": "127.0.0.1"}, b"", timeout)


@pytest.fixture
def silent() -> Iterator[socket.socket]:
    """It lets connect, and never says a word."""
    with socket.create_server(("127.0.0.1", 0)) as listening:
        yield listening


def test_a_service_that_says_nothing_is_not_waited_for(silent: socket.socket) -> None:
    with pytest.raises(AnswerLost):
        asking.ask(request_to(silent.getsockname()[1]))


def test_a_name_that_nobody_looks_up_is_not_waited_for(monkeypatch: pytest.MonkeyPatch) -> None:
    import threading

    forever = threading.Event()
    monkeypatch.setattr(socket, "getaddrinfo", lambda *_, **__: forever.wait(30))
    request = request_to(80)._replace(origin=Origin("http", "metadata.example", 80))
    try:
        with pytest.raises(AnswerLost, match=r"metadata.example did not answer within 0.4 seconds"):
            asking.ask(request)
    finally:
        forever.set()


def test_what_is_not_encrypted_goes_by_no_proxy(silent: socket.socket, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("http_proxy", "HTTP_PROXY", "all_proxy"):
        monkeypatch.setenv(name, f"http://127.0.0.1:{silent.getsockname()[1]}")
    with socket.socket() as closed:
        closed.bind(("127.0.0.1", 0))
        port = closed.getsockname()[1]
    with pytest.raises(ConnectFailed):  # the proxy would have let connect
        asking.ask(request_to(port))


def test_a_machine_without_a_metadata_service_is_told_at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("COS_METADATA_DISABLED", raising=False)
    with socket.socket() as closed:
        closed.bind(("127.0.0.1", 0))
        monkeypatch.setenv("COS_METADATA_ENDPOINT", f"http://127.0.0.1:{closed.getsockname()[1]}")
    there = drive(CvmRole().find(), asking.ask)
    assert isinstance(there, Absent)
    assert "no machine of Tencent Cloud" in there.why


def test_an_answer_that_is_no_answer_is_an_error(silent: socket.socket) -> None:
    import threading

    def answer() -> None:
        connection, _ = silent.accept()
        with connection:
            connection.recv(65536)
            connection.sendall(b"HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\ncut")

    thread = threading.Thread(target=answer)
    thread.start()
    with pytest.raises(CosClientError):
        asking.ask(request_to(silent.getsockname()[1], (2.0, 2.0)))
    thread.join()
