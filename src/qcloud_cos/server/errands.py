"""What no request waits for: replicas, inventories, logs, fetches.  It has a thread, and keeps to the clock."""

from __future__ import annotations

import logging
import threading
import time
from collections import Counter
from typing import Protocol

from qcloud_cos.server.clock import DAY, Clock

logger = logging.getLogger("qcloud_cos.server.errands")

_LONGEST_NAP = 60.0  # the clock may be moved meanwhile
_AGAIN_SECONDS = 60.0
_STEP_SECONDS = 1.0


class Errand(Protocol):
    """One kind of work.  For one thread at a time."""

    def work(self, now: float) -> float | None:
        """Do what is due; when there will be more to do, None if that is not known yet."""

    def settle(self, deadline: float) -> bool:
        """Do also what could wait, and wait for what is under way; whether it ended.

        `deadline` is by `time.monotonic`.
        """

    def forget(self) -> None:
        """All buckets are gone."""

    def close(self) -> None:
        """Leave nothing that would be lost."""


class Errands:
    """The errands of a server, each done when it is due."""

    def __init__(self, clock: Clock, lock: threading.Lock) -> None:
        self._errands: tuple[Errand, ...] = ()
        self._clock = clock
        self._lock = lock
        """Held by whoever works: this thread, or one that moves the clock."""
        self._failures: Counter[Errand] = Counter()
        """How often each failed since it last did not."""
        self._called = threading.Event()
        self.is_closing = False
        self._thread = threading.Thread(target=self._run, name="cos-server-errands", daemon=True)

    def start(self, *errands: Errand) -> None:
        self._errands = errands
        self._thread.start()

    def call(self) -> None:
        """There is something to do now."""
        self._called.set()

    def work(self) -> float | None:
        """Do what is due, with the lock held; when the next thing is."""
        now = self._clock.now()
        return min([due for each in self._errands if (due := self._done(each, now)) is not None], default=None)

    def move_to(self, moment: float) -> None:
        """Move the clock, with the lock held, and do on the way what is due, each thing at its moment."""
        while (now := self._clock.now()) < moment and (due := self.work()) is not None and due <= moment:
            self._clock.move_to(min(max(due, now + _STEP_SECONDS), moment))
        self._clock.move_to(moment)
        self.work()

    def settle(self, timeout: float) -> bool:
        """Do everything that is not bound to a later moment; whether it ended in time."""
        deadline = time.monotonic() + timeout
        with self._lock:
            self.work()
            ended = [each.settle(deadline) for each in self._errands]
        return all(ended)

    def forget(self) -> None:
        for each in self._errands:
            each.forget()

    def close(self) -> None:
        self.is_closing = True
        self._called.set()
        self._thread.join()
        for each in self._errands:
            try:
                each.close()
            except Exception:
                logger.exception("an errand could not be ended")

    def _run(self) -> None:
        while not self.is_closing:
            self._called.clear()
            with self._lock:
                due = self.work()
            nap = _LONGEST_NAP if due is None else max(due - self._clock.now(), 0.01)
            self._called.wait(min(nap, _LONGEST_NAP))

    def _done(self, errand: Errand, now: float) -> float | None:
        try:
            due = errand.work(now)
        except Exception:
            pause = min(_AGAIN_SECONDS * 2.0 ** self._failures[errand], DAY)
            self._failures[errand] += 1
            logger.exception("an errand could not be done; it is tried again in %d seconds", pause)
            return now + pause
        self._failures[errand] = 0
        return due
