"""The ways in which programs in the open use the published SDK, each in a few lines of its own."""

from __future__ import annotations

import gzip
import logging
import os
import subprocess
import sys
import time
from collections.abc import Callable
from contextlib import closing
from typing import Any
from uuid import uuid4

import pytest

from qcloud_cos import CosConfig, CosS3Client
from qcloud_cos.server import LocalCos

CONTENT = bytes(range(256)) * 2000


@pytest.fixture
def conf(cos_server: LocalCos) -> CosConfig:
    return cos_server.config()


@pytest.fixture
def bucket(conf: CosConfig) -> str:
    name = f"programs-{uuid4().hex[:12]}-1250000000"
    CosS3Client(conf).create_bucket(Bucket=name)
    return name


@pytest.fixture
def client(conf: CosConfig, bucket: str) -> CosS3Client:
    client = CosS3Client(conf, retry=0)
    client.put_object(Bucket=bucket, Key="k", Body=CONTENT)
    return client


def run(program: str) -> str:
    """What a program prints that has just begun: modules that tests have imported are not there."""
    return subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True).stdout


@pytest.mark.parametrize(
    "name",
    ["cos_client", "cos_comm", "cos_exception", "cos_auth", "cos_threadpool", "streambody", "version", "xml2dict"],
)
def test_a_module_is_there_without_an_import_of_its_own(name: str) -> None:
    assert run(f"import qcloud_cos; print(qcloud_cos.{name}.__name__)") == f"qcloud_cos.{name}\n"


def test_what_is_in_no_module_is_an_attribute_error() -> None:
    import qcloud_cos

    assert not hasattr(qcloud_cos, "cos_request")


def test_modules_come_along_with_a_star() -> None:
    names: dict[str, Any] = {}
    exec("from qcloud_cos.cos_comm import *", names)  # noqa: S102 - as programs have it
    assert (names["os"].sep, names["sys"].version, names["text_type"]) == (os.sep, sys.version, str)
    exec("from qcloud_cos.cos_client import *", names)  # noqa: S102
    assert (names["logging"].INFO, names["CosS3Client"]) == (logging.INFO, CosS3Client)
    assert names["time"].sleep is time.sleep


def test_pages_are_asked_for_by_position(client: CosS3Client, bucket: str) -> None:
    for key in ("d/a", "d/b", "d/e/f", "x"):
        client.put_object(bucket, b"", key)
    found, marker = [], ""
    while True:
        page = client.list_objects(bucket, "d/", "/", marker, 1)
        found += [each["Key"] for each in page.get("Contents", [])]
        found += [each["Prefix"] for each in page.get("CommonPrefixes", [])]
        if page["IsTruncated"] == "false":
            break
        marker = page["NextMarker"]
    assert found == ["d/a", "d/b", "d/e/"]
    upload_id = client.create_multipart_upload(bucket, "m")["UploadId"]
    client.upload_part(bucket, "m", b"1", 1, upload_id)
    assert [part["PartNumber"] for part in client.list_parts(bucket, "m", upload_id, "", 10, 0)["Part"]] == ["1"]


Body = Any
ENDS: dict[str, Callable[[Body], Any]] = {
    "read": lambda body: body.get_raw_stream().read(),
    "in pieces": lambda body: b"".join(iter(lambda: body.get_raw_stream().read(1000), b"")),
    "by their name": lambda body: b"".join(iter(lambda: body.get_raw_stream().read(amt=1000), b"")),
    "stream": lambda body: b"".join(body.get_raw_stream().stream(4 * 1024)),
    "stream by name": lambda body: b"".join(body.get_raw_stream().stream(amt=70000, decode_content=False)),
    "stream of any size": lambda body: b"".join(body.get_raw_stream().stream()),
    "decoded": lambda body: body.get_raw_stream().read(decode_content=True),
    "data": lambda body: body.get_raw_stream().data,
    "lines": lambda body: b"".join(body.get_raw_stream()),
    "the answer's pieces": lambda body: b"".join(body._rt.iter_content(chunk_size=65536)),
    "the answer's content": lambda body: body._rt.content,
    "the answer's file": lambda body: body._rt.raw.read(),
    "the body": lambda body: b"".join(body),
    "the body's stream": lambda body: b"".join(body.get_stream(chunk_size=4096)),
    "the body's pieces": lambda body: b"".join(iter(lambda: body.read(4096), b"")),
}


@pytest.mark.parametrize("length", [0, 10, len(CONTENT)])
@pytest.mark.parametrize("way", ENDS)
def test_a_body_is_read_to_its_end(client: CosS3Client, bucket: str, way: str, length: int) -> None:
    client.put_object(Bucket=bucket, Key="some", Body=CONTENT[:length])
    assert ENDS[way](client.get_object(Bucket=bucket, Key="some")["Body"]) == CONTENT[:length]


def test_a_raw_stream_says_what_urllib3s_says(client: CosS3Client, bucket: str) -> None:
    for length in (10, len(CONTENT)):
        client.put_object(Bucket=bucket, Key="some", Body=CONTENT[:length])
        body = client.get_object(Bucket=bucket, Key="some")["Body"]
        with closing(body.get_raw_stream()) as raw:
            assert (raw.status, raw.headers["Content-Length"], raw.closed) == (200, str(length), False)
            assert (raw.read(5), raw.tell(), raw.readable()) == (CONTENT[:5], 5, True)
            raw.release_conn()
        assert raw.closed
        answer: Any = body._rt
        assert (answer.status_code, answer.ok, answer.headers["content-length"]) == (200, True, str(length))
        answer.close()


@pytest.mark.parametrize("size", [100, 200_000])
def test_what_is_packed_is_unpacked_where_it_always_was(client: CosS3Client, bucket: str, size: int) -> None:
    plain = os.urandom(size)
    packed = gzip.compress(plain)
    client.put_object(Bucket=bucket, Key="gz", Body=packed, ContentEncoding="gzip")

    def body() -> Any:
        return client.get_object(Bucket=bucket, Key="gz")["Body"]

    assert b"".join(body()) == b"".join(body().get_stream()) == plain
    assert (
        body().read() == body().get_raw_stream().read() == b"".join(body().get_raw_stream().stream(999)) == packed
    )
    raw = body().get_raw_stream()
    assert raw.read(10, decode_content=True) + raw.read(decode_content=True) == plain
    assert b"".join(body().get_raw_stream().stream(999, decode_content=True)) == plain
    assert b"".join(body()._rt.iter_content(999)) == body()._rt.content == plain
