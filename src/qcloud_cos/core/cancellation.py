"""Ending a transfer from outside."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from threading import RLock

from qcloud_cos.errors import Cancelled


class Cancellation:
    """Given to transfers, it can end them: `cancel` may be called from any thread, task or signal handler.

    A transfer that is ended so raises `Cancelled`, and leaves no more behind than one that failed.  One
    Cancellation may be given to many transfers; once cancelled it stays so.
    """

    def __init__(self) -> None:
        self._lock = RLock()  # a signal handler may interrupt the thread that holds it
        self._watching: dict[object, Callable[[], object]] = {}
        self._cancelled = False

    @property
    def cancelled(self) -> bool:
        return self._cancelled

    def cancel(self) -> None:
        """End the transfers it was given to.  They end soon, not before this returns."""
        with self._lock:
            self._cancelled = True
            told, self._watching = self._watching, {}
        for tell in told.values():
            tell()

    def check(self) -> None:
        """Raise Cancelled if it was cancelled."""
        if self._cancelled:
            raise Cancelled("the transfer was cancelled")

    def watch(self, tell: Callable[[], object]) -> Callable[[], object]:
        """Have `tell` called once it is cancelled, in the thread that does; returns how to have it no more."""
        key = object()
        with self._lock:
            if not self._cancelled:
                self._watching[key] = tell
                return partial(self._forget, key)
        tell()
        return partial(self._forget, key)

    def _forget(self, key: object) -> None:
        with self._lock:
            self._watching.pop(key, None)
