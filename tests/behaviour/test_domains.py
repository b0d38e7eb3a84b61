"""Buckets reached by a domain of their own, or over the accelerated host."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any
from uuid import uuid4

import pytest

from behaviour.world import World
from qcloud_cos import CosS3Client, CosServiceError
from qcloud_cos.server import LocalCos
from raw import Wire


@pytest.fixture
def name() -> str:
    return f"{uuid4().hex[:8]}.example.com"


def bind(world: World, name: str, kind: str = "REST", status: str = "ENABLED", **more: str) -> None:
    rule: Any = {"Status": status, "Name": name, "Type": kind, **more}
    world.do(world.client.put_bucket_domain(world.bucket, {"DomainRule": [rule]}))


def by(world: World, **address: Any) -> CosS3Client:
    """A client that is led to the server whatever host it names."""
    return world.other(world.cos.config(**{"Endpoint": None, "IP": "127.0.0.1", "Port": world.cos.port} | address))


def refused(world: World, operation: Callable[..., Any], *arguments: Any, **keywords: Any) -> tuple[int, str]:
    with pytest.raises(CosServiceError) as caught:
        world.do(operation(*arguments, **keywords))
    return caught.value.get_status_code(), caught.value.get_error_code()


def test_a_bucket_is_served_by_its_domain(world: World, name: str) -> None:
    bind(world, name)
    client = by(world, Domain=name)
    world.do(client.put_object(Bucket=world.bucket, Key="dir//a+b", Body=b"mine"))
    assert world.read("dir//a+b") == b"mine"
    listed = world.do(client.list_objects(Bucket=world.bucket))
    assert [entry["Key"] for entry in listed["Contents"]] == ["dir//a+b"]
    world.do(client.delete_object(Bucket=world.bucket, Key="dir//a+b"))
    assert world.keys() == []


def test_a_domain_that_looks_like_another_buckets_host(world: World) -> None:
    name = f"other-1250000000.{uuid4().hex[:8]}.example.com"
    world.put("k", b"mine")
    bind(world, name)
    answer = world.do(by(world, Domain=name).get_object(Bucket=world.bucket, Key="k"))
    assert world.do(answer["Body"].read()) == b"mine"


def test_a_domain_that_was_removed_leads_nowhere(world: World, name: str) -> None:
    world.put("k")
    bind(world, name)
    client = by(world, Domain=name)
    assert world.do(client.head_object(Bucket=world.bucket, Key="k"))
    world.do(world.client.delete_bucket_domain(world.bucket))
    assert refused(world, client.get_object, world.bucket, "k")[0] == 404


def test_a_disabled_domain(world: World, name: str) -> None:
    world.put("k")
    bind(world, name, status="DISABLED")
    assert refused(world, by(world, Domain=name).get_object, world.bucket, "k") == (404, "NoSuchBucket")


def test_a_domain_may_lead_to_the_website(world: World, name: str) -> None:
    world.do(world.client.put_bucket_acl(Bucket=world.bucket, ACL="public-read"))
    world.do(world.client.put_bucket_website(world.bucket, {"IndexDocument": {"Suffix": "index.html"}}))
    world.put("index.html", b"home")
    bind(world, f"*.{name}", kind="WEBSITE")
    with Wire(world.cos, host=f"www.{name}:8080") as wire:
        assert wire.unsigned("GET", "/").body == b"home"
        assert wire.unsigned("GET", "/none").headers["Content-Type"].startswith("text/html")


def test_a_replaced_domain_leads_to_its_new_bucket(world: World, name: str) -> None:
    other = f"other-{uuid4().hex[:12]}-1250000000"
    world.do(world.client.create_bucket(Bucket=other))
    world.do(world.client.put_object(Bucket=other, Key="k", Body=b"other"))
    bind(world, name)
    rule: Any = {"Status": "ENABLED", "Name": name, "Type": "REST", "ForcedReplacement": "CNAME"}
    world.do(world.client.put_bucket_domain(other, {"DomainRule": [rule]}))
    answer = world.do(by(world, Domain=name).get_object(Bucket=other, Key="k"))
    assert world.do(answer["Body"].read()) == b"other"


ACCELERATED = "cos.accelerate.myqcloud.com"


def test_the_accelerated_host_answers_once_it_is_enabled(world: World) -> None:
    client = by(world, Endpoint=ACCELERATED)
    body = bytes(100_000)
    put = (world.bucket, body, "far")
    assert refused(world, client.put_object, *put) == (400, "BucketAccelerateNotEnabled")
    assert refused(world, client.get_object, world.bucket, "far") == (400, "BucketAccelerateNotEnabled")
    world.do(world.client.put_bucket_accelerate(world.bucket, {"Status": "Enabled"}))
    world.do(client.put_object(*put))
    assert world.read("far") == body
    assert [one["Key"] for one in world.do(client.list_objects(Bucket=world.bucket))["Contents"]] == ["far"]
    world.do(world.client.put_bucket_accelerate(world.bucket, {"Status": "Suspended"}))
    assert refused(world, client.get_object, world.bucket, "far") == (400, "BucketAccelerateNotEnabled")


def test_a_domain_may_be_accelerated(world: World, name: str) -> None:
    world.put("k", b"far")
    bind(world, name, kind="ACCELERATE")
    client = by(world, Domain=name)
    assert refused(world, client.get_object, world.bucket, "k") == (400, "BucketAccelerateNotEnabled")
    world.do(world.client.put_bucket_accelerate(world.bucket, {"Status": "Enabled"}))
    assert world.do(world.do(client.get_object(Bucket=world.bucket, Key="k"))["Body"].read()) == b"far"


def test_a_bucket_is_not_configured_over_the_accelerated_host(world: World) -> None:
    world.do(world.client.put_bucket_accelerate(world.bucket, {"Status": "Enabled"}))
    client, bucket = by(world, Endpoint=ACCELERATED), world.bucket
    names = ("get_bucket_accelerate", "get_bucket_acl", "get_bucket_lifecycle", "delete_bucket", "create_bucket")
    for call in (getattr(client, each) for each in names):
        assert refused(world, call, Bucket=bucket) == (400, "ActionAccelerateNotSupported")


def test_a_bucket_as_made_since_2024_is_only_downloaded_from_hosts_of_cos() -> None:
    bucket = "young-1250000000"
    with LocalCos(since_2024=True) as cos, CosS3Client(cos.config()) as client:
        client.create_bucket(Bucket=bucket, ACL="public-read")
        for key in ("a.html", "a.APK"):
            client.put_object(Bucket=bucket, Key=key, Body=b"x", ContentDisposition="inline")
        client.put_bucket_website(bucket, {"IndexDocument": {"Suffix": "a.html"}})
        client.put_bucket_domain(bucket, {"DomainRule": [{"Status": "ENABLED", "Name": "e.com", "Type": "REST"}]})

        def shown(host: str, path: str = "/a.html", method: str = "GET") -> tuple[int, str | None, str | None]:
            with Wire(cos, host=host) as wire:
                headers = (reply := wire.unsigned(method, path)).headers
                return reply.status, headers["Content-Disposition"], headers["x-cos-force-download"]

        for host in (
            "cos.ap-guangzhou.myqcloud.com",
            "cos-website.ap-beijing.myqcloud.com",
            "cos.a.tencentcos.cn",
        ):
            assert shown(f"{bucket}.{host}") == (200, "attachment", "true")
            assert shown(f"{bucket}.{host}", "/a.APK") == (403, None, None)
        assert shown(f"{bucket}.cos.ap-guangzhou.myqcloud.com", method="HEAD") == (200, "inline", None)
        for host in (f"{bucket}.localhost:9000", f"{bucket}.cos-website.localhost", "e.com"):
            assert shown(host) == (200, "inline", None)
            assert shown(host, "/a.APK") == (200, "inline", None)
        with Wire(cos, host="cos.ap-guangzhou.myqcloud.com") as wire:
            assert wire.unsigned("GET", f"/{bucket}/a.html").code == "PathStyleDomainForbidden"
            assert wire.request("GET", "/").status == 200
        with Wire(cos, host=f"{bucket}.cos.ap-guangzhou.myqcloud.com") as wire:
            assert wire.unsigned("GET", "/a.APK").code == "DownloadForbidden"


def test_a_bucket_made_before_is_shown(world: World) -> None:
    world.put("a.apk", ContentDisposition="inline")
    answer = world.do(by(world, Region="ap-guangzhou").get_object(Bucket=world.bucket, Key="a.apk"))
    assert (answer["Content-Disposition"], "x-cos-force-download" in answer) == ("inline", False)
