"""One tree made like another."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any

import pytest

from behaviour.trees import contents, counts, failures, write
from behaviour.world import World
from qcloud_cos import CosClientError, Remote


@pytest.fixture
def here(tmp_path: Path) -> Path:
    root = tmp_path / "here"
    for name in ("a", "a.d/1", "a.d/2", "a0", "照片/一"):
        write(root / name, name.encode(), 1_600_000_000)
    return root


@pytest.fixture
def there(world: World) -> Remote:
    return Remote(world.bucket, "mirror")


def sync(world: World, source: Path | Remote, destination: Path | Remote, **more: Any) -> dict[str, int]:
    result = world.do(world.client.sync(source, destination, **more))
    assert result.failures == []
    return counts(result)


def test_a_second_run_transfers_nothing_in_any_direction(
    world: World, here: Path, there: Remote, tmp_path: Path
) -> None:
    copy, back = Remote(world.bucket, "copy"), tmp_path / "back"
    for source, destination, done in (
        (here, there, "uploaded"),
        (there, copy, "copied"),
        (copy, back, "downloaded"),
    ):
        assert sync(world, source, destination) == {done: 5}
        assert sync(world, source, destination, Delete=True) == {"skipped": 5}
        assert sync(world, source, destination, Compare="checksum") == {"skipped": 5}
    assert contents(back) == contents(here)
    assert sync(world, back, there, Delete=True) == {"skipped": 5}


def test_an_edit_that_keeps_the_size_is_not_missed(
    world: World, here: Path, there: Remote, tmp_path: Path
) -> None:
    sync(world, here, there)
    sync(world, there, tmp_path / "down")
    write(here / "a", b"b", 1_500_000_000)  # older, too
    assert sync(world, here, there, Compare="size-only") == {"skipped": 5}
    assert sync(world, here, there) == {"uploaded": 1, "skipped": 4}
    assert world.read("mirror/a") == b"b"
    assert sync(world, there, tmp_path / "down") == {"downloaded": 1, "skipped": 4}
    copy = Remote(world.bucket, "copy")
    sync(world, there, copy)
    world.put("mirror/a", b"c")
    assert sync(world, there, copy) == {"copied": 1, "skipped": 4}
    assert sync(world, there, tmp_path / "down") == {"downloaded": 1, "skipped": 4}
    assert contents(tmp_path / "down")["a"][0] == b"c"
    os.utime(here / "a", ns=(0, 1_600_000_000_123_456_789))
    world.put("mirror/a", b"x", Metadata={"x-cos-meta-mtime": "1600000000.123456789"})
    assert sync(world, here, there) == {"skipped": 5}
    assert sync(world, here, there, Compare="checksum") == {"uploaded": 1, "skipped": 4}


def test_another_time_alone_transfers_nothing(world: World, here: Path, there: Remote, tmp_path: Path) -> None:
    sync(world, here, there)
    os.utime(here / "a")
    assert sync(world, here, there) == {"skipped": 5}
    sync(world, there, tmp_path / "down")
    os.utime(tmp_path / "down" / "a")
    assert sync(world, there, tmp_path / "down") == {"skipped": 5}
    # Known to be the same, it has its time again.
    assert contents(tmp_path / "down")["a"][1] == 1_600_000_000_123_456_789
    world.put("mirror/foreign", b"without a time")
    assert sync(world, there, tmp_path / "down") == {"downloaded": 1, "skipped": 5}
    assert sync(world, there, tmp_path / "down") == {"skipped": 6}


def test_delete_removes_what_is_too_much_below_the_destination_only(
    world: World, here: Path, there: Remote, tmp_path: Path
) -> None:
    world.put("mirror2/kept")
    world.put("mirror/", b"")
    for key in ("extra", "a.d/extra", "gone/", "kept.log", "//odd"):
        world.put(f"mirror/{key}", b"")
    assert sync(world, here, there) == {"uploaded": 5}
    assert sync(world, here, there, Delete=True, Exclude="*.log") == {"deleted": 4, "skipped": 5}
    assert world.keys(Prefix="mirror") == [
        *("mirror/", "mirror/a", "mirror/a.d/1", "mirror/a.d/2", "mirror/a0"),
        *("mirror/kept.log", "mirror/照片/一", "mirror2/kept"),
    ]
    down = tmp_path / "down"
    write(down / "extra/deep/1", b"", 1)
    write(down / "a.d/extra", b"", 1)
    (down / "link").symlink_to(here)
    (down / "empty").mkdir()
    assert sync(world, there, down, Delete=True, Exclude="*.log") == {"downloaded": 5, "deleted": 2}
    assert set(contents(down)) - {"link"} >= set(contents(here))
    assert sorted(path.name for path in down.iterdir()) == ["a", "a.d", "a0", "empty", "link", "照片"]
    copy = Remote(world.bucket, "copy/")
    world.put("copy/extra")
    assert sync(world, there, copy, Delete=True) == {"copied": 6, "deleted": 1}


def test_nothing_is_deleted_if_something_failed(world: World, here: Path, there: Remote) -> None:
    world.put("mirror/extra")
    (here / os.fsdecode(b"\xff")).write_bytes(b"")
    result = world.do(world.client.sync(here, there, Delete=True))
    assert counts(result) == {"uploaded": 5, "failed": 1, "spared": 1}
    assert world.read("mirror/extra") == b"content"
    result = world.do(world.client.sync(here, there, Delete=True, Force=True))
    assert counts(result) == {"skipped": 5, "failed": 1, "deleted": 1}


def test_an_empty_source_deletes_nothing_unless_forced(world: World, there: Remote, tmp_path: Path) -> None:
    world.put("mirror/kept")
    (tmp_path / "empty/folder").mkdir(parents=True)
    assert sync(world, tmp_path / "empty", there) == {}
    for source, error in ((tmp_path / "empty", "source is empty"), (tmp_path / "missing", "cannot be read")):
        with pytest.raises(CosClientError, match=error):
            world.do(world.client.sync(source, there, Delete=True))
    write(tmp_path / "down/own", b"", 1)
    with pytest.raises(CosClientError, match="source is empty"):
        world.do(world.client.sync(Remote(world.bucket, "typo"), tmp_path / "down", Delete=True))
    assert (world.keys(), (tmp_path / "down/own").exists()) == (["mirror/kept"], True)
    assert sync(world, tmp_path / "empty", there, Delete=True, Force=True) == {"deleted": 1}


def test_filters_by_size_leave_what_is_there_alone(world: World, here: Path, there: Remote) -> None:
    sync(world, here, there)
    write(here / "a", b"changed and large", 1)
    assert sync(world, here, there, Delete=True, MaxSize=10) == {"skipped": 4}
    assert world.read("mirror/a") == b"a"


def test_a_file_where_a_directory_must_be_is_a_failure(
    world: World, here: Path, there: Remote, tmp_path: Path
) -> None:
    sync(world, here, there)
    write(tmp_path / "down/a.d", b"a file", 1)
    write(tmp_path / "down/a/inside", b"a directory", 1)
    result = world.do(world.client.sync(there, tmp_path / "down", Delete=True))
    assert counts(result) == {"downloaded": 2, "failed": 3, "spared": 2}
    assert "a directory" in failures(result)["mirror/a"]
    assert "a file, not a directory" in failures(result)["mirror/a.d/1"]
    assert contents(tmp_path / "down")["a.d"][0] == b"a file"


def test_an_object_deleted_meanwhile_is_a_failure(world: World, here: Path, there: Remote, tmp_path: Path) -> None:
    sync(world, here, there)
    sync(world, there, tmp_path / "down")
    for name in ("a", "a0"):
        os.utime(tmp_path / "down" / name)
    world.do(world.client.delete_object(world.bucket, "mirror/a0"))

    def vanish(event: Any) -> None:
        if event.key == "mirror/a":
            gone.delete_object(Bucket=world.bucket, Key="mirror/a.d/1")

    from qcloud_cos import CosS3Client

    gone = CosS3Client(world.cos.config())
    (tmp_path / "down/a.d/1").unlink()
    result = world.do(world.client.sync(there, tmp_path / "down", Workers=1, progress_callback=vanish))
    assert counts(result) == {"skipped": 3, "failed": 1}
    assert "404" in failures(result)["mirror/a.d/1"]


def test_what_cannot_be_listed_at_the_destination_is_a_failure(
    world: World, here: Path, there: Remote, tmp_path: Path
) -> None:
    sync(world, here, there)
    (tmp_path / "down").mkdir()
    (tmp_path / "down" / os.fsdecode(b"\xff")).write_bytes(b"")
    result = world.do(world.client.sync(there, tmp_path / "down", Delete=True))
    assert counts(result) == {"downloaded": 5, "failed": 1}


def test_what_cannot_be_compared_is_a_failure(world: World, here: Path, there: Remote) -> None:
    (here / "link").symlink_to("a")
    customer: Any = {
        "SSECustomerAlgorithm": "AES256",
        "SSECustomerKey": "MDEyMzQ1Njc4OUFCQ0RFRjAxMjM0NTY3ODlBQkNERUY=",
        "SSECustomerKeyMD5": "U5L61r7jcwdNvT7frmUG8g==",
    }
    result = world.do(world.client.sync(here, there, **customer))
    assert counts(result) == {"uploaded": 5, "skipped": 1}
    assert counts(world.do(world.client.sync(here, there, **customer))) == {"skipped": 6}
    result = world.do(world.client.sync(here, there))  # HEAD is refused without the key
    assert counts(result) == {"skipped": 1, "failed": 5}


def test_sides_that_make_no_sense_are_refused(world: World, here: Path, there: Remote) -> None:
    for source, destination, error in (
        (here, here, "neither Source nor Destination"),
        (there, Remote(world.bucket, "mirror/below"), "overlap"),
        (there, Remote(world.bucket), "overlap"),
        (here, there._replace(Region="ap-beijing"), "Region"),
        (there._replace(Region="ap-beijing"), here, "Region"),
        (there, "", "named by a str"),
    ):
        with pytest.raises(CosClientError, match=error):
            world.do(world.client.sync(source, destination))
    wrong: Any = "mtime"
    with pytest.raises(CosClientError, match="Compare"):
        world.do(world.client.sync(here, there, Compare=wrong))


def test_update_leaves_alone_what_is_newer_there(world: World, here: Path, there: Remote, tmp_path: Path) -> None:
    copy, down = Remote(world.bucket, "copy"), tmp_path / "down"
    for source, destination in ((here, there), (there, copy), (there, down)):
        sync(world, source, destination)
    write(here / "a", b"older, and longer", 1_500_000_000)
    write(here / "a0", b"zz", 1_500_000_000)  # older, of the same size
    write(here / "a.d/1", b"newer, and longer", 1_700_000_000)
    for done, source, destination, changed in (
        ("uploaded", here, there, {"mirror/a": b"a", "mirror/a0": b"a0", "mirror/a.d/1": b"newer, and longer"}),
        ("copied", there, copy, {"copy/a.d/1": b"newer, and longer"}),
    ):
        assert sync(world, source, destination, Update=True, DryRun=True) == {done: 1, "skipped": 4}
        assert sync(world, source, destination, Update=True) == {done: 1, "skipped": 4}
        assert {key: world.read(key) for key in changed} == changed
    write(down / "a", b"newer here", 1_800_000_000)
    assert sync(world, there, down, Update=True) == {"downloaded": 1, "skipped": 4}
    assert (contents(down)["a"][0], contents(down)["a.d/1"][0]) == (b"newer here", b"newer, and longer")
    world.put("copy/a", b"stored now, without a time of its own")
    assert sync(world, there, copy, Update=True) == {"skipped": 5}
    assert sync(world, copy, down, Update=True) == {"skipped": 5}  # 1_800_000_000 is in 2027
    assert sync(world, there, copy) == {"copied": 1, "skipped": 4}
