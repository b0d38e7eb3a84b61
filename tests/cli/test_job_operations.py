"""The operations of `cos job`, with their options as users write them."""

from __future__ import annotations

import subprocess
import time
from pathlib import Path
from typing import Any

import pytest

from cli.conftest import Command


@pytest.fixture
def filled(cos: Command) -> Command:
    for name in ("a", "b", "c"):
        cos.put(f"p/{name}", b"content")
    return cos


def _run(cos: Command, operation: str, *words: object) -> dict[str, object]:
    done = cos("job", "run", operation, *words, "--workers", 1, "--output", "json")
    assert done.code == 0, done.err
    found: dict[str, object] = done.json
    return found


def test_options_reach_the_operations(filled: Command, tmp_path: Path) -> None:
    cos, url = filled, filled.url
    words = ("--storage-class", "STANDARD_IA", "--header", "Content-Type=text/x-a", "--tag", "k=v=w")
    assert _run(cos, "copy", f"{url}/p/", "--to", f"{url}/q/", *words)["ok"] == 3
    head = cos.client.head_object(cos.bucket, "q/a")
    assert (head["Content-Type"], head["x-cos-storage-class"]) == ("text/x-a", "STANDARD_IA")
    assert _run(cos, "verify", f"{url}/p/", "--against", f"{url}/q/")["ok"] == 3
    assert _run(cos, "tag", f"{url}/q/", "--mode", "merge", "--tag", "n=1")["ok"] == 3
    found: Any = cos.client.get_object_tagging(cos.bucket, "q/a")
    assert {each["Key"]: each["Value"] for each in found["TagSet"]["Tag"]} == {"k": "v=w", "n": "1"}
    assert _run(cos, "set-class", f"{url}/q/", "--storage-class", "ARCHIVE")["ok"] == 3
    assert _run(cos, "restore", f"{url}/q/", "--days", 1, "--tier", "Bulk")["ok"] == 3
    assert _run(cos, "set-acl", f"{url}/q/", "--acl", "private")["ok"] == 3
    assert _run(cos, "checksum", f"{url}/p/", "--no-md5")["bytes"] == 21
    assert _run(cos, "map", f"{url}/p/", "--function", "builtins:print")["ok"] == 3
    cos.client.put_object(cos.bucket, b"otherwise", "r/a")
    words = ("--to", f"{url}/r/", "--overwrite", "never", "--strip", "p/")
    assert _run(cos, "move", f"{url}/p/", *words)["skipped"] == 1
    assert cos.keys("p/") == ["p/a"]
    assert cos.keys("r/") == ["r/a", "r/b", "r/c"]


def test_deleting_is_asked_about_and_takes_versions(filled: Command) -> None:
    cos, url = filled, filled.url
    cos.client.put_bucket_versioning(cos.bucket, "Enabled")
    cos.put("p/a", b"later")
    refused = cos("job", "run", "delete", f"{url}/p/")
    assert refused.code == 2
    assert "say --yes if it is meant" in refused.err
    words = ("--versions", "--where", "latest = false", "--yes")
    assert _run(cos, "delete", f"{url}/p/", *words)["ok"] == 1
    assert _run(cos, "delete", f"{url}/p/", "--yes")["ok"] == 3
    assert cos.keys("p/") == []


def test_a_mismatch_has_its_own_exit_code(filled: Command) -> None:
    cos, url = filled, filled.url
    done = cos("job", "run", "verify", f"{url}/p/", "--against", f"{url}/q/", "--workers", 1, "--state", "job")
    assert done.code == 6
    assert "Missing" in done.out
    assert cos("job", "report", "job", "--rows").lines[0]["code"] == "Missing"


@pytest.mark.parametrize(
    ("words", "why"),
    [
        (("tag", "cos://b-1/", "--tag", "k"), "--tag takes NAME=VALUE, not 'k'"),
        (("tag", "cos://b-1/"), "tags are given with set and merge"),
        (("map", "cos://b-1/", "--function", "a:b", "--arguments", "["), "--arguments is no JSON"),
        (("map", "cos://b-1/", "--function", "a:b", "--arguments", "[]"), '--arguments takes {"name": value}'),
        (("head", "--manifest", "a.csv", "--versions"), "--versions goes with a prefix"),
        (("head", "cos://b-1/", "--bucket", "b-2"), "go with --manifest"),
        (("head",), "name the objects"),
        (("head", "keys.csv"), "'keys.csv' is not a place in COS"),
    ],
)
def test_options_that_cannot_be_are_said(cos: Command, words: tuple[str, ...], why: str) -> None:
    done = cos("job", "run", *words)
    assert done.code in (1, 2)
    assert why in done.err


def test_a_move_that_is_killed_loses_nothing(cos: Command) -> None:
    keys = [f"p/{number:02}" for number in range(40)]
    for key in keys:
        cos.put(key, key.encode())
    words = ("job", "run", "move", f"{cos.url}/p/", "--to", f"{cos.url}/q/", "--batch", 5, "--workers", 2)
    with cos.server.add_fault("delete_object delay=0.05"):
        process = subprocess.Popen(
            cos.argv(*words, "--state", "job", "--at-once", 2),
            cwd=cos.folder,
            env=cos.environment,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )
        while len(list(cos.folder.glob("job/parts/0*"))) < 2:
            assert process.poll() is None
            time.sleep(0.02)
        process.kill()
        process.wait()
    left, moved = cos.keys("p/"), cos.keys("q/")
    assert {key.removeprefix("p/") for key in left} | {key.removeprefix("q/") for key in moved} == {
        key.removeprefix("p/") for key in keys
    }
    assert 0 < len(left) < 40
    done = cos("job", "resume", "job", "--output", "json")
    assert (done.code, done.json["failed"]) == (0, 0)
    assert cos.keys("p/") == []
    assert [key.replace("q/", "p/") for key in cos.keys("q/")] == keys
    for key in keys:
        assert cos.client.get_object(cos.bucket, key.replace("p/", "q/"))["Body"].read() == key.encode()
