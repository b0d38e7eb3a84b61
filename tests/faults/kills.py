"""A server killed, again and again, under writers; after each kill, what was acknowledged is looked for.

`make kills` runs it by itself, with the figures at the end.
"""

from __future__ import annotations

import os
import random
import re
import subprocess
import sys
import tempfile
import threading
import time
from pathlib import Path
from typing import NamedTuple

from faults import ledger
from faults.wholeness import check_whole
from qcloud_cos import CosConfig, CosS3Client
from qcloud_cos.server import accounts

WRITERS = 16


class Figures(NamedTuple):
    kills: int
    acknowledged: int
    in_flight: int
    checked: int


class Server:
    """`cos server` in a process of its own."""

    def __init__(self, root: Path, **environment: str) -> None:
        command = [sys.executable, "-u", "-m", "qcloud_cos.server", str(root), "--port", "0"]
        self.process = subprocess.Popen(
            command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, env=os.environ | environment
        )
        assert self.process.stdout is not None
        said = ""
        for line in self.process.stdout:
            said += line
            if found := re.search(r"COS is at http://([\d.]+:\d+)", line):
                self.address = found[1]
                # Read on, or the pipe fills up.
                self._rest = threading.Thread(target=self.process.stdout.read, daemon=True)
                self._rest.start()
                return
        self.process.wait()
        raise AssertionError(f"the server did not start: {said}")

    def client(self) -> CosS3Client:
        account = accounts.DEFAULT
        conf = CosConfig(
            Region="ap-guangzhou", Scheme="http", Endpoint=self.address,
            SecretId=account.secret_id, SecretKey=account.secret_key,
        )  # fmt: skip
        return CosS3Client(conf, retry=0)

    def kill(self) -> None:
        self.process.kill()
        self.process.wait()
        self._rest.join()
        assert self.process.stdout is not None
        self.process.stdout.close()


def run(root: Path, kills: int, seconds: float, seed: int, say: bool = False) -> Figures:
    """Kill so often, each time up to `seconds` after the writers began."""
    writers = [ledger.Writer(number, seed * 1000 + number) for number in range(WRITERS)]
    when = random.Random(seed)  # noqa: S311
    in_flight = checked = 0
    server = Server(root)
    try:
        ledger.create_buckets(server.client())
        for kill in range(1, kills + 1):
            at_work(server, writers, when.uniform(0.05, seconds))
            in_flight += sum(len(writer.open) for writer in writers)
            server = Server(root)
            found = ledger.everything(server.client())
            checked += sum(writer.compare(found) for writer in writers)
            check_whole(root)
            if say:
                print(
                    f"kill {kill}: {sum(writer.acknowledged for writer in writers)} acknowledged so far",
                    flush=True,
                )
    finally:
        server.kill()
    return Figures(kills, sum(writer.acknowledged for writer in writers), in_flight, checked)


def at_work(server: Server, writers: list[ledger.Writer], seconds: float) -> None:
    """Let the writers work until the server is killed."""
    threads = [threading.Thread(target=writer.work, args=(server.client(),)) for writer in writers]
    for thread in threads:
        thread.start()
    time.sleep(seconds)
    server.kill()
    for thread in threads:
        thread.join()


def main() -> None:
    kills = int(sys.argv[1]) if len(sys.argv) > 1 else 40
    seed = int(sys.argv[2]) if len(sys.argv) > 2 else int(time.time())
    print(f"{kills} kills, {WRITERS} writers, seed {seed}")
    with tempfile.TemporaryDirectory() as folder:
        done = run(Path(folder), kills, 1.5, seed, say=True)
    print(
        f"{done.kills} kills; {done.acknowledged} operations acknowledged, {done.in_flight} interrupted; "
        f"{done.checked} objects and versions checked; none lost, none torn, no file too many"
    )


if __name__ == "__main__":
    main()
