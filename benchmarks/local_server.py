"""What the local server costs: CPU of its process, memory, and how that grows.

    python benchmarks/local_server.py

Small requests are those of sixteen clients that keep their connections, each signed, every write on disk before
it is answered.  `--before` takes the `src` of another version, which is measured in turn with this one; `--moto`
moto's server, installed into .peers/moto.
"""

from __future__ import annotations

import argparse
import json
import os
import platform
import re
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from itertools import cycle, islice, pairwise
from pathlib import Path
from typing import Any

from load import BUCKET, HERE, OURS, Server, asked, copied, run, serving, serving_moto

CONNECTIONS = 16
KEYS_EACH = 100
BODY = os.urandom(4096)
GIB = 1 << 30
PARTS = 10_000

Row = dict[str, Any]


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--count", type=int, default=8000, help="requests of a kind in a round")
    parser.add_argument("--rounds", type=int, default=7)
    parser.add_argument("--loops", nargs="*", default=["asyncio", "uvloop"])
    parser.add_argument("--before", type=Path, help="another version's src")
    parser.add_argument("--moto", action="store_true")
    parser.add_argument("--keys", type=int, nargs="*", default=[100_000, 1_000_000])
    parser.add_argument("--only", nargs="*", default=list(WORK), choices=list(WORK))
    parser.add_argument("--raw", type=Path, default=HERE / "results" / "local_server.json")
    given = parser.parse_args()
    rows = [row for name in given.only for row in WORK[name](given)]
    machine = {"python": platform.python_version(), "system": platform.platform(), "cores": os.cpu_count()}
    given.raw.write_text(json.dumps({**machine, "rows": rows}, indent=1) + "\n")
    print("| work | server | median | unit |\n|---|---|---|---|")
    for work, server, unit in dict.fromkeys((row["work"], row["server"], row["unit"]) for row in rows):
        values = [
            row["value"] for row in rows if (row["work"], row["server"], row["unit"]) == (work, server, unit)
        ]
        print(f"| {work} | {server} | {statistics.median(values):.4g} | {unit} |")


def row(work: str, server: str, value: float, unit: str, **more: Any) -> Row:
    found = {"work": work, "server": server, "value": round(value, 3), "unit": unit, **more}
    print(json.dumps(found), file=sys.stderr, flush=True)
    return found


def small(given: argparse.Namespace) -> Iterator[Row]:
    """Put, get and head, all servers in turn within a round."""
    kinds: dict[str, tuple[str, bytes | None]] = {
        "put 4 KiB": ("PUT", BODY), "get 4 KiB": ("GET", None), "head": ("HEAD", None)
    }  # fmt: skip
    with ExitStack() as stack:
        servers: dict[str, Server] = {}
        sources = {"": OURS} | ({"before, ": given.before} if given.before else {})
        for loop in given.loops:
            for name, source in sources.items():
                root = Path(stack.enter_context(tempfile.TemporaryDirectory()))
                servers[name + loop] = stack.enter_context(serving(source, root, loop))
        if given.moto:
            servers["moto"] = stack.enter_context(serving_moto(moto_python()))
        lanes: dict[tuple[str, str], list[list[bytes]]] = {}
        for name, server in servers.items():
            asked(server, "PUT", body=b"")
            for kind, (method, body) in kinds.items():
                lanes[name, kind] = [
                    [server.request(method, f"{lane}/{n}", body=body) for n in range(KEYS_EACH)]
                    for lane in range(CONNECTIONS)
                ]
            run(server, lanes[name, "put 4 KiB"])
        for number in range(given.rounds):
            for kind in kinds:
                for name, server in servers.items():
                    share = given.count // CONNECTIONS // (10 if name == "moto" else 1)
                    requests = [islice(cycle(lane), share) for lane in lanes[name, kind]]
                    done = run(server, requests, bodies=kind != "head")
                    yield row(kind, name, done.cpu_us, "us CPU", round=number, rate=round(done.rate))
        for name, server in servers.items():
            yield row("resident after small requests", name, server.mib(), "MiB")


def large(given: argparse.Namespace) -> Iterator[Row]:
    """One object of a GiB up and down."""
    for loop in given.loops:
        with tempfile.TemporaryDirectory() as root, serving(root=Path(root), loop=loop) as server:
            asked(server, "PUT", body=b"")
            for number in range(min(given.rounds, 3)):
                for work, size in (("put 1 GiB", GIB), ("get 1 GiB", None)):
                    server.forget_peak()
                    cpu = server.cpu()
                    wall = copied(server, "large", size)
                    yield row(work, loop, server.cpu() - cpu, "s CPU", round=number, wall=round(wall, 2))
                    yield row(work, loop, server.mib("VmHWM"), "MiB at most", round=number)


def filled(root: Path, keys: int) -> None:
    """A bucket of so many keys under a thousand prefixes, without the server's help."""
    from qcloud_cos.server import accounts
    from qcloud_cos.server.store import Bucket, Changes, Content, Store, Version

    each = keys // 1000
    store = Store(root, durability="os")
    store.write(lambda db: db.create_bucket(Bucket(BUCKET, accounts.DEFAULT.appid, 0.0, "ap-guangzhou"))).result()
    content, headers = Content(1, "0" * 32, 1, b"x"), {"content-type": "application/octet-stream"}

    def fill(db: Changes, prefix: int) -> None:
        for number in range(each):
            key = f"logs-{prefix:04d}/part-{number:06d}.gz"
            db.put(Version(BUCKET, key, owner="1250000000", etag="0" * 32, headers=headers, content=content))

    for prefix in range(1000):
        store.write(lambda db, prefix=prefix: fill(db, prefix)).result()  # type: ignore[misc]
    store.close()


def listing(given: argparse.Namespace) -> Iterator[Row]:
    """A page of a thousand, from the middle of the bucket."""
    pages = {
        "list 1000 keys": {"max-keys": "1000", "marker": "logs-0500/"},
        "list 1000 common prefixes": {"max-keys": "1000", "delimiter": "/"},
    }
    for keys in given.keys:
        with tempfile.TemporaryDirectory() as folder:
            root = Path(folder)
            filled(root, keys)
            with serving(root=root, loop=given.loops[-1]) as server:
                for work, query in pages.items():
                    page = asked(server, "GET", query=query)
                    assert page.count(b"<Key>") + page.count(b"<CommonPrefixes>") == 1000
                    request = server.request("GET", query=query)
                    for number in range(given.rounds):
                        done = run(server, [[request] * 40])
                        value = done.cpu_us / 1000
                        yield row(f"{work} of {keys:,}", given.loops[-1], value, "ms CPU", round=number)


def parts(given: argparse.Namespace) -> Iterator[Row]:
    """An upload of as many parts as there may be, each a copy of one MiB, completed and read."""
    with tempfile.TemporaryDirectory() as root, serving(root=Path(root), loop=given.loops[-1]) as server:
        asked(server, "PUT", body=b"")
        asked(server, "PUT", "mib", body=bytes(1 << 20))
        begun = asked(server, "POST", "whole", {"uploads": ""}, b"")
        upload = re.findall(rb"<UploadId>(\w+)<", begun)[0].decode()
        source = {"x-cos-copy-source": f"{BUCKET}.cos.ap-guangzhou.myqcloud.com/mib"}
        lanes = [
            [
                server.request("PUT", "whole", {"partNumber": str(n), "uploadId": upload}, b"", source)
                for n in range(lane + 1, PARTS + 1, CONNECTIONS)
            ]
            for lane in range(CONNECTIONS)
        ]
        done = run(server, lanes)
        yield row(f"copy a part of 1 MiB, {PARTS} times", given.loops[-1], done.cpu_us / 1000, "ms CPU")
        tags = []
        for marker in range(0, PARTS, 1000):
            query = {"uploadId": upload, "part-number-marker": str(marker)}
            tags += re.findall(rb"<ETag>&quot;(\w+)&quot;</ETag>", asked(server, "GET", "whole", query))
        listed = "".join(
            f"<Part><PartNumber>{n}</PartNumber><ETag>{tag.decode()}</ETag></Part>"
            for n, tag in enumerate(tags, 1)
        )
        body = f"<CompleteMultipartUpload>{listed}</CompleteMultipartUpload>".encode()
        cpu, began = server.cpu(), time.perf_counter()
        asked(server, "POST", "whole", {"uploadId": upload}, body)
        wall = time.perf_counter() - began
        yield row(f"complete {PARTS} parts", given.loops[-1], (server.cpu() - cpu) * 1000, "ms CPU", wall=wall)
        cpu = server.cpu()
        copied(server, "whole")
        yield row(f"get 10 GiB of {PARTS} parts", given.loops[-1], server.cpu() - cpu, "s CPU")


STARTS = """
import json, sys, time

def now():
    return time.perf_counter(), time.process_time()

before = now()
from qcloud_cos.server import LocalCos
steps = [before, now()]
for _ in range(5):
    cos = LocalCos().start()
    steps.append(now())
    cos.stop()
    steps.append(now())
print(json.dumps(steps))
"""


def starts(given: argparse.Namespace) -> Iterator[Row]:
    """A server in the process: the first of it, which imports uvicorn and the handlers, and others."""
    for number in range(given.rounds):
        environment = os.environ | {"PYTHONPATH": str(OURS), "PYTHONDONTWRITEBYTECODE": ""}  # compiled once
        done = subprocess.run(
            [sys.executable, "-c", STARTS], capture_output=True, text=True, check=True, env=environment
        )
        steps = json.loads(done.stdout)
        for clock, unit in enumerate(("ms", "ms CPU")):
            times = [(after[clock] - before[clock]) * 1000 for before, after in pairwise(steps)]
            starts, stops = times[1::2], times[2::2]
            yield row("import qcloud_cos.server", given.loops[-1], times[0], unit, round=number)
            yield row("first start", given.loops[-1], starts[0], unit, round=number)
            yield row("start", given.loops[-1], statistics.median(starts[1:]), unit, round=number)
            yield row("stop", given.loops[-1], statistics.median(stops), unit, round=number)


def moto_python() -> Path:
    """moto's own Python; made and filled the first time."""
    folder = HERE.parent / ".peers" / "moto"
    if not (folder / "ready").exists():
        subprocess.run([sys.executable, "-m", "venv", str(folder)], check=True)
        subprocess.run([str(folder / "bin" / "pip"), "install", "-q", "moto[server,s3]"], check=True)
        (folder / "ready").touch()
    return folder / "bin" / "python"


WORK: dict[str, Callable[[argparse.Namespace], Iterator[Row]]] = {
    "small": small, "large": large, "listing": listing, "parts": parts, "starts": starts
}  # fmt: skip


if __name__ == "__main__":
    main()
