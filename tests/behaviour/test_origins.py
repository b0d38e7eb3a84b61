"""A bucket that fetches from its origins what it has not."""

from __future__ import annotations

import gzip
import socket
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest

from behaviour.world import World
from http_origin import HttpOrigin, Page
from qcloud_cos import CosS3Client, CosServiceError
from qcloud_cos.core.checksum import crc64
from qcloud_cos.server import LocalCos
from raw import Reply, Wire

LARGE = bytes(range(256)) * 4000


@pytest.fixture
def origin() -> Iterator[HttpOrigin]:
    with HttpOrigin() as server:
        yield server


def configure(world: World, *hosts: str, kind: str = "Mirror", bucket: str = "", **more: Any) -> None:
    rule: Any = {
        "RulePriority": "1",
        "OriginType": kind,
        "OriginCondition": {"HTTPStatusCode": more.pop("status", "404"), "Prefix": more.pop("prefix", None)},
        "OriginParameter": {"Protocol": "HTTP", **more.pop("parameter", {})},
        "OriginInfo": {
            "HostInfo": [
                {"HostName": hosts[0]} | {f"StandbyHostName_{n}": host for n, host in enumerate(hosts[1:], 1)}
            ]
        },
        **more,
    }
    world.do(world.client.put_bucket_origin(bucket or world.bucket, {"OriginRule": [rule]}))


def refused(world: World, key: str, **more: Any) -> CosServiceError:
    with pytest.raises(CosServiceError) as caught:
        world.read(key, **more)
    return caught.value


def asked(world: World, target: str, *headers: str, method: str = "GET") -> Reply:
    """By a reader of a public bucket, redirects not followed."""
    with Wire(world.cos, host=f"{world.bucket}.localhost") as wire:
        wire.send(f"{method} {target} HTTP/1.1", f"Host: {wire.host}", *headers)
        return wire.reply(method)


def free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port: int = taken.getsockname()[1]
        return port


@pytest.mark.parametrize("body", [b"", b"small", LARGE], ids=["empty", "small", "large"])
def test_a_mirror_gives_what_its_origin_has_and_keeps_it(world: World, origin: HttpOrigin, body: bytes) -> None:
    configure(world, origin.host)
    told = {
        "Content-Type": "text/x",
        "Cache-Control": "no-cache",
        "x-cos-meta-a": "é中".encode().decode("latin-1"),
        "Set-Cookie": "c=1",
    }
    origin.pages["/dir/a%20b"] = Page(body, headers=told)
    answer = world.do(world.client.get_object(Bucket=world.bucket, Key="dir/a b"))
    assert world.do(answer["Body"].read()) == body
    assert (answer["Content-Type"], answer["Cache-Control"], answer["x-cos-meta-a"]) == (
        "text/x",
        "no-cache",
        "é中",
    )
    assert "Set-Cookie" not in answer
    assert answer["x-cos-hash-crc64ecma"] == str(crc64(body))
    assert world.read("dir/a b") == body
    assert [each.target for each in origin.asked] == ["/dir/a%20b"]
    assert world.keys() == ["dir/a b"]


def test_another_bucket_of_the_server_may_be_the_origin(world: World) -> None:
    other = f"other-{uuid4().hex[:12]}-1250000000"
    world.do(world.client.create_bucket(Bucket=other, ACL="public-read"))
    world.do(world.client.put_object(Bucket=other, Key="k", Body=LARGE, Metadata={"x-cos-meta-from": "other"}))
    configure(world, f"{other}.cos.ap-shanghai.myqcloud.com")
    answer = world.do(world.client.get_object(Bucket=world.bucket, Key="k"))
    assert (world.do(answer["Body"].read()), answer["x-cos-meta-from"]) == (LARGE, "other")


def test_origins_in_a_circle_end(world: World) -> None:
    other = f"other-{uuid4().hex[:12]}-1250000000"
    world.do(world.client.create_bucket(Bucket=other, ACL="public-read"))
    world.do(world.client.put_bucket_acl(Bucket=world.bucket, ACL="public-read"))
    configure(world, f"{other}.cos.ap-x.myqcloud.com")
    configure(world, f"{world.bucket}.cos.ap-x.myqcloud.com", bucket=other)
    assert refused(world, "none").get_error_code() == "NoSuchKey"


def test_a_part_of_what_a_mirror_fetched(world: World, origin: HttpOrigin) -> None:
    configure(world, origin.host)
    origin.pages["/k"] = Page(LARGE)
    answer = world.do(world.client.get_object(Bucket=world.bucket, Key="k", Range="bytes=10-19"))
    assert world.do(answer["Body"].read()) == LARGE[10:20]
    assert answer["Content-Range"] == f"bytes 10-19/{len(LARGE)}"
    assert "range" not in origin.asked[0].headers
    assert world.read("k") == LARGE


def test_only_what_meets_the_condition_is_fetched(world: World, origin: HttpOrigin) -> None:
    configure(world, origin.host, prefix="far/")
    origin.pages["/near"] = origin.pages["/far/k"] = Page(b"there")
    assert refused(world, "near").get_error_code() == "NoSuchKey"
    assert not world.do(world.client.object_exists(Bucket=world.bucket, Key="far/k"))  # a HEAD fetches nothing
    assert refused(world, "far/k", VersionId="MTg0NDUxNTc1NjIzMTQ1MDAwODg").get_error_code() == "NoSuchVersion"
    assert origin.asked == []
    assert world.read("far/k") == b"there"
    world.put("far/own", b"own")
    assert world.read("far/own") == b"own"
    assert len(origin.asked) == 1


def test_what_the_origin_has_not_is_not_there(world: World, origin: HttpOrigin) -> None:
    configure(world, origin.host)
    error = refused(world, "none")
    assert (error.get_status_code(), error.get_error_code()) == (404, "NoSuchKey")
    assert len(origin.asked) == 1


@pytest.mark.parametrize(
    ("page", "says"),
    [
        (Page(b"oops", 500), "answers 500"),
        (Page(b"short", announced=10), "not the announced 10"),
        (Page(b"x", headers={"x-cos-hash-crc64ecma": "1"}), "checksum"),
        (Page(b"x", 206), "answers 206"),
    ],
)
def test_what_goes_wrong_at_the_origin_is_said_and_nothing_is_kept(
    world: World, origin: HttpOrigin, page: Page, says: str
) -> None:
    configure(world, origin.host)
    origin.pages["/k"] = page
    error = refused(world, "k")
    assert (error.get_status_code(), error.get_error_code()) == (424, "FailedDependency")
    assert says in error.get_error_msg()
    assert world.keys() == []
    blobs = [path for path in (world.cos.root / "blobs").rglob("*") if path.is_file()]
    assert blobs == []


def test_an_origin_that_is_not_there(world: World) -> None:
    configure(world, f"127.0.0.1:{free_port()}")
    assert "could not be fetched from 127.0.0.1" in refused(world, "k").get_error_msg()


def test_errors_may_be_passed_on(world: World, origin: HttpOrigin) -> None:
    configure(world, origin.host, parameter={"TransparentErrorCode": "true"})
    world.do(world.client.put_bucket_acl(Bucket=world.bucket, ACL="public-read"))
    origin.pages["/k"] = Page(b"gone for good", 410, {"Content-Type": "text/plain"})
    reply = asked(world, "/k")
    assert (reply.status, reply.body, reply.headers["Content-Type"]) == (410, b"gone for good", "text/plain")


def test_another_host_stands_in(world: World, origin: HttpOrigin) -> None:
    with HttpOrigin({"/k": Page(b"busy", 503)}) as busy:
        dead = f"127.0.0.1:{free_port()}"
        configure(world, dead, busy.host, origin.host, HTTPStandbyCode={"StatusCode": ["503"]})
        origin.pages["/k"] = Page(b"stood in")
        assert world.read("k") == b"stood in"
        assert (len(busy.asked), len(origin.asked)) == (1, 1)


def test_redirects_are_followed_or_passed_on(world: World, origin: HttpOrigin) -> None:
    with HttpOrigin({"/there": Page(b"found")}) as second:
        origin.pages["/k"] = Page(status=302, headers={"Location": f"http://{second.host}/there"})
        headers = {"NewHttpHeaders": {"Header": [{"Key": "x-new", "Value": "1"}]}}
        configure(world, origin.host, parameter={"HttpHeader": headers})
        assert world.read("k") == b"found"
        assert origin.asked[0].headers["x-new"] == "1"
        assert "x-new" not in second.asked[0].headers
        origin.pages["/away"] = Page(status=302, headers={"Location": "http://www.example.com/"})
        assert refused(world, "away").get_error_code() == "NotImplemented"
        origin.pages["/round"] = Page(status=302, headers={"Location": "/round"})
        assert "redirects" in refused(world, "round").get_error_msg()
    configure(world, origin.host, parameter={"FollowRedirection": "false"})
    world.do(world.client.put_bucket_acl(Bucket=world.bucket, ACL="public-read"))
    reply = asked(world, "/away")
    assert (reply.status, reply.headers["Location"]) == (302, "http://www.example.com/")


def test_headers_and_query_go_along_and_credentials_do_not(world: World, origin: HttpOrigin) -> None:
    configure(world, origin.host, parameter={"HttpHeader": {"FollowAllHeaders": "true"}})
    origin.pages["/k"] = Page(b"x")
    params = {"size": "large one"}
    token = {"x-cos-security-token": "secret"}
    url = world.do(
        world.client.get_presigned_download_url(Bucket=world.bucket, Key="k", Params=params, Headers=token)
    )
    with Wire(world.cos) as wire:
        target = url.removeprefix(world.cos.endpoint)
        wire.send(f"GET {target} HTTP/1.1", f"Host: 127.0.0.1:{world.cos.port}", "x-extra: é", *[
            f"{name}: {value}" for name, value in token.items()
        ])  # fmt: skip
        assert wire.reply().body == b"x"
    [seen] = origin.asked
    assert seen.target == "/k?size=large+one"
    assert seen.headers["x-extra"].encode("latin-1").decode() == "é"
    assert seen.headers["cdn-loop"] == f"local-cos; bucket={world.bucket}"
    assert not {"authorization", "x-cos-security-token"} & seen.headers.keys()
    assert seen.headers["host"] == origin.host


def test_an_encoding_is_kept_as_it_came(world: World, origin: HttpOrigin) -> None:
    configure(world, origin.host)
    packed = gzip.compress(b"text" * 100)
    origin.pages["/k"] = Page(packed, headers={"Content-Encoding": "gzip"})
    answer = world.do(world.client.get_object(Bucket=world.bucket, Key="k"))
    assert (world.do(answer["Body"].read()), answer["Content-Encoding"]) == (packed, "gzip")


def test_who_stores_meanwhile_is_not_overwritten(world: World, origin: HttpOrigin) -> None:
    configure(world, origin.host)
    with CosS3Client(world.cos.config()) as other:

        def slow() -> Page:
            other.put_object(Bucket=world.bucket, Key="k", Body=b"newer")
            return Page(b"older")

        origin.pages["/k"] = slow
        assert world.read("k") == b"newer"
    assert world.read("k") == b"newer"


def test_a_versioned_bucket_keeps_what_it_fetched_as_a_version(world: World, origin: HttpOrigin) -> None:
    world.do(world.client.put_bucket_versioning(Bucket=world.bucket, Status="Enabled"))
    configure(world, origin.host)
    origin.pages["/k"] = Page(b"x")
    answer = world.do(world.client.get_object(Bucket=world.bucket, Key="k"))
    assert answer["x-cos-version-id"] != "null"


def test_a_proxy_sends_its_clients_on_and_fetches_in_its_own_time(world: World, origin: HttpOrigin) -> None:
    configure(world, origin.host, kind="Proxy", parameter={"HttpRedirectCode": "307"})
    world.do(world.client.put_bucket_acl(Bucket=world.bucket, ACL="public-read"))
    origin.pages["/k"] = Page(LARGE)
    reply = asked(world, "/k?a=b")
    assert (reply.status, reply.headers["Location"]) == (307, f"http://{origin.host}/k?a=b")
    world.cos.settle()
    assert asked(world, "/k").body == LARGE
    asked(world, "/none")
    world.cos.settle()
    assert asked(world, "/none").status == 307


@pytest.mark.parametrize("method", ["GET", "HEAD"])
def test_a_redirect_sends_its_clients_on_and_fetches_nothing(world: World, method: str) -> None:
    configure(world, "www.example.com", kind="Redirect", status="4XX", parameter={"HttpRedirectCode": "301"})
    reply = asked(world, "/dir/a%20b?x=1", method=method)  # a 403: the bucket is private
    assert (reply.status, reply.headers["Location"]) == (301, "http://www.example.com/dir/a%20b?x=1")
    assert asked(world, "/?acl").status == 403


def test_a_server_reaches_nobody_unless_told(world: World) -> None:
    configure(world, "www.example.com")
    error = refused(world, "k")
    assert (error.get_status_code(), error.get_error_code()) == (501, "NotImplemented")
    assert "LocalCos(origins=['www.example.com'])" in error.get_error_msg()


def test_a_server_reaches_whom_it_was_told(origin: HttpOrigin, monkeypatch: pytest.MonkeyPatch) -> None:
    port = int(origin.host.partition(":")[2])
    real = socket.getaddrinfo

    def looked_up(host: Any, *arguments: Any, **more: Any) -> Any:
        return real("127.0.0.1" if host == "files.example.com" else host, *arguments, **more)

    monkeypatch.setattr(socket, "getaddrinfo", looked_up)
    origin.pages["/k"] = Page(b"far")
    with LocalCos(origins=["*.example.com"]) as cos, CosS3Client(cos.config()) as client:
        client.create_bucket(Bucket="b-1250000000")
        rule: Any = {
            "RulePriority": 1, "OriginType": "Mirror", "OriginCondition": {"HTTPStatusCode": "404"},
            "OriginParameter": {"Protocol": "FOLLOW"},
            "OriginInfo": {"HostInfo": {"HostName": f"files.example.com:{port}"}},
        }  # fmt: skip
        client.put_bucket_origin("b-1250000000", {"OriginRule": [rule]})
        assert client.get_object(Bucket="b-1250000000", Key="k")["Body"].read() == b"far"
    assert origin.asked[0].headers["host"] == f"files.example.com:{port}"


def test_a_server_with_tls_is_its_own_origin_over_tls(tmp_path: Path) -> None:
    with LocalCos(tmp_path, tls=True) as cos, CosS3Client(cos.config()) as client:
        for name in ("a-1250000000", "b-1250000000"):
            client.create_bucket(Bucket=name, ACL="public-read")
        client.put_object(Bucket="b-1250000000", Key="k", Body=b"safe")
        rule: Any = {
            "RulePriority": 1, "OriginType": "Mirror", "OriginCondition": {"HTTPStatusCode": "404"},
            "OriginParameter": {"Protocol": "HTTPS"},
            "OriginInfo": {"HostInfo": {"HostName": "b-1250000000.cos.ap-x.myqcloud.com"}},
        }  # fmt: skip
        client.put_bucket_origin("a-1250000000", {"OriginRule": [rule]})
        assert client.get_object(Bucket="a-1250000000", Key="k")["Body"].read() == b"safe"


@pytest.mark.parametrize(
    ("parameter", "host"),
    [
        ({"CopyOriginData": "false"}, {"HostName": "localhost"}),
        ({}, {"PrivateHost": {"Host": "localhost", "CredentialProvider": {"Role": "r"}}}),
    ],
)
def test_what_is_not_done_is_refused_by_name(
    world: World, parameter: dict[str, str], host: dict[str, Any]
) -> None:
    rule: Any = {
        "RulePriority": 1, "OriginType": "Mirror", "OriginCondition": {"HTTPStatusCode": "404"},
        "OriginParameter": {"Protocol": "HTTP", **parameter}, "OriginInfo": {"HostInfo": host},
    }  # fmt: skip
    world.do(world.client.put_bucket_origin(world.bucket, {"OriginRule": [rule]}))
    error = refused(world, "k")
    assert error.get_error_code() == "NotImplemented"
    assert next(iter(parameter or host)) in error.get_error_msg()
