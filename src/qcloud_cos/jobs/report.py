"""What a job has done, in numbers and in words, and a list of what failed."""

from __future__ import annotations

import csv
import io
import json
import tempfile
from collections.abc import AsyncIterator, Mapping
from dataclasses import dataclass
from typing import Any, BinaryIO

from qcloud_cos.jobs.specification import JobSpecification
from qcloud_cos.jobs.state.records import FAILED, SUMMARY, Progress, Records

COLUMNS = ("bucket", "key", "version_id", "code", "message")
_TOP = 10


@dataclass(frozen=True)
class Summary:
    """Of all runs of a job, together."""

    operation: str
    how: str
    """``done``, or why it is not: see `docs/jobs.md`."""
    why: str
    ok: int
    skipped: int
    failed: int
    mismatch: int
    bytes: int
    seconds: float
    """At work; what lay between two runs does not count."""
    retries: int
    throttles: int
    latencies: Mapping[str, float | None]
    """Seconds: ``p50``, ``p90``, ``p99``."""
    errors: list[Mapping[str, Any]]
    """The most frequent: ``code``, ``count``, and the first ``key`` and ``message``."""
    batches: int
    runs: int

    @property
    def objects(self) -> int:
        return self.ok + self.skipped + self.failed + self.mismatch

    @property
    def objects_a_second(self) -> float:
        return self.objects / self.seconds if self.seconds else 0.0

    @property
    def bytes_a_second(self) -> float:
        return self.bytes / self.seconds if self.seconds else 0.0

    def to_json(self) -> dict[str, Any]:
        rates = {name: round(getattr(self, name), 1) for name in ("objects_a_second", "bytes_a_second")}
        return {**vars(self), "objects": self.objects, **rates}


def summary(specification: JobSpecification, progress: Progress, how: str, why: str = "") -> Summary:
    tally = progress.tally
    errors: list[Mapping[str, Any]] = [{"code": code, **said} for code, said in tally.errors.items()]
    errors.sort(key=lambda each: -each["count"])
    percentiles = {f"p{share}": tally.latencies.percentile(share / 100) for share in (50, 90, 99)}
    return Summary(
        specification.operation,
        how,
        why,
        tally.counts["ok"],
        tally.counts["skipped"],
        tally.counts["failed"],
        tally.counts["mismatch"],
        tally.bytes,
        round(progress.seconds, 3),
        tally.retries,
        tally.throttles,
        {name: None if value is None else round(value, 4) for name, value in percentiles.items()},
        errors[:_TOP],
        progress.parts,
        progress.runs,
    )


async def write(records: Records, progress: Progress, said: Summary) -> None:
    """Put both beside the parts."""
    text = json.dumps(said.to_json(), ensure_ascii=False, indent=2)
    await records.storage.write(SUMMARY, text.encode("utf-8", "replace"))
    with tempfile.TemporaryFile() as file:
        await write_failed(records, progress, file)
        file.seek(0)
        await records.storage.write(FAILED, file)


async def write_failed(records: Records, progress: Progress, file: BinaryIO) -> None:
    """What failed, as a manifest that another job can be given; never all of it in memory."""
    text = io.TextIOWrapper(file, "utf-8", "replace", newline="")
    rows = csv.writer(text, lineterminator="\n")
    rows.writerow(COLUMNS)
    async for bucket, each in failures(records, progress):
        told = (each.get(name, "") for name in COLUMNS[2:])
        rows.writerow([bucket, each["key"], *told])
    text.detach()


async def failures(records: Records, progress: Progress) -> AsyncIterator[tuple[str, dict[str, Any]]]:
    """Each object that failed or was not what it should be, with its bucket.  Other parts are not read."""
    for number, bucket in progress.bad:
        for each in await records.rows(number):
            if each["state"] in ("failed", "mismatch"):
                yield bucket, each
