"""coscmd, as PyPI has it, over this package in place of the published SDK, against the local server."""

from __future__ import annotations

import os
import re
import subprocess
from pathlib import Path
from typing import Any, NamedTuple
from urllib.request import ProxyHandler, build_opener

import pytest

from docs.pages import ROOT
from qcloud_cos import CosS3Client
from qcloud_cos.server import LocalCos

COSCMD = ROOT / ".clients" / "coscmd" / "bin" / "coscmd"
BUCKET = "coscmd-1250000000"
SOURCE = f"{BUCKET}.cos.ap-guangzhou.myqcloud.com"
BIG = bytes(range(256)) * 4096 * 21 + b"tail"  # below 20 MiB it sends no parts, whatever it is told

pytestmark = [
    pytest.mark.skipif(not COSCMD.exists(), reason="make test-clients installs coscmd"),
    pytest.mark.xdist_group("coscmd"),
]


class Shell(NamedTuple):
    cos: LocalCos
    client: CosS3Client
    home: Path

    def run(self, *arguments: str, code: int = 0) -> str:
        """What coscmd says."""
        done = subprocess.run(
            [str(COSCMD), *arguments],
            # It speaks to the real hosts; the local server takes what is sent to it as to a proxy.
            env={
                "PATH": os.environ["PATH"],
                "HOME": str(self.home),
                "LANG": "C.UTF-8",
                "http_proxy": self.cos.endpoint,
            },
            cwd=self.home,
            capture_output=True,
            text=True,
            timeout=60,
        )
        said = done.stdout + done.stderr
        assert done.returncode == code, said
        assert "Traceback" not in said
        return said

    def file(self, name: str, content: bytes) -> None:
        path = self.home / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content)

    def keys(self, prefix: str = "") -> list[str]:
        page = self.client.list_objects(Bucket=BUCKET, Prefix=prefix)
        return [entry["Key"] for entry in page.get("Contents", [])]

    def read(self, key: str) -> bytes:
        return self.client.get_object(Bucket=BUCKET, Key=key)["Body"].read()


@pytest.fixture
def shell(cos_server: LocalCos, tmp_path: Path) -> Shell:
    cos_server.reset()
    shell = Shell(cos_server, CosS3Client(cos_server.config()), tmp_path)
    account = cos_server.account
    keys = ["-a", account.secret_id, "-s", account.secret_key]
    shell.run("config", *keys, "-b", BUCKET, "-r", "ap-guangzhou", "--do-not-use-ssl", "-p", "1")
    with (tmp_path / ".cos.conf").open("a") as conf:
        conf.write("multiupload_threshold = 1\nmultidownload_threshold = 1\n")
    shell.client.create_bucket(Bucket=BUCKET)
    return shell


def test_buckets(shell: Shell) -> None:
    shell.client.delete_bucket(Bucket=BUCKET)
    assert f"Create cos://{BUCKET}" in shell.run("createbucket")
    assert "BucketAlreadyOwnedByYou" in shell.run("createbucket", code=255)
    shell.client.put_object(Bucket=BUCKET, Key="k", Body=b"")
    assert "BucketNotEmpty" in shell.run("deletebucket", code=255)
    shell.run("deletebucket", "-f")
    assert not shell.client.bucket_exists(Bucket=BUCKET)


def test_one_file_there_and_back(shell: Shell) -> None:
    shell.file("f.txt", b"hello")
    shell.run("upload", "-H", '{"x-cos-meta-a": "1", "Content-Type": "text/plain"}', "f.txt", "目录/f +.txt")
    head: Any = shell.client.head_object(Bucket=BUCKET, Key="目录/f +.txt")
    assert (head["x-cos-meta-a"], head["Content-Type"]) == ("1", "text/plain")
    assert re.search(r"ETag +\"5d41402abc4b2a76b9719d911017c592\"", shell.run("info", "目录/f +.txt"))
    shell.run("download", "目录/f +.txt", "down.txt")
    assert (shell.home / "down.txt").read_bytes() == b"hello"
    assert "NoSuch" in shell.run("download", "nowhere", "down2.txt", code=255)


def test_one_large_file_in_parts(shell: Shell) -> None:
    shell.file("big", BIG)
    shell.run("upload", "big", "big")
    assert shell.client.head_object(Bucket=BUCKET, Key="big")["ETag"].endswith('-22"')
    assert shell.read("big") == BIG
    shell.run("download", "big", "down")
    assert (shell.home / "down").read_bytes() == BIG


def test_uploads_that_were_left_unfinished(shell: Shell) -> None:
    upload = shell.client.create_multipart_upload(Bucket=BUCKET, Key="half")
    assert upload["UploadId"] in shell.run("listparts")
    shell.run("abort")
    assert "Upload" not in shell.client.list_multipart_uploads(Bucket=BUCKET)


def test_folders(shell: Shell) -> None:
    for name in ("d/1", "d/e/2 中", "d/e/3.tmp"):
        shell.file(name, name.encode())
    assert "3 files uploaded" in shell.run("upload", "-r", "d", "tree/")
    assert shell.keys() == ["tree/d/1", "tree/d/e/2 中", "tree/d/e/3.tmp"]
    assert "3 files skipped" in shell.run("upload", "-rs", "d", "tree/")
    shell.run("upload", "-r", "--ignore", "*.tmp", "d/", "chosen/")
    assert shell.keys("chosen/") == ["chosen/1", "chosen/e/2 中"]
    assert "3 files downloaded" in shell.run("download", "-r", "tree/d/", "back/")
    assert (shell.home / "back/e/2 中").read_bytes() == "d/e/2 中".encode()
    assert "3 files copied" in shell.run("copy", "-r", f"{SOURCE}/tree/", "copy/")
    assert shell.keys("copy/") == ["copy/d/1", "copy/d/e/2 中", "copy/d/e/3.tmp"]
    shell.run("move", "-r", f"{SOURCE}/copy/", "moved/")
    assert (shell.keys("copy/"), len(shell.keys("moved/"))) == ([], 3)
    shell.run("delete", "-rf", "moved/")
    assert shell.keys("moved/") == []


def test_one_object_copied_moved_and_deleted(shell: Shell) -> None:
    shell.client.put_object(Bucket=BUCKET, Key="a", Body=b"a", ContentType="text/plain")
    shell.run("copy", f"{SOURCE}/a", "b")
    shell.run("copy", "-d", "Replaced", "-H", '{"Content-Type": "text/html"}', f"{SOURCE}/a", "c")
    assert shell.client.head_object(Bucket=BUCKET, Key="b")["Content-Type"] == "text/plain"
    assert shell.client.head_object(Bucket=BUCKET, Key="c")["Content-Type"] == "text/html"
    shell.run("move", f"{SOURCE}/a", "moved")
    shell.run("delete", "-f", "c")
    assert shell.keys() == ["b", "moved"]


def test_listings(shell: Shell) -> None:
    for key in ("a", "d/1", "d/2"):
        shell.client.put_object(Bucket=BUCKET, Key=key, Body=b"12345")
    listed = shell.run("list")
    assert re.search(r"d/ +DIR", listed)
    assert re.search(r"a +5 +STANDARD", listed)
    everything = shell.run("list", "-ar")
    assert "Files num: 3" in everything
    assert "Files size: 15" in everything


def test_permissions(shell: Shell) -> None:
    shell.client.put_object(Bucket=BUCKET, Key="a", Body=b"")
    shell.run("putobjectacl", "--grant-read", "100000000008", "a")
    assert "qcs::cam::uin/100000000008:uin/100000000008: READ" in shell.run("getobjectacl", "a")
    shell.run("putbucketacl", "--grant-read", "anyone", "--grant-write", "100000000008")
    said = shell.run("getbucketacl")
    assert "anyone: READ" in said
    assert "uin/100000000008: WRITE" in said


def test_versions(shell: Shell) -> None:
    shell.run("putbucketversioning", "Enabled")
    assert "Enabled" in shell.run("getbucketversioning")
    first = shell.client.put_object(Bucket=BUCKET, Key="v", Body=b"one")["x-cos-version-id"]
    shell.client.put_object(Bucket=BUCKET, Key="v", Body=b"two")
    assert first in shell.run("list", "-v", "v")
    shell.run("download", "--versionId", first, "v", "first")
    assert (shell.home / "first").read_bytes() == b"one"
    shell.run("delete", "-f", "--versionId", first, "v")
    shell.run("delete", "-f", "v")
    listed = shell.client.list_objects_versions(Bucket=BUCKET)
    assert (len(listed["Version"]), len(listed["DeleteMarker"])) == (1, 1)
    shell.run("delete", "-rf", "--versions", "/")
    assert "Version" not in shell.client.list_objects_versions(Bucket=BUCKET)


def test_archives(shell: Shell) -> None:
    for key in ("old/1", "old/2"):
        shell.client.put_object(Bucket=BUCKET, Key=key, Body=b"", StorageClass="ARCHIVE")
    assert "Restore" in shell.run("restore", "-d", "2", "-t", "Expedited", "old/1")
    assert "1 files have in progress" in shell.run("restore", "-r", "-d", "2", "old/")
    assert shell.client.head_object(Bucket=BUCKET, Key="old/2")["x-cos-restore"] == 'ongoing-request="true"'


def test_a_signed_url(shell: Shell) -> None:
    shell.client.put_object(Bucket=BUCKET, Key="a b", Body=b"by url")
    found = re.search(r"http://[^'\s]+", shell.run("signurl", "-t", "60", "a b"))
    assert found
    with build_opener(ProxyHandler({"http": shell.cos.endpoint})).open(found[0]) as answer:
        assert answer.read() == b"by url"


def test_the_speed_is_probed(shell: Shell) -> None:
    assert "Success" in shell.run("probe", "-n", "1", "-s", "1")
    assert shell.keys() == ["tmp_test_1M"]  # which it leaves
