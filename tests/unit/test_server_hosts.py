"""Which bucket a request is about: hosts, paths, copy sources, routes."""

from __future__ import annotations

import pytest

from qcloud_cos.server import handlers  # noqa: F401 - fills the routes
from qcloud_cos.server.copy_source import copy_source
from qcloud_cos.server.hosts import Host, host, is_bucket_name, without_port
from qcloud_cos.server.refusal import Refusal
from qcloud_cos.server.request import decoded, query_pairs
from qcloud_cos.server.routes import ROUTES, find, resolve

B = "test-1250000000"


@pytest.mark.parametrize(
    ("header", "found"),
    [
        (f"{B}.cos.ap-guangzhou.myqcloud.com", Host(B, "ap-guangzhou", "bucket")),
        (f"{B}.cos.ap-guangzhou.myqcloud.com:80", Host(B, "ap-guangzhou", "bucket")),
        (f"{B.upper()}.COS.AP-GUANGZHOU.MYQCLOUD.COM", Host(B, "ap-guangzhou", "bucket")),
        (f"{B}.cos.ap-beijing.tencentcos.cn", Host(B, "ap-beijing", "bucket")),
        (f"{B}.cos-internal.ap-beijing.tencentcos.cn", Host(B, "ap-beijing", "bucket")),
        (f"{B}.cos-website.ap-beijing.myqcloud.com", Host(B, "ap-beijing", "website", further=True)),
        (f"{B}.cos-website.localhost:9000", Host(B, "", "website", further=True)),
        (f"{B}.cos.accelerate.myqcloud.com", Host(B, "", "accelerate", further=True)),
        (f"{B}.cos-internal.accelerate.tencentcos.cn", Host(B, "", "accelerate", further=True)),
        (f"{B}.cn-north.myqcloud.com", Host(B, "cn-north", "bucket")),
        (f"{B}.localhost:9000", Host(B, "", "bucket")),
        (f"{B}.a.b.example", Host(B, "", "bucket", f"{B}.a.b.example", True)),
        ("WWW.example.com:8080", Host("", "", "path", "www.example.com", True)),
        ("a-b-c-1.localhost", Host("a-b-c-1", "", "bucket")),
        ("127.0.0.1:9000", Host("", "", "path")),
        ("127.0.0.1", Host("", "", "path")),
        ("[::1]:9000", Host("", "", "path")),
        ("[::1]", Host("", "", "path")),
        ("localhost:9000", Host("", "", "path")),
        ("", Host("", "", "path")),
        ("cos.ap-shanghai.myqcloud.com", Host("", "ap-shanghai", "path")),
        (B, Host("", "", "path")),
        ("service.cos.myqcloud.com", Host("", "", "service")),
        ("service.cos.tencentcos.cn", Host("", "", "service")),
        (f"{B}.ci.ap-guangzhou.myqcloud.com", Host("", "", "foreign")),
        (f"{B}.pic.ap-guangzhou.myqcloud.com", Host("", "", "foreign")),
        ("ci.ap-guangzhou.myqcloud.com", Host("", "", "foreign")),
        ("100000000001.cos-control.ap-guangzhou.myqcloud.com", Host("", "", "foreign")),
        ("1250000000.ci.ap-guangzhou.myqcloud.com", Host("", "", "foreign")),
        ("vectors.ap-guangzhou.coslake.com", Host("", "", "foreign")),
        ("vectors.ap-guangzhou.internal.tencentcos.com", Host("", "", "foreign")),
    ],
)
def test_a_host_names_a_bucket_or_leaves_it_to_the_path(header: str, found: Host) -> None:
    assert host(header) == found


@pytest.mark.parametrize(
    ("header", "name"),
    [("a:80", "a"), ("a", "a"), ("[::1]:80", "[::1]"), ("[::1]", "[::1]"), ("a:", "a"), ("a:b", "a:b")],
)
def test_a_port_is_taken_off(header: str, name: str) -> None:
    assert without_port(header) == name


@pytest.mark.parametrize(
    ("name", "good"),
    [(B, True), ("a-1", True), ("1-1", True), ("a", False), ("-a-1", False), ("a--1", False), ("A-1", False),
     ("a_b-1", False), ("a-", False), ("-1", False), ("a-1\n", False)],
)  # fmt: skip
def test_bucket_names(name: str, good: bool) -> None:
    assert is_bucket_name(name) is good


@pytest.mark.parametrize(
    ("raw", "text"), [(b"/a%2Fb", "/a/b"), (b"/a+b", "/a+b"), (b"/%252F", "/%2F"), (b"/%", "/%"), (b"//", "//")]
)
def test_paths_are_decoded_once(raw: bytes, text: str) -> None:
    assert decoded(raw) == text


@pytest.mark.parametrize(
    ("query", "pairs"),
    [
        (b"", []),
        (b"acl", [("acl", "")]),
        (b"acl=", [("acl", "")]),
        (b"a=1&&b=x+y%2B&a=2", [("a", "1"), ("b", "x y+"), ("a", "2")]),
        (b"a=b=c", [("a", "b=c")]),
        (b"%E4%B8%AD=%F0%9F", [("中", "\udcf0\udc9f")]),
    ],
)
def test_queries(query: bytes, pairs: list[tuple[str, str]]) -> None:
    assert query_pairs(query) == pairs


@pytest.mark.parametrize(
    ("header", "bucket", "key", "version"),
    [
        (f"{B}.cos.ap-guangzhou.myqcloud.com/a/b", B, "a/b", None),
        (f"{B}.cos.ap-guangzhou.tencentcos.cn/a%20%E4%B8%AD+%3F", B, "a 中+?", None),
        (f"http://{B}.localhost:9000/a?versionId=MTg0", B, "a", "MTg0"),
        (f"{B}.127.0.0.1:9000//a", B, "/a", None),
        (f"127.0.0.1:9000/{B}/a", B, "a", None),
        (f"/{B}/a?versionid=null", B, "a", "null"),
        (f"cos.ap-guangzhou.myqcloud.com/{B}/a", B, "a", None),
    ],
)
def test_copy_sources(header: str, bucket: str, key: str, version: str | None) -> None:
    assert copy_source(header) == (bucket, key, version)


@pytest.mark.parametrize("header", ["", "/", B, f"{B}.localhost", f"{B}.localhost/", "localhost/a", "x/y/z"])
def test_what_names_no_object_is_no_copy_source(header: str) -> None:
    with pytest.raises(Refusal) as refused:
        copy_source(header)
    assert refused.value.code == "InvalidCopySource"


@pytest.mark.parametrize(
    ("method", "bucket", "key", "query", "headers", "name"),
    [
        ("GET", "", "", {}, {}, "list_buckets"),
        ("GET", B, "", {"prefix": "x"}, {}, "list_objects"),
        ("GET", B, "", {"versions": "", "prefix": "acl"}, {}, "list_objects_versions"),
        ("GET", B, "", {"prefix": "a", "uploads": ""}, {}, "list_multipart_uploads"),
        ("POST", B, "", {"delete": ""}, {}, "delete_objects"),
        ("PUT", B, "", {"lifecycle": ""}, {}, "put_bucket_lifecycle"),
        ("PUT", B, "k", {}, {}, "put_object"),
        ("PUT", B, "k", {}, {"x-cos-copy-source": "s"}, "copy_object"),
        ("PUT", B, "k", {"partNumber": "1", "uploadId": "u"}, {}, "upload_part"),
        ("PUT", B, "k", {"uploadId": "u", "partNumber": "1"}, {"X-Cos-Copy-Source": "s"}, "upload_part_copy"),
        ("POST", B, "k", {"uploads": ""}, {}, "create_multipart_upload"),
        ("POST", B, "k", {"uploadId": "u"}, {}, "complete_multipart_upload"),
        ("GET", B, "k", {"uploadId": "u"}, {}, "list_parts"),
        ("GET", B, "k", {"versionId": "v", "response-expires": "x", "a": ""}, {}, "get_object"),
        ("OPTIONS", B, "k", {"acl": ""}, {}, "preflight"),
    ],
)
def test_each_request_has_its_handler(
    method: str, bucket: str, key: str, query: dict[str, str], headers: dict[str, str], name: str
) -> None:
    handler = resolve(method, bucket, key, query, headers)
    assert handler is not None
    assert handler.__name__ == name


@pytest.mark.parametrize(
    ("method", "key", "query", "headers", "code", "says"),
    [
        ("PUT", "k", {"legal-hold": ""}, {}, "NotImplemented", "?legal-hold"),
        ("GET", "", {"strict-signature": ""}, {}, "NotImplemented", "?strict-signature"),
        ("GET", "k", {"live": "", "comp": "status"}, {}, "NotImplemented", "get_live_channel_status: GET object"),
        ("GET", "k", {"imageMogr2/thumbnail/10x": ""}, {}, "NotImplemented", "?imageMogr2"),
        ("GET", "k", {"ci-process": "snapshot"}, {}, "NotImplemented", "?ci-process"),
        ("PUT", "k", {"partNumber": "1"}, {}, "NotImplemented", "?partNumber"),
        ("PUT", "k", {"rename": ""}, {"x-cos-copy-source": "s"}, "NotImplemented", "?rename"),
        ("PUT", "k", {}, {"x-cos-callback": "e30="}, "NotImplemented", "put_object with x-cos-callback"),
        ("PUT", "k", {}, {"pic-operations": "{}"}, "NotImplemented", "put_object with pic-operations"),
        ("POST", "k", {}, {}, "MethodNotAllowed", "not allowed"),
        ("DELETE", "k", {"acl": ""}, {}, "MethodNotAllowed", "not allowed"),
        ("PUT", "", {"uploads": ""}, {}, "MethodNotAllowed", "not allowed"),
        ("PATCH", "k", {}, {}, "MethodNotAllowed", "not allowed"),
    ],
)
def test_what_is_not_done_here_is_refused_by_name(
    method: str, key: str, query: dict[str, str], headers: dict[str, str], code: str, says: str
) -> None:
    with pytest.raises(Refusal) as refused:
        find(method, B, key, query, headers)
    assert refused.value.code == code
    assert says in refused.value.message


def test_every_route_says_who_may() -> None:
    for (method, resource, _), route in ROUTES.items():
        assert route.needs
        if route.needs in ("READ", "WRITE"):
            assert route.of in ("bucket", "object"), (method, resource)
        if method in ("GET", "HEAD", "OPTIONS"):
            assert not route.writes
