from __future__ import annotations

import threading
import time
from typing import Any

import pytest

from qcloud_cos import Cancellation, CosClientError
from qcloud_cos.errors import Cancelled
from qcloud_cos.transfer.meter import Meter, metered
from qcloud_cos.transfer.progress import Progress


def test_a_rate_is_kept_by_all_workers_together() -> None:
    meter = Meter(10 * 1024 * 1024, None)
    done: list[int] = []

    def work() -> None:
        for _ in range(4):
            time.sleep(max(0.0, meter.took(meter.piece)))
            done.append(meter.piece)

    workers = [threading.Thread(target=work) for _ in range(4)]
    began = time.monotonic()
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join()
    seconds = time.monotonic() - began
    assert sum(done) / seconds < 10.5 * 1024 * 1024
    assert seconds < 2


def test_pauses_are_short_at_any_rate() -> None:
    for rate in (200_000, 10**6, 10**9):
        meter = Meter(rate, None)
        assert meter.took(meter.piece) <= 0.04
    assert Meter(10, None).piece == 4096
    for wrong in (0, -5.0):
        with pytest.raises(CosClientError, match="rate_limit"):
            Meter(wrong, None)


def test_what_passes_a_meter_is_the_same() -> None:
    content = bytes(range(256)) * 100
    assert metered(content, 0, 5, None) is content
    sized: Any = metered(content, 10, 1000, Meter(2**30, None))
    sized.file.seek(sized.start)
    found = b""
    while len(found) < sized.length:
        found += sized.file.read(sized.length - len(found))
    assert found == content[10:1010]
    assert sized.file.tell() == 1010


def test_a_cancelled_one_lets_nothing_pass() -> None:
    cancellation = Cancellation()
    meter = Meter(None, cancellation)
    assert meter.took(5) == 0
    cancellation.cancel()
    with pytest.raises(Cancelled):
        meter.took(5)


def test_a_cancellation_tells_once_and_at_once() -> None:
    cancellation, told = Cancellation(), []
    forget = cancellation.watch(lambda: told.append("forgotten"))
    cancellation.watch(lambda: told.append("early"))
    forget()
    assert not cancellation.cancelled
    cancellation.cancel()
    cancellation.cancel()
    cancellation.watch(lambda: told.append("late"))
    assert told == ["early", "late"]


def test_progress_adds_up() -> None:
    class Bar:
        total: Any = None

        def __init__(self) -> None:
            self.said: list[object] = []

        def update(self, n: int, /) -> None:
            self.said.append(n)

        def close(self) -> None:
            self.said.append("closed")

    bar, told = Bar(), []
    progress = Progress(lambda *done: told.append(done), bar)
    progress.begin(10)
    progress.add(4)
    progress.add(6)
    progress.end()
    assert (bar.total, bar.said, told) == (10, [4, 6, "closed"], [(4, 10), (10, 10)])
    endless = Bar()
    Progress(None, endless).begin(None)
    assert endless.total is None
