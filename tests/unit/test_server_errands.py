"""Errands: each is done when it is due, and one that fails keeps nobody from the others."""

from __future__ import annotations

import threading
from collections.abc import Callable

import pytest

from qcloud_cos.server.clock import DAY, Clock
from qcloud_cos.server.errands import Errands


class Every:
    """Something to do every so many seconds."""

    def __init__(self, seconds: float, deed: Callable[[float], None] = lambda now: None) -> None:
        self.seconds = seconds
        self.deed = deed
        self.due = 0.0
        self.done: list[float] = []
        self.closed = False

    def work(self, now: float) -> float | None:
        if now >= self.due:
            self.done.append(now)
            self.due = now + self.seconds
            self.deed(now)
        return self.due

    def settle(self, deadline: float) -> bool:
        return self.seconds < 100

    def forget(self) -> None:
        self.done = []

    def close(self) -> None:
        self.closed = True


def errands(*them: Every) -> tuple[Errands, Clock]:
    clock = Clock(lambda: 0.0)
    found = Errands(clock, threading.Lock())
    found._errands = them
    return found, clock


def test_a_clock_that_is_moved_stops_at_what_is_due() -> None:
    often, seldom = Every(10), Every(25)
    found, clock = errands(often, seldom)
    found.move_to(50)
    assert often.done == [0, 10, 20, 30, 40, 50]
    assert seldom.done == [0, 25, 50]
    assert clock.now() == 50


def test_one_that_fails_is_tried_less_and_less_and_the_others_go_on() -> None:
    def fail(now: float) -> None:
        raise OSError("the disk is full")

    broken, sound = Every(0, fail), Every(DAY)
    found, _ = errands(broken, sound)
    found.move_to(10 * DAY)
    assert len(sound.done) == 11
    assert broken.done[:4] == [0, 60, 180, 420]
    assert len(broken.done) < 30


def test_one_that_is_always_due_does_not_hold_the_clock() -> None:
    found, clock = errands(Every(0))
    found.move_to(10)
    assert clock.now() == pytest.approx(10)


def test_what_did_not_end_in_time_is_told() -> None:
    found, _ = errands(Every(1), Every(1000))
    assert found.settle(1.0) is False
    found, _ = errands(Every(1))
    assert found.settle(1.0) is True


def test_the_thread_works_when_it_is_called_and_closes_all() -> None:
    called = threading.Event()
    clock, one = Clock(), Every(1000)
    found = Errands(clock, threading.Lock())
    found.start(one)
    try:
        one.deed = lambda now: called.set()
        one.due = 0
        found.call()
        assert called.wait(20)
    finally:
        found.close()
    assert one.closed
    assert found.is_closing
