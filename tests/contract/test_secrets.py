"""Every operation at DEBUG with secrets that can be told apart: none is in a log, an error, a repr or a pickle."""

from __future__ import annotations

import logging
import pickle
import socket
import traceback
from base64 import b64encode
from collections.abc import Iterator
from contextlib import suppress
from hashlib import md5
from inspect import Parameter, signature
from pathlib import Path
from typing import Any

import pytest

from contract.test_routes import FETCHING, SENT, UNSENT, arguments
from qcloud_cos import CosConfig, CosException, CosS3Client
from qcloud_cos.server import Account, LocalCos

SECRET, TOKEN, OURS = (
    "canaryOfTheKey0",
    "canaryOfTheToken0",
    b"canaryOfTheKeyOfTheCustomer0000"[:32].ljust(32, b"0"),
)
CUSTOMER = b64encode(OURS).decode()
CANARIES = (SECRET, TOKEN, CUSTOMER, OURS.decode(), "q-signature=")
SSE_C = {
    "SSECustomerAlgorithm": "AES256",
    "SSECustomerKey": CUSTOMER,
    "SSECustomerKeyMD5": b64encode(md5(OURS).digest()).decode(),
}
SILENT = (
    "bucket_exists",
    "object_exists",
    "get_bucket_meta",
    "delete_keys",
    "list_buckets",
    "create_bucket",
    *FETCHING,
)
"""They take no for an answer, or are done."""
ACCOUNT = Account("1250000000", "100000000001", "AKIDcanary", SECRET, token=TOKEN)


@pytest.fixture(scope="module")
def cos() -> Iterator[LocalCos]:
    with LocalCos(accounts=[ACCOUNT]) as server:
        yield server


def nowhere() -> str:
    with socket.create_server(("127.0.0.1", 0)) as listener:
        return f"127.0.0.1:{listener.getsockname()[1]}"


@pytest.fixture(params=["refused", "unreachable"])
def client(request: pytest.FixtureRequest, cos: LocalCos) -> Iterator[CosS3Client]:
    """Of a server that has no such bucket, and of none at all."""
    cos.reset()
    where = f"{cos.host}:{cos.port}" if request.param == "refused" else nowhere()
    conf = CosConfig(Endpoint=where, Scheme="http", SecretId=ACCOUNT.secret_id, SecretKey=SECRET, Token=TOKEN)
    with CosS3Client(conf, retry=0) as made:
        yield made


def seen(error: BaseException) -> Iterator[str]:
    """All that tells of an error, and of those behind it."""
    yield "".join(traceback.format_exception(error))
    yield repr(error)
    with suppress(TypeError, AttributeError, pickle.PicklingError):
        yield pickle.dumps(error).decode("latin-1")
    for name in ("get_error_msg", "get_digest_msg", "get_trace_id"):
        if hasattr(error, name):
            yield str(getattr(error, name)())
    yield from (f"{name}={value!r}" for name, value in vars(error).items())
    if error.__cause__ is not None:
        yield from seen(error.__cause__)


@pytest.mark.parametrize("name", sorted({*SENT, *UNSENT}))
def test_no_secret_is_told(
    name: str, client: CosS3Client, tmp_path: Path, caplog: pytest.LogCaptureFixture, capfd: Any
) -> None:
    caplog.set_level(logging.DEBUG)
    (tmp_path / "here").write_bytes(b"content")
    operation = getattr(client, name)
    parameters = signature(operation).parameters
    wanted = arguments(parameters, LocalFilePath=str(tmp_path / "here"), Method="GET")
    if any(one.kind is Parameter.VAR_KEYWORD for one in parameters.values()):
        wanted |= SSE_C
    wanted = {key: value for key, value in wanted.items() if key in parameters or key in SSE_C}
    told: list[str] = []
    try:
        operation(**wanted)
    except (CosException, TypeError, ValueError, OSError) as error:
        told += seen(error)
    assert told or name in (*UNSENT, *SILENT), "it was to fail"
    told += [caplog.text, *capfd.readouterr(), repr(client), repr(client.calls), repr(vars(client).get("config"))]
    for text in told:
        for canary in CANARIES:
            assert canary not in text, f"{name} tells a secret"


def test_no_repr_or_pickle_of_a_configuration_tells(client: CosS3Client) -> None:
    conf = CosConfig(Region="r", SecretId="AKIDcanary", SecretKey=SECRET, Token=TOKEN)
    for text in (repr(conf), str(conf), repr(ACCOUNT), repr(client), f"{vars(client)}"):
        assert SECRET not in text
        assert TOKEN not in text
