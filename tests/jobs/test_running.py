"""A job from its beginning to its end, on the local engine."""

from __future__ import annotations

import asyncio
import json
from pathlib import Path

import pytest

from jobs.conftest import Bulk
from qcloud_cos import CosClientError, CosServiceError, jobs


def test_a_prefix_is_copied_and_each_object_accounted_for(bulk: Bulk) -> None:
    keys = bulk.fill(25)
    summary = bulk.copy().run(workers=2)
    assert (summary.how, summary.ok, summary.failed, summary.batches) == ("done", 25, 0, 3)
    assert bulk.copied() == [key.replace("p/", "q/") for key in keys]
    parts = sorted((Path(bulk.state) / "parts").iterdir())
    rows = [json.loads(line) for part in parts for line in part.read_text().splitlines()[1:]]
    assert sorted(row["key"] for row in rows) == keys
    assert {row["state"] for row in rows} == {"ok"}


def test_what_is_done_is_not_done_again(bulk: Bulk) -> None:
    bulk.fill(25)
    bulk.copy().run(workers=1)
    with bulk.server.add_fault("copy_object status=500") as fault:
        summary = bulk.copy().run(workers=1)
    assert (summary.ok, summary.batches, fault.hits) == (25, 3, 0)


def test_another_job_does_not_go_on_in_the_state_of_this_one(bulk: Bulk) -> None:
    bulk.fill(3)
    bulk.copy().run(workers=1)
    other = bulk.copy(where=None, region="ap-shanghai")
    with pytest.raises(CosClientError, match=r"options\.region was None and is 'ap-shanghai'"):
        other.run(workers=1)


def test_in_an_event_loop_the_error_says_what_to_await(bulk: Bulk) -> None:
    async def run() -> None:
        with pytest.raises(CosClientError, match="run_async"):
            bulk.copy().run()

    asyncio.run(run())


def test_destinations_are_listed_and_not_asked_about_one_by_one(bulk: Bulk) -> None:
    bulk.fill(20)
    assert bulk.copy(batch=20).run(workers=1).ok == 20
    asked = [request.operation for request in bulk.server.requests if request.bucket == bulk.target]
    assert "head_object" not in asked
    assert asked.count("copy_object") == 20


def test_who_may_not_list_the_destination_copies_all_the_same(bulk: Bulk) -> None:
    bulk.fill(20)
    with bulk.server.add_fault(f"list_objects bucket={bulk.target} status=403"):
        assert bulk.copy(batch=20).run(workers=1).ok == 20


def test_a_manifest_that_was_replaced_is_not_gone_on_with(bulk: Bulk, tmp_path: Path) -> None:
    keys = bulk.fill(30)
    manifest = tmp_path / "keys.csv"
    manifest.write_text("key\n" + "".join(f"{key}\n" for key in keys))
    source = {"kind": "csv", "manifest": str(manifest), "bucket": bulk.source}

    def job() -> jobs.Job:
        return jobs.copy(source, f"cos://{bulk.target}/", bulk.state, config=bulk.config, batch=10)

    with bulk.server.add_fault("copy_object status=403 count=1"):
        assert job().run(workers=1, max_failures=0).how == "too many failures"
    manifest.write_text("key\n" + "".join(f"{key}\n" for key in keys[5:]))
    with pytest.raises(CosClientError, match="the input is not what it was"):
        job().run(workers=1)


def test_a_listing_that_fails_ends_the_job_which_can_be_gone_on_with(bulk: Bulk) -> None:
    bulk.fill(1100)
    with (
        bulk.server.add_fault(f"list_objects bucket={bulk.source} status=403 skip=1"),
        pytest.raises(CosServiceError, match="AccessDenied"),
    ):
        bulk.copy(batch=100).run(workers=2)
    assert jobs.load(bulk.state, bulk.config).status().how == "failed"
    assert jobs.load(bulk.state, bulk.config).run(workers=2).objects == 1100


def test_progress_is_told_after_each_batch_and_of_how_many_if_that_is_known(bulk: Bulk) -> None:
    keys = bulk.fill(25)
    told: list[tuple[int, int | None]] = []
    source = jobs.keys(bulk.source, keys)
    job = jobs.copy(source, f"cos://{bulk.target}/", bulk.state, config=bulk.config, batch=10)
    job.run(workers=1, told=lambda progress: told.append((progress.tally.objects, progress.total)))
    assert told == [(10, 25), (20, 25), (25, 25)]
