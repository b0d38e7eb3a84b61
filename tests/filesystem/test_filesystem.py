"""What programs do with cos:// paths."""

from __future__ import annotations

import asyncio
import errno
import multiprocessing
import pickle
from concurrent.futures import ProcessPoolExecutor
from contextlib import suppress
from pathlib import Path
from typing import Any
from urllib.request import urlopen

import fsspec
import fsspec.generic
import pytest

from filesystem.requests import counted
from qcloud_cos import CosConfig, CosS3Client
from qcloud_cos.errors import CosClientError
from qcloud_cos.fs import CosFileSystem
from qcloud_cos.server import LocalCos

MIB = 1024 * 1024
NOISE = bytes(range(256)) * 4096  # 1 MiB


@pytest.mark.parametrize("protocol", ["cos", "cosn", "tcos"])
def test_fsspec_knows_the_protocol(protocol: str, cos_server: LocalCos, cos_bucket: str) -> None:
    url, options = f"{protocol}://{cos_bucket}/a.txt", {"config": cos_server.config()}
    with fsspec.open(url, "w", **options) as file:
        file.write("hello")
    with fsspec.open(url, "r", **options) as file:
        assert file.read() == "hello"


def test_keys_and_address_are_found_without_arguments(
    cos_server: LocalCos, cos_bucket: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("COS_ENDPOINT", cos_server.endpoint)
    monkeypatch.setenv("COS_SECRET_ID", cos_server.account.secret_id)
    monkeypatch.setenv("COS_SECRET_KEY", cos_server.account.secret_key)
    found = CosFileSystem(skip_instance_cache=True)
    found.pipe(f"cos://{cos_bucket}/a", b"x")
    assert found.ls(cos_bucket, detail=False) == [f"{cos_bucket}/a"]
    assert found.ls("", detail=False)


def test_a_configuration_says_everything(cos_server: LocalCos) -> None:
    with pytest.raises(CosClientError, match="leave out region"):
        CosFileSystem(config=cos_server.config(), region="ap-guangzhou")


def test_other_keys_are_another_file_system(cos_server: LocalCos) -> None:
    one = CosFileSystem(config=cos_server.config(SecretKey="k1"))
    other = CosFileSystem(config=cos_server.config(SecretKey="k2"))
    assert one is not other
    keys: Any = {"endpoint": cos_server.endpoint, "secret_id": "AKIDsame"}
    assert CosFileSystem(secret_key="k1", **keys) is CosFileSystem(secret_key="k1", **keys)
    assert CosFileSystem(secret_key="k1", **keys) is not CosFileSystem(secret_key="k2", **keys)


def test_no_secret_is_in_pickles_json_or_options(cos_server: LocalCos) -> None:
    given: Any = {"secret_id": "AKIDx", "secret_key": "do-not-tell", "token": "nor-this"}
    by_keys = CosFileSystem(endpoint=cos_server.endpoint, **given)
    config = CosConfig(Region="ap-guangzhou", SecretId="AKIDx", SecretKey="do-not-tell", Token="nor-this")
    for fs in (by_keys, CosFileSystem(config=config)):
        told = pickle.dumps(fs), fs.to_json(), repr(fs), str(fs.storage_options), str(vars(fs))
        assert not [text for text in map(str, told) if "do-not-tell" in text or "nor-this" in text]
        assert pickle.loads(pickle.dumps(fs)) is fs
        assert fsspec.AbstractFileSystem.from_json(fs.to_json()) is fs


def _read_elsewhere(pickled: bytes, path: str) -> bytes:
    content: bytes = pickle.loads(pickled).cat_file(path)
    return content


@pytest.mark.parametrize("by", ["config", "keys"])
def test_another_process_looks_for_its_own_keys(
    by: str, fs: CosFileSystem, cos_server: LocalCos, cos_bucket: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    fs.pipe(f"{cos_bucket}/a", b"there")
    if by == "config":
        fs = CosFileSystem(config=cos_server.config())
    monkeypatch.setenv("COS_SECRET_ID", cos_server.account.secret_id)
    monkeypatch.setenv("COS_SECRET_KEY", cos_server.account.secret_key)
    with ProcessPoolExecutor(1, multiprocessing.get_context("spawn")) as elsewhere:
        assert elsewhere.submit(_read_elsewhere, pickle.dumps(fs), f"{cos_bucket}/a").result(60) == b"there"


def test_a_forked_child_goes_on_with_it(fs: CosFileSystem, cos_bucket: str) -> None:
    fs.pipe(f"{cos_bucket}/a", b"there")
    receiver, sender = multiprocessing.Pipe(duplex=False)

    def child() -> None:
        fs.pipe(f"{cos_bucket}/b", b"by the child")
        sender.send(fs.cat(f"{cos_bucket}/a"))

    process = multiprocessing.get_context("fork").Process(target=child)
    process.start()
    assert receiver.poll(30)
    assert receiver.recv() == b"there"
    process.join(30)
    assert process.exitcode == 0
    assert fs.cat(f"{cos_bucket}/b") == b"by the child"


def test_what_was_just_written_is_seen_by_every_instance(
    fs: CosFileSystem, cos_server: LocalCos, cos_bucket: str
) -> None:
    path, other = f"{cos_bucket}/a", CosFileSystem(config=cos_server.config())
    for size in range(1, 6):
        fs.pipe(path, b"x" * size)
        assert other.info(path)["size"] == size
        assert fs.info(path)["size"] == size
    other.rm(path)
    assert not fs.exists(path)
    assert fs.ls(cos_bucket) == []


def test_a_second_question_is_answered_from_memory(
    fs: CosFileSystem, cos_server: LocalCos, cos_bucket: str
) -> None:
    fs.pipe(f"{cos_bucket}/a", b"x")
    with counted(cos_server) as asked:
        assert fs.exists(f"{cos_bucket}/a")
        assert fs.isfile(f"{cos_bucket}/a")
        assert fs.size(f"{cos_bucket}/a") == 1
    assert asked == ["head_object"]


def test_that_nothing_is_there_is_never_remembered(
    fs: CosFileSystem, cos_client: CosS3Client, cos_bucket: str
) -> None:
    assert not fs.exists(f"{cos_bucket}/a")
    assert fs.ls(cos_bucket) == []
    cos_client.put_object(Bucket=cos_bucket, Key="a", Body=b"by another")
    assert fs.exists(f"{cos_bucket}/a")
    assert fs.ls(cos_bucket, detail=False) == [f"{cos_bucket}/a"]


def test_a_made_directory_is_there_until_it_is_removed(
    fs: CosFileSystem, cos_server: LocalCos, cos_bucket: str
) -> None:
    with counted(cos_server) as asked:
        fs.makedirs(f"{cos_bucket}/a/b", exist_ok=True)
    assert asked == []
    assert fs.isdir(f"{cos_bucket}/a")
    assert fs.ls(f"{cos_bucket}/a/b") == []
    assert fs.ls(f"{cos_bucket}/a", detail=False) == [f"{cos_bucket}/a/b"]
    fs.rmdir(f"{cos_bucket}/a/b")
    assert not fs.exists(f"{cos_bucket}/a")


def test_a_directory_with_something_in_it_is_not_removed_by_rmdir_or_a_plain_rm(
    fs: CosFileSystem, cos_bucket: str
) -> None:
    fs.pipe(f"{cos_bucket}/d/a", b"x")
    with pytest.raises(OSError, match="not empty"):
        fs.rmdir(f"{cos_bucket}/d")
    with pytest.raises(IsADirectoryError, match="recursive=True"):
        fs.rm(f"{cos_bucket}/d")
    assert fs.exists(f"{cos_bucket}/d/a")


def test_a_tree_is_removed_with_the_marks_of_its_directories(
    fs: CosFileSystem, cos_client: CosS3Client, cos_server: LocalCos, cos_bucket: str
) -> None:
    for key in ("d/", "d/sub/", "d/sub/a", "d/b", "d.txt", "e"):
        cos_client.put_object(Bucket=cos_bucket, Key=key, Body=b"")
    with counted(cos_server) as asked:
        fs.rm(f"{cos_bucket}/d", recursive=True)
    assert asked.count("delete_objects") == 1
    assert fs.find(cos_bucket) == [f"{cos_bucket}/d.txt", f"{cos_bucket}/e"]


@pytest.mark.parametrize("key", ["a?b#c", "空格 和", "a//b", "/leading", "a+b%20c", "x=1/y=2/z"])
def test_any_key_goes_there_and_back(key: str, fs: CosFileSystem, cos_bucket: str, tmp_path: Path) -> None:
    path = f"{cos_bucket}/{key}"
    fs.pipe_file(path, b"content")
    assert fs.cat_file(path) == b"content"
    assert fs.find(cos_bucket) == [path]
    assert fs.info(path)["name"] == path
    fs.cp_file(path, f"{cos_bucket}/copy")
    fs.get_file(path, str(tmp_path / "got"))
    assert (tmp_path / "got").read_bytes() == b"content"
    fs.rm_file(path)
    assert fs.find(cos_bucket) == [f"{cos_bucket}/copy"]


@pytest.mark.parametrize(
    ("start", "end"),
    [(None, None), (2, 5), (2, None), (-3, None), (-4, -1), (None, -2), (20, 30), (3, 3), (8, 99)],
)
def test_ranges_are_slices(start: int | None, end: int | None, fs: CosFileSystem, cos_bucket: str) -> None:
    fs.pipe(f"{cos_bucket}/a", b"0123456789")
    assert fs.cat_file(f"{cos_bucket}/a", start, end) == b"0123456789"[start:end]


def test_ranges_that_nearly_touch_are_asked_for_together(
    fs: CosFileSystem, cos_server: LocalCos, cos_bucket: str
) -> None:
    paths = [f"{cos_bucket}/a"] * 4 + [f"{cos_bucket}/b"]
    fs.pipe({f"{cos_bucket}/a": NOISE, f"{cos_bucket}/b": b"b"})
    starts, ends = [900_000, 0, 100, -5, 0], [900_010, 50, 60_000, None, 1]
    with counted(cos_server) as asked:
        got = fs.cat_ranges(paths, starts, ends)
    assert got == [NOISE[900_000:900_010], NOISE[:50], NOISE[100:60_000], NOISE[-5:], b"b"]
    assert asked == ["get_object"] * 4
    missing = fs.cat_ranges([f"{cos_bucket}/no"], [0], [1])
    assert isinstance(missing[0], FileNotFoundError)


def test_a_small_file_is_read_by_one_request(fs: CosFileSystem, cos_server: LocalCos, cos_bucket: str) -> None:
    fs.pipe(f"{cos_bucket}/a", NOISE)
    with counted(cos_server) as asked, fs.open(f"{cos_bucket}/a") as file:
        file.seek(-10, 2)
        assert file.read() == NOISE[-10:]
        file.seek(0)
        assert file.read(10) == NOISE[:10]
    assert asked == ["head_object", "get_object"]


@pytest.mark.parametrize("cache", ["readahead", "bytes", "blockcache", "none", "all", "background"])
def test_every_cache_reads_the_same(cache: str, fs: CosFileSystem, cos_bucket: str) -> None:
    fs.pipe(f"{cos_bucket}/a", NOISE * 3)
    with fs.open(f"{cos_bucket}/a", cache_type=cache, block_size=MIB) as file:
        file.seek(MIB - 10)
        assert file.read(30) == (NOISE * 2)[MIB - 10 : MIB + 20]
        assert file.read() == (NOISE * 3)[MIB + 20 :]


def test_a_file_that_is_replaced_while_it_is_read_is_not_mixed(fs: CosFileSystem, cos_bucket: str) -> None:
    fs.pipe(f"{cos_bucket}/a", NOISE * 2)
    with fs.open(f"{cos_bucket}/a", block_size=1000) as file:
        file.read(10)
        fs.pipe(f"{cos_bucket}/a", bytes(2 * MIB))
        with pytest.raises(OSError, match="open it again"):
            file.read(MIB)
    with fs.open(f"{cos_bucket}/a") as file:
        assert file.read() == bytes(2 * MIB)


def test_a_large_file_goes_up_in_parts(fs: CosFileSystem, cos_server: LocalCos, cos_bucket: str) -> None:
    with counted(cos_server) as asked, fs.open(f"{cos_bucket}/a", "wb", block_size=MIB) as file:
        for _ in range(5):
            file.write(NOISE[: MIB // 2] * 3)
        assert not fs.exists(f"{cos_bucket}/a")
    assert asked.count("upload_part") == 5
    assert fs.cat(f"{cos_bucket}/a") == NOISE[: MIB // 2] * 15


def test_a_file_whose_writing_fails_leaves_nothing(
    fs: CosFileSystem, cos_client: CosS3Client, cos_bucket: str
) -> None:
    with pytest.raises(ZeroDivisionError), fs.open(f"{cos_bucket}/a", "wb", block_size=MIB) as file:
        file.write(NOISE * 2)
        raise ZeroDivisionError
    assert fs.find(cos_bucket) == []
    assert not cos_client.list_multipart_uploads(Bucket=cos_bucket).get("Upload")


def test_a_part_that_fails_aborts_the_upload(
    fs: CosFileSystem, cos_server: LocalCos, cos_client: CosS3Client, cos_bucket: str
) -> None:
    file = fs.open(f"{cos_bucket}/a", "wb", block_size=MIB)
    with cos_server.add_fault("upload_part status=403"), pytest.raises(PermissionError):
        file.write(NOISE)
        file.close()
    assert file.closed
    assert fs.find(cos_bucket) == []
    assert not cos_client.list_multipart_uploads(Bucket=cos_bucket).get("Upload")


@pytest.mark.parametrize("size", [10, 2 * MIB])
def test_two_who_create_the_same_file_are_told(size: int, fs: CosFileSystem, cos_bucket: str) -> None:
    first = fs.open(f"{cos_bucket}/a", "xb", block_size=MIB)
    second = fs.open(f"{cos_bucket}/a", "xb", block_size=MIB)
    first.write(b"1" * size)
    first.close()
    with pytest.raises(FileExistsError):
        second.write(b"2" * size)
        second.close()
    assert fs.cat(f"{cos_bucket}/a") == b"1" * size


@pytest.mark.parametrize("size", [0, 10, 3 * MIB])
def test_appending_goes_on_where_it_ended(size: int, fs: CosFileSystem, cos_bucket: str) -> None:
    fs.pipe_file(f"{cos_bucket}/a", b"1" * size, ContentType="text/plain")
    for more in (b"2", b"3" * 2 * MIB):
        with fs.open(f"{cos_bucket}/a", "ab", block_size=MIB) as file:
            file.write(more)
    assert fs.cat(f"{cos_bucket}/a") == b"1" * size + b"2" + b"3" * 2 * MIB
    assert fs.info(f"{cos_bucket}/a", refresh=True)["ContentType"] == "text/plain"
    with fs.open(f"{cos_bucket}/new", "ab") as file:
        file.write(b"x")
    assert fs.cat(f"{cos_bucket}/new") == b"x"


def test_appending_that_cannot_begin_leaves_no_upload(
    fs: CosFileSystem, cos_server: LocalCos, cos_client: CosS3Client, cos_bucket: str
) -> None:
    fs.pipe(f"{cos_bucket}/a", NOISE * 2)
    with cos_server.add_fault("upload_part_copy status=403"), pytest.raises(PermissionError):
        fs.open(f"{cos_bucket}/a", "ab", block_size=MIB)
    assert fs.cat(f"{cos_bucket}/a") == NOISE * 2
    assert not cos_client.list_multipart_uploads(Bucket=cos_bucket).get("Upload")


def test_a_transaction_is_all_or_nothing(fs: CosFileSystem, cos_client: CosS3Client, cos_bucket: str) -> None:
    with fs.transaction:
        with fs.open(f"{cos_bucket}/small", "wb") as file:
            file.write(b"x")
        with fs.open(f"{cos_bucket}/large", "wb", block_size=MIB) as file:
            file.write(NOISE * 2)
        assert fs.find(cos_bucket) == []
    assert fs.cat(f"{cos_bucket}/small") == b"x"
    assert fs.cat(f"{cos_bucket}/large") == NOISE * 2

    with pytest.raises(ZeroDivisionError), fs.transaction:
        for name in ("small2", "large2"):
            with fs.open(f"{cos_bucket}/{name}", "wb", block_size=MIB) as file:
                file.write(NOISE[: 10 if name == "small2" else None])
        raise ZeroDivisionError
    assert len(fs.find(cos_bucket)) == 2
    assert not cos_client.list_multipart_uploads(Bucket=cos_bucket).get("Upload")


def test_a_file_that_failed_within_a_transaction_replaces_nothing(fs: CosFileSystem, cos_bucket: str) -> None:
    fs.pipe(f"{cos_bucket}/a", b"before")
    with fs.transaction:
        with suppress(ZeroDivisionError), fs.open(f"{cos_bucket}/a", "wb") as file:
            file.write(b"half of")
            raise ZeroDivisionError
        fs.open(f"{cos_bucket}/b", "wb").write(b"never closed")
    assert fs.cat(f"{cos_bucket}/a") == b"before"
    assert fs.cat(f"{cos_bucket}/b") == b"never closed"


def test_a_file_may_have_the_name_of_a_directory(fs: CosFileSystem, cos_bucket: str) -> None:
    fs.pipe({f"{cos_bucket}/{key}": b"x" for key in ("d", "d/a", "d/sub", "d/sub/b")})
    every = [f"{cos_bucket}/{key}" for key in ("d", "d/a", "d/sub", "d/sub/b")]
    assert fs.find(cos_bucket) == fs.find(cos_bucket, maxdepth=3) == every
    assert fs.find(cos_bucket, withdirs=True, detail=True)[f"{cos_bucket}/d"]["type"] == "file"


def test_what_comes_while_a_tree_is_moved_stays(
    fs: CosFileSystem, cos_client: CosS3Client, cos_bucket: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    fs.pipe(f"{cos_bucket}/d/a", b"a")
    copy = fs.copy

    def meanwhile(*paths: Any, **options: Any) -> None:
        copy(*paths, **options)
        cos_client.put_object(Bucket=cos_bucket, Key="d/late", Body=b"late")

    monkeypatch.setattr(fs, "copy", meanwhile)
    fs.mv(f"{cos_bucket}/d", f"{cos_bucket}/e", recursive=True)
    assert fs.find(cos_bucket) == [f"{cos_bucket}/d/late", f"{cos_bucket}/e/a"]


def test_only_what_was_copied_is_removed_by_a_move(fs: CosFileSystem, cos_bucket: str) -> None:
    def there() -> dict[str, bytes]:
        return {name.removeprefix(f"{cos_bucket}/"): fs.cat_file(name) for name in fs.find(cos_bucket)}

    fs.pipe({f"{cos_bucket}/d/{key}": key.encode() for key in ("a.txt", "sub/b.txt", "sub/deep/c.txt")})
    fs.mv(f"{cos_bucket}/d", f"{cos_bucket}/e/", recursive=True, maxdepth=1)
    assert there() == {"e/a.txt": b"a.txt", "d/sub/b.txt": b"sub/b.txt", "d/sub/deep/c.txt": b"sub/deep/c.txt"}
    fs.mv(f"{cos_bucket}/d/sub/*", f"{cos_bucket}/d/")
    assert sorted(there()) == ["d/b.txt", "d/sub/deep/c.txt", "e/a.txt"]
    with pytest.raises(IsADirectoryError):
        fs.mv(f"{cos_bucket}/d", f"{cos_bucket}/f")
    fs.mv([f"{cos_bucket}/e/a.txt"], [f"{cos_bucket}/a.txt"])
    assert sorted(there()) == ["a.txt", "d/b.txt", "d/sub/deep/c.txt"]


def test_a_glob_removes_files_and_leaves_directories(fs: CosFileSystem, cos_bucket: str) -> None:
    fs.pipe({f"{cos_bucket}/{key}": b"x" for key in ("d/a.txt", "d/b.txt", "d/sub/c.txt")})
    fs.rm(f"{cos_bucket}/d/*")
    assert fs.find(cos_bucket) == [f"{cos_bucket}/d/sub/c.txt"]


def test_no_name_leads_out_of_where_a_tree_is_to_go(fs: CosFileSystem, cos_bucket: str, tmp_path: Path) -> None:
    fs.pipe_file(f"{cos_bucket}/d/../../escaped", b"x")
    with pytest.raises((ValueError, OSError)):
        fs.get(f"{cos_bucket}/d", str(tmp_path / "in" / "here"), recursive=True)
    assert not list(tmp_path.rglob("escaped"))


def test_files_are_put_and_got_with_progress(fs: CosFileSystem, cos_bucket: str, tmp_path: Path) -> None:
    (tmp_path / "a").write_bytes(NOISE * 3)
    callback = fsspec.callbacks.Callback()
    fs.put_file(str(tmp_path / "a"), f"{cos_bucket}/a", callback=callback)
    assert callback.size == callback.value == 3 * MIB
    fs.get(f"{cos_bucket}/a", str(tmp_path / "b"))
    assert (tmp_path / "b").read_bytes() == NOISE * 3
    with pytest.raises(FileExistsError):
        fs.put_file(str(tmp_path / "a"), f"{cos_bucket}/a", mode="create")


def test_files_are_put_as_what_their_names_say(fs: CosFileSystem, cos_bucket: str, tmp_path: Path) -> None:
    (tmp_path / "a.html").write_bytes(b"<p>")
    fs.put(str(tmp_path / "a.html"), f"{cos_bucket}/a.html")
    fs.put_file(tmp_path / "a.html", f"{cos_bucket}/b.html", ContentType="text/x-mine")
    kinds = [fs.info(f"{cos_bucket}/{name}", refresh=True)["ContentType"] for name in ("a.html", "b.html")]
    assert kinds == ["text/html", "text/x-mine"]


def test_a_tree_is_moved_and_never_into_itself(fs: CosFileSystem, cos_bucket: str) -> None:
    fs.pipe({f"{cos_bucket}/d/a": b"a", f"{cos_bucket}/d/sub/b": b"b"})
    with pytest.raises(ValueError, match="into itself"):
        fs.mv(f"{cos_bucket}/d", f"cos://{cos_bucket}/d/sub", recursive=True)
    fs.mv(f"{cos_bucket}/d", f"cos://{cos_bucket}/d", recursive=True)
    with pytest.raises(ValueError, match="to itself"):
        fs.mv(f"{cos_bucket}/d/a", f"{cos_bucket}/d/")
    assert len(fs.find(cos_bucket)) == 2
    fs.mv(f"{cos_bucket}/d", f"{cos_bucket}/e", recursive=True)
    assert fs.find(cos_bucket) == [f"{cos_bucket}/e/a", f"{cos_bucket}/e/sub/b"]


def test_a_glob_lists_by_prefix_and_not_the_whole_bucket(
    fs: CosFileSystem, cos_server: LocalCos, cos_bucket: str
) -> None:
    names = [f"{cos_bucket}/y={year}/m={month}/part.csv" for year in (1, 2) for month in (1, 2)]
    fs.pipe(dict.fromkeys([*names, f"{cos_bucket}/y=1/m=1/part.txt", f"{cos_bucket}/z/a.csv"], b"x"))
    assert fs.glob(f"{cos_bucket}/y=*/m=*/*.csv") == names
    assert fs.glob(f"{cos_bucket}/**/*.txt") == [f"{cos_bucket}/y=1/m=1/part.txt"]
    assert fs.du(f"{cos_bucket}/y=1") == 3
    with counted(cos_server) as asked:
        assert fs.glob(f"{cos_bucket}/y=1/m=1/part.c*") == names[:1]
    assert asked == ["list_objects"]
    assert [root for root, _, _ in fs.walk(f"{cos_bucket}/y=1")] == [
        f"{cos_bucket}/y=1",
        f"{cos_bucket}/y=1/m=1",
        f"{cos_bucket}/y=1/m=2",
    ]


def test_urls_open_and_versions_and_tags_are_told(
    fs: CosFileSystem, cos_client: CosS3Client, cos_bucket: str
) -> None:
    path = f"{cos_bucket}/a"
    cos_client.put_bucket_versioning(Bucket=cos_bucket, Status="Enabled")
    fs.pipe(path, b"1")
    fs.pipe(path, b"2")
    with urlopen(fs.sign(path, expiration=60)) as answer:
        assert answer.read() == b"2"
    assert fs.url(path).endswith("/a")
    newest, oldest = fs.versions(path)
    assert newest["is_latest"]
    assert fs.cat_file(path, version_id=oldest["VersionId"]) == b"1"
    with fs.open(path, version_id=oldest["VersionId"]) as file:
        assert pickle.loads(pickle.dumps(file)).read() == b"1"
    fs.put_tags(path, {"team": "data"})
    assert fs.tags(path) == {"team": "data"}
    assert fs.modified(path) == fs.info(path)["LastModified"]


def test_errors_are_those_of_files(fs: CosFileSystem, cos_server: LocalCos, cos_bucket: str) -> None:
    for call in (fs.info, fs.cat_file, fs.ls, fs.open, fs.rm):
        with pytest.raises(FileNotFoundError, match="no/such"):
            call(f"{cos_bucket}/no/such")
    with pytest.raises(FileNotFoundError, match="in another region \\(.*none-1250000000/a"):
        fs.pipe("none-1250000000/a", b"")
    with pytest.raises(FileNotFoundError, match="its name ends with the appid"):
        fs.ls("none/a")
    for call in (fs.modified, fs.cat_file):
        with pytest.raises(IsADirectoryError) as found:
            call(cos_bucket)
        assert (found.value.errno, found.value.filename) == (errno.EISDIR, cos_bucket)
    stranger = CosFileSystem(config=cos_server.config(SecretKey="another"))
    with pytest.raises(PermissionError, match="SignatureDoesNotMatch"):
        stranger.cat_file(f"{cos_bucket}/a")
    with pytest.raises(PermissionError):
        stranger.isfile(f"{cos_bucket}/a")
    with pytest.raises(IsADirectoryError, match="bucket/key"):
        fs.pipe(cos_bucket, b"")


def test_errors_of_local_files_are_those_of_files(fs: CosFileSystem, cos_bucket: str, tmp_path: Path) -> None:
    fs.pipe({f"{cos_bucket}/d/a": b"1", f"{cos_bucket}/d/a/b": b"2"})
    with pytest.raises(FileNotFoundError, match="none"):
        fs.put(str(tmp_path / "none"), f"{cos_bucket}/none")
    with pytest.raises(IsADirectoryError, match="is a directory"):
        fs.get(f"{cos_bucket}/d", str(tmp_path / "d"), recursive=True)
    (tmp_path / "file").write_bytes(b"")
    with pytest.raises(NotADirectoryError):
        fs.get_file(f"{cos_bucket}/d/a", tmp_path / "file" / "a")


def test_the_bytes_of_a_tree_are_those_of_its_files(fs: CosFileSystem, cos_bucket: str) -> None:
    fs.pipe({f"{cos_bucket}/d/a": b"1", f"{cos_bucket}/d/sub/b": b"2"})
    one = {f"{cos_bucket}/d/a": b"1"}
    both = one | {f"{cos_bucket}/d/sub/b": b"2"}
    assert fs.cat(f"{cos_bucket}/d/*") == one
    assert fs.cat(f"{cos_bucket}/d", recursive=True) == fs.cat(f"{cos_bucket}/**") == both
    assert fs.cat(f"{cos_bucket}/*", recursive=True) == both
    assert fs.cat(f"{cos_bucket}/d/a", recursive=True) == b"1"
    for words in ((f"{cos_bucket}/none*", False), (f"{cos_bucket}/none", True)):
        with pytest.raises(FileNotFoundError):
            fs.cat(*words)


def test_listings_are_remembered_if_asked_for(
    cos_server: LocalCos, cos_client: CosS3Client, cos_bucket: str
) -> None:
    fs = CosFileSystem(config=cos_server.config(), use_listings_cache=True, skip_instance_cache=True)
    fs.pipe(f"{cos_bucket}/a", b"x")
    with counted(cos_server) as asked:
        assert fs.ls(cos_bucket, detail=False) == fs.ls(cos_bucket, detail=False)
    assert asked == ["list_objects"]
    cos_client.put_object(Bucket=cos_bucket, Key="b", Body=b"by another")
    assert len(fs.ls(cos_bucket)) == 1
    fs.invalidate_cache(cos_bucket)
    assert len(fs.ls(cos_bucket)) == 2
    fs.pipe(f"{cos_bucket}/c", b"x")
    assert len(fs.ls(cos_bucket)) == 3


def test_an_async_program_opens_files_of_its_own_loop(cos_server: LocalCos, cos_bucket: str) -> None:
    async def story() -> None:
        fs = CosFileSystem(config=cos_server.config(), asynchronous=True)
        path = f"{cos_bucket}/a"
        async with await fs.open_async(path, "wb", block_size=MIB) as file:
            for _ in range(5):
                await file.write(NOISE[: MIB // 2])
        async with await fs.open_async(path) as file:
            assert await file.read(10) == NOISE[:10]
            file.seek(-10, 2)
            assert await file.read() == NOISE[MIB // 2 - 10 : MIB // 2]
            assert await file.read() == b""
            file.seek(0)
            assert await file.read() == NOISE[: MIB // 2] * 5
        with pytest.raises(ZeroDivisionError):
            async with await fs.open_async(f"{cos_bucket}/b", "wb", block_size=MIB) as file:
                await file.write(NOISE)
                raise ZeroDivisionError
        assert await fs._find(cos_bucket) == [path]
        with pytest.raises(ValueError, match="rb"):
            await fs.open_async(path, "ab")
        await fs.client.close()

    asyncio.run(story())


def test_bytes_go_between_file_systems(fs: CosFileSystem, cos_bucket: str, tmp_path: Path) -> None:
    (tmp_path / "d").mkdir()
    (tmp_path / "d" / "a").write_bytes(NOISE * 2)
    options: Any = {"default_method": "options", "storage_options": {"file": {}, "cos": fs.storage_options}}
    fsspec.generic.rsync(f"file://{tmp_path}/d", f"cos://{cos_bucket}/d", inst_kwargs=options)
    assert fs.cat(f"{cos_bucket}/d/a") == NOISE * 2
