"""A command that works on many items: what it tells as it goes, and at its end."""

from __future__ import annotations

import json
import os
import time
from collections.abc import Callable
from contextlib import AbstractContextManager, nullcontext
from typing import TYPE_CHECKING, Any

import click

from qcloud_cos.cli.naming import Item, Naming
from qcloud_cos.cli.places import Place, Url
from qcloud_cos.cli.printing import compact, pretty, size, tell
from qcloud_cos.cli.session import Session
from qcloud_cos.cli.summaries import refuse_unwritable, write
from qcloud_cos.cli.wording import worded

if TYPE_CHECKING:
    from qcloud_cos.cli.bars import Bars
    from qcloud_cos.transfer.trees import TreeEvent

COUNTED = {
    "upload": "uploaded",
    "download": "downloaded",
    "copy": "copied",
    "delete": "deleted",
    "skip": "skipped",
}


_BEGIN = '{"items": ['


class Run(AbstractContextManager["Run"]):
    """Told of each item, it counts, prints, draws bars, and notes what failed."""

    def __init__(
        self, session: Session, failed: str | None = None, dry_run: bool = False, alone: bool = False
    ) -> None:
        """Prepare it.

        Args:
            alone: there is but one item, whose failure is the command's and told at its end.
        """
        self._session, self._failed, self.dry_run, self._alone = session, failed, dry_run, alone
        self.counts = dict.fromkeys([*COUNTED.values(), "failed", "bytes", "spared"], 0)
        self.failures: list[dict[str, Any]] = []
        self._errors: list[Exception] = []
        self._printed = 0
        self._holds = self._second = False
        self._told: set[Item] = set()
        self._held: list[tuple[Item, Exception]] = []
        self._began = time.monotonic()
        self._bars: Bars | None = None

    def __enter__(self) -> Run:
        session = self._session
        refuse_unwritable(self._failed)
        if session.output == "table" and not session.quiet and not self.dry_run and _can_draw():
            from qcloud_cos.cli.bars import Bars

            self._bars = Bars()
        session.resume_hint = "what was done stays done; the same command goes on with the rest"
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: Any) -> None:
        self._stop_drawing()
        self._let_go()
        if not isinstance(error, click.ClickException):
            self._conclude(error)

    def moving(self, item: Item, done: int, total: int) -> None:
        if self._bars is not None:
            self._bars.moving(item.destination or item.source, done, total)

    def finished(self, item: Item, count: int = 0, error: Exception | None = None) -> None:
        """It is done, or has failed."""
        if self._bars is not None:
            self._bars.finished(item.destination or item.source, count if item.action != "delete" else 0)
        if error is not None:
            if self._second and item in self._told:
                return
            if self._holds and _may_pass(error):
                self._held.append((item, error))
            else:
                self._fail(item, error)
            return
        if self._second and item.action == "skip":
            return  # counted the first time
        self.counts[COUNTED[item.action]] += 1
        if item.action == "skip":
            return
        if item.action != "delete":
            self.counts["bytes"] += count
        self._print({**_fields(item), "size": count}, f"{'would ' if self.dry_run else ''}{item}")

    def twice(self, do: Callable[[list[str] | None], object]) -> None:
        """Do it; and, for those that failed for what may have passed by then, once more.

        Args:
            do: takes the names to work on, None for all.
        """
        self._holds, self._second = True, False
        do(None)
        self._holds = False
        names = [item.name for item, _ in self._held]
        if names:
            if not self._session.quiet and self._session.output == "table":
                with self._bars.aside() if self._bars else nullcontext():
                    tell(f"{len(names)} failed, and are tried again")
            first, self._held, self._second = self._held, [], True
            try:
                do(names)
            except BaseException:
                self._held = first
                raise

    def hint(self, source: Place) -> None:
        """What a directory that has nothing in it may be instead."""
        if isinstance(source, Url) and not source.is_directory and not self._printed and self._quiet_so_far():
            tell(f"nothing is below {source}/: if {source} is an object, leave out --recursive")

    def _quiet_so_far(self) -> bool:
        return not any(self.counts.values()) and self._session.output == "table" and not self._session.quiet

    def _let_go(self) -> None:
        for item, error in self._held:
            self._fail(item, error)
        self._held = []

    def _fail(self, item: Item, error: Exception) -> None:
        self.counts["failed"] += 1
        self._told.add(item)
        self._errors.append(error)
        row = {**_fields(item), "error": worded(error)}
        self.failures.append(row)
        if self._session.output == "table":
            if self._alone:
                return
            with self._bars.aside() if self._bars else nullcontext():
                tell(f"failed: {item}: {row['error']}", "red")
        else:
            self._print(row, "")

    def _print(self, row: dict[str, Any], line: str) -> None:
        session = self._session
        if session.output == "ndjson":
            click.echo(compact(row))
        elif session.output == "json":
            click.echo(f"{',' if self._printed else _BEGIN}\n{compact(row)}", nl=False)
        elif self._bars is None and not session.quiet:
            click.echo(line)
        self._printed += 1

    def _stop_drawing(self) -> None:
        if self._bars is not None:
            self._bars.stop()
            self._bars = None

    def summary(self) -> dict[str, Any]:
        seconds = round(time.monotonic() - self._began, 3)
        return {**self.counts, "seconds": seconds, "dry_run": self.dry_run, "failures": self.failures}

    def _conclude(self, error: BaseException | None) -> None:
        session, summary = self._session, self.summary()
        if error is not None:
            summary["error"] = str(error) or "interrupted"
        if session.output == "ndjson":
            click.echo(compact({"summary": summary}))
        elif session.output == "json":
            begin = "" if self._printed else _BEGIN
            click.echo(f'{begin}\n], "summary": {pretty(summary)}}}')
        elif self._alone and self.failures:
            pass
        elif not session.quiet and (error is None or any(self.counts.values())):
            tell(self.told())
        session.counts = summary
        if self._failed:
            write(self._failed, "".join(f"{json.dumps(row)}\n" for row in self.failures))
            if self.failures and not session.quiet:
                tell(
                    f"{self._failed} has what failed: the same command with --from-failed {self._failed} does that"
                )
        session.partial = session.partial or bool(self.failures)
        done = sum(self.counts[name] for name in COUNTED.values())
        session.found(done + self.counts["failed"])

    def told(self) -> str:
        """The counts in a line."""
        counts = [
            f"{count} {name}" for name, count in self.counts.items() if count and name not in ("bytes", "spared")
        ]
        if self.counts["spared"]:
            counts.append(f"{self.counts['spared']} not deleted, since something failed")
        seconds = time.monotonic() - self._began
        moved = (
            f", {size(self.counts['bytes'])} in {seconds:.1f} s"
            if self.counts["bytes"] and not self.dry_run
            else ""
        )
        return f"{'dry run: ' if self.dry_run else ''}{', '.join(counts) or 'nothing to do'}{moved}"

    def only_error(self) -> Exception | None:
        """The failure of a command that was to do one thing."""
        return (
            self._errors[0]
            if len(self._errors) == 1 and not any(self.counts[n] for n in COUNTED.values())
            else None
        )


def listening(run: Run, naming: Naming, then: Callable[[Item, TreeEvent], None] | None = None) -> Any:
    """A `progress_callback` of a tree."""

    def told(event: TreeEvent) -> None:
        item = naming.item(event)
        if not event.finished:
            run.moving(item, event.done, event.size)
            return
        if then is not None:
            then(item, event)
        run.finished(item, event.size, event.error)

    return told


def _fields(item: Item) -> dict[str, Any]:
    return {name: value for name, value in item._asdict().items() if value}


def _can_draw() -> bool:
    import sys

    if os.environ.get("TERM") == "dumb":
        return False
    return all(stream is not None and stream.isatty() for stream in (sys.stderr, sys.stdout))


def _may_pass(error: Exception) -> bool:
    """What the network or COS did, and not the item."""
    from qcloud_cos.errors import AnswerLost, BodyCutShort, ChecksumMismatch, ConnectFailed, CosServiceError

    if isinstance(error, CosServiceError):
        status, code = error.get_status_code(), error.get_error_code()
        return status >= 500 or status == 429 or code in ("InternalError", "SlowDown", "ServiceUnavailable")
    return isinstance(error, AnswerLost | BodyCutShort | ChecksumMismatch | ConnectFailed)
