"""Going on where an earlier process was killed; and when not to."""

from __future__ import annotations

import json
import os
import threading
from pathlib import Path
from typing import Any

import pytest

from behaviour.world import World
from qcloud_cos import CosClientError

MIB = 1024 * 1024
CONTENT = os.urandom(4 * MIB)


@pytest.fixture
def file(tmp_path: Path) -> Path:
    path = tmp_path / "file"
    path.write_bytes(CONTENT)
    return path


def uploads(world: World) -> list[str]:
    found = world.do(world.client.list_multipart_uploads(world.bucket)).get("Upload", [])
    return [upload["UploadId"] for upload in found]


def stopped(world: World, call: Any, after: int = 2 * MIB, **arguments: Any) -> None:
    """A transfer that ends as if killed: `failed` leaves just what a kill does."""

    def told(done: int, total: int) -> None:
        if done >= after:
            raise CosClientError("stop")

    with pytest.raises(CosClientError, match="stop"):
        world.do(
            call(world.bucket, "k", PartSize=1, MAXThread=1, progress_callback=told, resume="failed", **arguments)
        )


def parts_sent(world: World, monkeypatch: pytest.MonkeyPatch) -> list[int]:
    """The numbers of the parts that are sent from now on."""
    sent: list[int] = []
    usual = type(world.client.calls).upload_part

    def noted(self: Any, Bucket: str, Key: str, Body: Any, PartNumber: int, *rest: Any, **headers: Any) -> Any:
        sent.append(PartNumber)
        return usual(self, Bucket, Key, Body, PartNumber, *rest, **headers)

    monkeypatch.setattr(type(world.client.calls), "upload_part", noted)
    return sent


def test_an_upload_goes_on(world: World, file: Path, cache: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    stopped(world, world.client.upload_file, LocalFilePath=file, Metadata={"x-cos-meta-a": "1"})
    [noted] = cache.rglob("*.upload")
    text = noted.read_text()
    assert world.cos.account.secret_key not in text
    assert json.loads(text.splitlines()[0])["facts"] == {"upload_id": uploads(world)[0]}
    sent = parts_sent(world, monkeypatch)
    world.do(
        world.client.upload_file(world.bucket, "k", file, PartSize=1, MAXThread=1, Metadata={"x-cos-meta-a": "1"})
    )
    assert sent == [3, 4]
    assert world.read("k") == CONTENT
    assert (uploads(world), list(cache.rglob("*.upload"))) == ([], [])


@pytest.mark.parametrize("what", ["file", "headers", "part size", "upload", "damaged", "part"])
def test_an_upload_of_something_else_starts_over(
    world: World, file: Path, cache: Path, what: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    stopped(world, world.client.upload_file, LocalFilePath=file)
    [before] = uploads(world)
    [noted] = cache.rglob("*.upload")
    content = CONTENT
    arguments: Any = {"PartSize": 1, "MAXThread": 1}
    if what == "file":
        content = CONTENT[::-1]
        file.write_bytes(content)
    elif what == "headers":
        arguments["ContentType"] = "text/x"
    elif what == "part size":
        arguments["PartSize"] = 2
    elif what == "upload":
        world.do(world.client.abort_multipart_upload(world.bucket, "k", before))
    elif what == "damaged":
        noted.write_bytes(noted.read_bytes()[:20])
    else:
        # Another part 1 of the same upload, which this file's checkpoint knows nothing of.
        world.do(world.client.upload_part(world.bucket, "k", b"x" * MIB, 1, before))
    sent = parts_sent(world, monkeypatch)
    world.do(world.client.upload_file(world.bucket, "k", file, **arguments))
    assert sent == {"part size": [1, 2], "part": [1, 3, 4]}.get(what, [1, 2, 3, 4])
    assert world.read("k") == content
    assert uploads(world) == ([before] if what == "damaged" else [])
    assert list(cache.rglob("*.upload")) == []


def test_defect_11_an_upload_that_somebody_began_is_not_adopted(world: World, file: Path) -> None:
    theirs = world.do(world.client.create_multipart_upload(world.bucket, "k", ContentType="text/theirs"))[
        "UploadId"
    ]
    world.do(world.client.upload_part(world.bucket, "k", CONTENT[:MIB], 1, theirs))
    world.do(world.client.upload_file(world.bucket, "k", file, PartSize=1, ContentType="text/ours"))
    assert world.do(world.client.head_object(world.bucket, "k"))["Content-Type"] == "text/ours"
    assert uploads(world) == [theirs]


def ranges_asked(world: World, monkeypatch: pytest.MonkeyPatch) -> list[str]:
    asked: list[str] = []
    usual = type(world.client.calls).get_object

    def noted(self: Any, *arguments: Any, **headers: Any) -> Any:
        asked.append(headers["Range"])
        return usual(self, *arguments, **headers)

    monkeypatch.setattr(type(world.client.calls), "get_object", noted)
    return asked


@pytest.mark.parametrize("folder", [None, "records"])
def test_a_download_goes_on(
    world: World, tmp_path: Path, folder: str | None, monkeypatch: pytest.MonkeyPatch
) -> None:
    world.put("k", CONTENT)
    (tmp_path / "to").mkdir()
    records: Any = {"DumpRecordDir": folder and str(tmp_path / folder)}
    stopped(world, world.client.download_file, DestFilePath=tmp_path / "to" / "f", **records)
    assert len(os.listdir(tmp_path / "to")) == (1 if folder else 2)
    asked = ranges_asked(world, monkeypatch)
    world.do(
        world.client.download_file(world.bucket, "k", tmp_path / "to" / "f", PartSize=1, MAXThread=1, **records)
    )
    assert asked == ["bytes=2097152-3145727", "bytes=3145728-4194303"]
    assert (tmp_path / "to" / "f").read_bytes() == CONTENT
    assert os.listdir(tmp_path / "to") == ["f"]
    assert not folder or os.listdir(tmp_path / folder) == []


@pytest.mark.parametrize("what", ["object", "file", "gone", "part size"])
def test_a_download_of_something_else_starts_over(
    world: World, tmp_path: Path, what: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    world.put("k", CONTENT)
    stopped(world, world.client.download_file, DestFilePath=tmp_path / "f")
    [temporary] = [path for path in tmp_path.iterdir() if not path.name.endswith(".download")]
    content, asked_for = CONTENT, 4
    if what == "object":
        content = CONTENT[::-1]
        world.put("k", content)
    elif what == "file":  # not what was noted, as after a power cut
        with temporary.open("r+b") as file:
            file.write(b"something else")
        asked_for = 3
    elif what == "gone":
        temporary.unlink()
    asked = ranges_asked(world, monkeypatch)
    size = 2 if what == "part size" else 1
    world.do(world.client.download_file(world.bucket, "k", tmp_path / "f", PartSize=size, MAXThread=1))
    assert len(asked) == (2 if what == "part size" else asked_for)
    assert (tmp_path / "f").read_bytes() == content
    assert os.listdir(tmp_path) == ["f"]


def test_two_at_once_do_not_meet(world: World, file: Path, tmp_path: Path, cache: Path) -> None:
    from qcloud_cos import CosS3Client

    (tmp_path / "to").mkdir()
    failures: list[BaseException] = []
    meet = threading.Barrier(2)

    def work() -> None:
        try:
            with CosS3Client(world.cos.config()) as client:
                for _ in range(3):
                    meet.wait()
                    client.upload_file(world.bucket, "k", file, PartSize=1)
                    meet.wait()
                    client.download_file(world.bucket, "k", tmp_path / "to" / "f", PartSize=1)
        except BaseException as error:
            failures.append(error)
            meet.abort()

    threads = [threading.Thread(target=work) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert failures == []
    assert (tmp_path / "to" / "f").read_bytes() == CONTENT
    assert os.listdir(tmp_path / "to") == ["f"]
    assert uploads(world) == []
    assert [path for path in cache.rglob("*") if path.is_file()] == []


def test_nothing_is_noted_where_it_shall_not_be(world: World, file: Path, cache: Path, tmp_path: Path) -> None:
    seen: list[list[str]] = []

    def told(done: int, total: int) -> None:
        seen.append([path.name for path in (*cache.rglob("*"), *tmp_path.iterdir()) if "load" in path.suffix])

    for resume in ("never", "killed"):
        world.do(world.client.upload_file(world.bucket, "k", file, 1, resume=resume, progress_callback=told))
        world.do(
            world.client.download_file(world.bucket, "k", tmp_path / "f", 1, resume=resume, progress_callback=told)
        )
    assert [len(names) for names in seen] == [0] * 8 + [1] * 8
    sometimes: Any = "sometimes"
    with pytest.raises(CosClientError, match="resume must be"):
        world.do(world.client.upload_file(world.bucket, "k", file, resume=sometimes))
