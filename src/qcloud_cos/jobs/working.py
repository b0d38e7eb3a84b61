"""What a worker does: a batch, many objects at once."""

from __future__ import annotations

import asyncio
import threading
import time
from collections.abc import Iterator, Sequence
from contextlib import suppress
from typing import NamedTuple

from qcloud_cos.jobs import stopping
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
    done: int | None = None
    """How many of its entries, the first ones, if somebody asked it to end before the last."""


class _Note(NamedTuple):
    """What came of an object."""

    outcome: Outcome
    seconds: float
    retries: int


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
        with stopping.listening() as stopped:
            doing = _Doing(self._action, self._clients, batch, self._pace, self._failing, stopped)
            await doing.all(self._at_once)
        done = whole(batch.entries, doing.notes)
        rows, tally = _told(batch.entries[:done], doing.notes)
        tally.throttles = self._pace.throttles
        early = done if done < len(batch.entries) else None
        return BatchResult(batch.start, batch.end, rows, tally, self._pace.limit, early)


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

    def __init__(
        self,
        action: Action,
        clients: Clients,
        batch: Batch,
        pace: Pace,
        failing: Failing,
        stopped: asyncio.Event,
    ) -> None:
        self._action, self._clients, self._pace, self._failing = action, clients, pace, failing
        self._bucket, self._entries, self._stopped = batch.bucket, batch.entries, stopped
        self.notes: list[_Note | None] = [None] * len(batch.entries)

    async def all(self, at_once: int) -> None:
        action = self._action
        if isinstance(action, Foresighted):
            await action.look(self._clients, self._bucket, self._entries)
        # One iterator for all lanes: who is done with an object takes the next.
        if isinstance(action, Wholesale):
            pieces = _pieces(len(self._entries), action.most)
            lanes = [
                self._wholesale(action, pieces) for _ in range(min(at_once, -(-len(self._entries) // action.most)))
            ]
        else:
            entries = iter(enumerate(self._entries))
            lanes = [self._lane(entries) for _ in range(min(at_once, len(self._entries)))]
        try:
            async with asyncio.TaskGroup() as group:
                for lane in lanes:
                    group.create_task(lane)
        except ExceptionGroup as several:  # each lane met it
            raise several.exceptions[0] from None

    async def _turn(self) -> bool:
        """Wait for the next; False if nothing more is to be begun."""
        if not self._stopped.is_set() and (seconds := self._pace.wait(time.monotonic())) > 0:
            with suppress(TimeoutError):
                async with asyncio.timeout(seconds):
                    await self._stopped.wait()
        return not self._stopped.is_set()

    async def _lane(self, entries: Iterator[tuple[int, Entry]]) -> None:
        again = Attempts()
        attempts.set(again)
        act, clients, bucket, clock = self._action.act, self._clients, self._bucket, time.monotonic
        for number, entry in entries:
            if not await self._turn():
                return
            again.again, began, refusals = 0, clock(), 0
            while True:
                try:
                    outcome = await act(clients, bucket, entry)
                except Exception as error:
                    if refusals < _PATIENCE and is_throttle(error):
                        refusals += 1
                        if not await self._turn():
                            return
                        continue
                    outcome = self._failing.outcome(error)
                break
            self.notes[number] = _Note(outcome, clock() - began, again.again)

    async def _wholesale(self, action: Wholesale, pieces: Iterator[slice]) -> None:
        again = Attempts()
        attempts.set(again)
        for piece in pieces:
            entries = self._entries[piece]
            for _ in entries[1:]:
                self._pace.wait(time.monotonic())
            if not await self._turn():
                return
            again.again, began = 0, time.monotonic()
            for refusals in range(_PATIENCE + 1):
                try:
                    outcomes = await action.act_on_all(self._clients, self._bucket, entries)
                except Exception as error:
                    if refusals < _PATIENCE and is_throttle(error):
                        if not await self._turn():
                            return
                        continue
                    outcomes = [self._failing.outcome(error)] * len(entries)
                break
            took = time.monotonic() - began
            for number, (_, outcome) in enumerate(zip(entries, outcomes, strict=True)):
                retries = again.again if not number else 0
                self.notes[piece.start + number] = _Note(outcome, took, retries)


def _pieces(count: int, most: int) -> Iterator[slice]:
    for start in range(0, count, most):
        yield slice(start, min(start + most, count))


def whole(entries: Sequence[Entry], notes: Sequence[object]) -> int:
    """How many are done from the first one on; versions of a key are, or are not, together."""
    if None not in notes:
        return len(notes)
    done = notes.index(None)
    while done and entries[done - 1].key == entries[done].key:
        done -= 1
    return done


def _told(entries: Sequence[Entry], notes: Sequence[_Note | None]) -> tuple[bytes, Tally]:
    """Lines for the state, and counts."""
    rows, tally = [], Tally()
    for entry, note in zip(entries, notes, strict=False):
        assert note is not None  # noqa: S101 - these are done
        outcome, seconds, retries = note
        tally.counts[outcome.state] += 1
        tally.bytes += outcome.bytes
        tally.retries += retries
        tally.latencies.add(seconds)
        if outcome.state in BAD:
            tally.error(outcome.code, entry.key, outcome.message)
        rows.append(row(entry, outcome, seconds, retries))
    return "".join(rows).encode("utf-8", "replace"), tally
