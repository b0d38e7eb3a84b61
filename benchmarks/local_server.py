"""CPU of the local server per request: signed, durable, 16 connections kept open.

    python benchmarks/local_server.py

The server runs in a process of its own; its CPU is read from /proc before and after, so that what the clients
cost does not count.
"""

from __future__ import annotations

import argparse
import json
import multiprocessing
import os
import statistics
import sys
import tempfile
import threading
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

from qcloud_cos import CosConfig, CosS3Client

HERE = Path(__file__).resolve().parent
BUCKET = "bench-1250000000"
CONNECTIONS = 16
BODY = os.urandom(4096)


def serve(root: str, durability: str, told: Any) -> None:
    from qcloud_cos.server import LocalCos

    with LocalCos(root, durability=durability) as cos:  # type: ignore[arg-type]
        conf = cos.config()
        told.send((os.getpid(), cos.endpoint, conf._secret_id, conf._secret_key))
        told.recv()  # until the parent is done


def cpu_of(process: int) -> float:
    """CPU seconds so far, user and system."""
    fields = Path(f"/proc/{process}/stat").read_text().rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


def resident_mib(process: int) -> float:
    for line in Path(f"/proc/{process}/status").read_text().splitlines():
        if line.startswith("VmRSS"):
            return int(line.split()[1]) / 1024
    return 0.0


def load(client: CosS3Client, do: Callable[[CosS3Client, int, int], object], count: int) -> float:
    """Wall seconds of `count` requests over all connections."""
    share = count // CONNECTIONS

    def work(worker: int) -> None:
        for number in range(share):
            do(client, worker, number)

    threads = [threading.Thread(target=work, args=(worker,)) for worker in range(CONNECTIONS)]
    began = time.perf_counter()
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return time.perf_counter() - began


WORK: dict[str, Callable[[CosS3Client, int, int], object]] = {
    "put 4 KiB": lambda client, worker, n: client.put_object(BUCKET, BODY, f"{worker}/{n % 100}"),
    "get 4 KiB": lambda client, worker, n: client.get_object(BUCKET, f"{worker}/{n % 100}")["Body"].read(),
    "head": lambda client, worker, n: client.head_object(BUCKET, f"{worker}/{n % 100}"),
}


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--count", type=int, default=8000)
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--durability", default="disk")
    parser.add_argument("--raw", type=Path, default=HERE / "results" / "local_server.json")
    asked = parser.parse_args()
    spawn = multiprocessing.get_context("spawn")
    ours, theirs = spawn.Pipe()
    rows: list[dict[str, Any]] = []
    with tempfile.TemporaryDirectory() as root:
        server = spawn.Process(target=serve, args=(root, asked.durability, theirs))
        server.start()
        process, endpoint, secret_id, secret_key = ours.recv()
        conf = CosConfig(Endpoint=endpoint, SecretId=secret_id, SecretKey=secret_key, PoolMaxSize=CONNECTIONS)
        client = CosS3Client(conf)
        client.create_bucket(BUCKET)
        load(client, WORK["put 4 KiB"], CONNECTIONS * 100)
        for number in range(asked.rounds):
            for name, do in WORK.items():
                before = cpu_of(process)
                wall = load(client, do, asked.count)
                cpu = cpu_of(process) - before
                rows.append({"round": number, "work": name, "cpu_us": cpu / asked.count * 1e6, "wall": wall})
        memory = resident_mib(process)
        ours.send(None)
        server.join()
    asked.raw.parent.mkdir(exist_ok=True)
    asked.raw.write_text(
        json.dumps({"python": sys.version.split()[0], "mib": memory, "rows": rows}, indent=1) + "\n"
    )
    print("| work | server CPU per request | requests/s |\n|---|---|---|")
    for name in WORK:
        found = [row for row in rows if row["work"] == name]
        cpu = statistics.median(row["cpu_us"] for row in found)
        rate = asked.count / statistics.median(row["wall"] for row in found)
        print(f"| {name} | {cpu:.0f} us | {rate:.0f} |")
    print(f"resident: {memory:.0f} MiB")


if __name__ == "__main__":
    main()
