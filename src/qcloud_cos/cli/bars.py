"""Bars on a terminal, by rich.  On standard error, and only where somebody looks."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager
from threading import Lock

from rich.console import Console
from rich.progress import (
    BarColumn,
    DownloadColumn,
    Progress,
    SpinnerColumn,
    TaskID,
    TextColumn,
    TransferSpeedColumn,
)

from qcloud_cos.cli.printing import shown

_MOST_BARS = 5


class Bars:
    """One line for all, and a bar for each of the few largest under way."""

    def __init__(self) -> None:
        self._progress = Progress(
            SpinnerColumn(),
            TextColumn("{task.description}", markup=False),
            BarColumn(bar_width=24),
            DownloadColumn(binary_units=True),
            TransferSpeedColumn(),
            console=Console(stderr=True),
            transient=True,
            refresh_per_second=8,
        )
        self._all = self._progress.add_task("0 done", total=None)
        self._each: dict[str, tuple[TaskID | None, int]] = {}
        self._count = self._bytes = 0
        self._lock = Lock()
        self._progress.start()

    def moving(self, name: str, done: int, total: int) -> None:
        with self._lock:
            task, before = self._each.get(name, (None, 0))
            if task is None and sum(one is not None for one, _ in self._each.values()) < _MOST_BARS:
                task = self._progress.add_task(_short(name), total=total)
            self._each[name] = task, done
            self._bytes += max(0, done - before)
            if task is not None:
                self._progress.update(task, completed=done, total=total)
            self._progress.update(self._all, completed=self._bytes)

    def finished(self, name: str, count: int) -> None:
        with self._lock:
            task, before = self._each.pop(name, (None, 0))
            if task is not None:
                self._progress.remove_task(task)
            self._count += 1
            self._bytes += max(0, count - before)
            self._progress.update(self._all, description=f"{self._count} done", completed=self._bytes)

    @contextmanager
    def _aside(self) -> Iterator[None]:
        with self._lock:
            self._progress.stop()
            try:
                yield
            finally:
                self._progress.start()

    def aside(self) -> AbstractContextManager[None]:
        """The terminal, for a line of somebody else's."""
        return self._aside()

    def stop(self) -> None:
        self._progress.stop()


def _short(name: str) -> str:
    text = shown(name)
    return text if len(text) <= 40 else f"...{text[-37:]}"
