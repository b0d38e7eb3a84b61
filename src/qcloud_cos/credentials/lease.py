"""The keys that a provider gave, for as long as they last: renewed before their end, by one for all."""

from __future__ import annotations

import logging
import os
import random
import time
import weakref
from collections.abc import Callable
from concurrent.futures import Future
from threading import Lock, Thread
from typing import NamedTuple, TypeVar

from qcloud_cos.core.identity import Credentials, Identifying, Pending, utc
from qcloud_cos.core.wire import Request, Response, Send, Sleep
from qcloud_cos.credentials.provider import Absent, Asking, Provider
from qcloud_cos.errors import CosException, CredentialsError, NoCredentials

logger = logging.getLogger("qcloud_cos.credentials")
R = TypeVar("R")
LONGEST_LEAD_SECONDS = 300.0
LEAD_SHARE = 0.2
"""Renewed at the latest that share of their life before its end, and `LONGEST_LEAD_SECONDS` at most."""
LEAST_SECONDS = 15.0
"""With less life left than this, requests wait for the renewal: they are on their way for a while."""
PATIENCE_SECONDS = 60.0
"""A renewal that takes longer is given up."""
PAUSE_SECONDS = 5.0
"""After a failure, until it is tried again."""
FOREVER = float("inf")


class _Held(NamedTuple):
    """Replaced as a whole, so that no lock is needed to read it."""

    credentials: Credentials | None = None
    renew_at: float = 0.0
    wait_at: float = 0.0


class Lease:
    """What a provider gave.  For any threads, event loops and forked children.

    Args:
        clock: the time in Unix seconds, as keys end by it.
        steady: seconds that nobody sets back, for pauses.
        ask: the network.
    """

    def __init__(
        self,
        provider: Provider,
        clock: Callable[[], float] = time.time,
        steady: Callable[[], float] = time.monotonic,
        ask: Callable[[Request], Response] | None = None,
    ) -> None:
        self._provider = provider
        self._clock = clock
        self._steady = steady
        self._ask = ask
        self._held = _Held()
        self._taken = 0.0
        self._failure: CredentialsError | None = None
        self._lock = Lock()
        self._under_way: Future[None] | None = None
        self._began = self._pause_until = 0.0
        _all.add(self)

    def identify(self) -> Identifying[Credentials]:
        """What to sign with.  Waits only where there is nothing valid, or nearly so.

        Raises:
            CredentialsError: there are none, and it says why.
        """
        held, now = self._held, self._clock()
        if held.credentials is not None and now < held.renew_at:
            return held.credentials
        renewal = self._renewal()
        if held.credentials is not None and now < held.wait_at:
            return held.credentials
        if renewal is not None:
            yield Pending(renewal, PATIENCE_SECONDS)
        return self._valid()

    def refused(self, credentials: Credentials) -> None:
        """COS does not take these: the next to ask waits for others, unless they are brand new."""
        with self._lock:
            held = self._held
            if held.credentials == credentials and self._steady() - self._taken >= PAUSE_SECONDS:
                self._held = _Held(credentials)
                self._pause_until = 0.0

    def _valid(self) -> Credentials:
        found = self._held.credentials
        if found is not None and (found.expiry is None or self._clock() < found.expiry):
            return found
        failure = self._failure
        kind = NoCredentials if isinstance(failure, NoCredentials) else CredentialsError
        why = failure._message if failure else f"{self._provider.name} did not answer in {PATIENCE_SECONDS:g} s"
        if found is not None and found.expiry is not None:
            why = f"the keys from {found.source} ended at {utc(found.expiry)}, and there are no new ones: {why}"
        raise kind(why)  # not the one that is kept: each caller adds to its own

    def _renewal(self) -> Future[None] | None:
        """The one under way, or a new one; None in the pause after a failure."""
        with self._lock:
            now = self._steady()
            if self._under_way is not None and now < self._began + PATIENCE_SECONDS:
                return self._under_way
            if now < self._pause_until:
                return None
            renewal: Future[None] = Future()
            renewal.set_running_or_notify_cancel()  # a task that is cancelled does not cancel it for the others
            self._under_way, self._began = renewal, now
        thread = Thread(target=self._renew, args=[renewal], name="cos-credentials", daemon=True)
        try:
            thread.start()
        except RuntimeError:  # no more threads, or the interpreter is ending
            self._renew(renewal)
        return renewal

    def _renew(self, renewal: Future[None]) -> None:
        try:
            found = self._found()
        except CredentialsError as error:
            self._fail(error)
        except Exception as error:
            self._fail(CredentialsError(f"{self._provider.name}: {error}"))
        else:
            self._take(found)
        finally:
            with self._lock:
                if self._under_way is renewal:
                    self._under_way = None
            renewal.set_result(None)

    def _found(self) -> Credentials:
        found = drive(self._provider.find(), self._ask or network())
        if isinstance(found, Absent):
            raise NoCredentials(f"{self._provider.name}: {found.why}")
        if found.expiry is not None and found.expiry <= self._clock():
            raise CredentialsError(
                f"the keys from {found.source} ended at {utc(found.expiry)}, before they were given out: "
                f"is this machine's clock right?  It says {utc(self._clock())}"
            )
        return found

    def _take(self, found: Credentials) -> None:
        renew_at = wait_at = FOREVER
        if found.expiry is not None:
            lead = min(LONGEST_LEAD_SECONDS, (found.expiry - self._clock()) * LEAD_SHARE)
            wait_at = found.expiry - min(LEAST_SECONDS, lead / 2)
            # Not all machines that began together at the same moment.
            renew_at = found.expiry - lead * random.uniform(1.0, 1.25)  # noqa: S311 - no secret comes of it
        with self._lock:
            self._held, self._taken, self._failure = _Held(found, renew_at, wait_at), self._steady(), None
        logger.debug("signing with %s", found.described())

    def _fail(self, error: CredentialsError) -> None:
        with self._lock:
            self._failure, self._pause_until = error, self._steady() + PAUSE_SECONDS
        if self._held.credentials is not None:
            logger.warning("the keys could not be renewed, the old ones are used until they end: %s", error)

    def _forget_others(self) -> None:
        """What belongs to the threads of a process that this one was forked from."""
        self._lock = Lock()
        self._under_way = None
        self._began = self._pause_until = 0.0


def drive(finding: Asking[R], ask: Callable[[Request], Response]) -> R:
    """What comes of it, with the network's help."""
    try:
        step = next(finding)
        while True:
            try:
                answer = _brought(step, ask)
            except CosException as error:
                step = finding.throw(error)
            else:
                step = finding.send(answer)
    except StopIteration as done:
        found: R = done.value
        return found
    finally:
        finding.close()


def _brought(step: Send | Sleep, ask: Callable[[Request], Response]) -> Response | None:
    if isinstance(step, Send):
        return ask(step.request)
    time.sleep(step.seconds)
    return None


def network() -> Callable[[Request], Response]:
    from qcloud_cos.transport.asking import ask

    return ask


_all: weakref.WeakSet[Lease] = weakref.WeakSet()


def _after_fork() -> None:
    for lease in list(_all):
        lease._forget_others()


if hasattr(os, "register_at_fork"):
    os.register_at_fork(after_in_child=_after_fork)
