"""`cos mb`, `rb`, `ls`, `stat`, `cat`, `head`, `hash`, `rm`; and the exit codes."""

from __future__ import annotations

import json
import shlex
import subprocess
import sys
from typing import Any

from cli.conftest import Command
from qcloud_cos import __version__


def test_version_and_help_name_what_there_is(cos: Command) -> None:
    assert cos("--version").out.strip().endswith(__version__)
    shown = cos("--help")
    assert shown.code == 0
    assert "Exit codes" in shown.out
    assert cos("nonsense").code == 2


def test_a_bucket_is_made_listed_and_removed(cos: Command) -> None:
    bucket = f"other-{cos.server.account.appid}"
    assert cos("mb", f"cos://{bucket}").out == f"made cos://{bucket}/\n"
    assert cos("mb", f"cos://{bucket}").code == 1
    assert cos("mb", f"cos://{bucket}", "--exist-ok").code == 0
    assert bucket in cos("ls").out
    assert bucket in [row["bucket"] for row in cos("ls", "--output", "json").json]
    cos.client.put_object(bucket, b"x", "x")
    assert "rb --force" in cos("rb", f"cos://{bucket}").err
    assert "--yes" in cos("rb", "--force", f"cos://{bucket}").err
    assert cos("rb", "--force", "--yes", f"cos://{bucket}").code == 0
    assert not cos.client.bucket_exists(bucket)


def test_listings_are_for_people_and_for_programs(cos: Command) -> None:
    for key in ("a.txt", "d/b.txt", "d/c\nc.txt"):
        cos.put(key, b"123")
    assert [line.split()[-1] for line in cos("ls", cos.url).out.splitlines()] == ["a.txt", "d/"]
    assert cos("ls", f"{cos.url}/d/").out.splitlines()[1].endswith("d/c\\nc.txt")
    rows = cos("ls", "-r", cos.url, "--output", "ndjson").lines
    assert [(row["key"], row["size"]) for row in rows] == [("a.txt", 3), ("d/b.txt", 3), ("d/c\nc.txt", 3)]
    assert cos("ls", f"{cos.url}/none").code == 0
    assert cos("ls", f"{cos.url}/none", "--fail-on-empty").code == 7
    assert cos("--output", "json", "ls", f"{cos.url}/none").out == "[]\n"


def test_what_was_found_is_written_as_a_summary(cos: Command) -> None:
    for key in ("a.txt", "d/b.txt", "d/c.txt"):
        cos.put(key, b"123")

    def summary(*words: str) -> Any:
        assert cos(*words, "--summary", "s").code == 0
        return json.loads((cos.folder / "s").read_text())

    assert summary("ls", cos.url) == {"found": 2}
    assert summary("ls", f"{cos.url}/none") == {"found": 0}
    assert summary("find", cos.url, "--name", "*.txt") == {"found": 3}
    assert summary("find", cos.url, "-0") == {"found": 3}
    assert summary("du", cos.url, "--depth", "1", "--by-class") == {"found": 3, "bytes": 9}
    assert summary("du", f"{cos.url}/none") == {"found": 0, "bytes": 0}
    assert summary("lsparts", cos.url) == {"found": 0}
    assert cos("-q", "--summary", "-", "ls", f"{cos.url}/none").json == {"found": 0}


def test_a_command_that_counts_nothing_refuses_to_write_a_summary(cos: Command) -> None:
    refused = cos("mb", f"cos://other-{cos.server.account.appid}", "--summary", "s")
    assert (refused.code, "`cos mb` counts nothing for --summary: ls, find, du" in refused.err) == (2, True)
    assert not cos.client.bucket_exists(f"other-{cos.server.account.appid}")
    assert cos("--summary", "s", "tag", "get", cos.url).code == 2
    assert "cannot be written" in cos("ls", cos.url, "--summary", "none/s").err
    assert not (cos.folder / "s").exists()


def test_versions_are_listed(cos: Command) -> None:
    cos.client.put_bucket_versioning(cos.bucket, "Enabled")
    cos.put("a", b"1")
    cos.put("a", b"22")
    cos("rm", f"{cos.url}/a")
    rows = cos("ls", "--versions", cos.url, "--output", "json").json
    assert sorted((row["deleted"], row["latest"]) for row in rows) == [
        (False, False),
        (False, False),
        (True, True),
    ]
    old = next(row["version"] for row in rows if row.get("size") == 1)
    assert cos("cat", f"{cos.url}/a", "--version-id", old).out == "1"
    assert cos("rm", f"{cos.url}/a", "--version-id", old).code == 0
    assert len(cos("ls", "--versions", cos.url).out.splitlines()) == 2


def test_objects_are_looked_at(cos: Command) -> None:
    cos.put("a.txt", b"".join(b"line %d\n" % number for number in range(20)))
    assert cos("cat", f"{cos.url}/a.txt", "--range", "0-5").out == "line 0"
    assert cos("head", "-n", "2", f"{cos.url}/a.txt").out == "line 0\nline 1\n"
    assert cos("head", "-c", "4", f"{cos.url}/a.txt").out == "line"
    assert cos("stat", f"{cos.url}/a.txt", "--output", "json").json["Content-Length"] == "150"
    assert "Content-Length" in cos("stat", f"{cos.url}/a.txt").out
    cos.write("a.txt", cos.get("a.txt"))
    ours, theirs = cos("hash", "a.txt").out.split()[0], cos("hash", f"{cos.url}/a.txt").out.split()[0]
    assert ours == theirs


def test_a_line_ends_where_head_says_it_does(cos: Command) -> None:
    cos.put("a", b"a\rb\n\nc" * 9000)
    content = cos.get("a")
    lines = content.split(b"\n")
    for count in (0, 1, 2, 9000):
        assert cos("head", "-n", count, f"{cos.url}/a").raw == b"".join(line + b"\n" for line in lines[:count])
    assert cos("head", "-n", 99999, f"{cos.url}/a").raw == content


def test_a_reader_that_goes_away_ends_it_quietly(cos: Command) -> None:
    cos.put("big", bytes(8 * 1024 * 1024))
    line = f"set -o pipefail; {shlex.join(cos.argv('cat', f'{cos.url}/big'))} | head -c 1"
    ended = subprocess.run(["bash", "-c", line], env=cos.environment, capture_output=True, timeout=60, check=False)
    assert (ended.returncode, ended.stdout, ended.stderr) == (141, b"\0", b"")


def test_nothing_is_imported_that_is_not_needed(cos: Command) -> None:
    cos.put("a")
    code = (
        "import sys; from qcloud_cos.cli.ending import _guarded; from qcloud_cos.cli.session import Session\n"
        f"_guarded(Session(), ['cp', '{cos.url}/a', 'a'])\n"
        "print([each for each in ('rich', 'yaml', 'uvicorn', 'asyncio', 'ssl', 'duckdb') if each in sys.modules])"
    )
    done = subprocess.run(
        [sys.executable, "-c", code],
        env=cos.environment,
        cwd=cos.folder,
        capture_output=True,
        timeout=60,
        check=True,
    )
    assert done.stdout.splitlines()[-1] == b"[]"


def test_debug_shows_requests_and_no_secrets(cos: Command) -> None:
    ended = cos("ls", cos.url, "--debug")
    assert ended.code == 0
    assert "GET" in ended.err
    assert cos.server.account.secret_key not in ended.err
    assert "q-signature" not in ended.err


def test_objects_are_removed_one_by_one_or_below_a_directory(cos: Command) -> None:
    for key in ("a", "photos/1", "photos/2.tmp", "photos2/1"):
        cos.put(key)
    assert cos("rm", f"{cos.url}/a").code == 0
    assert cos("rm", f"{cos.url}/photos/").code == 2
    assert cos("rm", "-r", f"{cos.url}/photos", "--include", "*.tmp").code == 0
    assert cos.keys() == ["photos/1", "photos2/1"]
    assert cos("rm", "-r", f"{cos.url}/photos").out == f"delete {cos.url}/photos/1\n"
    assert cos("rm", "-r", cos.url).code == 2
    assert cos.keys() == ["photos2/1"]
    assert cos("rm", "-r", cos.url, "--yes").code == 0
    assert cos.keys() == []


def test_errors_say_what_to_do_and_end_as_documented(cos: Command) -> None:
    absent = cos("cat", f"{cos.url}/none")
    assert (absent.code, absent.raw) == (3, b"")
    assert "NoSuchKey" in absent.err
    assert cos("cp", "none.txt", f"{cos.url}/x").code == 3
    named = cos("ls", "cos://photos")
    assert named.code == 2
    assert "without its appid" in named.err
    refused = cos("ls", cos.url, COS_SECRET_KEY="wrong")
    assert refused.code == 4
    assert "cos doctor" in refused.err
    nobody = cos("--retries", "0", "ls", cos.url, "--endpoint", "http://127.0.0.1:1")
    assert nobody.code == 1
    assert "is the endpoint right" in nobody.err
    assert "Traceback" not in nobody.err


def test_options_go_before_or_after(cos: Command) -> None:
    name, _, appid = cos.bucket.rpartition("-")
    cos.put("a", b"x")
    for words in (
        ("--appid", appid, "cat", f"cos://{name}/a"),
        ("cat", "--appid", appid, f"cos://{name}/a"),
        ("cat", f"cos://{name}/a", "--appid", appid),
        ("--endpoint", "http://127.0.0.1:1", "cat", f"{cos.url}/a", "--endpoint", cos.server.endpoint),
    ):
        assert cos(*words).out == "x", words
    assert cos("tag", "get", f"cos://{name}", "--appid", appid).code == 0


def test_mistakes_are_told_before_anything_is_done(cos: Command) -> None:
    cos.write("a")
    for words, told in (
        (("lss",), "did you mean ls"),
        (("ls", "cos://a_b-1250000000"), "is not a bucket's name"),
        (("cat", f"{cos.url}/a", "--range", "x"), "such as 0-99"),
        (("cp", "a", f"{cos.url}/a", "--part-size", "10K"), "from 1M to 5G"),
        (("cp", "a", f"{cos.url}/a", "--bwlimit", "0"), "more than 0"),
        (("tag", "put", cos.url, "a=1", "b"), "'b' is not NAME=VALUE"),
        (("tag", "put", cos.url, "b"), "neither NAME=VALUE, JSON nor a file"),
        (("acl", "put", cos.url, "open"), "neither private, public-read"),
        (("abort", cos.url, "--upload-id", "u"), "has no key"),
        (("ls", "--endpoint", "ftp://127.0.0.1"), "'http' or 'https'"),
    ):
        ended = cos(*words)
        assert (ended.code, told in ended.err) == (2, True), ended
    assert cos.keys() == []
    assert cos("ls", "cos://").out == cos("ls").out


def test_an_endpoint_of_one_s_own_is_the_only_place_asked(cos: Command) -> None:
    asked = cos("ls", "--endpoint", "http://cos.example.invalid", "--retries", "0", "--debug")
    assert asked.code == 1
    assert "cos.example.invalid" in asked.err
    assert "myqcloud" not in asked.err


def test_keys_that_are_nowhere_end_a_tree_at_once(cos: Command) -> None:
    for name in ("a", "b", "c"):
        cos.write(f"d/{name}")
    nothing: dict[str, Any] = {
        "COS_SECRET_ID": "",
        "COS_SECRET_KEY": "",
        "COS_METADATA_DISABLED": "1",
        "COS_ENDPOINT": "",
    }
    ended = cos("cp", "-r", "d", cos.url, "--region", "ap-guangzhou", **nothing)
    assert (ended.code, ended.err.count("there are no keys")) == (4, 1)
