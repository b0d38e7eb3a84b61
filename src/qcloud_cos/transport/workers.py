"""Threads that do many calls at once, and that can be stopped from outside wherever they wait."""

from __future__ import annotations

import socket
import time
from collections.abc import Callable
from contextlib import suppress
from threading import Condition, Thread, current_thread, get_ident
from typing import Any

_at: dict[int, Any] = {}
"""The connection that each worker is at, by its thread; threads that are no workers are not in here."""


class Abandoned(BaseException):
    """Ends a worker whose work nobody waits for any more.  No Exception: a flow must not take it for a failure."""


def at(connection: Any) -> None:
    """This thread will wait for that connection; None: for none any more."""
    if _at:
        thread = get_ident()
        if thread in _at:
            _at[thread] = connection


class Crew:
    """The workers of one set of calls, and of the sets that these begin in turn."""

    def __init__(self) -> None:
        thread = current_thread()
        self._above = thread.crew if isinstance(thread, Worker) else None
        self._below: list[Crew] = []
        self._alive: dict[Worker, None] = {}
        self.changed = Condition()
        self.abandoned = False

    def __enter__(self) -> Crew:
        if self._above is not None:
            with self._above.changed:
                self._above._below.append(self)
                self.abandoned = self._above.abandoned
        return self

    def __exit__(self, *_: object) -> None:
        if self._above is not None:
            with self._above.changed:
                self._above._below.remove(self)

    def start(self, work: Callable[[], None]) -> None:
        worker = Worker(self, work)
        with self.changed:
            self._alive[worker] = None
        try:
            worker.start()
        except BaseException:
            self.gone(worker)
            raise

    def gone(self, worker: Worker) -> None:
        with self.changed:
            self._alive.pop(worker, None)
            self.changed.notify_all()

    def wait(self, patience: float) -> None:
        """Until all have ended; once abandoned, for so many seconds at most."""
        with self.changed:
            self.changed.wait_for(lambda: self.abandoned or not self._alive)
            # One may be in a reader of the caller's that never returns: it is left behind, a daemon.
            self.changed.wait_for(lambda: not self._alive, patience)

    def abandon(self) -> None:
        """Whoever waits for the network or sleeps stops that now, and nothing is begun again."""
        with self.changed:
            self.abandoned = True
            workers, below = list(self._alive), list(self._below)
            self.changed.notify_all()
        # In this order: a worker whose own crew has ended may go on to tidy up, and must not be cut off then.
        for worker in workers:
            _cut_off(worker)
        for crew in below:
            crew.abandon()


class Worker(Thread):
    def __init__(self, crew: Crew, work: Callable[[], None]) -> None:
        super().__init__(name="cos-call-worker", daemon=True)
        self.crew = crew
        self.told = False
        """That it is abandoned.  Once: afterwards it tidies up, and is not to be disturbed at that."""
        self._work = work

    def check(self) -> None:
        if self.crew.abandoned and not self.told:
            self.told = True
            raise Abandoned

    def run(self) -> None:
        thread = get_ident()
        _at[thread] = None
        try:
            self._work()
        finally:
            del _at[thread]
            self.crew.gone(self)


def _cut_off(worker: Worker) -> None:
    connection = _at.get(worker.ident or 0)
    if connection is not None:
        with suppress(OSError, TypeError):
            # Not SSLSocket.shutdown(), which would go on in plain text.
            socket.socket.shutdown(connection.sock, socket.SHUT_RDWR)


def check() -> None:
    """Raise Abandoned in a worker that is; asked where something would be tried again."""
    thread = current_thread()
    if isinstance(thread, Worker):
        thread.check()


def sleep(seconds: float) -> None:
    """Wait; a worker only as long as it is not abandoned."""
    thread = current_thread()
    if not isinstance(thread, Worker):
        time.sleep(seconds)
        return
    crew = thread.crew
    with crew.changed:
        crew.changed.wait_for(lambda: crew.abandoned and not thread.told, seconds)
    thread.check()
