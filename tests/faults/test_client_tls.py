"""Whom clients trust as users make them: nobody whose certificate is not in order, unless they say so."""

from __future__ import annotations

import asyncio
import ssl
import warnings
from collections.abc import Callable, Iterator
from inspect import isawaitable
from pathlib import Path
from typing import Any

import pytest

from faults.authority import Authority, authority, self_signed
from faults.wire_server import WireServer, always
from qcloud_cos import AsyncCosS3Client, CosConfig, CosS3Client
from qcloud_cos.errors import ConnectFailed
from qcloud_cos.transport import tls

OK = b"HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n"
Ask = Callable[..., Any]


@pytest.fixture(params=[CosS3Client, AsyncCosS3Client], ids=["blocking", "awaiting"])
def ask(request: pytest.FixtureRequest) -> Iterator[Ask]:
    with asyncio.Runner() as runner:

        def ask(server: WireServer, host: str = "127.0.0.1", **options: Any) -> Any:
            """HEAD a bucket by https, which is the default."""
            conf = CosConfig(
                Endpoint=f"{host}:{server.origin.port}", SecretId="AKIDx", SecretKey="a-secret", **options
            )
            client = request.param(conf, retry=0)

            async def story() -> Any:
                result = client.head_bucket("b-1250000000")
                try:
                    return await result if isawaitable(result) else result
                finally:
                    closed = client.close()
                    if isawaitable(closed):
                        await closed

            return runner.run(story())

        yield ask


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("certificates")


@pytest.fixture(scope="module")
def known(folder: Path) -> Authority:
    return authority(folder)


def refused(ask: Ask, context: ssl.SSLContext, **options: Any) -> str:
    with WireServer(always(OK), tls=context) as server:
        with pytest.raises(ConnectFailed, match="its certificate is not trusted") as raised:
            ask(server, **options)
        assert server.heads == [], "nothing was sent"
    return str(raised.value)


def test_a_server_that_vouches_for_itself_is_refused(ask: Ask, folder: Path) -> None:
    assert "self-signed" in refused(ask, self_signed(folder).server()).replace("self signed", "self-signed")


def test_an_authority_that_nobody_knows_is_refused(ask: Ask, known: Authority) -> None:
    assert "VerifySSL='/path/to/ca.pem'" in refused(ask, known.server())


def test_a_certificate_of_another_host_is_refused(ask: Ask, known: Authority, folder: Path) -> None:
    assert "localhost" in refused(ask, known.server(), host="localhost", VerifySSL=str(known.ca))
    elsewhere = self_signed(folder, "IP:127.0.0.2,DNS:elsewhere.example")
    assert "127.0.0.1" in refused(ask, elsewhere.server(), VerifySSL=str(elsewhere.ca))


def test_who_is_named_is_trusted(ask: Ask, known: Authority) -> None:
    with WireServer(always(OK), tls=known.server()) as server:
        assert ask(server, VerifySSL=str(known.ca)) is not None


def test_not_verifying_warns_once_however_many_clients_there_are(
    ask: Ask, known: Authority, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(tls, "_contexts", {})
    monkeypatch.setattr(tls, "_warned", [])
    certificates = (None, (str(known.cert), str(known.key)))  # each has a context of its own
    with WireServer(always(OK), tls=known.server()) as server, warnings.catch_warnings(record=True) as told:
        warnings.simplefilter("always")
        for certificate in certificates * 2:
            ask(server, VerifySSL=False, SSLCert=certificate)
    assert [str(one.message)[:15] for one in told] == ["VerifySSL=False"]


def test_a_warning_that_is_an_error_stays_one(ask: Ask, known: Authority, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(tls, "_contexts", {})
    monkeypatch.setattr(tls, "_warned", [])
    with WireServer(always(OK), tls=known.server()) as server:
        for _ in range(2):
            with pytest.raises(UserWarning, match="VerifySSL=False"):
                ask(server, VerifySSL=False)
        assert server.heads == []
