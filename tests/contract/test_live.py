"""`make live`, with a second local server as the real COS."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from docs.pages import ROOT
from qcloud_cos import CosS3Client
from qcloud_cos.server import Account, LocalCos

OTHERS = "not-of-this-run-1300000007"
STORIES = ["tests/behaviour/test_tagging.py", "tests/behaviour/test_versions.py"]


@pytest.fixture
def real(tmp_path: Path) -> Iterator[LocalCos]:
    """One with another account, and with a bucket that is somebody's."""
    account = Account("1300000007", "100000000777", "AKIDotherotherother", "other-key")
    with LocalCos(tmp_path / "real", accounts=[account], durability="os") as cos:
        CosS3Client(cos.config()).create_bucket(Bucket=OTHERS)
        yield cos


def told(arguments: list[str], **environment: str) -> subprocess.CompletedProcess[str]:
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("COS_LIVE_", "PYTEST_"))}
    return subprocess.run(
        [sys.executable, "scripts/real_cos.py", *arguments],
        cwd=ROOT,
        env=kept | environment,
        capture_output=True,
        text=True,
        timeout=300,
    )


def asked_of(cos: LocalCos, arguments: list[str]) -> subprocess.CompletedProcess[str]:
    account = cos.account
    return told(
        arguments,
        COS_LIVE_SECRET_ID=account.secret_id,
        COS_LIVE_SECRET_KEY=account.secret_key,
        COS_LIVE_APPID=account.appid,
        COS_LIVE_REGION="ap-guangzhou",
        COS_LIVE_ENDPOINT=cos.endpoint,
    )


def buckets(cos: LocalCos) -> list[str]:
    found = CosS3Client(cos.config()).list_buckets()["Buckets"]
    return [entry["Name"] for entry in found["Bucket"]] if found else []


def test_without_keys_it_says_what_it_needs_and_asks_nobody() -> None:
    done = told([], COS_LIVE_SECRET_ID="AKIDmine")
    assert done.returncode == 2
    assert "COS_LIVE_SECRET_KEY" in done.stdout
    assert "COS_LIVE_REGION" in done.stdout
    assert "AKIDmine" not in done.stdout


def test_stories_and_samples_are_told_and_nothing_is_left(real: LocalCos) -> None:
    done = asked_of(real, [*STORIES, "tests/live/answers.py"])
    assert (done.returncode, done.stderr) == (0, "")
    assert " 0 differences" in done.stdout
    assert buckets(real) == [OTHERS]


def test_what_differs_is_listed(real: LocalCos) -> None:
    with real.fault("get_object_tagging", status=500):
        done = asked_of(real, STORIES[:1])
    assert done.returncode == 1
    assert "test_tagging.py::" in done.stdout
    assert "get_object_tagging: 500" in done.stdout
    assert real.account.secret_key not in done.stdout
    assert buckets(real) == [OTHERS]
