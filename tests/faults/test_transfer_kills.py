"""Processes killed in the middle of a transfer, again and again: the next one goes on, and the bytes are the same.

Run as a script, this is the process that gets killed.
"""

from __future__ import annotations

import os
import random
import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from faults.fault_proxy import FaultProxy
from qcloud_cos import CosConfig, CosS3Client
from qcloud_cos.server import LocalCos

MIB = 1024 * 1024
BUCKET = "killed-1250000000"
KILLS = 20
RATE = 8 * MIB
"""Bytes a second, so that there is a middle to be killed in."""


def transfer(
    seconds: str, endpoint: str, secret_id: str, secret_key: str, kind: str, path: str, cache: str
) -> None:
    client = CosS3Client(CosConfig(Endpoint=endpoint, SecretId=secret_id, SecretKey=secret_key))
    # By the kernel and without a handler, so as dead as by SIGKILL; but by the clock of its own rate, however late
    # a busy machine would let others do it.
    signal.setitimer(signal.ITIMER_REAL, float(seconds))
    if kind == "up":
        client.upload_file(BUCKET, "k", path, PartSize=1, MAXThread=3, rate_limit=RATE, checkpoint_dir=cache)
    else:
        client.download_file(BUCKET, "k", path, PartSize=1, MAXThread=3, rate_limit=RATE)


@pytest.fixture
def cos() -> Iterator[LocalCos]:
    with LocalCos(durability="os") as cos:
        CosS3Client(cos.config()).create_bucket(BUCKET)
        yield cos


def killed_again_and_again(cos: LocalCos, port: int, kind: str, path: Path, cache: Path) -> int:
    """How often it was killed before it came to its end."""
    config = cos.config()
    arguments = [f"http://127.0.0.1:{port}", config._secret_id, config._secret_key, kind, str(path), str(cache)]
    environment = {**os.environ, "PYTHONPATH": str(Path(__file__).parents[1])}
    chance = random.Random(7)  # noqa: S311 - the same every time
    for kill in range(KILLS + 1):
        seconds = chance.uniform(0.001, 0.3) if kill < KILLS else 0  # 0 is never
        command: Any = [sys.executable, __file__, str(seconds), *arguments]
        ended = subprocess.run(command, env=environment, check=False)
        if ended.returncode == 0:
            return kill
        assert ended.returncode == -signal.SIGALRM
    raise AssertionError("it never came to its end")


def test_an_upload_killed_twenty_times_arrives(cos: LocalCos, tmp_path: Path) -> None:
    content = os.urandom(24 * MIB + 5)
    (tmp_path / "file").write_bytes(content)
    with FaultProxy(cos.port) as proxy:
        kills = killed_again_and_again(cos, proxy.port, "up", tmp_path / "file", tmp_path / "cache")
        sent = len([asked for asked in proxy.asked if asked.is_part])
    client = CosS3Client(cos.config())
    assert client.get_object(BUCKET, "k")["Body"].read() == content
    # Some parts were under way at each kill, and had to be sent again; the others were not.
    assert kills >= 5
    assert sent <= 25 + 6 * (kills + 1)
    # A kill between the answer that began an upload and its note leaves the upload, but none that got a part.
    for left in client.list_multipart_uploads(BUCKET).get("Upload", []):
        assert "Part" not in client.list_parts(BUCKET, "k", left["UploadId"])
    assert os.listdir(tmp_path / "cache") == []


def test_a_download_killed_twenty_times_arrives(cos: LocalCos, tmp_path: Path) -> None:
    content = os.urandom(24 * MIB + 5)
    client = CosS3Client(cos.config())
    client.put_object(BUCKET, content, "k")
    (tmp_path / "to").mkdir()
    with FaultProxy(cos.port) as proxy:
        kills = killed_again_and_again(cos, proxy.port, "down", tmp_path / "to" / "file", tmp_path)
        asked = len([asked for asked in proxy.asked if asked.method == "GET"])
    assert (tmp_path / "to" / "file").read_bytes() == content
    assert os.listdir(tmp_path / "to") == ["file"]
    assert kills >= 5
    assert asked <= 25 + 6 * (kills + 1)


if __name__ == "__main__":
    transfer(*sys.argv[1:])
