"""Where a job notes how far it is: a directory or a prefix, one driver at a time."""

from __future__ import annotations

import asyncio
import subprocess
import time
from pathlib import Path

import pytest

from jobs.conftest import Bulk
from qcloud_cos import CosClientError, CosServiceError, jobs
from qcloud_cos.jobs.state.directory import Directory


@pytest.fixture(params=["directory", "prefix"])
def state(request: pytest.FixtureRequest, bulk: Bulk) -> str:
    return bulk.state if request.param == "directory" else f"cos://{bulk.target}/states/job1"


def test_a_job_ends_and_is_looked_at_by_others(bulk: Bulk, state: str) -> None:
    bulk.fill(25)
    bulk.copy(state).run(workers=1)
    seen = jobs.load(state, bulk.config).status()
    assert (seen.how, seen.ok, seen.batches, seen.runs) == ("done", 25, 3, 1)


def test_only_one_driver_is_at_work(bulk: Bulk, state: str) -> None:
    bulk.fill(3)

    async def twice() -> None:
        first = bulk.copy(state)
        storage = first._records.storage
        await storage.hold()
        with pytest.raises(CosClientError, match="another driver is at work"):
            await bulk.copy(state).run_async(workers=1)
        assert (await bulk.copy(state).status_async()).how == "running"
        await storage.release()
        assert (await bulk.copy(state).run_async(workers=1)).ok == 3

    asyncio.run(twice())


def test_a_child_that_has_the_descriptor_does_not_keep_the_lock(bulk: Bulk) -> None:
    first, second = Directory(bulk.state), Directory(bulk.state)
    asyncio.run(first.hold())
    assert first._lock is not None
    with subprocess.Popen(["cat"], stdin=subprocess.PIPE, pass_fds=[first._lock]):
        asyncio.run(first.release())
        asyncio.run(second.hold())
    asyncio.run(second.release())


def test_a_lost_part_is_done_again_and_nothing_else(bulk: Bulk, state: str) -> None:
    bulk.fill(45)
    bulk.copy(state).run(workers=2)

    async def forget() -> None:
        storage = bulk.copy(state)._records.storage
        await storage.remove("parts/000002.ndjson")
        await storage.remove("ended.json")

    asyncio.run(forget())
    assert jobs.load(state, bulk.config).status().how == "killed"
    assert jobs.load(state, bulk.config).plan().objects == 10
    summary = jobs.load(state, bulk.config).run(workers=2)
    assert (summary.how, summary.ok, summary.skipped, summary.batches, summary.runs) == ("done", 35, 10, 5, 2)


def test_a_job_that_was_cancelled_is_gone_on_with(bulk: Bulk, state: str) -> None:
    bulk.fill(5)
    job = bulk.copy(state)

    async def begin() -> None:
        await job._records.begin(job.specification, "")

    asyncio.run(begin())
    assert jobs.load(state, bulk.config).cancel().how == "cancelled"
    assert jobs.load(state, bulk.config).run(workers=1).how == "done"


def test_there_is_no_job_where_none_was_begun(bulk: Bulk, state: str) -> None:
    with pytest.raises(CosClientError, match="there is no job"):
        jobs.load(state, bulk.config)


def test_a_specification_that_was_edited_is_refused(bulk: Bulk) -> None:
    bulk.fill(3)
    bulk.copy().run(workers=1)
    file = Path(bulk.state) / "job.json"
    file.write_text(file.read_text().replace("/q/", "/other/"))
    with pytest.raises(CosClientError, match="was changed"):
        jobs.load(bulk.state, bulk.config)


def test_the_state_is_kept_out_of_what_the_job_works_on(bulk: Bulk) -> None:
    with pytest.raises(CosClientError, match="among the objects"):
        bulk.copy(f"cos://{bulk.source}/p/state")


def test_what_was_created_is_created_by_nobody_else(bulk: Bulk, state: str) -> None:
    async def create() -> None:
        storage = bulk.copy(state)._records.storage
        assert await storage.create("parts/000001.ndjson", b"one")
        assert not await storage.create("parts/000001.ndjson", b"two")
        assert await storage.read("parts/000001.ndjson") == b"one"
        assert await storage.first_line("parts/000001.ndjson") == b"one"
        assert list(await storage.names("parts")) == ["parts/000001.ndjson"]

    asyncio.run(create())


def test_a_lease_that_is_stale_is_taken_over_and_its_driver_stops(
    bulk: Bulk, monkeypatch: pytest.MonkeyPatch
) -> None:
    bulk.fill(5)
    state = f"cos://{bulk.target}/states/job1"

    async def story() -> None:
        monkeypatch.setattr("qcloud_cos.jobs.state.prefix.RENEWED_EACH_SECONDS", 0.0)
        gone = bulk.copy(state)._records.storage
        clock = bulk.server.clock  # that of what is stored; the answers have the machine's
        clock.set(clock.now() - 30)
        await gone.hold()
        with pytest.raises(CosClientError, match=r"its lease ends in (28|29|30|31) seconds"):
            await bulk.copy(state).run_async(workers=1)
        clock.set(clock.now() - 33)
        await gone.keep()
        clock.set(time.time())
        assert (await bulk.copy(state).status_async()).how == "not begun"
        assert (await bulk.copy(state).run_async(workers=1)).how == "done"
        with pytest.raises(CosClientError, match="another driver has taken over"):
            await gone.keep()

    asyncio.run(story())


def test_a_driver_whose_lease_is_taken_stops(bulk: Bulk, monkeypatch: pytest.MonkeyPatch) -> None:
    bulk.fill(60)
    state = f"cos://{bulk.target}/states/job1"
    monkeypatch.setattr("qcloud_cos.jobs.state.prefix.RENEWED_EACH_SECONDS", 0.0)
    monkeypatch.setattr("qcloud_cos.jobs.driving.LOOKS_EACH_SECONDS", 0.05)

    def take(progress: object) -> None:
        if getattr(progress, "parts", 0) == 1:
            bulk.client.put_object(bulk.target, b'{"driver": "another"}', "states/job1/leases/000002")

    with bulk.server.add_fault("copy_object delay=0.1"), pytest.raises(CosClientError, match="has taken over"):
        bulk.copy(state, at_once=2).run(workers=1, told=take)


def test_a_state_that_cannot_be_written_ends_the_job_and_what_was_noted_stays(bulk: Bulk) -> None:
    bulk.fill(45)
    state = f"cos://{bulk.target}/states/job1"
    with (
        bulk.server.add_fault("put_object key=*/parts/000003.ndjson status=403"),
        pytest.raises(CosServiceError, match="AccessDenied"),
    ):
        bulk.copy(state).run(workers=1)
    seen = jobs.load(state, bulk.config).status()
    assert (seen.how, seen.ok) == ("failed", 20)
    assert jobs.load(state, bulk.config).run(workers=1).objects == 45


def test_an_answer_that_was_lost_does_not_look_like_another_driver(bulk: Bulk) -> None:
    bulk.fill(5)
    with bulk.server.add_fault("put_object key=*/parts/* reset count=1") as fault:
        summary = bulk.copy(f"cos://{bulk.target}/states/job1").run(workers=1)
    assert (summary.how, summary.ok, fault.hits) == ("done", 5, 1)


def test_a_damaged_part_is_named(bulk: Bulk) -> None:
    bulk.fill(15)
    bulk.copy().run(workers=1)
    part = Path(bulk.state) / "parts" / "000002.ndjson"
    part.write_bytes(part.read_bytes()[:30])
    with pytest.raises(CosClientError, match=r"parts/000002\.ndjson in .* is damaged: remove it"):
        jobs.load(bulk.state, bulk.config).status()
    part.unlink()
    (Path(bulk.state) / "ended.json").unlink()
    assert jobs.load(bulk.state, bulk.config).run(workers=1).objects == 15
