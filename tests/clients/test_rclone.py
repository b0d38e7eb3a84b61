"""rclone, as a remote of the kind s3: as of Tencent, which lists by version 1, and as of anyone."""

from __future__ import annotations

import json
import random
import re
from pathlib import Path
from urllib.request import ProxyHandler, build_opener

import pytest

from clients.conftest import REAL
from clients.programs import Program
from qcloud_cos import CosS3Client
from qcloud_cos.server import LocalCos

BUCKET = "sync-1250000000"
REMOTE = f"cos:{BUCKET}"
MIB = 1 << 20


@pytest.fixture(params=["TencentCOS", "Other", "Other, signature 2"])
def rclone(request: pytest.FixtureRequest, cos_server: LocalCos, tmp_path: Path) -> Program:
    cos_server.reset()
    provider, _, old = request.param.partition(",")
    # Of Tencent it names the bucket in the host: the server takes what is sent to it as to a proxy.
    proxied = provider == "TencentCOS"
    environment = {
        "RCLONE_CONFIG_COS_TYPE": "s3", "RCLONE_CONFIG_COS_PROVIDER": provider,
        "RCLONE_CONFIG_COS_ACCESS_KEY_ID": cos_server.account.secret_id,
        "RCLONE_CONFIG_COS_SECRET_ACCESS_KEY": cos_server.account.secret_key,
        "RCLONE_CONFIG_COS_ENDPOINT": REAL if proxied else cos_server.endpoint, "RCLONE_RETRIES": "1",
        "HTTP_PROXY": cos_server.endpoint if proxied else "", "RCLONE_LOW_LEVEL_RETRIES": "1",
        "RCLONE_CONFIG_COS_REGION": "ap-guangzhou",
        "RCLONE_S3_V2_AUTH": "true" if old else "false", "RCLONE_CONFIG": str(tmp_path / "rclone.conf"),
    }  # fmt: skip
    (tmp_path / "rclone.conf").touch()
    program = Program("rclone", environment, tmp_path)
    program("mkdir", REMOTE)
    return program


@pytest.fixture
def tree(tmp_path: Path) -> Path:
    for number, name in enumerate(["a.txt", "sub/b c.txt", "sub/ü+&.bin", "sub/deep/+", "empty"]):
        path = tmp_path / "from" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(noise(1000 + number) if name != "empty" else b"")
    return tmp_path / "from"


def noise(size: int) -> bytes:
    return random.Random(size).randbytes(size)  # noqa: S311 - the same bytes every time


def test_buckets(rclone: Program) -> None:
    assert rclone("lsd", "cos:").split()[-1] == BUCKET
    rclone("rmdir", REMOTE)
    assert rclone("lsd", "cos:") == ""


def test_trees_are_synced_and_compared(rclone: Program, tree: Path, tmp_path: Path) -> None:
    rclone("sync", str(tree), f"{REMOTE}/in")
    rclone("check", "--download", str(tree), f"{REMOTE}/in")
    listed = json.loads(rclone("lsjson", "-R", "--files-only", f"{REMOTE}/in"))
    assert {entry["Path"]: entry["Size"] for entry in listed} == {
        path.relative_to(tree).as_posix(): path.stat().st_size for path in tree.rglob("*") if path.is_file()
    }
    (tree / "a.txt").unlink()
    (tree / "sub" / "new").write_bytes(b"new")
    rclone("sync", str(tree), f"{REMOTE}/in")
    rclone("copy", f"{REMOTE}/in", str(tmp_path / "to"))
    assert not (tmp_path / "to" / "a.txt").exists()
    assert (tmp_path / "to" / "sub" / "ü+&.bin").read_bytes() == (tree / "sub" / "ü+&.bin").read_bytes()
    rclone("copyto", f"{REMOTE}/in/sub/new", f"{REMOTE}/copy")
    rclone("moveto", f"{REMOTE}/copy", f"{REMOTE}/moved")
    assert rclone("cat", f"{REMOTE}/moved") == "new"
    rclone("purge", REMOTE)
    assert rclone("lsd", "cos:") == ""


def test_a_large_file_in_parts(rclone: Program, tmp_path: Path, cos_server: LocalCos) -> None:
    (tmp_path / "large").write_bytes(noise(12 * MIB))
    rclone("copy", "--s3-upload-cutoff", "5M", "--s3-chunk-size", "5M", str(tmp_path / "large"), REMOTE)
    with CosS3Client(cos_server.config()) as cos:
        assert cos.head_object(Bucket=BUCKET, Key="large")["ETag"].endswith('-3"')
    assert (
        rclone.raw("cat", "--offset", "6000000", "--count", "10", f"{REMOTE}/large")
        == noise(12 * MIB)[6_000_000:6_000_010]
    )
    rclone("copyto", "--s3-copy-cutoff", "5M", "--s3-chunk-size", "5M", f"{REMOTE}/large", f"{REMOTE}/copy")
    rclone("check", "--download", "--include", "large", str(tmp_path), REMOTE)
    assert rclone.raw("cat", f"{REMOTE}/copy") == noise(12 * MIB)
    rclone("deletefile", f"{REMOTE}/copy")
    rclone("cleanup", REMOTE)
    assert rclone("lsf", REMOTE) == "large\n"


def test_streams_and_storage_classes(rclone: Program, cos_server: LocalCos) -> None:
    rclone("rcat", "--s3-storage-class", "STANDARD_IA", f"{REMOTE}/k", feed=b"hello")
    with CosS3Client(cos_server.config()) as cos:
        assert cos.head_object(Bucket=BUCKET, Key="k")["x-cos-storage-class"] == "STANDARD_IA"
    assert rclone("lsf", "--format", "pT", REMOTE) == "k;STANDARD_IA\n"
    rclone("settier", "STANDARD", f"{REMOTE}/k")
    assert rclone("lsf", "--format", "pT", REMOTE) == "k;STANDARD\n"


def test_versions(rclone: Program, cos_server: LocalCos) -> None:
    with CosS3Client(cos_server.config()) as cos:
        cos.put_bucket_versioning(Bucket=BUCKET, Status="Enabled")
    for body in (b"1", b"2"):
        rclone("rcat", f"{REMOTE}/k.txt", feed=body)
        cos_server.advance(seconds=2)  # it tells versions apart by their second
    rclone("deletefile", f"{REMOTE}/k.txt")
    assert rclone("lsf", REMOTE) == ""
    names = rclone("lsf", "--s3-versions", REMOTE).split()
    assert [re.sub(r"-v[\d-]+", "", name) for name in names] == ["k.txt", "k.txt"]
    assert sorted(rclone("cat", "--s3-versions", f"{REMOTE}/{name}") for name in names) == ["1", "2"]


def test_a_presigned_url(rclone: Program, cos_server: LocalCos) -> None:
    rclone("rcat", f"{REMOTE}/a b+ü", feed=b"hello")
    url = rclone("link", "--expire", "60s", f"{REMOTE}/a b+ü").strip()
    if "X-Amz-Signature" not in url:
        pytest.skip("rclone signs no URLs by version 2")
    with build_opener(ProxyHandler({"http": cos_server.endpoint})).open(url) as answer:
        assert answer.read() == b"hello"
