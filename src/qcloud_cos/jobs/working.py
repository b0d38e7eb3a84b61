"""What a worker does: a batch, many objects at once."""

from __future__ import annotations

import asyncio
import threading
import time
from collections.abc import Iterator, Sequence
from itertools import islice
from typing import NamedTuple

from qcloud_cos.jobs.actions.action import Action, Foresighted, Wholesale
from qcloud_cos.jobs.actions.known import action_of
from qcloud_cos.jobs.clients import Attempts, Clients, attempts, is_throttle
from qcloud_cos.jobs.entries import Batch, Entry
from qcloud_cos.jobs.failing import Failing
from qcloud_cos.jobs.identities import credential_arguments
from qcloud_cos.jobs.outcomes import BAD, Outcome
from qcloud_cos.jobs.pace import Pace, Share
from qcloud_cos.jobs.rows import row
from qcloud_cos.jobs.specification import JobSpecification
from qcloud_cos.jobs.tally import Tally

_PATIENCE = 10
"""So often an object that COS was too busy for gets another turn, beyond what its client tries."""


class BatchResult(NamedTuple):
    """What came of a batch: lines for the state, counts for everybody else."""

    start: str
    end: str
    rows: bytes
    tally: Tally
    limit: float | None = None
    """Objects a second that the worker keeps to now."""


def work(specification: str, batch: Batch, share: Share) -> BatchResult:
    """Do a batch.  What workers call, by its name; nothing but its arguments travels.

    Raises:
        CosException: what every other object would meet, too.
    """
    return _workshop(specification).do(batch, share)


class _Workshop:
    """What a worker keeps from batch to batch: its loop, its clients, its pace."""

    def __init__(self, text: str) -> None:
        specification = JobSpecification.of_text(text)
        self.text = text
        self._at_once = specification.at_once
        self._pace = Pace(time.monotonic())
        self._clients = Clients(
            specification.client,
            credential_arguments(specification.credentials),
            specification.retries,
            lambda: self._pace.throttled(time.monotonic()),
        )
        self._action: Action = action_of(specification)
        self._failing = Failing(specification)
        self._runner = asyncio.Runner(loop_factory=_loop_factory())

    def do(self, batch: Batch, share: Share) -> BatchResult:
        self._pace.take(share, time.monotonic())
        return self._runner.run(self._done(batch))

    def close(self) -> None:
        self._runner.run(self._clients.close())
        self._runner.close()

    async def _done(self, batch: Batch) -> BatchResult:
        doing = _Doing(self._action, self._clients, batch, self._pace, self._failing)
        await doing.all(self._at_once)
        doing.tally.throttles = self._pace.throttles
        return BatchResult(
            batch.start, batch.end, "".join(doing.rows).encode("utf-8", "replace"), doing.tally, self._pace.limit
        )


_kept = threading.local()  # engines may call from several threads


def _workshop(text: str) -> _Workshop:
    known: _Workshop | None = getattr(_kept, "workshop", None)
    if known is None or known.text != text:
        if known is not None:
            known.close()
        known = _kept.workshop = _Workshop(text)
    return known


def _loop_factory() -> type[asyncio.AbstractEventLoop] | None:
    try:
        import uvloop  # not needed; a third faster where it is there
    except ImportError:
        return None
    return uvloop.Loop


class _Doing:
    """A batch under way."""

    def __init__(self, action: Action, clients: Clients, batch: Batch, pace: Pace, failing: Failing) -> None:
        self._action, self._clients, self._pace, self._failing = action, clients, pace, failing
        self._bucket, self._entries = batch.bucket, batch.entries
        self.rows: list[str] = []
        self.tally = Tally()

    async def all(self, at_once: int) -> None:
        action = self._action
        if isinstance(action, Foresighted):
            await action.look(self._clients, self._bucket, self._entries)
        # One iterator for all lanes: who is done with an object takes the next.
        if isinstance(action, Wholesale):
            pieces = _pieces(self._entries, action.most)
            lanes = [
                self._wholesale(action, pieces) for _ in range(min(at_once, -(-len(self._entries) // action.most)))
            ]
        else:
            entries = iter(self._entries)
            lanes = [self._lane(entries) for _ in range(min(at_once, len(self._entries)))]
        try:
            async with asyncio.TaskGroup() as group:
                for lane in lanes:
                    group.create_task(lane)
        except ExceptionGroup as several:  # each lane met it
            raise several.exceptions[0] from None

    async def _lane(self, entries: Iterator[Entry]) -> None:
        again = Attempts()
        attempts.set(again)
        act, clients, bucket, pace, clock = (
            self._action.act,
            self._clients,
            self._bucket,
            self._pace,
            time.monotonic,
        )
        for entry in entries:
            if (seconds := pace.wait(clock())) > 0:
                await asyncio.sleep(seconds)
            again.again, began, refusals = 0, clock(), 0
            while True:
                try:
                    outcome = await act(clients, bucket, entry)
                except Exception as error:
                    if refusals < _PATIENCE and is_throttle(error):
                        refusals += 1
                        await asyncio.sleep(pace.wait(clock()))
                        continue
                    outcome = self._failing.outcome(error)
                break
            self._note(entry, outcome, clock() - began, again.again)

    async def _wholesale(self, action: Wholesale, pieces: Iterator[Sequence[Entry]]) -> None:
        again = Attempts()
        attempts.set(again)
        for entries in pieces:
            waits = [self._pace.wait(time.monotonic()) for _ in entries]
            if (seconds := max(waits)) > 0:
                await asyncio.sleep(seconds)
            again.again, began = 0, time.monotonic()
            for refusals in range(_PATIENCE + 1):
                try:
                    outcomes = await action.act_on_all(self._clients, self._bucket, entries)
                except Exception as error:
                    if refusals < _PATIENCE and is_throttle(error):
                        await asyncio.sleep(self._pace.wait(time.monotonic()))
                        continue
                    outcomes = [self._failing.outcome(error)] * len(entries)
                break
            took = time.monotonic() - began
            for number, (entry, outcome) in enumerate(zip(entries, outcomes, strict=True)):
                self._note(entry, outcome, took, again.again if not number else 0)

    def _note(self, entry: Entry, outcome: Outcome, seconds: float, retries: int) -> None:
        tally = self.tally
        tally.counts[outcome.state] += 1
        tally.bytes += outcome.bytes
        tally.retries += retries
        tally.latencies.add(seconds)
        if outcome.state in BAD:
            tally.error(outcome.code, entry.key, outcome.message)
        self.rows.append(row(entry, outcome, seconds, retries))


def _pieces(entries: Sequence[Entry], most: int) -> Iterator[Sequence[Entry]]:
    rest = iter(entries)
    while piece := list(islice(rest, most)):
        yield piece
