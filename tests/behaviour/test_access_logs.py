"""Access logs, as both clients find them in the bucket that they go to."""

from __future__ import annotations

import csv
from pathlib import Path
from typing import Any
from urllib.request import Request, urlopen
from uuid import uuid4

import pytest

from behaviour.world import World
from qcloud_cos import CosS3Client, CosServiceError
from qcloud_cos.server import LocalCos

(
    BUCKET, EVENT, SECRET_ID, RECEIVED, DELTA, PATH, METHOD, AGENT, STATUS, CODE, MESSAGE, SENT, CLASS, REQUESTER,
    REQUEST_ID, SIZE, VERSION, REFERER, URI,
) = (1, 5, 7, 9, 10, 11, 12, 13, 14, 15, 16, 17, 20, 23, 24, 25, 26, 28, 29)  # fmt: skip


def logged(world: World, prefix: str = "logs/", bucket: str = "") -> str:
    """A bucket that the log of the story's goes to."""
    target = bucket or f"logs-{uuid4().hex[:12]}-1250000000"
    if not bucket:
        world.do(world.client.create_bucket(Bucket=target))
    log_to(world, world.bucket, target, prefix)
    return target


def log_to(world: World, bucket: str, target: str, prefix: str) -> None:
    wanted: Any = {"LoggingEnabled": {"TargetBucket": target, "TargetPrefix": prefix}}
    world.do(world.client.put_bucket_logging(bucket, wanted))


def keys(world: World, target: str, prefix: str = "logs/") -> list[str]:
    page = world.do(world.client.list_objects(Bucket=target, Prefix=prefix))
    return [entry["Key"] for entry in page.get("Contents", [])]


def lines(world: World, target: str, event: str = "") -> list[list[str]]:
    """All that was logged, or all of one event, once it is delivered."""
    world.cos.settle()
    text = ""
    for key in keys(world, target):
        answer = world.do(world.client.get_object(Bucket=target, Key=key))
        text += world.do(answer["Body"].read()).decode()
    found = list(csv.reader(text.splitlines(), delimiter=" "))
    assert all(len(each) == 31 for each in found)
    return [each for each in found if not event or each[EVENT] == event]


def test_requests_are_logged_and_delivered_every_five_minutes(world: World) -> None:
    target = logged(world)
    world.put("a b/中.txt", b"12345", StorageClass="STANDARD_IA")
    assert keys(world, target) == []
    world.cos.advance(seconds=301)
    [key] = keys(world, target)
    day = key.removeprefix("logs/").rpartition("/")
    assert len(day[0].split("/")) == 3
    assert len(day[2].split("_")) == 3
    world.read("a b/中.txt")
    world.cos.advance(seconds=301)
    assert len(keys(world, target)) == 2
    world.cos.advance(days=3)
    assert len(keys(world, target)) == 2  # an empty log is none
    [stored], [read] = lines(world, target, "PutObject"), lines(world, target, "GetObject")
    assert [stored[at] for at in (BUCKET, RECEIVED, DELTA, METHOD, STATUS, CLASS, SIZE, SENT)] == [
        world.bucket, "5", "5", "put", "200", "STANDARD_IA", "5", "0",
    ]  # fmt: skip
    assert stored[PATH] == read[PATH] == "/a%20b/%E4%B8%AD.txt"
    assert stored[SECRET_ID] == world.cos.account.secret_id
    assert stored[REQUESTER] == f"{world.cos.account.uin}:{world.cos.account.uin}"
    assert [read[at] for at in (SENT, DELTA, CODE, VERSION)] == ["5", "0", "-", "-"]


def test_refusals_are_logged_and_who_was_not_known(world: World) -> None:
    target = logged(world)
    client: Any = world.client
    anyone: Any = world.other(world.cos.config(SecretId=None, SecretKey=None, Anonymous=True))
    ids = []
    for who, bucket_key in ((client, "missing"), (anyone, "a")):
        try:
            world.do(who.get_object(Bucket=world.bucket, Key=bucket_key))
        except CosServiceError as error:
            ids.append(error.get_request_id())
    world.do(anyone.close())
    found = lines(world, target, "GetObject")
    assert [(each[REQUEST_ID], each[STATUS], each[CODE]) for each in found] == [
        (ids[0], "404", "NoSuchKey"),
        (ids[1], "403", "AccessDenied"),
    ]
    assert found[0][MESSAGE] == "The specified key does not exist."
    assert (found[1][SECRET_ID], found[1][REQUESTER]) == ("-", "-")
    assert int(found[0][SENT]) > 100


def test_what_a_request_makes_of_the_bucket_is_told(world: World) -> None:
    client, target = world.client, logged(world)
    mib = 1024 * 1024
    upload = world.do(client.create_multipart_upload(Bucket=world.bucket, Key="big"))["UploadId"]
    parts: list[Any] = []
    for number in (1, 2, 3):
        sent = world.do(
            client.upload_part(Bucket=world.bucket, Key="big", Body=b"x" * mib, PartNumber=number, UploadId=upload)
        )
        parts.append({"PartNumber": number, "ETag": sent["ETag"]})
    world.do(
        client.complete_multipart_upload(
            Bucket=world.bucket, Key="big", UploadId=upload, MultipartUpload={"Part": parts[:2]}
        )
    )
    world.put("big", b"small")
    named: Any = {"Object": [{"Key": "big"}, {"Key": "none"}]}
    world.do(client.delete_objects(Bucket=world.bucket, Delete=named))
    assert [(each[EVENT], each[DELTA], each[SIZE]) for each in lines(world, target)[1:]] == [
        ("InitiateMultipartUpload", "0", "-"),
        ("UploadPart", str(mib), "-"),
        ("UploadPart", str(mib), "-"),
        ("UploadPart", str(mib), "-"),
        ("CompleteMultipartUpload", str(-mib), str(2 * mib)),
        ("PutObject", str(5 - 2 * mib), "5"),
        ("DeleteMultipleObjects", "-5", "-"),
    ]


def test_a_delete_marker_is_no_object_with_a_size(world: World) -> None:
    client, target = world.client, logged(world)
    world.do(client.put_bucket_versioning(world.bucket, "Enabled"))
    world.put("a", b"12345")
    world.do(client.delete_object(Bucket=world.bucket, Key="a"))
    [line] = lines(world, target, "DeleteObject")
    assert (line[DELTA], line[SIZE], line[CLASS]) == ("0", "-", "-")


def test_signatures_are_not_logged(world: World) -> None:
    target = logged(world)
    world.put("a", b"a")
    url = world.do(world.client.get_presigned_url(Bucket=world.bucket, Key="a", Method="GET"))
    signature = url.partition("q-signature=")[2].partition("&")[0]
    with urlopen(Request(url, headers={"Referer": url})) as answer:
        assert answer.read() == b"a"
    [read] = lines(world, target, "GetObject")
    assert "q-ak=" in read[URI]
    assert "q-ak=" in read[REFERER]
    assert signature
    assert signature not in " ".join(read)


def test_long_answers_are_logged_once_they_were_sent(world: World) -> None:
    target = logged(world)
    world.put("big", b"x" * 3_000_000)
    world.read("big")
    world.read("big", Range="bytes=0-1999999")
    assert [each[SENT] for each in lines(world, target, "GetObject")] == ["3000000", "2000000"]


def test_a_bucket_that_logs_to_itself_does_not_log_its_logs(world: World) -> None:
    target = logged(world, bucket=world.bucket)
    assert target == world.bucket
    world.put("a")
    world.cos.settle()
    before = keys(world, target)
    world.cos.advance(days=1)
    world.cos.advance(days=1)
    assert len(before) == 1
    # What came since is that the logs were listed, not that they were written.
    assert {each[EVENT] for each in lines(world, target)} <= {
        "PutBucketLogging",
        "PutObject",
        "GetBucket",
        "GetObject",
    }
    assert [each[PATH] for each in lines(world, target, "PutObject")] == ["/a"]


def test_a_log_goes_where_it_was_to_go_when_it_was_written(world: World) -> None:
    first, second = logged(world), f"later-{uuid4().hex[:12]}-1250000000"
    world.do(world.client.create_bucket(Bucket=second))
    world.put("a")
    log_to(world, world.bucket, second, "logs/")
    world.put("b")
    world.do(world.client.put_bucket_logging(world.bucket))
    world.put("c")
    assert [each[PATH] for each in lines(world, first, "PutObject")] == ["/a"]
    assert [each[PATH] for each in lines(world, second, "PutObject")] == ["/b"]


@pytest.mark.parametrize("prefix", ["/logs", "a\u2028b"])
def test_a_log_needs_a_place(world: World, prefix: str) -> None:
    with pytest.raises(CosServiceError) as refused:
        log_to(world, world.bucket, world.bucket, prefix)
    assert refused.value.get_error_code() == "LoggingPrefixInvalid"


def test_a_server_that_stops_delivers_what_it_has(tmp_path: Path) -> None:
    bucket, target = "source-1250000000", "logs-1250000000"
    with LocalCos(tmp_path) as cos:
        client = CosS3Client(cos.config())
        for name in (bucket, target):
            client.create_bucket(Bucket=name)
        client.put_bucket_logging(bucket, {"LoggingEnabled": {"TargetBucket": target, "TargetPrefix": ""}})
        client.put_object(Bucket=bucket, Key="a", Body=b"a")
    with LocalCos(tmp_path) as cos:
        client = CosS3Client(cos.config())
        [entry] = client.list_objects(Bucket=target)["Contents"]
        assert b"PutObject" in client.get_object(Bucket=target, Key=entry["Key"])["Body"].read()
