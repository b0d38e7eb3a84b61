"""Proxies: which one a request goes through, and in which form."""

from __future__ import annotations

import socket
import sys
import threading
from contextlib import closing
from pathlib import Path

import pytest

from faults.authority import authority
from faults.transports import KINDS, AwaitingNet, BlockingNet
from faults.wire_server import OK, Peer, Script, WireServer, always
from qcloud_cos.core.wire import Origin, Request
from qcloud_cos.errors import ConnectFailed
from qcloud_cos.transport.options import Options
from qcloud_cos.transport.proxies import Proxy, Route, Routes

Kind = type[BlockingNet] | type[AwaitingNet]
HTTP = Origin("http", "b-1.cos.ap-x.myqcloud.com", 80)
HTTPS = Origin("https", "b-1.cos.ap-x.myqcloud.com", 443)


@pytest.fixture(autouse=True)
def _no_proxies(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("http_proxy", "https_proxy", "all_proxy", "no_proxy"):
        monkeypatch.delenv(name, raising=False)
        monkeypatch.delenv(name.upper(), raising=False)


@pytest.fixture(params=KINDS)
def kind(request: pytest.FixtureRequest) -> Kind:
    return KINDS[request.param]


def _to(origin: Origin, proxies: dict[str, str] | None = None) -> Route:
    return Routes(Options(proxies=proxies)).to(origin)


def test_without_a_word_there_is_no_proxy() -> None:
    assert _to(HTTPS) == Route()


@pytest.mark.parametrize(
    ("proxies", "expected"),
    [
        ({"https": "http://p:8080"}, Proxy("http", "p", 8080)),
        ({"all": "socks5h://p"}, Proxy("socks5h", "p", 1080)),
        ({"https": "http://wrong:1", f"https://{HTTPS.host}": "http://p:1"}, Proxy("http", "p", 1)),
        ({"https": "http://us%40er:pa%3Ass@p:1"}, Proxy("http", "p", 1, "us@er", "pa:ss")),
        ({"https": "p:3128"}, Proxy("http", "p", 3128)),
        ({"http": "http://p:1"}, None),
        ({}, None),
    ],
)
def test_proxies_are_found_as_requests_finds_them(proxies: dict[str, str], expected: Proxy | None) -> None:
    assert _to(HTTPS, proxies).proxy == expected


@pytest.mark.parametrize("name", ["https_proxy", "HTTPS_PROXY", "all_proxy", "ALL_PROXY"])
def test_the_environment_names_a_proxy(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(name, "http://p:1")
    assert _to(HTTPS).proxy == Proxy("http", "p", 1)
    assert _to(HTTPS, {}).proxy is None


@pytest.mark.parametrize(
    ("exceptions", "direct"),
    [
        ("*", True),
        ("other.com, myqcloud.com", True),
        (".myqcloud.com", True),
        ("qcloud.com", False),
        ("b-1.cos.ap-x.myqcloud.com:443", True),
        ("b-1.cos.ap-x.myqcloud.com:80", False),
        ("10.0.0.0/8", False),
    ],
)
def test_no_proxy_lists_exceptions(exceptions: str, direct: bool, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("https_proxy", "http://p:1")
    monkeypatch.setenv("no_proxy", exceptions)
    assert (_to(HTTPS).proxy is None) is direct


def test_no_proxy_takes_networks(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("http_proxy", "http://p:1")
    monkeypatch.setenv("no_proxy", "10.0.0.0/8")
    assert _to(Origin("http", "10.1.2.3", 80)).proxy is None
    assert _to(Origin("http", "11.1.2.3", 80)).proxy is not None


def test_a_cgi_requests_proxy_header_chooses_no_proxy(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("REQUEST_METHOD", "GET")
    monkeypatch.setenv("HTTP_PROXY", "http://evil:1")
    assert _to(HTTP).proxy is None


@pytest.mark.parametrize("url", ["ftp://p:1", "https://p:1", "http://", "http://p:many"])
def test_a_proxy_of_no_use_is_refused(url: str) -> None:
    with pytest.raises(ConnectFailed, match="Proxies"):
        _to(HTTPS, {"all": url})


def test_plain_http_asks_the_proxy_for_the_whole_url(kind: Kind) -> None:
    with WireServer(always(OK)) as proxy:
        proxies = {"http": f"http://user:p%40ss@127.0.0.1:{proxy.origin.port}"}
        with closing(kind(Options(proxies=proxies))) as net:
            for _ in range(2):
                request = Request("GET", HTTP._replace(port=8080), "/key?a=b", {"Host": HTTP.host})
                assert net.send(request).body == b"ok"
        first, _ = proxy.heads
        assert first.startswith(b"GET http://b-1.cos.ap-x.myqcloud.com:8080/key?a=b HTTP/1.1\r\n")
        assert b"Proxy-Authorization: Basic dXNlcjpwQHNz" in first
        assert proxy.connections == 1


def _relay(source: socket.socket, sink: socket.socket) -> None:
    try:
        while data := source.recv(65536):
            sink.sendall(data)
        sink.shutdown(socket.SHUT_WR)
    except OSError:
        pass


def _tunnel_to(port: int) -> Script:
    def script(peer: Peer) -> None:
        peer.head()
        with socket.create_connection(("127.0.0.1", port)) as behind:
            peer.send(b"HTTP/1.1 200 Connection established\r\n\r\n")
            back = threading.Thread(target=_relay, args=(behind, peer.sock))
            back.start()
            _relay(peer.sock, behind)
            back.join()

    return script


def test_https_goes_through_a_tunnel(kind: Kind, tmp_path: Path) -> None:
    trusted = authority(tmp_path)
    with (
        WireServer(always(OK), tls=trusted.server()) as server,
        WireServer(_tunnel_to(server.origin.port)) as proxy,
    ):
        proxies = {"https": f"http://u:p@127.0.0.1:{proxy.origin.port}"}
        with closing(kind(Options(proxies=proxies, verify=str(trusted.ca)))) as net:
            assert [net.send(server.request()).body for _ in range(2)] == [b"ok", b"ok"]
        assert proxy.heads[0].startswith(f"CONNECT 127.0.0.1:{server.origin.port} HTTP/1.1\r\n".encode())
        assert b"Proxy-Authorization: Basic" in proxy.heads[0]
        assert proxy.connections == server.connections == 1


def _socks5(peer: Peer) -> None:
    """Grants whatever is asked for, and is the server behind as well."""
    peer.read(peer.read(2)[1])
    peer.send(b"\x05\x00")
    assert peer.read(4) == b"\x05\x01\x00\x03"  # CONNECT to a name: the proxy asks DNS
    peer.read(peer.read(1)[0] + 2)
    peer.send(b"\x05\x00\x00\x01\x7f\x00\x00\x01\x00\x50")
    always(OK)(peer)


def test_socks_carries_plain_http_as_it_is(kind: Kind) -> None:
    with WireServer(_socks5) as proxy:
        with closing(kind(Options(proxies={"http": f"socks5h://127.0.0.1:{proxy.origin.port}"}))) as net:
            assert net.send(Request("GET", HTTP, "/key", {"Host": HTTP.host})).body == b"ok"
        assert proxy.heads[0].startswith(b"GET /key HTTP/1.1\r\n")


def test_a_proxy_that_refuses_is_named(kind: Kind) -> None:
    with WireServer(always(b"HTTP/1.1 403 Forbidden\r\nContent-Length: 0\r\n\r\n")) as proxy:
        proxies = {"https": f"http://u:secret@127.0.0.1:{proxy.origin.port}"}
        with closing(kind(Options(proxies=proxies))) as net, pytest.raises(ConnectFailed, match="proxy") as caught:
            net.send(Request("GET", HTTPS, "/", {}))
    assert f"http://127.0.0.1:{proxy.origin.port}" in str(caught.value)
    assert "secret" not in str(caught.value)


def test_a_proxy_that_is_not_there_is_named(kind: Kind) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
    for scheme in ("http", "socks5"):
        options = Options(proxies={"all": f"{scheme}://127.0.0.1:{port}"})
        with closing(kind(options)) as net, pytest.raises(ConnectFailed, match=str(port)):
            net.send(Request("GET", HTTPS, "/", {}))


def test_a_silent_proxy_ends_in_a_timeout(kind: Kind) -> None:
    with WireServer(Peer.silence) as proxy:
        proxies = {"https": f"http://127.0.0.1:{proxy.origin.port}"}
        with closing(kind(Options(proxies=proxies))) as net, pytest.raises(ConnectFailed, match=r"0\.3 seconds"):
            net.send(Request("GET", HTTPS, "/", {}, timeout=0.3))


def test_without_python_socks_the_extra_is_named(kind: Kind, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("python_socks", "python_socks.sync", "python_socks.async_.asyncio"):
        monkeypatch.setitem(sys.modules, name, None)
    options = Options(proxies={"https": "http://127.0.0.1:1"})
    advice = r"pip install 'cos-python-sdk-v5\[proxy\]'"
    with closing(kind(options)) as net, pytest.raises(ConnectFailed, match=advice):
        net.send(Request("GET", HTTPS, "/", {}))
