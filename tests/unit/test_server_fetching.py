"""Tasks that fetch: what may be asked, and where a local server goes."""

from __future__ import annotations

import json
from typing import Any, cast

import pytest

from qcloud_cos.server.fetching import tasks
from qcloud_cos.server.fetching.wanted import NotHere, Wanted, local, wanted
from qcloud_cos.server.handlers.fetches import put_async_fetch_task
from qcloud_cos.server.hosts import host
from qcloud_cos.server.refusal import Refusal
from qcloud_cos.server.request import request_of
from qcloud_cos.server.store import Changes

MD5 = "d41d8cd98f00b204e9800998ecf8427e"


def read(**fields: Any) -> Wanted:
    return wanted(json.dumps({"Url": "http://127.0.0.1/a", "Key": "k", **fields}).encode())


def test_what_a_task_asks_for_is_read() -> None:
    assert read() == Wanted("http://127.0.0.1/a", "k")
    assert read(Url="127.0.0.1:80/a", Key="/k") == Wanted("http://127.0.0.1:80/a", "k")
    assert read(MD5=MD5.upper()).md5 == MD5
    assert read(MD5="1B2M2Y8AsgTpgAmY7PhCfg==").md5 == MD5
    told = read(SuccessCallbackUrl="http://[::1]/s", FailureCallbackUrl="http://localhost/f")
    assert (told.on_success, told.on_failure) == ("http://[::1]/s", "http://localhost/f")


@pytest.mark.parametrize(
    ("fields", "overwrites"),
    [
        ({}, True),
        ({"OnKeyExist": "override"}, True),
        ({"OnKeyExist": "ignore"}, False),
        ({"IgnoreSameKey": True}, False),
        ({"IgnoreSameKey": "true"}, False),
        ({"IgnoreSameKey": False}, True),
        ({"IgnoreSameKey": True, "OnKeyExist": "override"}, True),
    ],
)
def test_whether_an_object_is_overwritten(fields: dict[str, Any], overwrites: bool) -> None:
    assert read(**fields).overwrites is overwrites


@pytest.mark.parametrize(
    ("body", "code"),
    [
        (b"", "InvalidArgument"),
        (b"[]", "InvalidArgument"),
        (b'{"Url": "http://a/"}', "InvalidArgument"),
        (b'{"Url": "http://a/", "Key": 5}', "InvalidArgument"),
        (b'{"Url": "http://a/", "Key": "k", "OnKeyExist": "maybe"}', "InvalidArgument"),
        (b'{"Url": "http://a/", "Key": "k", "IgnoreSameKey": 3}', "InvalidArgument"),
        (b'{"Url": "http://a/", "Key": "k", "MD5": "short"}', "InvalidDigest"),
        (b'{"Url": "http://a/", "Key": "%s"}' % (b"k" * 851), "KeyTooLong"),
        (b'{"Url": "http://%s/", "Key": "k"}' % (b"a" * 9000), "InvalidArgument"),
    ],
)
def test_what_makes_no_task_is_refused(body: bytes, code: str) -> None:
    with pytest.raises(Refusal) as refused:
        wanted(body)
    assert refused.value.code == code


@pytest.mark.parametrize(
    "url", ["http://127.0.0.1:8000/a?b", "http://127.9.9.9/", "http://[::1]:80/", "http://LOCALHOST/", "http://a.localhost./"]
)  # fmt: skip
def test_this_machine_is_gone_to(url: str) -> None:
    assert local(url).scheme == "http"


@pytest.mark.parametrize(
    ("url", "why"),
    [
        ("http://example.com/a", "'example.com' is not on it"),
        ("http://10.0.0.1/a", "this machine only"),
        ("http://0.0.0.0/a", "this machine only"),
        ("http://169.254.169.254/latest", "this machine only"),
        ("http://localhost.example.com/", "this machine only"),
        ("http://127.0.0.1@example.com/", "'example.com' is not on it"),
        ("https://127.0.0.1/", "only http"),
        ("file:///etc/passwd", "only http"),
        ("http://127.0.0.1:99999/", "is not a URL"),
        ("http://[::1/", "is not a URL"),
        ("http:///a", "this machine only"),
    ],
)
def test_nowhere_else_is(url: str, why: str) -> None:
    with pytest.raises(NotHere, match=why.replace("'", ".")):
        local(url)


def test_how_far_a_task_is() -> None:
    task = tasks.new("b-1", "id", Wanted("http://127.0.0.1/", "k"), "1", 5.0)
    assert tasks.wanted_of(task) == Wanted("http://127.0.0.1/", "k")
    assert tasks.told(task) == {"code": 0, "msg": "", "percent": 0, "status": "TASK_DOING"}
    assert tasks.told(tasks.taken(task))["status"] == "TASK_DOING"
    assert not tasks.is_over(tasks.taken(task))


@pytest.mark.parametrize(
    ("name", "kind"),
    [
        ("ap-guangzhou.migration.myqcloud.com", "fetching"),
        ("ap-guangzhou.migration.tencentcos.cn:80", "fetching"),
        ("b-1250000000.ci.ap-guangzhou.myqcloud.com", "foreign"),
        ("b-1250000000.migration.example.com", "bucket"),
    ],
)
def test_the_service_is_known_by_its_host(name: str, kind: str) -> None:
    assert host(name).kind == kind


@pytest.mark.parametrize("ip", ["10.0.0.5", "", "::ffff:10.0.0.5"])
def test_nobody_elsewhere_reaches_this_machine_by_it(ip: str) -> None:
    scope: dict[str, Any] = {
        "method": "POST", "headers": [(b"host", b"127.0.0.1")], "raw_path": b"/b-1250000000/", "query_string": b"",
        "state": {}, "client": (ip, 1) if ip else None,
    }  # fmt: skip
    with pytest.raises(Refusal) as refused:
        put_async_fetch_task(cast("Changes", None), request_of(scope))
    assert refused.value.code == "AccessDenied"
