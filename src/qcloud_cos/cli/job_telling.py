"""What is told of a job: how far it is, on standard error, and what it has done."""

from __future__ import annotations

import sys
import time
from contextlib import AbstractContextManager
from typing import TYPE_CHECKING, Any

import click

from qcloud_cos.cli.printing import compact, shown, size, tell
from qcloud_cos.cli.session import Session

if TYPE_CHECKING:
    from rich.status import Status

    from qcloud_cos.jobs import Plan, Summary
    from qcloud_cos.jobs.state.records import Progress

_EACH_SECONDS = 30.0


class Watching(AbstractContextManager["Watching"]):
    def __init__(self, session: Session) -> None:
        self._form = session.output
        self._silent = session.quiet or session.output == "json"
        self._status: Status | None = None
        self._began = self._said = time.monotonic()
        self._before: int | None = None

    def __enter__(self) -> Watching:
        if not self._silent and self._form == "table" and sys.stderr.isatty():
            from rich.console import Console

            self._status = Console(stderr=True).status("beginning")
            self._status.start()
        return self

    def __exit__(self, *ending: Any) -> None:
        if self._status is not None:
            self._status.stop()

    def ending(self) -> None:
        """After Ctrl-C."""
        if self._status is not None:
            self._status.stop()
            self._status = None
        tell("what is under way is being ended; Ctrl-C again does not wait for them")

    def told(self, progress: Progress) -> None:
        """After each batch."""
        if self._silent:
            return
        tally = progress.tally
        if self._form == "ndjson":
            click.echo(compact({"objects": tally.objects, "bytes": tally.bytes, "counts": tally.counts}))
            return
        now = time.monotonic()
        if self._before is None:
            self._before, self._began = tally.objects, now
        rate = (tally.objects - self._before) / max(now - self._began, 0.001)
        bad = f", {tally.bad} failed" if tally.bad else ""
        total = "" if progress.total is None else f" of {progress.total}"
        text = f"{tally.objects}{total} done{bad}, {size(tally.bytes)}, {rate:.0f} objects a second"
        if self._status is not None:
            self._status.update(text)
        elif now - self._said > _EACH_SECONDS:
            self._said = now
            click.echo(text, err=True)


def summary_text(said: Summary) -> str:
    """For people."""
    counts = [(name, getattr(said, name)) for name in ("ok", "skipped", "failed", "mismatch")]
    told = ", ".join(f"{count} {name}" for name, count in counts if count)
    lines = [
        f"{said.operation}: {said.how}{f': {said.why}' if said.why else ''}",
        f"{told or 'nothing done'}; {size(said.bytes)} in {said.seconds:.1f} s",
    ]
    if said.objects:
        took = ", ".join(f"{name} {1000 * (seconds or 0):.1f} ms" for name, seconds in said.latencies.items())
        lines.append(f"{said.objects_a_second:.0f} objects a second; {took}")
    if said.retries or said.throttles:
        lines.append(f"{said.retries} tried again, {said.throttles} times told to slow down")
    for error in said.errors:
        first = f"{shown(str(error['key']))}: {shown(str(error['message']))}"
        lines.append(f"{error['count']} x {error['code']}, such as {first}")
    return "\n".join(lines)


def plan_text(plan: Plan) -> str:
    """For people."""
    total = "" if plan.bytes is None else f"{size(plan.bytes)}, "
    return "\n".join([f"{plan.objects} objects, {total}in {plan.batches} batches", *map(shown, plan.examples)])
