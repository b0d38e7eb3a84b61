"""s5cmd, on Amazon's SDK for Go of the first generation."""

from __future__ import annotations

import json
import random
from pathlib import Path
from urllib.request import urlopen

import pytest

from clients.programs import Program
from qcloud_cos import CosS3Client
from qcloud_cos.server import LocalCos

BUCKET = "five-1250000000"
S3 = f"s3://{BUCKET}"
MIB = 1 << 20


@pytest.fixture
def s5cmd(cos_server: LocalCos, tmp_path: Path) -> Program:
    cos_server.reset()
    environment = {
        "S3_ENDPOINT_URL": cos_server.endpoint, "AWS_REGION": "ap-guangzhou",
        "AWS_ACCESS_KEY_ID": cos_server.account.secret_id, "AWS_SECRET_ACCESS_KEY": cos_server.account.secret_key,
    }  # fmt: skip
    program = Program("s5cmd", environment, tmp_path)
    program("mb", S3)
    return program


@pytest.fixture
def cos(cos_server: LocalCos) -> CosS3Client:
    return CosS3Client(cos_server.config())


def noise(size: int) -> bytes:
    return random.Random(size).randbytes(size)  # noqa: S311 - the same bytes every time


def listed(s5cmd: Program, *arguments: str) -> list[str]:
    lines = s5cmd("--json", "ls", *arguments).splitlines()
    return [json.loads(line).get("key", json.loads(line).get("name")) for line in lines]


def test_buckets(s5cmd: Program) -> None:
    assert listed(s5cmd) == [BUCKET]
    assert "BucketAlreadyOwnedByYou" in s5cmd.failing("mb", S3)
    s5cmd("rb", S3)
    assert listed(s5cmd) == []


@pytest.mark.parametrize("version", [[], ["--use-list-objects-v1"]], ids=["v2", "v1"])
def test_files_there_and_back(s5cmd: Program, tmp_path: Path, version: list[str]) -> None:
    names = ["a.txt", "sub/b c.txt", "sub/ü+&.bin", "sub/deep/+"]
    for number, name in enumerate(names):
        path = tmp_path / "from" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(noise(number * 1000))
    s5cmd("cp", f"{tmp_path}/from/", f"{S3}/in/")
    assert listed(s5cmd, f"{S3}/in/*") == [f"{S3}/in/{name}" for name in sorted(names, key=str.encode)]
    assert s5cmd(*version, "ls", f"{S3}/in/").count("\n") == 2
    s5cmd(*version, "cp", f"{S3}/in/*", f"{tmp_path}/to/")
    for name in names:
        assert (tmp_path / "to" / name).read_bytes() == (tmp_path / "from" / name).read_bytes()
    s5cmd(*version, "sync", "--delete", f"{tmp_path}/from/sub/", f"{S3}/in/")
    assert listed(s5cmd, f"{S3}/in/*") == [f"{S3}/in/{name}" for name in ("b c.txt", "deep/+", "ü+&.bin")]
    s5cmd(*version, "rm", f"{S3}/*")
    assert "no object found" in s5cmd.failing(*version, "ls", f"{S3}/*")


def test_a_large_file_in_parts(s5cmd: Program, tmp_path: Path, cos: CosS3Client) -> None:
    (tmp_path / "large").write_bytes(noise(12 * MIB))
    s5cmd("cp", "--part-size", "5", "--concurrency", "3", f"{tmp_path}/large", f"{S3}/large")
    assert cos.head_object(Bucket=BUCKET, Key="large")["ETag"].endswith('-3"')
    s5cmd("cp", "--part-size", "5", f"{S3}/large", f"{tmp_path}/back")
    assert (tmp_path / "back").read_bytes() == noise(12 * MIB)
    s5cmd("cp", f"{S3}/large", f"{S3}/copy")
    s5cmd("mv", f"{S3}/copy", f"{S3}/moved")
    assert listed(s5cmd, f"{S3}/*") == [f"{S3}/large", f"{S3}/moved"]
    assert s5cmd.raw("cat", f"{S3}/moved") == noise(12 * MIB)


def test_metadata_and_streams(s5cmd: Program, cos: CosS3Client) -> None:
    options = [
        "--content-type",
        "text/x",
        "--metadata",
        "a=b",
        "--storage-class",
        "STANDARD_IA",
        "--acl",
        "public-read",
    ]
    s5cmd("pipe", *options, f"{S3}/k", feed=noise(6 * MIB))
    head = cos.head_object(Bucket=BUCKET, Key="k")
    assert (head["Content-Type"], head["x-cos-storage-class"]) == ("text/x", "STANDARD_IA")
    shown = json.loads(s5cmd("--json", "head", f"{S3}/k"))
    assert (shown["size"], shown["content_type"]) == (6 * MIB, "text/x")


def test_versions(s5cmd: Program) -> None:
    s5cmd("bucket-version", "--set", "Enabled", S3)
    assert "Enabled" in s5cmd("bucket-version", S3)
    for body in (b"1", b"2"):
        s5cmd("pipe", f"{S3}/k", feed=body)
    ids = [line.split()[-1] for line in s5cmd("ls", "--all-versions", f"{S3}/k").splitlines()]
    assert sorted(s5cmd("cat", "--version-id", each, f"{S3}/k") for each in ids) == ["1", "2"]
    s5cmd("rm", "--all-versions", f"{S3}/*")
    assert "no object found" in s5cmd.failing("ls", "--all-versions", f"{S3}/*")


def test_a_presigned_url(s5cmd: Program) -> None:
    s5cmd("pipe", f"{S3}/a b+ü", feed=b"hello")
    with urlopen(s5cmd("presign", "--expire", "60s", f"{S3}/a b+ü").strip()) as answer:
        assert answer.read() == b"hello"


def test_a_wrong_key(s5cmd: Program, cos_server: LocalCos, tmp_path: Path) -> None:
    environment = {
        "S3_ENDPOINT_URL": cos_server.endpoint, "AWS_REGION": "ap-guangzhou",
        "AWS_ACCESS_KEY_ID": cos_server.account.secret_id, "AWS_SECRET_ACCESS_KEY": "wrong",
    }  # fmt: skip
    assert "SignatureDoesNotMatch" in Program("s5cmd", environment, tmp_path).failing("ls", S3)
