"""`cos sync`, and which items take part."""

from __future__ import annotations

import json
import os

from cli.conftest import Command


def test_only_what_differs_is_sent(cos: Command) -> None:
    cos.write("site/a.txt", b"one")
    cos.write("site/b/c.txt", b"two")
    assert cos("sync", "site", f"{cos.url}/w").out.count("upload ") == 2
    again = cos("sync", "site", f"{cos.url}/w", "--output", "json").json["summary"]
    assert (again["uploaded"], again["skipped"]) == (0, 2)


def test_an_edit_of_the_same_size_is_not_missed(cos: Command) -> None:
    file = cos.write("site/a.txt", b"one")
    cos("sync", "site", f"{cos.url}/w")
    before = file.stat().st_mtime_ns
    file.write_bytes(b"two")
    os.utime(file, ns=(before + 10**9, before + 10**9))
    assert "upload" in cos("sync", "site", f"{cos.url}/w").out
    assert cos.get("w/a.txt") == b"two"
    file.write_bytes(b"six")  # and of the same time: only the content tells
    os.utime(file, ns=(before + 10**9, before + 10**9))
    assert cos("sync", "site", f"{cos.url}/w", "--size-only").out == ""
    assert cos("sync", "site", f"{cos.url}/w", "--checksum").out.startswith("upload")
    assert cos.get("w/a.txt") == b"six"


def test_what_is_newer_there_is_left_alone(cos: Command) -> None:
    file = cos.write("site/a.txt", b"edited, and older than what was stored since")
    os.utime(file, (1, 1))
    cos.put("w/a.txt", b"new")
    assert cos("sync", "site", f"{cos.url}/w", "--update").err == "1 skipped\n"
    assert cos.get("w/a.txt") == b"new"
    assert "upload" in cos("sync", "site", f"{cos.url}/w").out
    os.utime(file, (2, 2))
    file.write_bytes(b"newer")
    assert "upload" in cos("sync", "site", f"{cos.url}/w", "--update").out


def test_it_goes_back_and_across(cos: Command) -> None:
    cos.put("w/a.txt", b"a")
    cos.put("w/d/b.txt", b"b")
    assert cos("sync", f"{cos.url}/w", "down").code == 0
    assert (cos.folder / "down/d/b.txt").read_bytes() == b"b"
    assert cos("sync", f"{cos.url}/w", f"{cos.url}/x").code == 0
    assert cos.keys("x/") == ["x/a.txt", "x/d/b.txt"]
    assert cos("sync", "down", "other").code == 2


def test_deleting_is_guarded(cos: Command) -> None:
    cos.put("w/extra", b"x")
    cos.put("w/spared.log", b"x")
    cos.write("site/a.txt", b"a")
    refused = cos("sync", "site", f"{cos.url}/w", "--delete")
    assert (refused.code, "--yes" in refused.err) == (2, True)
    dry = cos("sync", "site", f"{cos.url}/w", "--delete", "--dry-run", "--exclude", "*.log")
    assert dry.out.splitlines() == [
        f"would upload site/a.txt -> {cos.url}/w/a.txt",
        f"would delete {cos.url}/w/extra",
    ]
    (cos.folder / "empty").mkdir()
    for source in ("empty", "none", f"{cos.url}/none"):
        assert cos("sync", source, f"{cos.url}/w", "--delete", "--yes").code != 0
    assert cos.keys() == ["w/extra", "w/spared.log"]
    assert cos("sync", "site", f"{cos.url}/w", "--delete", "--yes", "--exclude", "*.log").code == 0
    assert cos.keys() == ["w/a.txt", "w/spared.log"]


def test_the_last_pattern_that_fits_decides(cos: Command) -> None:
    for name in ("a.txt", "b.bin", "logs/c.txt", "logs/d.log", "keep/e.tmp"):
        cos.put(name, b"x")

    def chosen(*words: str) -> list[str]:
        return [row["name"] for row in cos("find", cos.url, *words, "--output", "ndjson").lines]

    assert chosen("--include", "*.txt") == ["a.txt", "logs/c.txt"]
    assert chosen("--exclude", "*", "--include", "*.txt", "--exclude", "logs/") == ["a.txt"]
    assert chosen("--exclude", "*.tmp", "--include", "keep/") == [
        "a.txt",
        "b.bin",
        "keep/e.tmp",
        "logs/c.txt",
        "logs/d.log",
    ]
    assert chosen("--include", "logs/", "--exclude", "*.log") == ["logs/c.txt"]
    assert chosen("--min-size", "2") == []
    assert len(chosen("--newer-than", "1h", "--max-size", "1K")) == 5
    assert cos("find", cos.url, "--newer-than", "yesterday").code == 2
    assert cos("find", cos.url, "--min-size", "2", "--fail-on-empty").code == 7
    assert cos("find", cos.url, "--name", "*.bin", "-0").raw == f"{cos.url}/b.bin\0".encode()


def test_names_come_from_a_file_or_a_pipe(cos: Command) -> None:
    for name in ("a", "b", "d/1", "d/2"):
        cos.write(f"site/{name}", b"x")
    assert cos("sync", "site", cos.url, "--files-from", "-", stdin=b"a\n./d/1\n").code == 0
    assert cos.keys() == ["a", "d/1"]
    (cos.folder / "names").write_text("d/\n")
    assert cos("cp", "-r", "site", cos.url, "--files-from", "names", "-q").err == ""
    assert cos.keys() == ["a", "d/1", "d/2"]
    assert cos("cp", "-r", "site", cos.url, "--from-failed", "names").code == 2


def test_the_summary_is_told_and_written(cos: Command) -> None:
    cos.write("site/a", b"12345")
    ended = cos("sync", "site", cos.url, "--summary", "s.json", "--bwlimit", "1M", "-j", "2")
    assert ended.err.startswith("1 uploaded, 5 B in ")
    written = json.loads((cos.folder / "s.json").read_text())
    assert (written["uploaded"], written["bytes"], written["failures"]) == (1, 5, [])
    shown = cos("-q", "cp", "site/a", cos.url, "--summary", "-")
    assert (shown.json["uploaded"], (cos.folder / "-").exists()) == (1, False)


def test_what_the_network_did_is_tried_again_at_the_end(cos: Command) -> None:
    cos.write("site/a", b"a")
    cos.write("site/b", b"b")
    cos.put("w/extra")
    for words in (("cp", "-r", "site", f"{cos.url}/c"), ("sync", "site", f"{cos.url}/w", "--delete", "--yes")):
        with cos.server.fault("put_object", status=503, count=1) as fault:
            ended = cos(*words, "--retries", "0", "--output", "json")
        assert (ended.code, fault.hits) == (0, 1)
        summary = ended.json["summary"]
        assert (summary["uploaded"], summary["failed"]) == (2, 0)
    assert cos.keys() == ["c/a", "c/b", "w/a", "w/b"]
    with cos.server.fault("put_object", status=503):
        ended = cos("cp", "-r", "site", f"{cos.url}/d", "--retries", "0")
    assert (ended.code, ended.err.count("failed: upload")) == (5, 2)


def test_a_name_that_is_not_there_is_a_failure(cos: Command) -> None:
    cos.write("site/a", b"a")
    for words in (("cp", "-r"), ("sync",)):
        ended = cos(*words, "site", cos.url, "--files-from", "-", stdin=b"a\nslip\n")
        assert (ended.code, "slip is not there" in ended.err) == (5, True)


def test_mistakes_are_told_in_words_of_options_and_at_the_beginning(cos: Command) -> None:
    cos.write("site/a", b"a")
    cos.put("w/extra")
    (cos.folder / "empty").mkdir()
    guarded = cos("sync", "empty", f"{cos.url}/w", "--delete", "--yes")
    assert (guarded.code, "say --force if that is meant" in guarded.err) == (1, True)
    assert "the file cannot be read" in cos("cp", "none", cos.url).err
    for words in (("--failed", "none/f"), ("--summary", "none/s")):
        ended = cos("sync", "site", cos.url, *words)
        assert (ended.code, "cannot be written" in ended.err) == (2, True)
    assert cos.keys() == ["w/extra"]
