"""CPU per piece of work, this SDK against others, interleaved in one run: `make bench`.

Every peer lives in a virtual environment of its own under .peers/.  A round runs every peer once for every kind of
work; machines that are shared change their speed, so what counts is the ratio within a round, and its median.
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
from typing import Any

from neutral import Neutral, serving

HERE = Path(__file__).resolve().parent
FOLDERS = HERE.parent / ".peers"
NEEDS = {
    "cos": ["-e", str(HERE.parent)],
    "published": ["cos-python-sdk-v5==1.9.44"],
    "boto3": ["boto3"],
    "obstore": ["obstore"],
}
WORK: list[tuple[str, int, int, str]] = [
    ("import", 1, 1, "http"),
    ("get", 2000, 1, "http"),
    ("put", 2000, 1, "http"),
    ("head", 2000, 1, "http"),
    ("get", 1000, 1, "https"),
    ("get", 3200, 16, "http"),
    ("list", 60, 1, "http"),
    ("upload", 1, 1, "http"),
    ("upload", 1, 1, "https"),
    ("download", 1, 1, "http"),
    ("download", 1, 1, "https"),
]
"""Kind, how many times, in how many threads, over what."""


def python_of(peer: str) -> Path:
    """The peer's own Python; made and filled the first time."""
    folder = FOLDERS / peer
    if not (folder / "ready").exists():
        subprocess.run([sys.executable, "-m", "venv", str(folder)], check=True)
        subprocess.run([str(folder / "bin" / "pip"), "install", "-q", *NEEDS[peer]], check=True)
        (folder / "ready").touch()
    return folder / "bin" / "python"


def once(peer: str, work: tuple[str, int, int, str], server: Neutral) -> dict[str, Any]:
    kind, count, threads, scheme = work
    port = server.https if scheme == "https" else server.http
    command = [str(python_of(peer)), str(HERE / "peers.py"), peer, kind, "--count", str(count)]
    command += ["--threads", str(threads), "--endpoint", f"{scheme}://127.0.0.1:{port}"]
    command += ["--certificate", str(server.folder / "cert.pem")]
    # As installed packages are: compiled already.
    environment = {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}
    done = subprocess.run(command, check=True, capture_output=True, text=True, cwd=server.folder, env=environment)
    row: dict[str, Any] = json.loads(done.stdout)
    return row


def label(work: tuple[str, int, int, str]) -> str:
    kind, _, threads, scheme = work
    return f"{kind}{' over TLS' if scheme == 'https' else ''}{f', {threads} threads' if threads > 1 else ''}"


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
    parser.add_argument("--peers", default="cos,published,boto3,obstore")
    parser.add_argument("--raw", type=Path, default=HERE / "results" / "client.json")
    asked = parser.parse_args()
    peers = asked.peers.split(",")
    raw: list[dict[str, Any]] = []
    rounds: list[dict[str, dict[str, float]]] = []
    with serving() as server:
        for number in range(asked.rounds):
            found: dict[str, dict[str, float]] = {}
            for work in WORK:
                rows = {peer: once(peer, work, server) for peer in peers}
                raw += [{"round": number, **row} for row in rows.values()]
                found[label(work)] = {peer: row["cpu"] / row["count"] for peer, row in rows.items()}
            rounds.append(found)
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
