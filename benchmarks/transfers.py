"""Large files up and down, through the local server: `make transfers`.

Each transfer is a process of its own, so that its CPU and the peak of its memory can be told.  The 10 GiB are a
sparse file, and must come back as one.

    python benchmarks/transfers.py --sizes 1 10
"""

from __future__ import annotations

import argparse
import json
import os
import resource
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

BUCKET = "bench-1250000000"
MIB = 1024 * 1024
GIB = 1024 * MIB
MOST_MIB = 64
"""Peak memory that no transfer may exceed, whatever the object's size."""
REAL_GIB = 1
"""Files over this are sparse."""


def transfer(kind: str, endpoint: str, secret_id: str, secret_key: str, path: str) -> None:
    """In a process of its own: prints what it took."""
    from qcloud_cos import CosConfig, CosS3Client

    client = CosS3Client(CosConfig(Endpoint=endpoint, SecretId=secret_id, SecretKey=secret_key))
    began, before = time.perf_counter(), resource.getrusage(resource.RUSAGE_SELF)
    if kind == "up":
        client.upload_file(BUCKET, "big", path)
    else:
        client.download_file(BUCKET, "big", path)
    after = resource.getrusage(resource.RUSAGE_SELF)
    cpu = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
    print(json.dumps({"wall": time.perf_counter() - began, "cpu": cpu, "mib": peak_mib()}))


def peak_mib() -> float:
    # Not ru_maxrss, which begins with what the parent had when it forked.
    status = Path("/proc/self/status").read_text()
    return int(status.split("VmHWM:")[1].split()[0]) / 1024


def make(path: Path, gib: int) -> None:
    with path.open("wb") as file:
        for start in range(0, gib * GIB, GIB // 16 if gib <= REAL_GIB else GIB):
            file.seek(start)
            file.write(os.urandom(GIB // 16 if gib <= REAL_GIB else MIB))
        file.truncate(gib * GIB)


def pieces(path: Path) -> Iterator[bytes]:
    with path.open("rb") as file:
        while piece := file.read(16 * MIB):
            yield piece


def measured(cos: Any, folder: Path, gib: int) -> Iterator[dict[str, Any]]:
    """A file of so many GiB up, and down again."""
    conf = cos.config()
    make(folder / "up", gib)
    for kind in ("up", "down"):
        arguments = [kind, cos.endpoint, conf._secret_id, conf._secret_key, str(folder / kind)]
        command = [sys.executable, __file__, "--transfer", *arguments]
        done = subprocess.run(command, check=True, capture_output=True, text=True)
        yield {"gib": gib, "kind": kind, **json.loads(done.stdout)}
    if any(ours != theirs for ours, theirs in zip(pieces(folder / "up"), pieces(folder / "down"), strict=True)):
        raise SystemExit(f"what came down is not what went up, of {gib} GiB")
    taken = (folder / "down").stat().st_blocks * 512
    if gib > REAL_GIB and taken > GIB:
        raise SystemExit(f"the sparse file came back with {taken // MIB} MiB on disk")
    for kind in ("up", "down"):
        (folder / kind).unlink()


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--sizes", type=int, nargs="+", default=[1, 10], help="in GiB")
    parser.add_argument("--folder", type=Path, help="a file system with room for the largest size twice")
    parser.add_argument("--transfer", nargs=5)
    asked = parser.parse_args()
    if asked.transfer:
        transfer(*asked.transfer)
        return
    from qcloud_cos import CosS3Client
    from qcloud_cos.server import LocalCos

    print("| | wall s | CPU s | CPU s per GiB | peak MiB |\n|---|---|---|---|---|")
    over = False
    with tempfile.TemporaryDirectory(dir=asked.folder) as name:
        folder = Path(name)
        for gib in asked.sizes:
            if shutil.disk_usage(folder).free < 2.2 * gib * GIB:
                raise SystemExit(f"{folder} has no room for {gib} GiB twice: give another --folder")
            with LocalCos(folder / "root", durability="os") as cos:
                CosS3Client(cos.config()).create_bucket(BUCKET)
                for row in measured(cos, folder, gib):
                    over = over or row["mib"] > MOST_MIB
                    each = row["cpu"] / gib
                    print(
                        f"| {gib} GiB {row['kind']} | {row['wall']:.1f} | {row['cpu']:.2f} | {each:.2f} "
                        f"| {row['mib']:.0f} |",
                        flush=True,
                    )
            shutil.rmtree(folder / "root")
    if over:
        raise SystemExit(f"a transfer took more than {MOST_MIB} MiB of memory")


if __name__ == "__main__":
    main()
