"""CPU of one `cos` command, most of it Python's start and imports.

python command.py
"""

from __future__ import annotations

import os
import resource
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path
from statistics import median

from qcloud_cos import CosS3Client
from qcloud_cos.server import LocalCos

ROUNDS = 15
BUCKET = "command-1250000000"


def cpu_ms(argv: Sequence[str], environment: dict[str, str]) -> float:
    """User and system time of the process, in the median of some rounds, after one that compiles."""
    found = []
    for _ in range(ROUNDS + 1):
        before = resource.getrusage(resource.RUSAGE_CHILDREN)
        subprocess.run(argv, env=environment, stdout=subprocess.DEVNULL, check=True)
        after = resource.getrusage(resource.RUSAGE_CHILDREN)
        found.append((after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime) * 1000)
    return median(found[1:])


def main() -> None:
    command = [str(Path(sys.executable).with_name("cos"))]
    with LocalCos() as server, CosS3Client(server.config()) as client:
        client.create_bucket(BUCKET)
        for number in range(10):
            client.put_object(BUCKET, b"x", f"{number}")
        environment = {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}
        environment |= {
            "COS_ENDPOINT": server.endpoint,
            "COS_SECRET_ID": server.account.secret_id,
            "COS_SECRET_KEY": server.account.secret_key,
        }
        rows = {
            "`python -c pass`": [sys.executable, "-c", "pass"],
            "`import qcloud_cos`": [sys.executable, "-c", "import qcloud_cos"],
            "`cos --version`": [*command, "--version"],
            "`cos ls --help`": [*command, "ls", "--help"],
            "`cos ls` of ten objects": [*command, "ls", f"cos://{BUCKET}"],
            "`cos cat` of one byte": [*command, "cat", f"cos://{BUCKET}/1"],
        }
        print("| command | CPU |\n|---|---|")
        for name, argv in rows.items():
            print(f"| {name} | {cpu_ms(argv, environment):.0f} ms |")


if __name__ == "__main__":
    main()
