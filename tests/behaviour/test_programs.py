"""The ways in which programs in the open use the published SDK, each in a few lines of its own."""

from __future__ import annotations

import copy
import gzip
import io
import json
import logging
import multiprocessing
import os
import pickle
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from contextlib import closing
from pathlib import Path
from typing import Any
from unittest import mock
from uuid import uuid4

import pytest
import requests

from qcloud_cos import (
    CosClientError,
    CosConfig,
    CosS3Client,
    CosServiceError,
)
from qcloud_cos.server import LocalCos
from qcloud_cos.streambody import StreamBody

CONTENT = bytes(range(256)) * 2000
MIB = 1024 * 1024


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


def answered(content: bytes = b"", **headers: str) -> mock.Mock:
    """An answer as tests make it: what they did not think of is a Mock."""
    return mock.Mock(headers=headers, content=content)


def test_a_patched_send_request_answers_with_what_a_test_thought_of(conf: CosConfig, bucket: str) -> None:
    client = CosS3Client(conf)
    with mock.patch.object(client, "send_request", return_value=answered(ETag="fixture")) as sent:
        assert client.put_object(Bucket=bucket, Key="k", Body=b"x", EnableMD5=True)["ETag"] == "fixture"
    asked = sent.call_args.kwargs
    assert (asked["method"], asked["bucket"], asked["data"]) == ("PUT", bucket, b"x")
    assert asked["headers"]["Content-MD5"] == "ndTkYSaMgDT1yFZOFVxnpg=="
    page = b"<ListBucketResult><Contents><Key>a</Key></Contents></ListBucketResult>"
    with mock.patch.object(client, "send_request", return_value=answered(page)):
        assert client.list_objects(Bucket=bucket)["Contents"] == [{"Key": "a"}]
    body = answered()
    body.headers = {"Content-Length": "5"}
    body.raw.read.return_value = b"hello"
    with mock.patch.object(client, "send_request", return_value=body):
        assert client.get_object(Bucket=bucket, Key="k")["Body"].get_raw_stream().read() == b"hello"
    refusal = CosServiceError("GET", {"code": "AccessDenied"}, 403)
    with (
        mock.patch.object(client, "send_request", side_effect=refusal) as sent,
        pytest.raises(CosServiceError) as raised,
    ):
        client.get_object(Bucket=bucket, Key="k")
    assert (raised.value.get_error_code(), sent.call_count) == ("AccessDenied", 1)


def test_a_patched_session_answers_in_the_place_of_the_network(conf: CosConfig, bucket: str) -> None:
    client = CosS3Client(conf, retry=1)
    assert client._session is client._session
    seen: list[bytes] = []

    def put(url: str, **request: Any) -> mock.Mock:
        seen.append(request["data"].read())
        if len(seen) == 1:
            raise requests.ConnectionError("once")
        return mock.Mock(status_code=200, headers={"ETag": "e"}, content=b"")

    with (
        mock.patch.object(client._session, "put", side_effect=put),
        mock.patch("qcloud_cos.cos_client.time.sleep"),
    ):
        assert client.put_object(Bucket=bucket, Key="k", Body=io.BytesIO(b"xy"))["ETag"] == "e"
    assert seen == [b"xy", b"xy"]
    assert not client.object_exists(bucket, "k")
    with mock.patch.object(client._session, "head", side_effect=AssertionError("not asked")):
        client.put_object(Bucket=bucket, Key="k", Body=b"")
    assert client.object_exists(bucket, "k")


def test_clients_can_be_specified_to_mock(conf: CosConfig, bucket: str) -> None:
    made = mock.create_autospec(CosS3Client)(conf)
    made.put_object(Bucket=bucket, Body=b"", Key="k")
    made.put_object.assert_called_once_with(Bucket=bucket, Body=b"", Key="k")
    with pytest.raises(TypeError):
        made.put_object(bucket)
    with mock.patch.object(CosS3Client, "put_object", autospec=True, return_value={"ETag": "a"}) as put:
        client = CosS3Client(conf)
        assert client.put_object(bucket, b"", "k") == {"ETag": "a"}
    put.assert_called_once_with(client, bucket, b"", "k")
    assert isinstance(mock.MagicMock(spec=CosS3Client), CosS3Client)
    body: Any = mock.MagicMock(StreamBody)
    body.get_stream.return_value = iter([b"a"])
    assert list(body.get_stream()) == [b"a"]


def test_a_subclass_may_have_names_of_its_own(conf: CosConfig, bucket: str) -> None:
    class Job(CosS3Client):
        def __init__(self) -> None:
            self.config = conf
            CosS3Client.__init__(self=self, conf=conf)
            self.credentials: Any = {"from": "a file"}
            self.sts: Any = None

        def run(self) -> Any:  # type: ignore[override]
            return Job.list_objects(self, Bucket=bucket)

    job = Job()
    job.upload_file_from_buffer(bucket, "k", io.BytesIO(bytes(2 * MIB)), PartSize=1)
    assert [entry["Key"] for entry in job.run()["Contents"]] == ["k"]
    assert [*job.objects(bucket)]
    assert CosS3Client(conf).credentials is not None


def test_a_file_that_is_not_there_is_caught_as_ever(client: CosS3Client, bucket: str, tmp_path: Path) -> None:
    nothing = str(tmp_path / "nothing" / "f")
    for transfer in (
        lambda: client.upload_file(Bucket=bucket, Key="x", LocalFilePath=nothing),
        lambda: client.download_file(Bucket=bucket, Key="k", DestFilePath=nothing),
    ):
        with pytest.raises(FileNotFoundError) as missing:
            transfer()
        assert isinstance(missing.value, CosClientError)
        assert isinstance(pickle.loads(pickle.dumps(missing.value)), FileNotFoundError)  # noqa: S301 - our own


def test_progress_of_nothing_divides_nothing_by_zero(client: CosS3Client, bucket: str, tmp_path: Path) -> None:
    seen: list[int] = []

    def percentage(done: int, total: int) -> None:
        seen.append(int(100 * (float(done) / float(total))))

    (tmp_path / "empty").touch()
    client.upload_file(bucket, "empty", str(tmp_path / "empty"), progress_callback=percentage)
    client.download_file(bucket, "empty", str(tmp_path / "again"), progress_callback=percentage)
    assert seen == []
    (tmp_path / "full").write_bytes(bytes(2 * MIB + 7))
    client.upload_file(bucket, "full", str(tmp_path / "full"), PartSize=1, progress_callback=percentage)
    assert (len(seen), seen[-1]) == (3, 100)


def _status(conf: CosConfig, bucket: str, key: str) -> Any:
    return CosS3Client(conf, retry=0).head_object(Bucket=bucket, Key=key)


def test_errors_come_back_from_other_processes(conf: CosConfig, bucket: str) -> None:
    with (
        multiprocessing.get_context("fork").Pool(1) as pool,
        pytest.raises(CosServiceError) as raised,
    ):
        pool.apply(_status, (conf, bucket, "nothing"))
    assert (raised.value.get_status_code(), raised.value.get_error_code()) == (404, "NoSuchResource")
    assert copy.copy(raised.value).get_digest_msg()["code"] == "NoSuchResource"


def test_errors_are_made_as_tests_make_them() -> None:
    error = CosServiceError(method="", message={"code": "NoSuchResource"}, status_code=404)
    assert (error.get_error_code(), error.get_status_code()) == ("NoSuchResource", 404)
    assert "NoSuchResource" in str(error)
    assert CosServiceError("PUT", "no XML", 500).get_origin_msg() == "no XML"

    class Own(CosServiceError):
        def __init__(self, code: str) -> None:
            super().__init__("GET", {"code": code}, 400)

    assert Own("Mine").get_error_code() == "Mine"
    assert str(CosClientError("a message")) == "a message"


def test_results_are_dicts_that_travel(client: CosS3Client, bucket: str) -> None:
    got = dict(client.get_object(Bucket=bucket, Key="k"))
    got.pop("Body")
    assert {name.lower() for name in got} >= {"etag", "content-length", "last-modified", "x-cos-request-id"}
    for result in (got, client.put_object(bucket, b"", "k2"), client.list_objects(bucket)):
        assert isinstance(result, dict)
        assert json.loads(json.dumps(result)) == pickle.loads(pickle.dumps(result)) == {**result}  # noqa: S301
    assert "Contents" not in client.list_objects(bucket, "nothing/")


BODIES: dict[str, Callable[[], Any]] = {
    "text": lambda: "中",
    "text in memory": lambda: io.StringIO("中"),
    "a generator of text": lambda: (each for each in ("中", "")),
    "a list": lambda: ["中".encode()],
    "a bytearray": lambda: bytearray("中".encode()),
    "a file that has only read": lambda: mock.Mock(spec=["read"], read=io.BytesIO("中".encode()).read),
}


@pytest.mark.parametrize("kind", BODIES)
def test_what_programs_put(client: CosS3Client, bucket: str, kind: str) -> None:
    client.put_object(Bucket=bucket, Key="/leading", Body=BODIES[kind]())
    assert client.get_object(Bucket=bucket, Key="leading")["Body"].read().decode() == "中"


def test_temporary_files_are_put(client: CosS3Client, bucket: str) -> None:
    with tempfile.SpooledTemporaryFile() as spooled, tempfile.NamedTemporaryFile() as named:
        for file in (spooled, named):
            file.write(b"abc")
            file.seek(0)
            client.put_object(Bucket=bucket, Key="temporary", Body=file)
            assert client.get_object(Bucket=bucket, Key="temporary")["Body"].read() == b"abc"


def test_an_object_goes_on_to_another_as_it_arrives(client: CosS3Client, bucket: str) -> None:
    for body in (
        client.get_object(bucket, "k")["Body"],
        client.get_object(bucket, "k")["Body"].get_raw_stream(),
        client.get_object(bucket, "k")["Body"].get_stream(),
        requests.get(client.get_presigned_url(bucket, "k", "GET"), stream=True, timeout=10),
    ):
        client.put_object(Bucket=bucket, Key="copy", Body=body)
        assert client.get_object(bucket, "copy")["Body"].read() == CONTENT
