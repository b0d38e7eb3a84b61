"""Copies under conditions, copies of parts, and bytes that are left alone."""

from __future__ import annotations

import gzip
from typing import Any

import pytest

from behaviour.world import World
from qcloud_cos import CosServiceError

LONG_AGO, FAR_OFF = "Wed, 01 Jan 2020 00:00:00 GMT", "Tue, 01 Jan 2036 00:00:00 GMT"
IF = "CopySourceIf"


def begun(world: World) -> tuple[str, dict[str, str]]:
    """An upload id, and the source of its parts."""
    etag = world.put("k", b"0123456789")["ETag"]
    upload: str = world.do(world.client.create_multipart_upload(world.bucket, "m"))["UploadId"]
    return upload, {"etag": etag}


def copy_part(world: World, upload: str, range_: str = "", **arguments: Any) -> Any:
    source: Any = {"Bucket": world.bucket, "Key": "k"}
    return world.do(world.client.upload_part_copy(world.bucket, "m", 1, upload, source, range_, **arguments))


@pytest.mark.parametrize(
    ("conditions", "allowed"),
    [
        ({f"{IF}Match": "ETAG"}, True),
        ({f"{IF}Match": '"0"'}, False),
        ({f"{IF}Match": "ETAG", f"{IF}UnmodifiedSince": LONG_AGO}, True),
        ({f"{IF}UnmodifiedSince": LONG_AGO}, False),
        ({f"{IF}UnmodifiedSince": FAR_OFF}, True),
        ({f"{IF}NoneMatch": "ETAG"}, False),
        ({f"{IF}NoneMatch": '"0"'}, True),
        ({f"{IF}NoneMatch": "ETAG", f"{IF}ModifiedSince": LONG_AGO}, False),
        ({f"{IF}NoneMatch": '"0"', f"{IF}ModifiedSince": FAR_OFF}, True),
        ({f"{IF}ModifiedSince": LONG_AGO}, True),
    ],
)
def test_conditions_on_the_source(world: World, conditions: dict[str, str], allowed: bool) -> None:
    etag = world.put("k")["ETag"]
    wanted: Any = {name: value.replace("ETAG", etag) for name, value in conditions.items()}
    copy: Any = {"Bucket": world.bucket, "Key": "k"}
    if allowed:
        world.do(world.client.copy_object(world.bucket, "copy", copy, **wanted))
        return
    with pytest.raises(CosServiceError, match="412 PreconditionFailed: Precondition not match"):
        world.do(world.client.copy_object(world.bucket, "copy", copy, **wanted))
    assert world.keys() == ["k"]


def test_parts_take_only_some_conditions_together(world: World) -> None:
    upload, seen = begun(world)
    copy_part(world, upload, CopySourceIfMatch=seen["etag"], CopySourceIfUnmodifiedSince=FAR_OFF)
    copy_part(world, upload, CopySourceIfNoneMatch='"0"', CopySourceIfModifiedSince=LONG_AGO)
    with pytest.raises(CosServiceError, match="400 InvalidArgument"):
        copy_part(world, upload, CopySourceIfMatch=seen["etag"], CopySourceIfModifiedSince=LONG_AGO)
    with pytest.raises(CosServiceError, match="412 PreconditionFailed"):
        copy_part(world, upload, CopySourceIfMatch='"0"')


def test_ranges_of_parts(world: World) -> None:
    upload, _ = begun(world)
    for range_, content in (("bytes=2-4", b"234"), ("bytes=9-9", b"9"), ("", b"0123456789")):
        etag = copy_part(world, upload, range_)["ETag"]
        parts: Any = {"Part": [{"PartNumber": 1, "ETag": etag}]}
        world.do(world.client.complete_multipart_upload(world.bucket, "m", upload, parts))
        assert world.read("m") == content
        upload, _ = begun(world)
    for range_, status in (
        ("bytes=8-10", 416),
        ("bytes=10-11", 416),
        ("bytes=4-2", 400),
        ("2-4", 400),
        ("bytes=2-", 400),
    ):
        with pytest.raises(CosServiceError, match=str(status)):
            copy_part(world, upload, range_)


def test_compressed_bytes_stay_compressed(world: World) -> None:
    packed = gzip.compress(b"content" * 1000)
    world.put("k", packed, ContentEncoding="gzip", ContentType="text/plain")
    head = world.do(world.client.head_object(world.bucket, "k"))
    assert (head["Content-Encoding"], head["Content-Length"]) == ("gzip", str(len(packed)))
    assert world.read("k", Range="bytes=0-9") == packed[:10]


def test_every_refusal_can_be_traced(world: World) -> None:
    attempts: list[Any] = [
        lambda: world.client.get_object(world.bucket, "nowhere"),
        lambda: world.client.head_object(world.bucket, "nowhere"),
        lambda: world.client.get_bucket_policy(world.bucket),
        lambda: world.client.append_object(world.bucket, "k", 5, b""),
        lambda: world.client.copy_object(world.bucket, "k", {"Bucket": world.bucket, "Key": "nowhere"}),
        lambda: world.client.list_parts(world.bucket, "k", "no-upload"),
    ]
    for attempt in attempts:
        with pytest.raises(CosServiceError) as refused:
            world.do(attempt())
        assert refused.value.get_request_id() != "Unknown"
        assert refused.value.get_trace_id() != "Unknown"
