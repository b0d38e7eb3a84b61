"""Whole trees, up and down."""

from __future__ import annotations

import os
import time
from pathlib import Path
from typing import Any

import pytest

from behaviour.trees import contents, counts, failures, write
from behaviour.world import World
from qcloud_cos import CosClientError, Remote
from qcloud_cos.core.cancellation import Cancellation
from qcloud_cos.errors import Cancelled, NoSuchBucket
from qcloud_cos.transfer.trees import TreeEvent

MIB = 1024 * 1024
ODD_NAMES = (
    *("plain.txt", "空格 和/中 文.txt", "percent%20.txt", "question?.txt", "hash#.txt", "plus+.txt", "a&b=c.txt"),
    *("deep/down/below/file", "deep/down.txt", "deep/down-low", "deep/down0", "quote'\".txt", "back\\slash"),
    *("new\nline", "😀", "~tilde", ".hidden/.file", "...", "-", "empty", "e\u0301", "\u00e9", " ", "semi;colon"),
)


@pytest.fixture
def tree(tmp_path: Path) -> Path:
    """Files with odd names, one of more than one part; their times are years apart."""
    root = tmp_path / "tree"
    for number, name in enumerate(ODD_NAMES):
        write(root / name, b"" if name == "empty" else os.urandom(number * 37 + 1), 10**9 * number + number + 1)
    write(root / "big", os.urandom(2 * MIB + 17), 1_700_000_000)
    return root


def test_a_tree_goes_up_and_comes_down_the_same(world: World, tree: Path, tmp_path: Path) -> None:
    size = sum(len(content) for content, _ in contents(tree).values())
    up = world.do(world.client.upload_directory(world.bucket, tree, "backup", PartSize=1, ContentType="x/y"))
    assert (counts(up), up.bytes, up.failures) == ({"uploaded": len(ODD_NAMES) + 1}, size, [])
    assert sorted(world.keys()) == sorted(f"backup/{name}" for name in [*ODD_NAMES, "big"])
    head = world.do(world.client.head_object(world.bucket, "backup/big"))
    assert (head["ETag"][-3:], head["Content-Type"]) == ('-3"', "x/y")
    assert head["x-cos-meta-mtime"] == "1700000000.123456789"
    target = tmp_path / "not" / "yet"
    down = world.do(world.client.download_directory(world.bucket, "backup", target, PartSize=1))
    assert (counts(down), down.bytes) == ({"downloaded": len(ODD_NAMES) + 1}, size)
    assert contents(target) == contents(tree)


def test_what_takes_part_is_chosen_by_globs_sizes_and_times(world: World, tmp_path: Path) -> None:
    for name, size, modified in (
        ("a.txt", 5, 100),
        ("b.log", 5, 200),
        ("deep/c.txt", 50, 300),
        ("deep/d", 500, 400),
    ):
        write(tmp_path / "t" / name, bytes(size), modified)

    def upload(**chosen: Any) -> list[str]:
        world.do(world.client.delete_prefix(world.bucket, "", Force=True))
        up = world.do(world.client.upload_directory(world.bucket, tmp_path / "t", **chosen))
        keys = world.keys()
        assert counts(up) == ({"uploaded": len(keys)} if keys else {})
        return keys

    assert upload(Exclude=["*", "!deep/**"]) == ["deep/c.txt", "deep/d"]
    assert upload(Include="*.txt", Exclude="deep/") == ["a.txt"]
    assert upload(MinSize=50, MaxSize=50) == ["deep/c.txt"]
    assert upload(ModifiedAfter=200, ModifiedBefore=300.5) == ["b.log", "deep/c.txt"]
    assert upload() == ["a.txt", "b.log", "deep/c.txt", "deep/d"]
    down = world.do(world.client.download_directory(world.bucket, "deep", tmp_path / "down", Exclude="*.txt"))
    assert (counts(down), set(contents(tmp_path / "down"))) == ({"downloaded": 1}, {"d"})
    copied = world.do(world.client.copy_prefix(world.bucket, "c/", Remote(world.bucket, "deep/"), MinSize=51))
    assert (counts(copied), world.keys(Prefix="c/")) == ({"copied": 1}, ["c/d"])
    deleted = world.do(world.client.delete_prefix(world.bucket, "deep/", MinSize=51))
    assert (counts(deleted), world.keys(Prefix="deep/")) == ({"deleted": 1}, ["deep/c.txt"])
    assert counts(world.do(world.client.download_directory(world.bucket, "", tmp_path, ModifiedBefore=0))) == {}


def test_progress_tells_of_each_item_and_of_its_bytes(world: World, tmp_path: Path) -> None:
    events: list[TreeEvent] = []
    write(tmp_path / "t/big", bytes(3 * MIB), 1)
    write(tmp_path / "t/small", b"12", 1)
    world.do(
        world.client.upload_directory(world.bucket, tmp_path / "t", PartSize=1, progress_callback=events.append)
    )
    big = [event for event in events if event.key == "big"]
    assert [event.finished for event in big] == [False] * (len(big) - 1) + [True]
    assert [event.done for event in big][-2:] == [3 * MIB, 3 * MIB]
    assert {(event.action, event.path) for event in big} == {("upload", str(tmp_path / "t/big"))}
    assert sorted(event.key for event in events if event.finished) == ["big", "small"]
    assert events[-1].result.bytes == 3 * MIB + 2

    def stop(event: TreeEvent) -> None:
        raise RuntimeError("enough")

    with pytest.raises(RuntimeError, match="enough"):
        world.do(world.client.upload_directory(world.bucket, tmp_path / "t", progress_callback=stop))


def test_one_that_fails_does_not_stop_the_others(world: World, tmp_path: Path) -> None:
    for number in range(50):
        write(tmp_path / "t" / f"{number:02}", b"x", 1)
    long = "/".join(["n" * 200] * 5)
    write(tmp_path / "t" / long, b"x", 1)
    (tmp_path / "t" / "link").symlink_to("00")
    up = world.do(world.client.upload_directory(world.bucket, tmp_path / "t"))
    assert counts(up) == {"uploaded": 50, "failed": 1, "skipped": 1}
    [failure] = up.failures
    assert (failure.key, failure.path) == (long, str(tmp_path / "t" / long))
    assert "KeyTooLong" in str(failure.error)
    with pytest.raises(CosClientError, match="1 failed, the first being 'nnn"):
        up.raise_for_failures()
    with pytest.raises(Exception, match="KeyTooLong"):
        world.do(world.client.upload_directory(world.bucket, tmp_path / "t", StopOnError=True))
    followed = world.do(
        world.client.upload_directory(world.bucket, tmp_path / "t", FollowSymlinks=True, Exclude="n*/")
    )
    assert counts(followed) == {"uploaded": 51}
    world.put("archived", b"cold", StorageClass="ARCHIVE")
    down = world.do(world.client.download_directory(world.bucket, "", tmp_path / "down"))
    assert counts(down) == {"downloaded": 51, "failed": 1}
    assert "InvalidObjectState" in failures(down)["archived"]


def test_a_file_that_vanishes_is_a_failure(world: World, tmp_path: Path) -> None:
    for name in "abc":
        write(tmp_path / "t" / name, b"x", 1)

    def vanish(event: TreeEvent) -> None:
        (tmp_path / "t" / "b").unlink(missing_ok=True)

    up = world.do(world.client.upload_directory(world.bucket, tmp_path / "t", Workers=1, progress_callback=vanish))
    assert counts(up) == {"uploaded": 2, "failed": 1}
    assert failures(up)["b"].startswith("upload: LocalFilePath cannot be read")


def test_a_tree_can_be_cancelled(world: World, tmp_path: Path) -> None:
    for number in range(50):
        write(tmp_path / "t" / f"{number:02}", b"x", 1)
    cancellation = Cancellation()

    def cancel(event: TreeEvent) -> None:
        if event.result.uploaded == 5:
            cancellation.cancel()

    with pytest.raises(Cancelled):
        world.do(
            world.client.upload_directory(
                world.bucket, tmp_path / "t", Workers=2, progress_callback=cancel, cancellation=cancellation
            )
        )
    assert 5 <= len(world.keys()) <= 7


def test_what_every_item_would_meet_is_raised(world: World, tree: Path, tmp_path: Path) -> None:
    with pytest.raises(NoSuchBucket):
        world.do(world.client.upload_directory("no-such-bucket-1250000000", tree))
    with pytest.raises(NoSuchBucket):
        world.do(world.client.download_directory("no-such-bucket-1250000000", "", tmp_path / "down"))
    with pytest.raises(CosClientError, match="cannot be read"):
        world.do(world.client.upload_directory(world.bucket, tmp_path / "missing"))
    wrong: dict[str, Any] = {"Colour": "red"}
    with pytest.raises(CosClientError, match="No Parameter Named Colour"):
        world.do(world.client.upload_directory(world.bucket, tree, **wrong))
    with pytest.raises(CosClientError, match="PartSize"):
        world.do(world.client.upload_directory(world.bucket, tree, PartSize=0))
    assert world.keys() == []


def test_keys_that_would_leave_the_directory_are_refused(world: World, tmp_path: Path) -> None:
    hostile = [
        "../out",
        "a/../../out",
        "/abs/olute",
        "a//b",
        "./x",
        "..",
        "n" * 256,
        "file",
        "file/below",
        "full/",
    ]
    for key in hostile:
        world.put(f"p/{key}", b"evil")
    world.put("p/marker/", b"")
    world.put("p/good", b"good")
    target = tmp_path / "target"
    target.mkdir()
    (tmp_path / "elsewhere").mkdir()
    (target / "link").symlink_to(tmp_path / "elsewhere")
    (target / "alias").symlink_to(tmp_path / "elsewhere" / "new")
    world.put("p/link/x", b"evil")
    world.put("p/alias", b"evil")
    dry = world.do(world.client.download_directory(world.bucket, "p", target, DryRun=True))
    down = world.do(world.client.download_directory(world.bucket, "p", target))
    refused = {f"p/{key}" for key in hostile if key != "file"} | {"p/link/x", "p/alias"}
    assert set(failures(down)) == set(failures(dry)) == refused
    assert {failure.path for failure in down.failures if ".." in failure.key} == {""}
    assert counts(down) == {"downloaded": 3, "failed": len(refused)}
    assert "is an object, too" in failures(down)["p/file/below"]
    assert "symbolic link" in failures(down)["p/link/x"]
    assert sorted(path.name for path in target.iterdir()) == ["alias", "file", "good", "link", "marker"]
    assert (target / "marker").is_dir()
    assert sorted(path.name for path in tmp_path.rglob("*")) == sorted(
        ["alias", "elsewhere", "file", "good", "link", "marker", "target"]
    )


def test_a_dry_run_changes_nothing(world: World, tree: Path, tmp_path: Path) -> None:
    bucket, client, there = world.bucket, world.client, Remote(world.bucket, "p")
    assert counts(world.do(client.upload_directory(bucket, tree, DryRun=True))) == {"uploaded": len(ODD_NAMES) + 1}
    assert world.keys() == []
    world.do(client.upload_directory(bucket, tree, "p"))
    before = world.keys()
    for dry in (
        client.download_directory(bucket, "p", tmp_path / "no", DryRun=True),
        client.copy_prefix(bucket, "q/", Remote(bucket, "p/"), DryRun=True),
        client.delete_prefix(bucket, "p/", DryRun=True),
        client.sync(there, tmp_path / "no", DryRun=True),
        client.sync(tree / "deep", there, Delete=True, DryRun=True),
    ):
        result = world.do(dry)
        assert (result.failures, result.dry_run, result.skipped) == ([], True, 0)
        assert "of a dry run" in repr(result)
    assert (world.keys(), (tmp_path / "no").exists()) == (before, False)
    write(tmp_path / "other/own", b"x", 1)
    result = world.do(client.sync(there, tmp_path / "other", Delete=True, DryRun=True))
    assert counts(result) == {"downloaded": len(before), "deleted": 1}
    assert set(contents(tmp_path / "other")) == {"own"}


def test_a_prefix_is_copied_and_deleted(world: World) -> None:
    for key in ("logs/2025-1", "logs/2025-2/", "logs/2026", "/slash/x"):
        world.put(f"/{key}" if key.startswith("/") else key, b"", Metadata={"x-cos-meta-a": "1"})
    copied = world.do(world.client.copy_prefix(world.bucket, "old/", Remote(world.bucket, "logs/2025-")))
    assert (counts(copied), world.keys(Prefix="old/")) == ({"copied": 2}, ["old/1", "old/2/"])
    assert world.do(world.client.head_object(world.bucket, "old/1"))["x-cos-meta-a"] == "1"
    elsewhere = Remote(world.bucket, "/slash/", "ap-guangzhou")
    assert counts(world.do(world.client.copy_prefix(world.bucket, "/slosh/", elsewhere))) == {"copied": 1}
    assert world.keys(Prefix="/") == ["/slash/x", "/slosh/x"]
    conf = world.cos.config()
    conf.set_copy_part_threshold_size(MIB)
    world.put("large/x", bytes(2 * MIB))
    world.do(world.other(conf).copy_prefix(world.bucket, "parts/", Remote(world.bucket, "large/"), PartSize=1))
    assert world.do(world.client.head_object(world.bucket, "parts/x"))["ETag"].endswith('-2"')
    world.do(world.client.delete_prefix(world.bucket, "large/"))
    with pytest.raises(CosClientError, match="overlap"):
        world.do(world.client.copy_prefix(world.bucket, "logs/old/", Remote(world.bucket, "logs/")))
    assert counts(world.do(world.client.delete_prefix(world.bucket, "/sl"))) == {"deleted": 2}
    assert counts(world.do(world.client.delete_prefix(world.bucket, "logs/2025"))) == {"deleted": 2}
    with pytest.raises(CosClientError, match="all of the bucket"):
        world.do(world.client.delete_prefix(world.bucket, ""))
    assert counts(world.do(world.client.delete_prefix(world.bucket, "", Force=True))) == {"deleted": 4}
    assert world.keys() == []


def test_pages_beyond_the_first_are_worked_on(world: World, tmp_path: Path) -> None:
    for number in range(1203):
        (tmp_path / "t" / f"{number % 7}").mkdir(parents=True, exist_ok=True)
        (tmp_path / "t" / f"{number % 7}" / f"{number}").write_bytes(b"%d" % number)
    there = Remote(world.bucket, "p")
    assert counts(world.do(world.client.upload_directory(world.bucket, tmp_path / "t", "p"))) == {"uploaded": 1203}
    (tmp_path / "t/3/1053").write_bytes(b"3501")
    assert counts(world.do(world.client.sync(tmp_path / "t", there))) == {"uploaded": 1, "skipped": 1202}
    assert counts(world.do(world.client.delete_prefix(world.bucket, "p/"))) == {"deleted": 1203}


def test_only_the_files_that_are_named_take_part(world: World, tmp_path: Path) -> None:
    for name in ("a.txt", "b.txt", "d/1", "d/2", "e/1"):
        write(tmp_path / "tree" / name, name.encode(), 1)
    names = ["a.txt", "d/"]
    up = world.do(world.client.upload_directory(world.bucket, tmp_path / "tree", "p", Files=names))
    assert (counts(up), world.keys()) == ({"uploaded": 3}, ["p/a.txt", "p/d/1", "p/d/2"])
    down = world.do(world.client.download_directory(world.bucket, "p", tmp_path / "down", Files=["d/2"]))
    assert (counts(down), list(contents(tmp_path / "down"))) == ({"downloaded": 1}, ["d/2"])
    copied = world.client.copy_prefix(world.bucket, "q/", Remote(world.bucket, "p/"), Files=["a.txt", "none"])
    assert counts(world.do(copied)) == {"copied": 1}
    there = Remote(world.bucket, "p")
    assert counts(world.do(world.client.sync(tmp_path / "down", there, True, Files=["d/1"], Force=True))) == {
        "deleted": 1
    }
    assert counts(world.do(world.client.delete_prefix(world.bucket, "p/", Files=["d/2"]))) == {"deleted": 1}
    assert world.keys() == ["p/a.txt", "q/a.txt"]


def test_a_limit_to_the_rate_counts_for_all_files_together(world: World, tmp_path: Path) -> None:
    for number in range(4):
        write(tmp_path / "tree" / str(number), b"x" * 50_000, 1)
    began = time.monotonic()
    world.do(world.client.upload_directory(world.bucket, tmp_path / "tree", rate_limit=1_000_000))
    assert (
        time.monotonic() - began > 0.19
    )  # 200,000 bytes at that rate; it cannot be less, however fast it is here


def test_files_are_stored_as_what_their_names_say(world: World, tmp_path: Path) -> None:
    for name in ("a/index.html", "logo.svg", "all.tar.gz", "README"):
        write(tmp_path / "up" / name, b"x", 1_600_000_000)

    def kinds() -> dict[str, Any]:
        keys = world.keys()
        return {key: world.do(world.client.head_object(world.bucket, key))["Content-Type"] for key in keys}

    world.do(world.client.upload_directory(world.bucket, tmp_path / "up"))
    assert kinds() == {
        "README": "application/octet-stream",
        "a/index.html": "text/html",
        "all.tar.gz": "application/gzip",
        "logo.svg": "image/svg+xml",
    }
    world.do(world.client.upload_directory(world.bucket, tmp_path / "up", ContentType="text/x-mine"))
    assert set(kinds().values()) == {"text/x-mine"}
    world.do(world.client.upload_file(world.bucket, "logo.svg", tmp_path / "up" / "logo.svg"))
    assert kinds()["logo.svg"] == "application/octet-stream"  # as the published SDK has it
