"""CPU per piece of work, this SDK against others, interleaved in one run: `make bench`.

Every peer lives in a virtual environment of its own under .peers/.  A round runs every peer once for every kind of
work; machines that are shared change their speed, so what counts is the ratio within a round, and its median.

Small requests run on one core, which client and server share: how much waking another core costs is the
scheduler's whim of the moment, up to twice the request itself, and not the client's doing.
"""

from __future__ import annotations

import argparse
import json
import os
import platform
import statistics
import subprocess
import sys
from pathlib import Path
from typing import Any, NamedTuple

from neutral import Neutral, serving

HERE = Path(__file__).resolve().parent
FOLDERS = HERE.parent / ".peers"
NEEDS = {
    "cos": ["-e", str(HERE.parent), "uvloop"],
    "published": ["cos-python-sdk-v5==1.9.44"],
    "boto3": ["boto3"],
    "minio": ["minio"],
    "obstore": ["obstore", "uvloop"],
}


class Work(NamedTuple):
    kind: str
    count: int
    scheme: str = "http"
    threads: int = 1
    tasks: int = 0
    """Peers that cannot await use 16 threads instead."""
    loop: str = "asyncio"

    def __str__(self) -> str:
        many = f", {self.threads} threads" if self.threads > 1 else ""
        many = f", {self.tasks} tasks, {self.loop}" if self.tasks else many
        return f"{self.kind}{' over TLS' if self.scheme == 'https' else ''}{many}"


SMALL = [
    Work("import", 1),
    Work("get", 2000),
    Work("put", 2000),
    Work("head", 2000),
    Work("get", 1000, "https"),
    Work("put", 1000, "https"),
    Work("head", 1000, "https"),
    Work("get", 3200, threads=16),
    Work("get", 3200, threads=16, tasks=64),
    Work("get", 3200, threads=16, tasks=64, loop="uvloop"),
    Work("list", 60),
]
LARGE = [Work(kind, 1, scheme) for kind in ("upload", "download") for scheme in ("http", "https")]


def python_of(peer: str) -> Path:
    """The peer's own Python; made and filled the first time."""
    folder = FOLDERS / peer
    if not (folder / "ready").exists():
        subprocess.run([sys.executable, "-m", "venv", str(folder)], check=True)
        subprocess.run([str(folder / "bin" / "pip"), "install", "-q", *NEEDS[peer]], check=True)
        (folder / "ready").touch()
    return folder / "bin" / "python"


def once(peer: str, work: Work, server: Neutral) -> dict[str, Any]:
    port = server.https if work.scheme == "https" else server.http
    command = [str(python_of(peer)), str(HERE / "peers.py"), peer, work.kind, "--count", str(work.count)]
    command += ["--threads", str(work.threads), "--tasks", str(work.tasks), "--loop", work.loop]
    command += [
        "--endpoint",
        f"{work.scheme}://127.0.0.1:{port}",
        "--certificate",
        str(server.folder / "cert.pem"),
    ]
    # As installed packages are: compiled already.
    environment = {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}
    done = subprocess.run(command, check=True, capture_output=True, text=True, cwd=server.folder, env=environment)
    row: dict[str, Any] = json.loads(done.stdout)
    return row


def table(rounds: list[dict[str, dict[str, float]]], peers: list[str]) -> str:
    """CPU per call, and in brackets how many times ours; the median of the rounds."""
    lines = ["| work | " + " | ".join(peers) + " |", "|---" * (len(peers) + 1) + "|"]
    for work in rounds[0]:
        cells = []
        for peer in peers:
            cpu = statistics.median(each[work][peer] for each in rounds)
            ratio = statistics.median(each[work][peer] / each[work][peers[0]] for each in rounds)
            shown = f"{cpu * 1e3:.1f} ms" if cpu >= 1e-3 else f"{cpu * 1e6:.0f} us"
            cells.append(shown if peer == peers[0] else f"{shown} ({ratio:.1f}x)")
        lines.append(f"| {work} | " + " | ".join(cells) + " |")
    return "\n".join(lines)


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--peers", default="cos,published,boto3,minio,obstore")
    parser.add_argument("--raw", type=Path, default=HERE / "results" / "client.json")
    asked = parser.parse_args()
    peers = asked.peers.split(",")
    raw: list[dict[str, Any]] = []
    rounds: list[dict[str, dict[str, float]]] = [{} for _ in range(asked.rounds)]
    cores = os.sched_getaffinity(0)
    for works, on in ((SMALL, {max(cores)}), (LARGE, cores)):
        os.sched_setaffinity(0, on)
        with serving() as server:
            for number, found in enumerate(rounds):
                for work in works:
                    rows = {peer: once(peer, work, server) for peer in peers}
                    raw += [{"round": number, "row": str(work), **row} for row in rows.values()]
                    found[str(work)] = {peer: row["cpu"] / row["count"] for peer, row in rows.items()}
                print(f"round {number + 1} of {asked.rounds}", file=sys.stderr)
    asked.raw.parent.mkdir(exist_ok=True)
    asked.raw.write_text(json.dumps({"machine": machine(), "rows": raw}, indent=1) + "\n")
    print(machine())
    print(table(rounds, peers))


def machine() -> str:
    cores = len(Path("/proc/cpuinfo").read_text().split("processor\t:")) - 1
    return f"Python {platform.python_version()}, {platform.system()}, {cores} cores"


if __name__ == "__main__":
    main()
