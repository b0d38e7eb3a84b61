"""How a job slows down, and how it gets faster again: a simulated COS that takes so many objects a second."""

from __future__ import annotations

import heapq

import pytest

from qcloud_cos.jobs.pace import Pace, Paces, Share


def _simulated(capacity: float, seconds: float, share: Share, workers: int = 1) -> tuple[float, float]:
    """Objects a second that were done, and the part of all attempts that was refused, after a while."""
    paces = [Pace(0.0) for _ in range(workers)]
    for pace in paces:
        pace.take(share, 0.0)
    # Each lane: when it wants to begin its next object.
    queue = [(0.0, number % workers, number) for number in range(32 * workers)]
    heapq.heapify(queue)
    second, used, done, refused, counted_from = 0, 0.0, 0, 0, seconds / 2
    while queue[0][0] < seconds:
        wanted, worker, lane = heapq.heappop(queue)
        begins = wanted + paces[worker].wait(wanted)
        if int(begins) != second:
            second, used = int(begins), 0
        used += 1
        if used > capacity:
            paces[worker].throttled(begins)
            refused += counted_from < begins <= seconds
            heapq.heappush(queue, (begins + 0.2, worker, lane))
        else:
            done += counted_from < begins <= seconds
            heapq.heappush(queue, (begins + 0.01, worker, lane))
    half = seconds - counted_from
    return done / half, refused / max(done + refused, 1)


@pytest.mark.parametrize("capacity", [20, 200, 1000])
def test_it_keeps_near_what_cos_takes_and_is_seldom_refused(capacity: float) -> None:
    rate, refused = _simulated(capacity, 60, Share())
    assert 0.5 * capacity < rate <= capacity
    assert refused < 0.25


def test_nobody_who_is_not_refused_is_slowed_down() -> None:
    pace = Pace(0.0)
    assert [pace.wait(0.0) for _ in range(1000)] == [0.0] * 1000
    assert pace.limit is None


def test_a_rate_is_kept_and_never_exceeded() -> None:
    rate, refused = _simulated(1e9, 20, Share(50, 50))
    assert rate == pytest.approx(50, rel=0.05)
    assert refused == 0


def test_refusals_that_come_together_are_one() -> None:
    pace = Pace(0.0)
    for number in range(100):
        pace.wait(number / 100)
    for number in range(30):
        pace.throttled(1 + number / 100)
    assert pace.limit == pytest.approx(50, rel=0.1)
    pace.throttled(2.5)
    assert pace.limit == pytest.approx(1, rel=0.1)  # nothing was begun since
    assert pace.throttles == 31


def test_it_eases_each_second_even_while_objects_are_begun_all_the_time() -> None:
    pace = Pace(0.0)
    pace.take(Share(100), 0.0)
    for number in range(100):
        pace.wait(number / 100)
    pace.throttled(1.0)
    assert pace.limit == pytest.approx(50)
    for number in range(40):
        pace.wait(1.0 + number / 10)
    assert pace.limit == pytest.approx(65, rel=0.1)
    pace.throttled(5.05)
    assert pace.limit == pytest.approx(5, rel=0.1)  # half of what was begun


def test_what_one_worker_hears_slows_all_of_them_down() -> None:
    paces = Paces(None, 0.0)
    assert paces.share(4, 0.0) == Share()
    paces.heard(3, 10.0, 4, 1.0)
    assert paces.share(4, 1.0) == Share(10.0)
    later = paces.share(4, 11.0)
    assert later.limit == pytest.approx(15)


def test_the_rate_is_shared_and_stays_the_most() -> None:
    paces = Paces(100.0, 0.0)
    assert paces.share(4, 0.0) == Share(25.0, 25.0)
    paces.heard(1, 5.0, 4, 1.0)
    assert paces.share(4, 1.0).limit == pytest.approx(5)
    assert paces.share(4, 1000.0) == Share(25.0, 25.0)


def test_who_was_not_refused_does_not_change_the_pace_of_others() -> None:
    paces = Paces(None, 0.0)
    paces.heard(0, 7.0, 2, 1.0)
    assert paces.share(2, 1.0) == Share()


def test_a_batch_that_was_handed_out_before_a_refusal_does_not_undo_it() -> None:
    pace = Pace(0.0)
    for number in range(100):
        pace.wait(number / 100)
    pace.throttled(1.0)
    pace.take(Share(), 2.0)
    assert pace.limit == pytest.approx(55, rel=0.1)
    pace.take(Share(30.0, 40.0), 2.0)
    assert pace.limit == 30.0
    pace.take(Share(None, 40.0), 100.0)
    assert pace.limit == 40.0
