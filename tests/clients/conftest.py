"""Other people's clients, and what they talk to."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import closing
from typing import Any, NamedTuple
from uuid import uuid4

import boto3
import pytest
from botocore.config import Config

from qcloud_cos.server import LocalCos

REAL = "http://cos.ap-guangzhou.myqcloud.com"


@pytest.fixture(scope="session")
def tls_server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[LocalCos]:
    """Over TLS, where boto3 sends checksums after the body, and no digest before it."""
    with LocalCos(tmp_path_factory.mktemp("tls"), durability="os", tls=True) as server:
        yield server


def amazon(cos: LocalCos, endpoint: str = "", secret_key: str = "", **config: Any) -> Any:
    """A boto3 client of the server, with boto3's defaults but for `config`."""
    return boto3.session.Session().client(
        "s3",
        endpoint_url=endpoint or cos.endpoint,
        region_name="ap-guangzhou",
        aws_access_key_id=cos.account.secret_id,
        aws_secret_access_key=secret_key or cos.account.secret_key,
        verify=str(cos.ca_file) if cos.ca_file else None,
        config=Config(retries={"total_max_attempts": 1}, **config),
    )


def virtual(cos: LocalCos, config: dict[str, Any]) -> Any:
    """The bucket in the host, as at COS: the local server takes what is sent to it as to a proxy."""
    return amazon(cos, REAL, proxies={"http": cos.endpoint}, s3={"addressing_style": "virtual"}, **config)


class Way(NamedTuple):
    """How boto3 comes to a server."""

    client: Any
    cos: LocalCos


@pytest.fixture(scope="session", params=["4", "4 virtual", "4 tls", "2", "2 virtual"])
def way(request: pytest.FixtureRequest, cos_server: LocalCos) -> Iterator[Way]:
    """By the version of the signature, and how the bucket is named."""
    version, _, how = request.param.partition(" ")
    config: dict[str, Any] = {"signature_version": "s3"} if version == "2" else {}
    cos: LocalCos = request.getfixturevalue("tls_server") if how == "tls" else cos_server
    with closing(virtual(cos, config) if how == "virtual" else amazon(cos, **config)) as made:
        yield Way(made, cos)


@pytest.fixture
def s3(way: Way) -> Any:
    return way.client


@pytest.fixture
def cos(way: Way) -> LocalCos:
    return way.cos


@pytest.fixture
def bucket(s3: Any, cos: LocalCos) -> str:
    """A fresh one, which the server forgets with all else."""
    cos.reset()
    name = f"amazon-{uuid4().hex[:12]}-{cos.account.appid}"
    s3.create_bucket(Bucket=name)
    return name
