from __future__ import annotations

import hashlib
import io
from pathlib import Path
from typing import Any

import pytest

from behaviour.world import World
from qcloud_cos import CosClientError, CosServiceError
from qcloud_cos.core.checksum import crc64
from qcloud_cos.errors import (
    BadDigest,
    FileAlreadyExists,
    InvalidDigest,
    InvalidRange,
    NoSuchBucket,
    NoSuchKey,
    NoSuchResource,
    NotModified,
    PreconditionFailed,
)

ODD_KEYS = [
    "中文/文件.txt",
    "a b",
    "plus+percent%25?query#hash&amp",
    "./here",
    "up/../up",
    "two//slashes///",
    "'single' \"double\" `back`",
    "emoji 🐼",
    "line\u2028separator",
    "<xml attr='&'>]]>",
    "tab\tand~tilde",
    "%2F%2e",
    "k" * 850,
]


def test_what_is_put_is_got(world: World) -> None:
    put = world.put("a/b.txt", b"hello", ContentType="text/plain", Metadata={"x-cos-meta-author": "Li"})
    assert put["ETag"] == '"5d41402abc4b2a76b9719d911017c592"'
    assert put["x-cos-hash-crc64ecma"] == str(crc64(b"hello"))
    got = world.do(world.client.get_object(Bucket=world.bucket, Key="a/b.txt"))
    assert world.do(got["Body"].read()) == b"hello"
    assert (got["ETag"], got["Content-Length"], got["Content-Type"]) == (put["ETag"], "5", "text/plain")
    assert (got["x-cos-meta-author"], got["x-cos-object-type"]) == ("Li", "normal")
    head = world.do(world.client.head_object(Bucket=world.bucket, Key="a/b.txt"))
    assert {name: head[name] for name in ("ETag", "Content-Length", "Last-Modified")} == {
        name: got[name] for name in ("ETag", "Content-Length", "Last-Modified")
    }


@pytest.mark.parametrize("key", ODD_KEYS, ids=lambda key: ascii(key)[:20])
def test_any_key_makes_the_round_trip(world: World, key: str) -> None:
    world.put(key, key.encode())
    assert world.read(key) == key.encode()
    assert world.keys() == [key]
    assert world.do(world.client.object_exists(world.bucket, key)) is True
    copied = {"Bucket": world.bucket, "Key": key}
    world.do(world.client.copy_object(world.bucket, "copy", copied))  # type: ignore[arg-type]
    assert world.read("copy") == key.encode()
    world.do(world.client.delete_objects(world.bucket, {"Object": [{"Key": key}, {"Key": "copy"}]}))
    assert world.keys() == []


def test_one_leading_slash_is_dropped(world: World) -> None:
    world.put("/a", b"x")
    assert world.keys() == ["a"]


@pytest.mark.parametrize("size", [0, 1, 32 * 1024, 32 * 1024 + 1, 3 * 1024 * 1024 + 7])
def test_every_kind_of_body_of_any_size(world: World, size: int, tmp_path: Path) -> None:
    content = bytes(range(256)) * (size // 256) + bytes(size % 256)
    (tmp_path / "file").write_bytes(b"skipped" + content)
    bodies: dict[str, Any] = {"bytes": content, "memory": io.BytesIO(content), "view": memoryview(content)}
    bodies["pieces"] = (content[at : at + 70_000] for at in range(0, size, 70_000))
    with (tmp_path / "file").open("rb") as file:
        file.seek(len(b"skipped"))
        bodies["file"] = file
        for key, body in bodies.items():
            answer = world.put(key, body, EnableMD5=key != "pieces")
            assert answer["x-cos-hash-crc64ecma"] == str(crc64(content))
    for key in bodies:
        assert world.read(key) == content


def test_text_is_stored_as_utf8(world: World) -> None:
    world.put("t", "héllo 中")
    assert world.read("t").decode() == "héllo 中"


def test_an_async_client_takes_an_async_iterable(world: World) -> None:
    async def pieces() -> Any:
        yield b"a"
        yield b"b"

    if world.is_async:
        world.put("k", pieces())
        assert world.read("k") == b"ab"
    else:
        with pytest.raises(CosClientError, match="Body"):
            world.put("k", pieces())


def test_ranges(world: World) -> None:
    world.put("k", b"0123456789")
    got = world.do(world.client.get_object(Bucket=world.bucket, Key="k", Range="bytes=2-4"))
    assert (world.do(got["Body"].read()), got["Content-Range"]) == (b"234", "bytes 2-4/10")
    assert world.read("k", Range="bytes=7-") == b"789"
    assert world.read("k", Range="bytes=-3") == b"789"
    assert world.read("k", Range="bytes=8-100") == b"89"
    with pytest.raises(InvalidRange):
        world.read("k", Range="bytes=10-11")


def test_conditions(world: World) -> None:
    etag = world.put("k")["ETag"]
    assert world.read("k", IfMatch=etag) == b"content"
    with pytest.raises(PreconditionFailed):
        world.read("k", IfMatch='"0"')
    with pytest.raises(NotModified):
        world.read("k", IfNoneMatch=etag)
    with pytest.raises(PreconditionFailed):
        world.do(world.client.head_object(world.bucket, "k", IfUnmodifiedSince="Wed, 01 Jan 2020 00:00:00 GMT"))
    with pytest.raises(NotModified):
        world.do(world.client.head_object(world.bucket, "k", IfNoneMatch="*"))


def test_headers_of_the_answer_can_be_replaced(world: World) -> None:
    world.put("k")
    got = world.do(
        world.client.get_object(world.bucket, "k", ResponseContentType="text/x", ResponseCacheControl="no")
    )
    assert (got["Content-Type"], got["Cache-Control"]) == ("text/x", "no")
    world.do(got["Body"].close())


def test_what_is_not_there_says_so(world: World) -> None:
    with pytest.raises(NoSuchKey, match="get_object: 404 NoSuchKey: The specified key does not exist.") as caught:
        world.read("nowhere")
    assert caught.value.get_request_id() != "Unknown"
    assert "nowhere" in caught.value.get_resource_location()
    with pytest.raises(NoSuchResource):
        world.do(world.client.head_object(world.bucket, "nowhere"))
    with pytest.raises(NoSuchBucket):
        world.do(world.client.put_object("no-such-bucket-1250000000", b"", "k"))
    assert world.do(world.client.object_exists(world.bucket, "nowhere")) is False
    assert world.do(world.client.delete_object(world.bucket, "nowhere"))["x-cos-request-id"]


def test_a_damaged_body_is_refused(world: World) -> None:
    with pytest.raises(BadDigest):
        world.put("k", b"x", ContentMD5="7o3pGNBWQBRbGPcPTDqmAg==")
    with pytest.raises(InvalidDigest):
        world.put("k", b"x", ContentMD5="short")
    assert world.keys() == []


def test_overwriting_can_be_forbidden(world: World) -> None:
    forbid = {"x-cos-forbid-overwrite": "true"}
    world.put("k", b"first", Metadata=forbid)
    with pytest.raises(FileAlreadyExists):
        world.put("k", b"second", Metadata=forbid)
    assert world.read("k") == b"first"


def test_a_body_goes_to_a_file_whole_or_not_at_all(world: World, tmp_path: Path) -> None:
    content = bytes(5_000_000)
    world.put("k", content)
    got = world.do(world.client.get_object(world.bucket, "k"))
    world.do(got["Body"].get_stream_to_file(str(tmp_path / "file")))
    assert (tmp_path / "file").read_bytes() == content
    assert [path.name for path in tmp_path.iterdir()] == ["file"]


def test_a_body_is_read_in_the_sizes_asked_for(world: World) -> None:
    world.put("k", b"0123456789" * 10_000)
    body = world.do(world.client.get_object(world.bucket, "k"))["Body"]
    assert len(body) == 100_000
    assert world.do(body.read(7)) == b"0123456"
    assert world.do(body.read(3)) == b"789"
    assert len(world.do(body.read(99_990))) == 99_990
    assert world.do(body.read(10)) == b""


def test_deleting_many(world: World) -> None:
    for number in range(5):
        world.put(f"k{number}")
    keys: Any = [{"Key": f"k{number}"} for number in range(4)] + [{"Key": "never-there"}]
    answer = world.do(world.client.delete_objects(world.bucket, {"Object": keys}))
    assert {entry["Key"] for entry in answer["Deleted"]} == {"k0", "k1", "k2", "k3", "never-there"}
    assert world.keys() == ["k4"]
    quiet = world.do(world.client.delete_objects(world.bucket, {"Object": [{"Key": "k4"}], "Quiet": "true"}))
    assert "Deleted" not in quiet


def test_copies(world: World) -> None:
    world.put("k", b"content", Metadata={"x-cos-meta-a": "1"}, ContentType="text/x")
    source: Any = {"Bucket": world.bucket, "Key": "k"}
    copied = world.do(world.client.copy_object(world.bucket, "same", source))
    assert copied["ETag"] == '"9a0364b9e99bb480dd25e1f0284c8555"'
    assert copied["CRC64"] == str(crc64(b"content"))
    head = world.do(world.client.head_object(world.bucket, "same"))
    assert (head["x-cos-meta-a"], head["Content-Type"]) == ("1", "text/x")
    new: Any = {"Metadata": {"x-cos-meta-b": "2"}, "ContentType": "text/y"}
    world.do(world.client.copy_object(world.bucket, "new", source, CopyStatus="REPLACE", **new))
    head = world.do(world.client.head_object(world.bucket, "new"))
    assert (head.get("x-cos-meta-a"), head["x-cos-meta-b"], head["Content-Type"]) == (None, "2", "text/y")
    with pytest.raises(PreconditionFailed):
        world.do(world.client.copy_object(world.bucket, "x", source, CopySourceIfMatch='"0"'))
    with pytest.raises(CosServiceError):
        world.do(world.client.copy_object(world.bucket, "k", source))
    with pytest.raises(NoSuchKey):
        world.do(world.client.copy_object(world.bucket, "x", {"Bucket": world.bucket, "Key": "nowhere"}))


@pytest.mark.parametrize(
    ("arguments", "names"),
    [
        ({"Bucket": "", "Body": b"", "Key": "k"}, "Bucket is empty"),
        ({"Bucket": "b-1", "Body": b"", "Key": ""}, "Key is empty"),
        ({"Bucket": "b-1", "Body": 5, "Key": "k"}, "Body cannot be sent"),
        ({"Bucket": "b_1", "Body": b"", "Key": "k"}, "Bucket 'b_1'"),
        ({"Bucket": "b-1", "Body": b"", "Key": "k", "Acl": "x"}, "did you mean ACL"),
        ({"Bucket": "b-1", "Body": b"", "Key": "k", "ContentType": "a\r\nx-cos-acl: public-read"}, "Content-Type"),
    ],
)
def test_a_wrong_argument_is_named_before_anything_is_sent(world: World, arguments: Any, names: str) -> None:
    with pytest.raises(CosClientError, match=names) as caught:
        world.do(world.client.put_object(**arguments))
    assert str(caught.value).startswith("put_object: ")


def test_a_sha1_that_is_given_has_to_be_the_bodys(world: World) -> None:
    right = hashlib.sha1(b"content").hexdigest()
    for digest in (right, right.upper()):
        world.put("sha1", b"content", Metadata={"x-cos-content-sha1": digest})
    for wrong in ("0" * 40, "short"):
        with pytest.raises(CosServiceError) as refused:
            world.put("other", b"content", Metadata={"x-cos-content-sha1": wrong})
        assert (refused.value.get_status_code(), refused.value.get_error_code()) == (400, "InvalidSHA1Digest")
    big = b"x" * 3_000_000
    with pytest.raises(CosServiceError):
        world.put("other", big, Metadata={"x-cos-content-sha1": right})
    world.put("big", big, Metadata={"x-cos-content-sha1": hashlib.sha1(big).hexdigest()})
    assert world.keys() == ["big", "sha1"]
