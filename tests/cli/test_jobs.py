"""`cos job`, killed, interrupted and gone on with."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest

from cli.conftest import Command


@pytest.fixture
def filled(cos: Command) -> Command:
    """With 60 objects."""
    for number in range(60):
        cos.put(f"p/{number:03}", b"content")
    return cos


def _copy(cos: Command, *more: object, state: str = "job") -> tuple[object, ...]:
    words = ("job", "run", "copy", f"{cos.url}/p/", "--to", f"{cos.url}/q/", "--batch", 5, "--workers", 2)
    return (*words, "--state", state, *more)


@contextmanager
def _running(cos: Command, *words: object) -> Iterator[subprocess.Popen[bytes]]:
    """The command, while it is at work."""
    process = subprocess.Popen(
        cos.argv(*words),
        cwd=cos.folder,
        env=cos.environment,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
    )
    try:
        yield process
    finally:
        process.kill()
        process.communicate()


def _until(fulfilled: Callable[[], bool], process: subprocess.Popen[bytes]) -> None:
    deadline = time.monotonic() + 30
    while not fulfilled():
        assert process.poll() is None, process.communicate()
        assert time.monotonic() < deadline
        time.sleep(0.02)


def _parts(cos: Command) -> list[Path]:
    return sorted(cos.folder.glob("job/parts/0*"))


def _rows(cos: Command) -> list[Any]:
    return [json.loads(line) for part in _parts(cos) for line in part.read_text().splitlines()[1:]]


def _workers_of(process: subprocess.Popen[bytes]) -> list[int]:
    text = Path(f"/proc/{process.pid}/task/{process.pid}/children").read_text()
    return [int(number) for number in text.split()]


def _ended(number: int) -> bool:
    try:
        return Path(f"/proc/{number}/stat").read_text().rpartition(")")[2].split()[0] == "Z"
    except FileNotFoundError:
        return True


def test_a_job_is_planned_run_and_reported(filled: Command) -> None:
    cos = filled
    assert (
        cos("job", "plan", "copy", f"{cos.url}/p/", "--to", f"{cos.url}/q/", "--output", "json").json["objects"]
        == 60
    )
    done = cos(*_copy(cos, "--output", "json"))
    assert (done.code, done.json["ok"], done.json["how"]) == (0, 60, "done")
    assert len(cos.keys("q/")) == 60
    assert cos("job", "status", "job").out.startswith("copy: done\n60 ok")
    rows = cos("job", "report", "job", "--rows").lines
    assert {row["key"] for row in rows} == {f"p/{number:03}" for number in range(60)}
    assert rows[0]["bucket"] == cos.bucket


def test_programs_get_a_line_for_each_batch(filled: Command) -> None:
    *batches, last = filled(*_copy(filled, "--batch", 20, "--output", "ndjson")).lines
    assert [batch["objects"] for batch in batches] == [20, 40, 60]
    assert (last["how"], last["objects"]) == ("done", 60)


def test_conditions_choose(filled: Command) -> None:
    cos = filled
    assert cos(*_copy(cos, "--where", "key like '*5'", "--output", "json")).json["ok"] == 6
    wrong = cos(*_copy(cos, "--where", "colour = red", state="other"))
    assert wrong.code == 1
    assert "colour" in wrong.err


def test_what_failed_is_a_manifest_of_the_next_job(filled: Command) -> None:
    cos = filled
    with cos.server.add_fault("copy_object key=q/00* status=403"):
        done = cos(*_copy(cos, "--output", "json"))
    assert (done.code, done.json["ok"], done.json["failed"]) == (5, 50, 10)
    assert done.json["errors"][0]["code"] == "AccessDenied"
    again = cos("job", "run", "copy", "--manifest", "job/failed.csv", "--to", f"{cos.url}/r/", "--state", "again",
                "--output", "json")  # fmt: skip
    assert (again.code, again.json["ok"]) == (0, 10)
    assert len(cos.keys("r/")) == 10


def test_too_many_failures_end_it(filled: Command) -> None:
    cos = filled
    with cos.server.add_fault("copy_object status=403"):
        done = cos(*_copy(cos, "--max-failures", 7, "--output", "json"))
    assert (done.code, done.json["how"]) == (5, "too many failures")
    assert 7 < done.json["failed"] < 60
    gone_on = cos("job", "resume", "job", "--output", "json")
    assert (gone_on.json["how"], gone_on.json["objects"]) == ("done", 60)


def test_what_all_would_meet_ends_it_at_once(filled: Command) -> None:
    cos = filled
    nowhere = ("--to", "cos://nowhere-1250000000/q/", "--state", "job", "--batch", 5, "--workers", 2)
    done = cos("job", "run", "copy", f"{cos.url}/p/", *nowhere)
    assert done.code == 3
    assert "NoSuchBucket" in done.err
    assert "never retrieved" not in done.err
    assert cos("job", "status", "job").out.startswith("copy: failed: ")


def test_a_killed_driver_loses_nothing_and_its_workers_end(filled: Command) -> None:
    cos = filled
    with cos.server.add_fault("copy_object delay=0.05"), _running(cos, *_copy(cos, "--at-once", 2)) as driver:
        _until(lambda: len(_parts(cos)) >= 3, driver)
        workers = _workers_of(driver)
        driver.kill()
        driver.wait()
        noted = {row["key"] for row in _rows(cos)}
        deadline = time.monotonic() + 10
        while not all(map(_ended, workers)):
            assert time.monotonic() < deadline
            time.sleep(0.02)
    assert 15 <= len(noted) < 60
    assert cos("job", "status", "job").out.startswith("copy: killed")
    with cos.server.add_fault("copy_object delay=0.001") as fault:
        done = cos("job", "resume", "job", "--output", "json")
    assert (done.code, _there(done.json), done.json["runs"]) == (0, 60, 2)
    assert fault.hits + done.json["skipped"] == 60 - len(noted)
    assert len(cos.keys("q/")) == 60
    assert len(_rows(cos)) == 60


def test_a_killed_worker_is_replaced_and_its_batch_done_by_another(filled: Command) -> None:
    cos = filled
    words = _copy(cos, "--at-once", 2, "--output", "json")
    with cos.server.add_fault("copy_object delay=0.05"), _running(cos, *words) as driver:
        _until(lambda: len(_parts(cos)) >= 2, driver)
        os.kill(_workers_of(driver)[0], signal.SIGKILL)
        out, err = driver.communicate(timeout=60)
    said = json.loads(out)
    assert (driver.returncode, _there(said), said["failed"]) == (0, 60, 0), err
    assert len(_rows(cos)) == 60


def test_ctrl_c_lets_batches_end_and_says_how_to_go_on(filled: Command) -> None:
    cos = filled
    with cos.server.add_fault("copy_object delay=0.05"), _running(cos, *_copy(cos, "--at-once", 2)) as driver:
        _until(lambda: len(_parts(cos)) >= 2, driver)
        driver.send_signal(signal.SIGINT)
        out, err = driver.communicate(timeout=60)
    assert driver.returncode == 130
    assert b"cos job resume job" in err
    assert b"interrupted" in out
    assert cos("job", "status", "job").out.startswith("copy: interrupted")
    assert _there(cos("job", "resume", "job", "--output", "json").json) == 60


def test_ctrl_c_does_not_wait_for_what_a_rate_holds_back(filled: Command) -> None:
    cos = filled
    with _running(cos, *_copy(cos, "--batch", 1000, "--rate", 0.5)) as driver:
        _until(lambda: bool(cos.keys("q/")), driver)
        driver.send_signal(signal.SIGINT)
        out, err = driver.communicate(timeout=60)  # of the two minutes that it would take
    assert (driver.returncode, b"interrupted" in out) == (130, True), err
    assert 1 <= len(_rows(cos)) < 60
    assert _there(cos("job", "resume", "job", "--output", "json").json) == 60
    assert len(_rows(cos)) == 60
    requests = [each for each in cos.server.requests if each.bucket == cos.bucket]
    assert [each.operation for each in requests].count("copy_object") == 60


def test_a_second_ctrl_c_ends_it_at_once(filled: Command) -> None:
    cos = filled
    with cos.server.add_fault("copy_object delay=60 skip=12"), _running(cos, *_copy(cos)) as driver:
        _until(lambda: len(_parts(cos)) >= 1, driver)
        driver.send_signal(signal.SIGINT)
        assert driver.stderr is not None
        while b"Ctrl-C again" not in driver.stderr.readline():
            assert driver.poll() is None
        driver.send_signal(signal.SIGINT)
        driver.communicate(timeout=50)
    assert driver.returncode == 130
    assert _there(cos("job", "resume", "job", "--output", "json").json) == 60


def test_a_job_is_cancelled_from_elsewhere(filled: Command) -> None:
    cos = filled
    with cos.server.add_fault("copy_object delay=0.2"), _running(cos, *_copy(cos, "--at-once", 1)) as driver:
        _until(lambda: len(_parts(cos)) >= 1, driver)
        assert cos("job", "cancel", "job").code == 0
        driver.communicate(timeout=60)
    assert driver.returncode == 130
    assert cos("job", "status", "job").out.startswith("copy: cancelled")


def test_two_drivers_do_not_work_on_one_job(filled: Command) -> None:
    cos = filled
    with cos.server.add_fault("copy_object delay=0.1"), _running(cos, *_copy(cos, "--at-once", 1)) as driver:
        _until(lambda: len(_parts(cos)) >= 1, driver)
        other = cos(*_copy(cos))
        assert other.code == 1
        assert f"another driver is at work on job: process {driver.pid}" in other.err


def test_mistakes_are_told_before_anything_is_done(cos: Command) -> None:
    assert cos("job", "run", "copy", "--to", f"{cos.url}/q/").code == 2
    assert cos("job", "run", "copy", f"{cos.url}/p/", "--to", "elsewhere").code == 1
    nothing = cos("job", "status", "nowhere")
    assert (nothing.code, "there is no job in nowhere" in nothing.err) == (1, True)
    assert not (cos.folder / "nowhere").exists()


def _there(said: dict[str, Any]) -> int:
    """Copied, or found copied by a batch that was lost."""
    return int(said["ok"]) + int(said["skipped"])
