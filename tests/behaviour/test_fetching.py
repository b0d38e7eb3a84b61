"""URLs of this machine fetched into buckets, as both clients ask for it."""

from __future__ import annotations

import hashlib
import json
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import pytest

from behaviour.world import World
from qcloud_cos import CosS3Client
from qcloud_cos.core.checksum import crc64
from qcloud_cos.server import Account, LocalCos
from raw import Wire

BIG = bytes(range(256)) * 8192


class Source:
    """A web server of this machine, whose answers are told to it."""

    def __init__(self) -> None:
        self.pages: dict[str, tuple[int, bytes, dict[str, str]]] = {}
        self.told: list[tuple[str, Any]] = []
        self.go_on = threading.Event()
        self.go_on.set()
        self.asked = threading.Event()
        source = self

        class Handler(BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                source.asked.set()
                source.go_on.wait(20)
                status, body, headers = source.pages.get(self.path, (404, b"none", {}))
                self.send_response(status)
                for name, value in {"Content-Length": str(len(body)), **headers}.items():
                    self.send_header(name, value)
                self.end_headers()
                self.wfile.write(body)

            def do_POST(self) -> None:
                size = int(self.headers["Content-Length"])
                source.told.append((self.path, json.loads(self.rfile.read(size))))
                self.send_response(200)
                self.end_headers()

            def log_message(self, format: str, *args: Any) -> None:
                """Nothing."""

        self._server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self._thread = threading.Thread(target=self._server.serve_forever, daemon=True)
        self._thread.start()

    def url(self, path: str, body: bytes = b"", status: int = 200, **headers: str) -> str:
        named = {name.replace("_", "-"): value for name, value in headers.items()}
        self.pages[path] = (status, body, named)
        return f"http://127.0.0.1:{self._server.server_port}{path}"

    def close(self) -> None:
        self.go_on.set()
        self._server.shutdown()
        self._server.server_close()
        self._thread.join()


@pytest.fixture
def source() -> Iterator[Source]:
    source = Source()
    yield source
    source.close()


def begun(world: World, url: str, key: str = "k", **more: Any) -> str:
    wanted: Any = {"Url": url, "Key": key, **more}
    answer = world.do(world.client.put_async_fetch_task(world.bucket, wanted))
    assert (answer["code"], answer["message"]) == (0, "SUCCESS")
    task: str = answer["data"]["taskid"]
    return task


def state(world: World, task: str) -> dict[str, Any]:
    answer = world.do(world.client.get_async_fetch_task(world.bucket, task))
    assert answer["code"] == 0
    found: dict[str, Any] = answer["data"]
    return found


def ended(world: World, url: str, key: str = "k", **more: Any) -> dict[str, Any]:
    task = begun(world, url, key, **more)
    world.cos.settle()
    return state(world, task)


def test_a_url_becomes_an_object(world: World, source: Source) -> None:
    sums: Any = {"x_cos_hash_crc64ecma": str(crc64(BIG)), "Content_Type": "video/mp4"}
    url = source.url("/a%20b?v=1", BIG, **sums)
    md5 = hashlib.md5(BIG).hexdigest()
    assert ended(world, url, MD5=md5) == {"code": 0, "msg": "", "percent": 100, "status": "TASK_DONE"}
    assert world.read("k") == BIG
    head = world.do(world.client.head_object(Bucket=world.bucket, Key="k"))
    assert (head["ETag"], head["Content-Type"]) == (f'"{md5}"', "video/mp4")


def test_a_task_is_under_way_until_its_source_has_answered(world: World, source: Source) -> None:
    source.go_on.clear()
    task = begun(world, source.url("/a", b"slow"))
    assert source.asked.wait(20)
    assert state(world, task)["status"] == "TASK_DOING"
    with pytest.raises(TimeoutError):
        world.cos.settle(timeout=0.01)
    source.go_on.set()
    world.cos.settle()
    assert state(world, task)["status"] == "TASK_DONE"


def test_what_cannot_be_fetched_fails_and_says_why(world: World, source: Source) -> None:
    wrong: Any = {"x_cos_hash_crc64ecma": "1"}
    for url, more, why in (
        ("http://example.com/a", {}, "this machine only"),
        ("https://127.0.0.1/a", {}, "only http"),
        (source.url("/missing", b"", 404), {}, "404 Not Found"),
        (source.url("/moved", b"", 302, Location="http://example.com/"), {}, "302"),
        (source.url("/a", b"a"), {"MD5": "0" * 32}, "the task says " + "0" * 32),
        (source.url("/b", b"b", **wrong), {}, "the source says 1"),
        (source.url("/c", b"c", Content_MD5="1B2M2Y8AsgTpgAmY7PhCfg=="), {}, "MD5 of what came"),
        (source.url("/short", b"c", Content_Length="5"), {}, "announced 5 bytes and sent 1"),
        (source.url("/huge", b"", Content_Length=str(6 << 30)), {}, "at most"),
        ("http://127.0.0.1:1/a", {}, "could not be asked"),
    ):
        found = ended(world, url, **more)
        assert found["status"] == "TASK_FAILED"
        assert why in found["msg"]
    assert world.keys() == []
    assert not list((world.cos.root / "tmp").iterdir())


def test_an_object_that_is_there_stays_if_it_is_to(world: World, source: Source) -> None:
    world.put("k", b"before")
    url = source.url("/a", b"after")
    assert ended(world, url, OnKeyExist="ignore")["status"] == "TASK_DONE"
    assert ended(world, url, IgnoreSameKey=True)["status"] == "TASK_DONE"
    assert world.read("k") == b"before"
    assert ended(world, url)["status"] == "TASK_DONE"
    assert world.read("k") == b"after"


def test_an_object_that_came_first_stays_and_the_fetched_bytes_go(tmp_path: Path, source: Source) -> None:
    bucket = "inbox-1250000000"
    with LocalCos(tmp_path) as cos:
        client = CosS3Client(cos.config())
        client.create_bucket(Bucket=bucket)
        source.go_on.clear()
        client.put_async_fetch_task(bucket, {"Url": source.url("/a", BIG), "Key": "k", "OnKeyExist": "ignore"})
        assert source.asked.wait(20)
        client.put_object(Bucket=bucket, Key="k", Body=b"first")
        source.go_on.set()
        cos.settle()
        assert client.get_object(Bucket=bucket, Key="k")["Body"].read() == b"first"
    assert not [path for path in tmp_path.rglob("*") if path.stat().st_size == len(BIG)]


def test_the_end_is_told_to_whoever_is_on_this_machine(world: World, source: Source) -> None:
    urls = {"SuccessCallbackUrl": source.url("/success"), "FailureCallbackUrl": source.url("/failure")}
    task = begun(world, source.url("/a", b"a"), **urls)
    world.cos.settle()
    other = begun(world, "http://example.com/", **urls)
    world.cos.settle()
    begun(world, source.url("/a"), SuccessCallbackUrl="http://example.com/")
    world.cos.settle()
    assert [(path, said["taskid"], said["code"]) for path, said in source.told] == [
        ("/success", task, 0),
        ("/failure", other, 1),
    ]


def test_how_a_task_ended_is_told_for_three_days(world: World, source: Source) -> None:
    task = begun(world, source.url("/a", b"a"))
    world.cos.settle()
    world.cos.advance(days=2)
    assert state(world, task)["status"] == "TASK_DONE"
    world.cos.advance(days=2)
    answer = world.do(world.client.get_async_fetch_task(world.bucket, task))
    assert answer["code"] == 404
    assert world.read("k") == b"a"


def test_refusals_are_json(world: World) -> None:
    client: Any = world.client
    answer = world.do(client.put_async_fetch_task("missing-1250000000", {"Url": "http://127.0.0.1/", "Key": "k"}))
    assert (answer["code"], answer["message"].partition(":")[0]) == (404, "NoSuchBucket")
    answer = world.do(client.put_async_fetch_task(world.bucket, {"Url": "http://127.0.0.1/"}))
    assert (answer["code"], answer["message"].partition(":")[0]) == (400, "InvalidArgument")
    stranger: Any = world.other(world.cos.config(SecretKey="wrong"))
    answer = world.do(stranger.put_async_fetch_task(world.bucket, {"Url": "http://127.0.0.1/", "Key": "k"}))
    assert (answer["code"], answer["message"].partition(":")[0]) == (403, "SignatureDoesNotMatch")
    world.do(stranger.close())


def test_the_service_has_a_host_of_its_own(world: World, source: Source) -> None:
    body = json.dumps({"Url": source.url("/a", b"a"), "Key": "k"}).encode()
    with Wire(world.cos, host="ap-guangzhou.migration.myqcloud.com") as wire:
        reply = wire.request("POST", f"/{world.bucket}/", body=body)
        task = json.loads(reply.body)["data"]["taskid"]
        assert json.loads(wire.request("GET", f"/{world.bucket}/{task}").body)["data"]["code"] == 0
        for method, path in (("PUT", f"/{world.bucket}/"), ("GET", f"/{world.bucket}/"), ("POST", "/")):
            reply = wire.request(method, path, body=b"{}" if method != "GET" else None)
            assert (reply.status, reply.headers["Content-Type"]) == (405, "application/json")
    world.cos.settle()
    assert world.read("k") == b"a"


def test_only_who_may_write_an_object_may_have_it_fetched(source: Source) -> None:
    ours = Account("1250000001", "100000000011", "AKIDours", "k1")
    theirs = Account("1250000002", "100000000012", "AKIDtheirs", "k2")
    bucket = "inbox-1250000001"
    with LocalCos(accounts=[ours, theirs]) as cos:
        us, them = CosS3Client(cos.config()), CosS3Client(cos.config(SecretId="AKIDtheirs", SecretKey="k2"))
        us.create_bucket(Bucket=bucket)
        url = source.url("/a", b"a")
        assert them.put_async_fetch_task(bucket, {"Url": url, "Key": "in/a"})["code"] == 403
        allowed = {
            "Effect": "allow",
            "Principal": {"qcs": [theirs.id]},
            "Action": ["name/cos:PutObject"],
            "Resource": [f"qcs::cos:ap-guangzhou:uid/1250000001:{bucket}/in/*"],
        }
        us.put_bucket_policy(Bucket=bucket, Policy={"version": "2.0", "Statement": [allowed]})
        assert them.put_async_fetch_task(bucket, {"Url": url, "Key": "out/a"})["code"] == 403
        task = them.put_async_fetch_task(bucket, {"Url": url, "Key": "in/a"})["data"]["taskid"]
        cos.settle()
        assert them.get_async_fetch_task(bucket, task)["data"]["status"] == "TASK_DONE"
        assert us.get_object(Bucket=bucket, Key="in/a")["Body"].read() == b"a"


def test_a_task_that_a_stop_cut_short_is_begun_again(tmp_path: Path, source: Source) -> None:
    bucket = "inbox-1250000000"
    with LocalCos(tmp_path) as cos:
        client = CosS3Client(cos.config())
        client.create_bucket(Bucket=bucket)
        source.go_on.clear()
        task = client.put_async_fetch_task(bucket, {"Url": source.url("/a", b"a"), "Key": "k"})["data"]["taskid"]
        assert source.asked.wait(20)
    source.go_on.set()
    with LocalCos(tmp_path) as cos:
        client = CosS3Client(cos.config())
        cos.settle()
        assert client.get_async_fetch_task(bucket, task)["data"]["status"] == "TASK_DONE"
        assert client.get_object(Bucket=bucket, Key="k")["Body"].read() == b"a"


def test_a_locked_object_is_not_overwritten(world: World, source: Source) -> None:
    client: Any = world.client
    lock = {"ObjectLockEnabled": "Enabled", "Rule": {"DefaultRetention": {"Mode": "COMPLIANCE", "Days": 1}}}
    world.do(client.put_bucket_object_lock(world.bucket, lock))
    world.put("k", b"before")
    found = ended(world, source.url("/a", b"after"))
    assert (found["status"], found["msg"].partition(":")[0]) == ("TASK_FAILED", "ObjectLocked")
    assert world.read("k") == b"before"
