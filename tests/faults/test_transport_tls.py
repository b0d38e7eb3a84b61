"""TLS: whom a transport trusts, and what it says when it does not."""

from __future__ import annotations

import ssl
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

from faults.authority import Authority, authority
from faults.transports import KINDS, AwaitingNet, BlockingNet
from faults.wire_server import OK, Peer, WireServer, always
from qcloud_cos.core.wire import Body, Sized
from qcloud_cos.errors import AnswerLost, ConnectFailed
from qcloud_cos.transport.options import Options

Kind = type[BlockingNet] | type[AwaitingNet]


@pytest.fixture(autouse=True)
def _no_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("SSL_CERT_FILE", "SSL_CERT_DIR", "REQUESTS_CA_BUNDLE", "CURL_CA_BUNDLE"):
        monkeypatch.delenv(name, raising=False)


@pytest.fixture(scope="session")
def trusted(tmp_path_factory: pytest.TempPathFactory) -> Authority:
    return authority(tmp_path_factory.mktemp("trusted"))


@pytest.fixture(scope="session")
def stranger(tmp_path_factory: pytest.TempPathFactory) -> Authority:
    return authority(tmp_path_factory.mktemp("stranger"))


@pytest.fixture
def server(trusted: Authority) -> Iterator[WireServer]:
    with WireServer(always(OK), tls=trusted.server()) as made:
        yield made


@pytest.fixture(params=KINDS)
def kind(request: pytest.FixtureRequest) -> Kind:
    return KINDS[request.param]


def test_a_server_of_a_trusted_ca_is_talked_to_over_one_connection(
    kind: Kind, server: WireServer, trusted: Authority
) -> None:
    with closing(kind(Options(verify=str(trusted.ca)))) as net:
        assert [net.send(server.request()).body for _ in range(3)] == [b"ok"] * 3
        assert server.connections == 1


@pytest.mark.parametrize("variable", ["SSL_CERT_FILE", "REQUESTS_CA_BUNDLE", "CURL_CA_BUNDLE"])
def test_the_environment_names_a_ca(
    kind: Kind, server: WireServer, trusted: Authority, variable: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv(variable, str(trusted.ca))
    with closing(kind()) as net:
        assert net.send(server.request()).body == b"ok"


def test_a_stranger_is_refused_before_anything_is_sent(
    kind: Kind, server: WireServer, stranger: Authority
) -> None:
    with closing(kind(Options(verify=str(stranger.ca)))) as net, pytest.raises(ConnectFailed, match="VerifySSL="):
        net.send(server.request())
    assert server.heads == []


def test_the_system_store_does_not_know_our_ca(kind: Kind, server: WireServer) -> None:
    with closing(kind()) as net, pytest.raises(ConnectFailed, match="not trusted"):
        net.send(server.request())


def test_the_certificate_must_be_for_the_host(kind: Kind, server: WireServer, trusted: Authority) -> None:
    request = server.request()._replace(origin=server.origin._replace(host="localhost"))
    with closing(kind(Options(verify=str(trusted.ca)))) as net, pytest.raises(ConnectFailed, match="localhost"):
        net.send(request)


def test_not_verifying_works_and_warns_once(
    kind: Kind, server: WireServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    from qcloud_cos.transport import tls

    monkeypatch.setattr(tls, "_contexts", {})
    monkeypatch.setattr(tls, "_warned", [])
    with closing(kind(Options(verify=False))) as net:
        with pytest.warns(UserWarning, match="VerifySSL=False"):
            net.send(server.request())
        net.send(server.request())
    with closing(kind(Options(verify=False))) as net:
        assert net.send(server.request()).body == b"ok"


def test_a_missing_ca_bundle_is_named(kind: Kind, server: WireServer, tmp_path: Path) -> None:
    missing = str(tmp_path / "nowhere.pem")
    with closing(kind(Options(verify=missing))) as net, pytest.raises(ConnectFailed, match=r"nowhere\.pem"):
        net.send(server.request())


def test_a_client_certificate_is_shown(kind: Kind, trusted: Authority) -> None:
    context = trusted.server()
    context.verify_mode = ssl.CERT_REQUIRED
    context.load_verify_locations(trusted.ca)
    mine = str(trusted.cert), str(trusted.key)
    with WireServer(always(OK), tls=context) as server:
        with closing(kind(Options(verify=str(trusted.ca), cert=mine))) as net:
            assert net.send(server.request()).body == b"ok"
        with closing(kind(Options(verify=str(trusted.ca)))) as net, pytest.raises((AnswerLost, ConnectFailed)):
            net.send(server.request())


def test_a_plain_http_port_is_recognised(kind: Kind) -> None:
    def script(peer: Peer) -> None:
        peer.sock.recv(1000)
        peer.send(b"HTTP/1.1 400 Bad Request\r\n\r\n")

    with WireServer(script) as server, closing(kind()) as net:
        request = server.request()._replace(origin=server.origin._replace(scheme="https"))
        with pytest.raises(ConnectFailed, match="plain http"):
            net.send(request)


@pytest.mark.parametrize("form", ["bytes", "file", "chunks"])
def test_large_bodies_go_both_ways(kind: Kind, trusted: Authority, tmp_path: Path, form: str) -> None:
    big = bytes(range(256)) * 4096 * 5

    def echo(peer: Peer) -> None:
        while True:
            body = peer.request()
            peer.send(b"HTTP/1.1 200 OK\r\nContent-Length: %d\r\n\r\n" % len(body), body)

    path = tmp_path / "big"
    path.write_bytes(b"before" + big)
    with (
        WireServer(echo, tls=trusted.server()) as server,
        path.open("rb") as file,
        closing(kind(Options(verify=str(trusted.ca)))) as net,
    ):
        bodies: dict[str, Body] = {
            "bytes": big,
            "file": Sized(file, 6, len(big)),
            "chunks": (big[start : start + 300_000] for start in range(0, len(big), 300_000)),
        }
        response = net.send(server.request("PUT", body=bodies[form]), streams=True)
        assert net.read(response.stream) == big
        assert server.connections == 1


def test_an_early_refusal_is_read_over_tls_too(kind: Kind, trusted: Authority) -> None:
    def script(peer: Peer) -> None:
        peer.head()
        peer.read(100_000)
        peer.send(b"HTTP/1.1 403 Forbidden\r\nContent-Length: 6\r\n\r\ndenied")
        peer.silence()

    pieces = (bytes(100_000) for _ in range(300))
    with WireServer(script, tls=trusted.server()) as server, closing(kind(Options(verify=str(trusted.ca)))) as net:
        response = net.send(server.request("PUT", body=pieces))
    assert (response.status, response.body) == (403, b"denied")
