"""`cos cp` and `cos mv`."""

from __future__ import annotations

import json
import os
import shlex
import stat
import subprocess

from cli.conftest import Command


def test_a_file_goes_up_and_comes_back(cos: Command) -> None:
    cos.write("photo.jpg", b"p" * 3000)
    assert cos("cp", "photo.jpg", f"{cos.url}/photos/").code == 0
    assert cos.get("photos/photo.jpg") == b"p" * 3000
    assert cos("cp", f"{cos.url}/photos/photo.jpg", "back/").code == 0
    assert (cos.folder / "back/photo.jpg").read_bytes() == b"p" * 3000


def test_several_sources_go_into_a_directory(cos: Command) -> None:
    cos.write("a.txt", b"a")
    cos.write("b.txt", b"b")
    assert cos("cp", "a.txt", "b.txt", f"{cos.url}/t/").code == 0
    assert cos.keys() == ["t/a.txt", "t/b.txt"]
    refused = cos("cp", "a.txt", "b.txt", f"{cos.url}/t/c.txt")
    assert refused.code == 2
    assert "several sources go into a directory" in refused.err


def test_directories_need_recursive_and_take_their_content_along(cos: Command) -> None:
    cos.write("site/index.html", b"i")
    cos.write("site/img/a.png", b"png")
    cos.write("site/img/a.tmp", b"tmp")
    assert cos("cp", "site", f"{cos.url}/www").code == 2
    ended = cos("cp", "-r", "site", f"{cos.url}/www", "--exclude", "*.tmp", "--output", "json")
    assert ended.code == 0
    assert {item["name"] for item in ended.json["items"]} == {"index.html", "img/a.png"}
    assert ended.json["summary"]["uploaded"] == 2
    assert cos("cp", "-r", f"{cos.url}/www", "copy").code == 0
    assert (cos.folder / "copy/img/a.png").read_bytes() == b"png"
    assert cos("cp", "-r", f"{cos.url}/www", f"{cos.url}/again").code == 0
    assert cos.keys("again/") == ["again/img/a.png", "again/index.html"]


def test_standard_input_and_output_are_streams(cos: Command) -> None:
    content = os.urandom(25 * 1024 * 1024)
    assert cos("cp", "-", f"{cos.url}/stream", "--part-size", "5M", stdin=content).code == 0
    assert cos.client.head_object(cos.bucket, "stream")["ETag"].endswith('-5"')
    assert cos("cp", f"{cos.url}/stream", "-").raw == content


def test_a_dry_run_does_nothing(cos: Command) -> None:
    cos.write("d/a.txt", b"a")
    ended = cos("cp", "-rn", "d", f"{cos.url}/d")
    assert ended.code == 0
    assert ended.out == f"would upload d/a.txt -> {cos.url}/d/a.txt\n"
    assert cos.keys() == []


def test_what_failed_can_be_tried_again(cos: Command) -> None:
    cos.write("d/a.txt", b"a")
    cos.write("d/b.txt", b"b").chmod(0)
    (cos.folder / "d/c.txt").symlink_to("nowhere")
    if os.geteuid() == 0:  # who may read anything
        (cos.folder / "d/b.txt").unlink()
        (cos.folder / "d/b.txt").symlink_to("b.txt")
    ended = cos("cp", "-r", "--follow-symlinks", "d", f"{cos.url}/d", "--failed", "f", "--summary", "s")
    assert ended.code == 5
    assert "failed: upload" in ended.err
    assert cos.keys() == ["d/a.txt"]
    for name in ("b.txt", "c.txt"):
        (cos.folder / "d" / name).unlink()
        cos.write(f"d/{name}", name.encode())
    again = cos("cp", "-r", "d", f"{cos.url}/d", "--from-failed", "f", "--output", "ndjson")
    assert again.code == 0
    assert sorted(line["name"] for line in again.lines[:-1]) == ["b.txt", "c.txt"]
    assert again.lines[-1]["summary"]["uploaded"] == 2


def test_what_is_moved_is_gone_where_it_was(cos: Command) -> None:
    cos.write("m/a.txt", b"a")
    cos.write("m/b.txt", b"b")
    assert cos("mv", "m/a.txt", f"{cos.url}/x/").code == 0
    assert not (cos.folder / "m/a.txt").exists()
    assert cos("mv", "-r", "m", f"{cos.url}/x").code == 0
    assert os.listdir(cos.folder / "m") == []
    assert cos("mv", "-r", f"{cos.url}/x", f"{cos.url}/y").code == 0
    assert cos.keys() == ["y/a.txt", "y/b.txt"]
    assert cos("mv", f"{cos.url}/y/a.txt", f"{cos.url}/y/a.txt").code == 2
    assert cos("mv", "-r", f"{cos.url}/y", f"{cos.url}/y").code != 0
    assert cos("mv", f"{cos.url}/y/a.txt", f"{cos.url}/y/").code == 2
    assert cos("mv", "-r", f"{cos.url}/y", "down").code == 0
    assert cos.keys() == []
    assert (cos.folder / "down/b.txt").read_bytes() == b"b"


def test_headers_go_along(cos: Command) -> None:
    cos.write("a.css", b"a")
    cos("cp", "a.css", f"{cos.url}/a.css", "--content-type", "text/css", "--meta", "Author=Li", "--storage-class",
        "STANDARD_IA")  # fmt: skip
    head = cos.client.head_object(cos.bucket, "a.css")
    assert (head["Content-Type"], head["x-cos-storage-class"]) == ("text/css", "STANDARD_IA")
    assert head["x-cos-meta-author"] == "Li"  # type: ignore[typeddict-item]


def test_one_failure_is_told_once(cos: Command) -> None:
    for words in (("cp", "none", cos.url), ("cp", f"{cos.url}/none", "."), ("mv", f"{cos.url}/none", ".")):
        ended = cos(*words)
        assert (ended.code, ended.out) == (3, "")
        assert ended.err.startswith("cos: ")
        assert ended.err.count("cos: ") == 1, ended.err
        assert "failed" not in ended.err
    cos.write("a")
    ended = cos("cp", "a", f"{cos.url}9/", "--output", "json", "--failed", "f")
    assert (ended.code, ended.json["summary"]["failed"], ended.err.count("NoSuchBucket")) == (3, 1, 1)
    assert json.loads((cos.folder / "f").read_text())["name"] == "a"


def test_files_are_stored_as_what_their_names_say(cos: Command) -> None:
    def kind(key: str) -> str:
        return cos.client.head_object(cos.bucket, key)["Content-Type"]

    cos.write("site/page.html", b"<p>")
    cos("cp", "site/page.html", f"{cos.url}/page")
    cos("cp", "site/page.html", f"{cos.url}/page.txt")
    cos("cp", "site/page.html", f"{cos.url}/page.bin", "--content-type", "text/x-mine")
    cos("cp", "-", f"{cos.url}/stream.css", stdin=b"a {}")
    cos("cp", "-r", "site", f"{cos.url}/tree")
    cos("sync", "site", f"{cos.url}/synced")
    assert [kind(key) for key in ("page", "page.txt", "page.bin", "stream.css")] == [
        "text/html", "text/plain", "text/x-mine", "text/css",
    ]  # fmt: skip
    assert [kind(f"{where}/page.html") for where in ("tree", "synced")] == ["text/html", "text/html"]
    cos("mv", f"{cos.url}/page", f"{cos.url}/moved.bin")
    assert kind("moved.bin") == "text/html"


def test_pipes_and_devices_are_streams(cos: Command) -> None:
    pipe = cos.folder / "pipe"
    os.mkfifo(pipe)
    content = os.urandom(3_000_000)
    with subprocess.Popen(["sh", "-c", "cat > pipe"], stdin=subprocess.PIPE, cwd=cos.folder) as writer:
        upload = subprocess.Popen(
            cos.argv("cp", "pipe", f"{cos.url}/up.html"), cwd=cos.folder, env=cos.environment
        )
        writer.communicate(content)
        assert upload.wait(60) == 0
    assert cos.get("up.html") == content
    with subprocess.Popen(["sh", "-c", "cat pipe > got"], cwd=cos.folder):
        assert cos("cp", f"{cos.url}/up.html", "pipe").code == 0
    assert (cos.folder / "got").read_bytes() == content
    for words in (("mv", "pipe", cos.url), ("mv", f"{cos.url}/up.html", "pipe")):
        assert cos(*words).code == 2
    assert pipe.is_fifo()
    assert cos("cp", f"{cos.url}/up.html", "/dev/null", "--output", "json").json["summary"]["bytes"] == 3_000_000
    assert not stat.S_ISREG(os.stat("/dev/null").st_mode)


def test_names_that_are_not_utf8_are_told_and_stop_nothing(cos: Command) -> None:
    folder = os.fsencode(cos.folder / "d")
    cos.write("d/good")
    with open(folder + b"/bad\xff", "wb") as file:
        file.write(b"bad")
    os.mkdir(folder + b"/dir\xfe")
    tree = cos(
        "cp", "-r", "d", f"{cos.url}/d", "--output", "json", "--summary", "s", PYTHONIOENCODING="utf-8:strict"
    )
    assert (tree.code, tree.json["summary"]["failed"], cos.keys()) == (5, 2, ["d/good"])
    assert {each["name"] for each in tree.json["summary"]["failures"]} == {"bad\udcff", "dir\udcfe/"}
    assert json.loads((cos.folder / "s").read_text())["failed"] == 2
    assert cos("cp", "-r", "d", f"{cos.url}/d", "--exclude", "bad*", "--exclude", "dir*").code == 0
    bad = os.fsdecode(b"d/bad\xff")
    for words in (("cp", bad, f"{cos.url}/"), ("cp", "d/good", f"{cos.url}/{bad}"), ("ls", f"{cos.url}/{bad}")):
        refused = cos(*words)
        assert (refused.code, "no key can be" in refused.err) == (2, True)
    assert cos("cp", bad, f"{cos.url}/named").code == 0
    assert cos.get("named") == b"bad"


def test_what_fails_again_is_told_once(cos: Command) -> None:
    cos.write("d/a")
    (cos.folder / "d/loop").symlink_to("loop")
    for verb in (("cp", "-r"), ("sync",)):
        with cos.server.fault("put_object", status=503):
            ended = cos(*verb, "d", f"{cos.url}/d", "--follow-symlinks", "--retries", "0", "--output", "json")
        assert (ended.code, ended.json["summary"]["failed"]) == (5, 2)
    cos.write("other/loop")
    with cos.server.fault("put_object", status=503):
        words = ("cp", "-r", "--follow-symlinks", "d", "other", f"{cos.url}/d", "--retries", "0")
        ended = cos(*words, "--output", "json")
    assert {each["source"] for each in ended.json["summary"]["failures"]} == {"d/a", "d/loop", "other/loop"}


def test_streams_that_are_closed_are_told(cos: Command) -> None:
    cos.put("a", b"x")
    cos.write("b")

    def closed(words: list[str], stream: str) -> tuple[int, str]:
        line = f"{shlex.join(cos.argv(*words))} {stream}"
        done = subprocess.run(
            ["sh", "-c", line], cwd=cos.folder, env=cos.environment, capture_output=True, check=False
        )
        return done.returncode, done.stderr.decode()

    for words, stream in (
        (["cat", f"{cos.url}/a"], ">&-"),
        (["cp", f"{cos.url}/a", "-"], ">&-"),
        (["cp", "-", f"{cos.url}/c"], "<&-"),
    ):
        code, err = closed(words, stream)
        assert (code, "is closed" in err, "Traceback" in err) == (1, True, False)
    for stream in (">&-", "2>&-", "<&-", ">&- 2>&- <&-"):
        assert closed(["cp", "b", f"{cos.url}/b"], stream)[0] == 0
    if os.path.exists("/dev/full"):
        code, err = closed(["cat", f"{cos.url}/a"], ">/dev/full")
        assert (code, "No space left" in err, "Traceback" in err) == (1, True, False)


def test_a_disk_that_is_full_leaves_what_was_there(cos: Command) -> None:
    cos.put("big", bytes(3_000_000))
    cos.write("big", b"before")
    for words in ([f"{cos.url}/big", "big"], ["-r", cos.url, "."]):
        line = f"ulimit -f 1000; {shlex.join(cos.argv('cp', *words))}"
        done = subprocess.run(
            ["sh", "-c", line], cwd=cos.folder, env=cos.environment, capture_output=True, check=False
        )
        assert (done.returncode, b"File too large" in done.stderr) == (1 if len(words) == 2 else 5, True)
    assert (cos.folder / "big").read_bytes() == b"before"
    assert sorted(each.name for each in cos.folder.iterdir()) == ["big", "home"]


def test_damage_and_silence_are_told_and_leave_nothing(cos: Command) -> None:
    cos.put("a", bytes(3_000_000))
    for fault, code, told in (
        ({"corrupt": True}, 6, "damaged on its way"),
        ({"truncate": 1000}, 6, "ended early"),
        ({"delay": 3.0, "before": True}, 1, "--timeout changes this"),
    ):
        with cos.server.fault("get_object", **fault):
            for words in (("cp", f"{cos.url}/a", "a"), ("cat", f"{cos.url}/a")):
                ended = cos(*words, "--retries", "0", "--timeout", "0.3")
                assert (ended.code, told in ended.err) == (code, True), ended.err
        assert [each.name for each in cos.folder.iterdir()] == ["home"]


def test_files_among_directories_go_along(cos: Command) -> None:
    cos.write("a.txt", b"a")
    cos.write("d/b.txt", b"b")
    assert cos("cp", "-r", "a.txt", "d", f"{cos.url}/all").code == 0
    assert cos.keys() == ["all/a.txt", "all/d/b.txt"]
    assert cos("cp", "-r", "a.txt", f"{cos.url}/one.txt").code == 0
    assert cos.get("one.txt") == b"a"
    assert cos("mv", "-r", "a.txt", "d", f"{cos.url}/moved/").code == 0
    assert cos.keys("moved/") == ["moved/a.txt", "moved/d/b.txt"]
    for words in (("cp", "-r", f"{cos.url}/one.txt", "."), ("rm", "-r", f"{cos.url}/one.txt")):
        assert "leave out --recursive" in cos(*words).err
    assert cos.get("one.txt") == b"a"
