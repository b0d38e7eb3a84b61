"""smart_open with cos:// URIs."""

from __future__ import annotations

import gzip
from typing import Any

import pytest
import smart_open
from smart_open.transport import get_transport, register_transport

from qcloud_cos import CosS3Client
from qcloud_cos.contrib import smart_open as transport
from qcloud_cos.fs import CosFileSystem
from qcloud_cos.server import LocalCos


@pytest.fixture(autouse=True)
def _registered() -> None:
    try:
        get_transport("cos")
    except NotImplementedError:
        register_transport("qcloud_cos.contrib.smart_open")
    CosFileSystem.clear_instance_cache()  # its server was another test's


@pytest.fixture
def folder(cos_bucket: str) -> str:
    return f"cos://{cos_bucket}/folder"


def test_text_and_bytes_are_read_and_written(folder: str) -> None:
    with smart_open.open(f"{folder}/a.txt", "w") as file:
        file.write("größer\nals\n")
    with smart_open.open(f"{folder}/a.txt") as file:
        assert list(file) == ["größer\n", "als\n"]
    with smart_open.open(f"{folder}/a.txt", "rb") as file:
        file.seek(-4, 2)
        assert file.read() == b"als\n"
    with smart_open.open(f"{folder}/a.txt", "ab") as file:
        file.write(b"!")
    with smart_open.open(f"{folder}/a.txt", "rb") as file:
        assert file.read().endswith(b"als\n!")


def test_what_is_compressed_is_known_by_its_name(folder: str, cos_client: CosS3Client, cos_bucket: str) -> None:
    with smart_open.open(f"{folder}/a.txt.gz", "w") as file:
        file.write("line\n" * 1000)
    stored = cos_client.get_object(cos_bucket, "folder/a.txt.gz")["Body"].read()
    assert gzip.decompress(stored) == b"line\n" * 1000
    with smart_open.open(f"{folder}/a.txt.gz") as file:
        assert sum(1 for _ in file) == 1000


@pytest.mark.parametrize("name", ["a.txt", "a.txt.gz"])
@pytest.mark.parametrize("mode", ["w", "wb"])
def test_a_failure_leaves_nothing(
    name: str, mode: str, folder: str, cos_client: CosS3Client, cos_bucket: str
) -> None:
    with pytest.raises(RuntimeError), smart_open.open(f"{folder}/{name}", mode) as file:  # noqa: PT012
        file.write("half of it" if mode == "w" else b"half of it")
        raise RuntimeError
    assert not cos_client.object_exists(cos_bucket, f"folder/{name}")


def test_parameters_go_to_the_file_system_and_to_the_object(
    folder: str, cos_server: LocalCos, cos_client: CosS3Client, cos_bucket: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("COS_ENDPOINT", "COS_SECRET_ID", "COS_SECRET_KEY"):
        monkeypatch.delenv(name)
    given: dict[str, Any] = {"config": cos_server.config()}
    said = {**given, "headers": {"StorageClass": "STANDARD_IA"}}
    with smart_open.open(f"{folder}/a.txt", "w", transport_params=said) as file:
        file.write("x")
    with smart_open.open(f"{folder}/a.txt", transport_params=given) as file:
        assert file.read() == "x"
    assert cos_client.head_object(cos_bucket, "folder/a.txt")["x-cos-storage-class"] == "STANDARD_IA"


def test_all_after_the_bucket_is_the_key(folder: str) -> None:
    uri = f"{folder}/what?#100%/ä b.txt"
    with smart_open.open(uri, "w") as file:
        file.write("x")
    with smart_open.open(uri) as file:
        assert file.read() == "x"
    assert transport.parse_uri("cosn://b-1/dir/a?x#y") == {"scheme": "cosn", "bucket": "b-1", "key": "dir/a?x#y"}


def test_what_cannot_be_opened_says_so(folder: str) -> None:
    with pytest.raises(FileNotFoundError):
        smart_open.open(f"{folder}/missing.txt")
    with pytest.raises(ValueError, match="names no object"):
        smart_open.open("cos://examplebucket-1250000000")
    with pytest.raises(NotImplementedError, match="mode"):
        smart_open.open(f"{folder}/a.txt", "rb+")
