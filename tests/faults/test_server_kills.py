"""What the server has acknowledged outlives a kill of its process, whatever it was doing."""

from __future__ import annotations

import random
import re
import subprocess
import sys
import threading
from pathlib import Path

from qcloud_cos import CosConfig, CosS3Client, CosServiceError
from qcloud_cos.errors import CosClientError
from qcloud_cos.server.accounts import DEFAULT
from qcloud_cos.server.store import Store

BUCKET = f"kills-{DEFAULT.appid}"
WRITERS = 12
KEYS_EACH = 6
SIZES = (0, 100, 4096, 32 * 1024, 32 * 1024 + 1, 300_000)


def body(key: str, number: int) -> bytes:
    source = random.Random(f"{key} {number}")  # noqa: S311 - to have it again, not to hide it
    return source.randbytes(source.choice(SIZES))


def kill_under_load(root: Path, first: int, seconds: float, acknowledged: dict[str, int]) -> None:
    """Note the number of the last acknowledged write of each key, 0 for a deletion."""
    command = [sys.executable, "-m", "qcloud_cos.server", str(root), "--port", "0"]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        found = re.search(r"127\.0\.0\.1:\d+", process.stdout.readline())
        assert found
        config = CosConfig(
            Endpoint=found[0], Scheme="http", SecretId=DEFAULT.secret_id, SecretKey=DEFAULT.secret_key
        )
        with CosS3Client(config, retry=0) as client:
            if not first:
                client.create_bucket(BUCKET)
            threads = [
                threading.Thread(target=write, args=(client, name, first, acknowledged)) for name in range(WRITERS)
            ]
            timer = threading.Timer(seconds, process.kill)
            for thread in [timer, *threads]:
                thread.start()
            for thread in [timer, *threads]:
                thread.join()


def write(client: CosS3Client, name: int, first: int, acknowledged: dict[str, int]) -> None:
    """Until nobody answers any more."""
    number = first
    while True:
        number += 1
        key = f"{name}/{number % KEYS_EACH}"
        try:
            if number % 7 == 0:
                acknowledged.pop(key, None)  # from here on it may be there or not
                client.delete_object(BUCKET, key)
                acknowledged[key] = 0
            else:
                client.put_object(BUCKET, body(key, number), key, Metadata={"x-cos-meta-number": str(number)})
                acknowledged[key] = number
        except (CosClientError, CosServiceError):
            return


def test_what_the_server_acknowledged_outlives_kills(tmp_path: Path) -> None:
    acknowledged: dict[str, int] = {}
    for attempt in range(3):
        kill_under_load(tmp_path, attempt * 1_000_000, 0.4 + attempt / 5, acknowledged)
        assert max(acknowledged.values()) > attempt * 1_000_000
        store = Store(tmp_path)
        check(store, acknowledged)
        store.close()


def check(store: Store, acknowledged: dict[str, int]) -> None:
    for key, number in acknowledged.items():
        version = store.read.version(BUCKET, key)
        if version is None:
            assert number == 0, key
            continue
        assert version.content is not None
        found = int(version.headers["x-cos-meta-number"])
        assert found >= number, key
        assert b"".join(store.open(version.content)) == body(key, found)
