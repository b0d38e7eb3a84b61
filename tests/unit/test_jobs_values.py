"""Specifications, counts, histograms and rows: what goes into a job's state, and comes out again."""

from __future__ import annotations

import json
import random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from qcloud_cos import CosClientError, CosConfig
from qcloud_cos.jobs import JobSpecification, settings
from qcloud_cos.jobs.entries import Entry
from qcloud_cos.jobs.latencies import Latencies
from qcloud_cos.jobs.outcomes import STATES, Outcome
from qcloud_cos.jobs.rows import row
from qcloud_cos.jobs.state.records import Part
from qcloud_cos.jobs.tally import Tally


def _specification(**more: object) -> JobSpecification:
    said = {
        "operation": "copy",
        "input": {"kind": "prefix", "bucket": "a-1250000000", "prefix": "p/"},
        "options": {"to": "cos://b-1250000000/q/"},
        **more,
    }
    return JobSpecification.of_json(said)


def test_a_specification_is_the_same_after_it_was_written_and_read() -> None:
    said = _specification(where="size > 0", client={"Timeout": (1, 2)})
    again = JobSpecification.of_text(said.to_text())
    assert again.digest == said.digest
    assert said.differences(again) == []


def test_how_it_is_done_may_change_and_what_is_done_may_not() -> None:
    said = _specification()
    assert _specification(batch=7, retries=0, at_once=3, credentials={"kind": "metadata"}).digest == said.digest
    other = _specification(options={"to": "cos://c-1250000000/q/"}, where="size > 1")
    assert other.digest != said.digest
    assert said.differences(other) == [
        "options.to was 'cos://b-1250000000/q/' and is 'cos://c-1250000000/q/'",
        "where was None and is 'size > 1'",
    ]


@pytest.mark.parametrize("wrong", [{"batch": 0}, {"batch": 10**9}, {"at_once": 0}, {"surprise": 1}])
def test_what_cannot_be_is_refused(wrong: dict[str, object]) -> None:
    with pytest.raises(CosClientError):
        _specification(**wrong)


@given(st.lists(st.floats(1e-6, 1000), min_size=1, max_size=30), st.sampled_from([0.5, 0.9, 0.99]))
def test_a_percentile_is_off_by_a_twentieth_at_most(seconds: list[float], share: float) -> None:
    found = Latencies()
    for each in seconds:
        found.add(each)
    exact = sorted(seconds)[max(0, -(-int(share * 1e6) * len(seconds) // 10**6) - 1)]
    told = Latencies(found.to_json()).percentile(share)
    assert told == pytest.approx(max(exact, 1e-4), rel=0.055)


def test_no_latency_has_no_percentile() -> None:
    assert Latencies().percentile(0.5) is None


def _tally(seed: int) -> Tally:
    chance, found = random.Random(seed), Tally()  # noqa: S311
    for _ in range(50):
        found.counts[chance.choice(STATES)] += 1
        found.bytes += chance.randrange(1000)
        found.latencies.add(chance.random())
        if chance.random() < 0.3:
            found.error(chance.choice("ABC"), "key", "why")
    found.retries, found.throttles = chance.randrange(9), chance.randrange(9)
    return found


def test_counts_of_batches_add_up_to_those_of_the_job() -> None:
    whole = Tally()
    for seed in range(5):
        part = Part(seed, "b", "", "x", 1, 1.5, _tally(seed))
        whole.merge(Part.of_line(part.to_line()).tally)
    assert whole.objects == 250
    assert whole.bad == whole.counts["failed"] + whole.counts["mismatch"]
    assert sum(error["count"] for error in whole.errors.values()) == sum(
        error["count"] for seed in range(5) for error in _tally(seed).errors.values()
    )
    assert whole.latencies.percentile(0.5) == pytest.approx(0.5, abs=0.1)


def test_however_many_codes_there_are_few_are_kept() -> None:
    tally = Tally()
    for number in range(1000):
        tally.error(f"Code{number}", "key", "why")
    assert len(tally.errors) <= 51
    assert sum(error["count"] for error in tally.errors.values()) == 1000


@given(st.text(st.characters(exclude_categories=["Cs"]), min_size=1))
def test_a_row_is_one_line_whatever_the_key(key: str) -> None:
    for outcome in (Outcome(bytes=3), Outcome("failed", 0, "NoSuchKey", "not\nthere")):
        line = row(Entry(key), outcome, 0.25, 0)
        assert line.encode().count(b"\n") == 1
        said = json.loads(line)
        assert (said["key"], said["state"], said["seconds"]) == (key, outcome.state, 0.25)


def test_settings_hold_what_is_not_as_usual_and_give_it_back() -> None:
    config = CosConfig(Region="ap-guangzhou", SecretId="AKIDx", SecretKey="y", Timeout=(7, 8), Scheme="http")
    said = settings.described(config)
    assert said == {"Region": "ap-guangzhou", "Scheme": "http", "Timeout": (7, 8)}
    again = settings.config_of(json.loads(json.dumps(said)), {"Anonymous": True})
    assert again._timeout == (7, 8)
    assert again.uri("b-1250000000") == config.uri("b-1250000000")
    elsewhere = settings.config_of(said, {"Anonymous": True}, "ap-shanghai")
    assert "ap-shanghai" in elsewhere.uri("b-1250000000")


def test_a_local_server_has_every_region() -> None:
    said = settings.described(CosConfig(Endpoint="http://127.0.0.1:9000", Anonymous=True))
    assert settings.config_of(said, {"Anonymous": True}, "ap-shanghai").uri() == "http://127.0.0.1:9000/"
