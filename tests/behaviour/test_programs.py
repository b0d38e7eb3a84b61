"""The ways in which programs in the open use the published SDK, each in a few lines of its own."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Callable
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
    assert names["os"].path and names["sys"].version and names["text_type"] is str
    exec("from qcloud_cos.cos_client import *", names)  # noqa: S102
    assert names["time"].sleep and names["logging"].INFO and names["CosS3Client"] is CosS3Client


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
