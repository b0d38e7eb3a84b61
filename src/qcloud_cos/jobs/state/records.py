"""What a job's state says: its specification, what is done, and how it ended.

job.json            what is to be done; never changed
parts/000017.ndjson the counts of a batch, and a line for each of its objects; written once
ended.json          how the last run ended; not there while one is at work, or if it was killed
cancel              somebody wants it to stop
summary.json        counts of all, and failed.csv what failed: written at the end of a run
"""

from __future__ import annotations

import asyncio
import json
import time
from collections.abc import AsyncIterator
from typing import Any, Literal, NamedTuple

from qcloud_cos.errors import CosClientError
from qcloud_cos.jobs.inputs.positions import Done
from qcloud_cos.jobs.specification import VERSION, JobSpecification
from qcloud_cos.jobs.state.storage import Storage
from qcloud_cos.jobs.tally import Tally
from qcloud_cos.version import __version__

JOB, ENDED, CANCEL, SUMMARY, FAILED, PARTS = (
    "job.json",
    "ended.json",
    "cancel",
    "summary.json",
    "failed.csv",
    "parts",
)

_AT_ONCE = 32

Ending = Literal["done", "interrupted", "cancelled", "too many failures", "failed"]


class Known(NamedTuple):
    """What `job.json` says."""

    specification: JobSpecification
    identity: str
    """Of the input: another, if a manifest was replaced."""
    created: float


class Part(NamedTuple):
    """The first line of a part."""

    number: int
    bucket: str
    start: str
    end: str
    run: int
    """Which of the job's runs: 1, and 2 after it was gone on with."""
    seconds: float
    """From the beginning of that run."""
    tally: Tally

    def to_line(self) -> bytes:
        said = {**self._asdict(), "tally": self.tally.to_json()}
        return json.dumps(said, ensure_ascii=False).encode("utf-8", "replace") + b"\n"

    @classmethod
    def of_line(cls, line: bytes) -> Part:
        said = json.loads(line)
        return cls(**{**said, "tally": Tally.of_json(said["tally"])})


class Records:
    def __init__(self, storage: Storage) -> None:
        self.storage = storage

    async def known(self) -> Known | None:
        """None if there is no job here.

        Raises:
            CosClientError: there is something, which this version does not know.
        """
        text = await self.storage.read(JOB)
        if text is None:
            return None
        try:
            said = json.loads(text)
            found = JobSpecification.of_json(said["specification"])
        except (ValueError, KeyError, TypeError) as error:
            raise CosClientError(f"{self.storage}/{JOB} is not one of a job: {error}") from error
        if said.get("version") != VERSION or said.get("digest") != found.digest:
            raise CosClientError(
                f"{self.storage}/{JOB} was changed, or is of another version ({said.get('sdk')}): what is "
                "done was done by another specification.  Begin a new job, with a state of its own"
            )
        return Known(found, said.get("identity", ""), said.get("created", 0.0))

    async def begin(self, specification: JobSpecification, identity: str) -> None:
        """Note what is to be done.

        Raises:
            CosClientError: another job has begun here.
        """
        said = {
            "version": VERSION,
            "sdk": __version__,
            "created": time.time(),
            "digest": specification.digest,
            "identity": identity,
            "specification": specification.to_json(),
        }
        if not await self.storage.create(JOB, json.dumps(said, ensure_ascii=False, indent=1).encode()):
            raise CosClientError(f"another job has begun in {self.storage}")

    async def parts(self) -> AsyncIterator[Part]:
        """What is done, in the order in which it was noted."""
        names = await self.storage.names(PARTS)
        for begin in range(0, len(names), _AT_ONCE):
            several = names[begin : begin + _AT_ONCE]
            lines = await asyncio.gather(*map(self.storage.first_line, several))
            for name, line in zip(several, lines, strict=True):
                yield self._part(name, line)

    def _part(self, name: str, line: bytes) -> Part:
        try:
            return Part.of_line(line)
        except (ValueError, KeyError, TypeError) as error:
            raise CosClientError(
                f"{name} in {self.storage} is damaged: remove it, and its batch is done again ({error!r})"
            ) from error

    async def note(self, part: Part, rows: bytes) -> None:
        """Keep what came of a batch.

        Raises:
            CosClientError: somebody else has: two drivers are at work, against all precautions.
        """
        name = f"{PARTS}/{part.number:06}.ndjson"
        if not await self.storage.create(name, part.to_line() + rows):
            raise CosClientError(f"another driver is at work on {self.storage}: it has written {name}")

    async def rows(self, number: int) -> list[dict[str, Any]]:
        """The lines of a part."""
        content = await self.storage.read(f"{PARTS}/{number:06}.ndjson") or b""
        return [json.loads(line) for line in content.split(b"\n")[1:] if line]

    async def ended(self) -> dict[str, Any] | None:
        text = await self.storage.read(ENDED)
        return None if text is None else json.loads(text)

    async def end(self, how: Ending, why: str = "") -> None:
        said = {"how": how, "why": why, "at": time.time()}
        await self.storage.write(ENDED, json.dumps(said, ensure_ascii=False).encode())


class Progress:
    """The sum of the parts."""

    def __init__(self) -> None:
        self.tally = Tally()
        self.total: int | None = None
        """Objects there are, where the input tells."""
        self.parts = 0
        self.last = 0
        """The number of the last part."""
        self.bad: list[tuple[int, str]] = []
        """The parts in which something failed, and their buckets."""
        self._seconds: dict[int, float] = {}
        self._pieces: list[tuple[str, str]] = []

    def add(self, part: Part) -> None:
        self.tally.merge(part.tally)
        self.parts += 1
        self.last = max(self.last, part.number)
        if part.tally.bad:
            self.bad.append((part.number, part.bucket))
        self._seconds[part.run] = max(self._seconds.get(part.run, 0.0), part.seconds)
        self._pieces.append((part.start, part.end))

    @property
    def runs(self) -> int:
        return max(self._seconds, default=0)

    @property
    def seconds(self) -> float:
        """Spent at work, all runs together."""
        return sum(self._seconds.values())

    def done(self) -> Done:
        return Done(self._pieces)


async def progress_of(records: Records) -> Progress:
    found = Progress()
    async for part in records.parts():
        found.add(part)
    return found
