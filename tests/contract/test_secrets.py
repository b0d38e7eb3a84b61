"""Every operation of both clients at DEBUG, with secrets that can be told apart: none is told anywhere.

Nor in the locals of a traceback, which programs that collect errors send along.
"""

from __future__ import annotations

import asyncio
import logging
import socket
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from inspect import Parameter, isawaitable, signature
from pathlib import Path
from typing import Any

import pytest

from contract.canaries import ACCOUNT, SECRET, SSE_C, TOKEN, found_in, seen
from contract.test_routes import FETCHING, PROCESSING, SENT, UNSENT, arguments
from faults.wire_server import WireServer, always
from qcloud_cos import AsyncCosS3Client, CosConfig, CosException, CosS3Client
from qcloud_cos.server import LocalCos

SILENT = {
    "bucket_exists",
    "object_exists",
    "get_bucket_meta",
    "delete_keys",
    "list_buckets",
    "create_bucket",
    *FETCHING,
}
"""They take no for an answer, or are done."""
SECRETS_OF_CONTENT = {
    **dict.fromkeys(("PassWord", "DocPassword", "MasterPlayKey", "BackupPlayKey"), SECRET),
    "Encryption": {"Key": SECRET},
}
"""What opens a document, a video that is to be audited, or videos that are encrypted."""
GARBLED = b"HTTP/1.1 200 OK\r\nContent-Length: 9\r\nx-cos-hash-crc64ecma: 1\r\n\r\n<unended>"
Do = Callable[..., Any]


def nowhere() -> str:
    with socket.create_server(("127.0.0.1", 0)) as listener:
        return f"127.0.0.1:{listener.getsockname()[1]}"


@contextmanager
def refusing() -> Iterator[tuple[str, Do]]:
    """A server that has no such bucket."""
    with LocalCos(accounts=[ACCOUNT]) as cos:
        yield f"{cos.host}:{cos.port}", cos.reset


@contextmanager
def unreachable() -> Iterator[tuple[str, Do]]:
    yield nowhere(), lambda: None


@contextmanager
def garbling() -> Iterator[tuple[str, Do]]:
    """One that answers nonsense."""
    with WireServer(always(GARBLED)) as server:
        yield f"127.0.0.1:{server.origin.port}", lambda: None


def config(where: str) -> CosConfig:
    keys: dict[str, Any] = {"SecretId": ACCOUNT.secret_id, "SecretKey": SECRET, "Token": TOKEN}
    return CosConfig(Endpoint=where, EndpointCi=where, EndpointPic=where, Scheme="http", **keys)


def wanted_by(operation: Any, path: Path) -> dict[str, Any]:
    parameters = signature(operation).parameters
    wanted = arguments(parameters, LocalFilePath=str(path), Method="GET")
    if any(one.kind is Parameter.VAR_KEYWORD for one in parameters.values()):
        wanted |= SSE_C
    wanted |= SECRETS_OF_CONTENT
    return {key: value for key, value in wanted.items() if key in parameters or key in SSE_C}


@pytest.mark.parametrize("serving", [refusing, unreachable, garbling])
@pytest.mark.parametrize("kind", [CosS3Client, AsyncCosS3Client], ids=["blocking", "awaiting"])
def test_no_operation_tells_a_secret(
    serving: Do, kind: Any, tmp_path: Path, caplog: pytest.LogCaptureFixture, capfd: Any
) -> None:
    caplog.set_level(logging.DEBUG)
    (tmp_path / "here").write_bytes(b"content")
    leaks: dict[str, set[str]] = {}
    failed = set()
    with serving() as (where, reset), asyncio.Runner() as runner:
        client = kind(config(where), retry=0)

        def do(operation: Do, wanted: dict[str, Any]) -> Any:
            result = operation(**wanted)

            async def wait() -> Any:
                return await result

            return runner.run(wait()) if isawaitable(result) else result

        for name in sorted({*SENT, *UNSENT, *PROCESSING}):
            told: list[str] = []
            reset()
            try:
                do(getattr(client, name), wanted_by(getattr(client, name), tmp_path / "here"))
            except (CosException, TypeError, ValueError, OSError) as error:
                told += seen(error)
                failed.add(name)
            told += [
                caplog.text,
                *capfd.readouterr(),
                repr(client),
                repr(client.calls),
                repr(vars(client)["_conf"]),
            ]
            caplog.clear()
            if found := found_in(*told):
                leaks[name] = found
        do(client.close, {})
    assert not leaks
    if serving is not garbling:
        assert {*SENT} - SILENT <= failed, "they were to fail"


def test_no_repr_of_a_configuration_or_client_tells() -> None:
    conf = config("127.0.0.1:1")
    for client in (CosS3Client(conf), AsyncCosS3Client(conf)):
        assert not found_in(repr(conf), str(conf), repr(ACCOUNT), repr(client), f"{vars(client)}")
    assert "AKID***eId0" in repr(conf), "the first and last four of the SecretId say whose it is"
