"""A million small objects copied, verified and deleted by jobs, with a worker killed on the way: `make jobs`.

The local server, the driver with its workers, and what looks afterwards are processes of their own.  The driver
writes a line of JSON for each job: what it took, and what of it was the driver's, the workers' and the server's.

    python benchmarks/jobs.py --objects 1000000 --engines dask local
    python benchmarks/jobs.py --objects 60000 --workers 1 2 --no-kill
    python benchmarks/jobs.py --objects 20000 --workers 1 2 --no-kill --operations map
"""

from __future__ import annotations

import argparse
import asyncio
import hashlib
import json
import os
import random
import resource
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

HERE = Path(__file__).parent
BUCKET = "bench-1250000000"
SOURCE, TARGET = "from/", "to/"
MOST_MIB = 200
"""That no driver may exceed, however many objects there are."""
SAMPLE = 20_000
"""Objects whose CRC-64 is computed here and compared; the content of all is compared by their MD5."""
LEFT = {"copy": (SOURCE, TARGET), "verify": (SOURCE, TARGET), "delete": (SOURCE,), "map": (SOURCE,)}
"""What each operation leaves, if they follow each other so."""
TICKS = os.sysconf("SC_CLK_TCK")


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--objects", type=int, default=1_000_000)
    parser.add_argument("--engines", nargs="*", default=["dask", "local"], choices=["dask", "local"])
    parser.add_argument("--workers", nargs="*", type=int, default=[2])
    parser.add_argument("--operations", nargs="*", default=["copy", "verify", "delete"], choices=[*LEFT])
    parser.add_argument("--batch", type=int, default=1000)
    parser.add_argument("--no-kill", action="store_true", help="Leave the workers alone.")
    parser.add_argument("--root", type=Path, help="Of a local COS that has the objects already.")
    parser.add_argument("--raw", type=Path, default=HERE / "results" / "jobs.json")
    parser.add_argument("--drive", help=argparse.SUPPRESS)
    given = parser.parse_args()
    if given.drive:
        drive(json.loads(given.drive))
        return
    rows: list[dict[str, Any]] = []
    with tempfile.TemporaryDirectory() as folder, served(given.root or f"{folder}/cos") as server:
        if given.root is None:
            say(f"{given.objects} objects are put ...")
            took = taken(server, lambda: asyncio.run(fill(server, given.objects)))
            say(json.dumps({"what": "put", **took}))
        for engine in given.engines:
            for workers in given.workers:
                for row in measured(server, Path(folder), engine, workers, given):
                    rows.append({**row, "objects": given.objects, "load": os.getloadavg()[0]})
                    given.raw.write_text(json.dumps(rows, indent=1) + "\n")
    say(table(rows, given.objects))


def measured(
    server: dict[str, Any], folder: Path, engine: str, workers: int, given: argparse.Namespace
) -> Iterator[dict[str, Any]]:
    for operation in given.operations:
        state = folder / f"{engine}-{workers}-{operation}"
        asked = {
            "operation": operation,
            "engine": engine,
            "workers": workers,
            "batch": given.batch,
            "state": str(state),
            "kill_after": None if given.no_kill else given.objects // 3,
        }
        said: dict[str, Any] = {}

        def run(asked: dict[str, Any] = asked, said: dict[str, Any] = said) -> None:
            done = subprocess.run(
                [sys.executable, __file__, "--drive", json.dumps(asked)],
                env={**os.environ, **server["environment"]},
                stdout=subprocess.PIPE,
                check=True,
            )
            said.update(json.loads(done.stdout))

        took = taken(server, run)
        row = {"what": operation, "engine": engine, "workers": workers, **took, **said}
        row["seconds"] = said["seconds"]  # of the job; without the start of its process
        say(json.dumps(row))
        check(row, given.objects)
        accounted(state, given.objects)
        asyncio.run(looked_at(server, given.objects, LEFT[operation]))
        shutil.rmtree(state)
        yield row


def drive(asked: dict[str, Any]) -> None:
    """One job, in a process of its own."""
    from qcloud_cos import jobs

    engine: Any = (jobs.DaskEngine if asked["engine"] == "dask" else jobs.LocalEngine)(asked["workers"])
    operation, killed, workers = asked["operation"], [], {"mib": 0.0}
    source, target, terms = f"cos://{BUCKET}/{SOURCE}", f"cos://{BUCKET}/{TARGET}", {"batch": asked["batch"]}
    if operation == "copy":
        job = jobs.copy(source, target, asked["state"], **terms)
    elif operation == "verify":
        job = jobs.verify(source, target, asked["state"], **terms)
    elif operation == "map":
        job = jobs.map(source, "digested:digest", asked["state"], **terms)
    else:
        job = jobs.delete(target, asked["state"], **terms)

    def told(progress: Any) -> None:
        done = sum(progress.tally.counts.values())
        if done % 20_000 < asked["batch"]:
            workers["mib"] = max(workers["mib"], *(peak_mib(pid) for pid in engine.pids))
        if asked["kill_after"] is not None and not killed and done >= asked["kill_after"]:
            killed.append(engine.pids[0])
            os.kill(killed[0], signal.SIGKILL)

    began = time.perf_counter()
    summary = job.run(engine, told=told)
    seconds = time.perf_counter() - began
    own, others = (resource.getrusage(whose) for whose in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN))
    said = {
        "seconds": seconds,
        "driver_cpu": own.ru_utime + own.ru_stime,
        "workers_cpu": others.ru_utime + others.ru_stime,
        "driver_mib": peak_mib(os.getpid()),
        "worker_mib": workers["mib"],
        "killed": len(killed),
        "how": summary.how,
        "ok": summary.ok,
        "skipped": summary.skipped,
        "failed": summary.failed,
        "mismatch": summary.mismatch,
    }
    print(json.dumps(said))


def check(row: dict[str, Any], objects: int) -> None:
    """Whether the job itself says that all is done."""
    done = row["ok"] + row["skipped"]  # skipped: by the batch that was begun again, as the copy was there already
    assert (row["how"], done, row["failed"], row["mismatch"]) == ("done", objects, 0, 0), row
    assert row["driver_mib"] < MOST_MIB, row


def accounted(state: Path, objects: int) -> None:
    """Whether the results have each object once."""
    seen = bytearray(objects)
    for part in sorted((state / "parts").iterdir()):
        with part.open() as lines:
            next(lines)
            for line in lines:
                row = json.loads(line)
                number = int(row["key"].rpartition("/")[2])
                assert row["state"] in ("ok", "skipped"), row
                assert not seen[number], row
                seen[number] = 1
    assert sum(seen) == objects


def content(number: int) -> bytes:
    return f"object {number} ".encode() * (1 + number % 16)


def name(number: int) -> str:
    return f"{number // 10_000:04}/{number:08}"


async def fill(server: dict[str, Any], objects: int) -> None:
    client, numbers = async_client(server), iter(range(objects))
    await client.create_bucket(Bucket=BUCKET)

    async def lane() -> None:
        for number in numbers:
            await client.put_object(BUCKET, content(number), SOURCE + name(number))

    await asyncio.gather(*(lane() for _ in range(64)))


async def looked_at(server: dict[str, Any], objects: int, prefixes: tuple[str, ...]) -> None:
    """Whether there is what there should be, and nothing else: all by size and MD5, some by CRC-64."""
    from qcloud_cos.core.checksum import crc64

    client = async_client(server)
    for prefix in (SOURCE, TARGET):
        number = 0
        async for entry in client.objects(BUCKET, Prefix=prefix):
            body = content(number)
            found = entry["Key"], int(entry["Size"]), entry["ETag"].strip('"')
            assert found == (prefix + name(number), len(body), hashlib.md5(body).hexdigest()), found
            number += 1
        assert number == (objects if prefix in prefixes else 0), (prefix, number)
    numbers = iter(random.Random(1).sample(range(objects), min(SAMPLE, objects)))

    async def lane() -> None:
        for number in numbers:
            for prefix in prefixes:
                head = await client.head_object(BUCKET, prefix + name(number))
                assert head["x-cos-hash-crc64ecma"] == str(crc64(content(number))), head

    await asyncio.gather(*(lane() for _ in range(32)))
    await client.close()


def async_client(server: dict[str, Any]) -> Any:
    from qcloud_cos import AsyncCosS3Client, CosConfig

    found = server["environment"]
    return AsyncCosS3Client(
        CosConfig(
            Endpoint=found["COS_ENDPOINT"], SecretId=found["COS_SECRET_ID"], SecretKey=found["COS_SECRET_KEY"]
        )
    )


@contextmanager
def served(root: str | Path) -> Iterator[dict[str, Any]]:
    command = [
        sys.executable,
        HERE / "served.py",
        "--root",
        root,
        "--durability",
        "os",
        "--loop",
        "uvloop",
    ]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout
        assert process.stdin
        told = json.loads(process.stdout.readline())
        told["environment"] = {
            "COS_ENDPOINT": f"http://127.0.0.1:{told['port']}",
            "COS_SECRET_ID": told["id"],
            "COS_SECRET_KEY": told["key"],
        }
        try:
            yield told
        finally:
            process.stdin.close()


def taken(server: dict[str, Any], work: Any) -> dict[str, float]:
    before, began = cpu(server["pid"]), time.perf_counter()
    work()
    return {
        "seconds": time.perf_counter() - began,
        "server_cpu": cpu(server["pid"]) - before,
        "server_mib": peak_mib(server["pid"]),
    }


def cpu(pid: int) -> float:
    fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / TICKS


def peak_mib(pid: int) -> float:
    try:
        status = Path(f"/proc/{pid}/status").read_text()
    except FileNotFoundError:
        return 0.0
    return int(status.partition("VmHWM:")[2].split()[0]) / 1024 if "VmHWM:" in status else 0.0


def table(rows: list[dict[str, Any]], objects: int) -> str:
    lines = [
        "| engine | workers | job | objects/s | server | workers | driver | driver's memory | a worker's |",
        "|---|---|---|---|---|---|---|---|---|",
    ]
    for row in rows:
        each = [f"{row[part] / objects * 1e6:.0f} us" for part in ("server_cpu", "workers_cpu", "driver_cpu")]
        memory = [f"{row['driver_mib']:.0f} MiB", f"{row['worker_mib']:.0f} MiB"]
        rate = f"{objects / row['seconds']:,.0f}"
        lines.append(f"| {' | '.join([row['engine'], str(row['workers']), row['what'], rate, *each, *memory])} |")
    return "\n".join(lines)


def say(text: str) -> None:
    print(text, flush=True)


if __name__ == "__main__":
    main()
