"""COS says to slow down, or somebody asks for a rate."""

from __future__ import annotations

from jobs.conftest import Bulk, Overheard
from jobs.deeds import headed
from qcloud_cos import jobs
from qcloud_cos.jobs.pace import Share


def test_what_was_refused_for_now_is_done_later_and_counted(bulk: Bulk) -> None:
    bulk.fill(60)
    with bulk.server.add_fault("copy_object status=503 count=40") as fault:
        summary = bulk.copy().run(workers=2)
    assert (summary.ok, summary.failed, fault.hits) == (60, 0, 40)
    assert (summary.throttles, summary.retries) == (40, 40)


def test_batches_after_a_refusal_are_handed_out_at_a_pace(bulk: Bulk) -> None:
    bulk.fill(60)
    engine = Overheard(1)
    with bulk.server.add_fault("copy_object status=503 skip=5 count=5"):
        assert bulk.copy().run(engine).ok == 60
    shares = [arguments[2] for _, arguments in engine.calls]
    assert shares[0] == Share(None, None)
    assert shares[-1].limit is not None


def test_what_functions_in_threads_are_refused_counts_as_well(bulk: Bulk) -> None:
    bulk.fill(30)
    engine = Overheard(1)
    job = jobs.map(f"cos://{bulk.source}/", headed, bulk.state, config=bulk.config, batch=10)
    with bulk.server.add_fault("head_object status=503 count=8") as fault:
        summary = job.run(engine)
    assert (summary.ok, summary.failed, fault.hits) == (30, 0, 8)
    assert (summary.throttles, summary.retries) == (8, 8)
    assert engine.calls[-1][1][2].limit is not None


def test_a_rate_is_kept_by_all_workers_together(bulk: Bulk) -> None:
    bulk.fill(40)
    summary = bulk.copy(batch=5).run(workers=2, rate=40)
    assert summary.ok == 40
    assert summary.objects_a_second < 60


def test_an_object_that_cos_is_long_too_busy_for_gets_more_turns(bulk: Bulk) -> None:
    bulk.fill(3)
    with bulk.server.add_fault("copy_object status=503 count=12") as fault:
        summary = bulk.copy(retries=1).run(workers=1)
    assert (summary.ok, summary.failed, fault.hits) == (3, 0, 12)
