"""`make soak`: both clients at work for long, with faults all along.  Is every byte right, does nothing grow?"""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
import time
import traceback
from collections import Counter, defaultdict
from pathlib import Path
from typing import Any

from qcloud_cos import AsyncCosS3Client, CosConfig, CosS3Client
from qcloud_cos.core.retry import Retry
from soak.driving import Load
from soak.growth import growth
from soak.sampling import IS_POSSIBLE, held
from soak.worker import BUCKET, VERSIONED, Worker

_LONGEST_ROUND_SECONDS = 20.0
_ROUNDS_AT_LEAST = 9
_SECONDS_WITHOUT_AN_ANSWER = 10


class Process:
    """One of `served`."""

    def __init__(self, *arguments: str) -> None:
        command = [sys.executable, "-m", "soak.served", *arguments]
        self._process = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
        self.told = self._heard()

    def tell(self, what: str) -> dict[str, Any]:
        assert self._process.stdin is not None
        self._process.stdin.write(f"{what}\n")
        self._process.stdin.flush()
        return self._heard()

    def close(self) -> None:
        with self._process:
            assert self._process.stdin is not None
            self._process.stdin.close()

    def _heard(self) -> dict[str, Any]:
        assert self._process.stdout is not None
        heard: dict[str, Any] = json.loads(self._process.stdout.readline())
        return heard


class Soak:
    def __init__(self, folder: Path, minutes: float, seed: int) -> None:
        self._seconds = minutes * 60
        self._round_seconds = min(_LONGEST_ROUND_SECONDS, minutes * 60 / _ROUNDS_AT_LEAST)
        self._server = Process("server", str(folder / "root"), str(seed))
        self._proxy = Process("proxy", str(self._server.told["port"]), str(seed))
        direct, spoiled = self._config(self._server), self._config(self._proxy)
        with CosS3Client(direct) as client:
            for bucket in (BUCKET, VERSIONED):
                client.create_bucket(bucket)
            client.put_bucket_versioning(VERSIONED, "Enabled")
        self._load = Load(
            _workers("thread", CosS3Client, direct, spoiled, folder, 0),
            _workers("task", AsyncCosS3Client, direct, spoiled, folder, 100),
        )
        self._samples: dict[tuple[str, str], list[float]] = defaultdict(list)
        self.rounds = self._hits = 0

    def run(self) -> list[BaseException]:
        until = time.monotonic() + self._seconds
        while time.monotonic() < until and not self._load.failures:
            for process in (self._server, self._proxy):
                process.tell("begin")
            self._load.round(self._round_seconds)
            self._hits = sum(process.tell("end")["hits"] for process in (self._server, self._proxy))
            self._load.check_all()
            self._sample()
            self.rounds += 1
            print(self._line(), flush=True)
        return self._load.failures

    def close(self) -> None:
        self._load.close()
        self._proxy.close()
        self._server.close()

    def summary(self) -> tuple[str, bool]:
        """And whether nothing grew."""
        done: Counter[str] = sum((worker.done for worker in self._load.workers), Counter())
        refused: Counter[str] = sum((worker.refused for worker in self._load.workers), Counter())
        gib = sum(worker.bytes_checked for worker in self._load.workers) / 2**30
        lines = [
            f"{self.rounds} rounds, {done.total()} deeds, {self._hits} faults, {gib:.2f} GiB compared",
            "done: " + ", ".join(f"{name} {count}" for name, count in done.most_common()),
            "ended by an error of ours: " + ", ".join(f"{name} {count}" for name, count in refused.most_common()),
        ]
        is_steady = True
        for (who, measure), samples in self._samples.items():
            found = growth(measure, samples)
            lines.append(f"{who} {measure}: {found or 'too few rounds to say'}")
            is_steady = is_steady and (found is None or found.is_tolerated)
        return "\n".join(lines), is_steady

    def _config(self, through: Process) -> CosConfig:
        return CosConfig(
            Region="ap-guangzhou", Scheme="http", Endpoint=f"127.0.0.1:{through.told['port']}",
            SecretId=self._server.told["id"], SecretKey=self._server.told["key"],
            Timeout=_SECONDS_WITHOUT_AN_ANSWER,
        )  # fmt: skip

    def _sample(self) -> None:
        server = self._server.tell("sample")
        client = {**held(), "tasks": self._load.tasks()}
        for who, found in (("client", client), ("server", server)):
            for measure, value in found.items():
                if measure != "hits":
                    self._samples[who, measure].append(value)

    def _line(self) -> str:
        now = {key: samples[-1] for key, samples in self._samples.items()}
        memory = ", ".join(f"{who} {now[who, 'memory'] / 1048576:.1f} MiB" for who in ("client", "server"))
        rest = " ".join(f"{who[0]}.{what} {value:.0f}" for (who, what), value in now.items() if value < 1e6)
        done = sum(worker.done.total() for worker in self._load.workers)
        return f"round {self.rounds}: {done} deeds, {self._hits} faults; {memory}; {rest}"


def _workers(
    name: str, kind: Any, direct: CosConfig, spoiled: CosConfig, folder: Path, number: int
) -> list[Worker]:
    """Two with one client, straight to the server, and two with one through the proxy."""
    workers = []
    for conf in (direct, spoiled):
        client = kind(conf)
        client._policy = Retry(3, base_seconds=0.02)
        for _ in range(2):
            number += 1
            one = f"{name}-{number}"
            workers.append(Worker(one, number, client, folder / one, conf is direct))
    return workers


def main() -> int:
    if not IS_POSSIBLE:
        print("what processes hold is read from /proc, which this system has not: use Linux")
        return 2
    minutes = float(os.environ.get("SOAK_MINUTES", "30"))
    seed = int(os.environ.get("SOAK_SEED", str(int(time.time()))))
    print(f"{minutes:g} minutes, seed {seed}", flush=True)
    with tempfile.TemporaryDirectory() as folder:
        soak = Soak(Path(folder), minutes, seed)
        try:
            failures = soak.run()
        finally:
            soak.close()
    said, is_steady = soak.summary()
    print(said)
    for failure in failures:
        traceback.print_exception(failure)
    print("every byte was right" if not failures else f"{len(failures)} failures")
    return 0 if is_steady and not failures else 1


if __name__ == "__main__":
    sys.exit(main())
