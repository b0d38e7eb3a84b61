"""What origin rules make of a request, and whom a server reaches."""

from __future__ import annotations

from typing import Any

import pytest

from qcloud_cos.server.documents import ORIGIN
from qcloud_cos.server.origins.reach import Address, Reach
from qcloud_cos.server.origins.rules import Rule, rule_for, rules_of
from qcloud_cos.server.refusal import Refusal


def rule(priority: int = 1, kind: str = "Mirror", **more: Any) -> dict[str, Any]:
    return {
        "RulePriority": str(priority),
        "OriginType": kind,
        "OriginCondition": {"HTTPStatusCode": more.pop("status", "404")} | more.pop("condition", {}),
        "OriginParameter": {"Protocol": "HTTP"} | more.pop("parameter", {}),
        "OriginInfo": {
            "HostInfo": more.pop("hosts", [{"HostName": "a.example"}]),
            "FileInfo": more.pop("file", {}),
        },
        **more,
    }


def text(*rules: dict[str, Any]) -> str:
    return ORIGIN.normalised(ORIGIN.text({"OriginRule": list(rules)}).encode())


def only(**more: Any) -> Rule:
    [found] = rules_of(text(rule(**more)))
    return found


@pytest.mark.parametrize(
    ("status", "key", "found"),
    [
        (404, "x", "last.example"),
        (404, "a/x", "a.example"),
        (404, "a/x.jpg", "jpg.example"),
        (403, "a/x", "any.example"),
        (500, "a/x", None),
        (416, "x", "any.example"),
    ],
)
def test_the_first_rule_by_priority_decides(status: int, key: str, found: str | None) -> None:
    document = text(
        rule(9, hosts=[{"HostName": "last.example"}]),
        rule(1, condition={"Prefix": "a/", "Suffix": ".jpg"}, hosts=[{"HostName": "jpg.example"}]),
        rule(2, condition={"Prefix": "a/"}),
        rule(10, "Redirect", status="4XX", hosts=[{"HostName": "any.example"}]),
    )
    met = rule_for(document, status, key)
    assert (met.sources[0].host if met else None) == found


@pytest.mark.parametrize(
    ("file", "key", "there"),
    [
        ({}, "a/b.jpg", "a/b.jpg"),
        ({"PrefixConfiguration": {"Prefix": "new/"}}, "a", "new/a"),
        ({"PrefixConfiguration": {"Prefix": "a/", "ReplacedWithPrefix": "b/"}}, "a/x", "b/x"),
        ({"PrefixConfiguration": {"Prefix": "a/", "ReplacedWithPrefix": "b/"}}, "x/a/x", "x/a/x"),
        ({"PrefixConfiguration": {"Prefix": "a/", "ReplacedWithPrefix": None}}, "a/x", "x"),
        ({"SuffixConfiguration": {"Suffix": ".gz"}}, "a", "a.gz"),
        ({"SuffixConfiguration": {"Suffix": ".jpg", "ReplacedWithSuffix": ".webp"}}, "a.jpg", "a.webp"),
        ({"FixedFileConfiguration": {"FixedFilePath": "/fixed/404.png"}}, "a.jpg", "fixed/404.png"),
        ({"Prefix": "p/", "Suffix": "-s"}, "a", "p/a-s"),
    ],
)
def test_the_origin_may_call_it_otherwise(file: dict[str, Any], key: str, there: str) -> None:
    assert only(file=file).key_for(key) == there


SENT = [
    ("host", "b-1.cos.x.myqcloud.com"),
    ("authorization", "q-sign-algorithm=sha1&..."),
    ("x-cos-security-token", "token"),
    ("range", "bytes=0-1"),
    ("if-none-match", "*"),
    ("cookie", "c"),
    ("x-a", "1"),
    ("x-b", "2"),
]


@pytest.mark.parametrize(
    ("http_header", "passed"),
    [
        ({}, []),
        ({"FollowAllHeaders": "true"}, [("cookie", "c"), ("x-a", "1"), ("x-b", "2")]),
        ({"FollowHttpHeaders": {"Header": [{"Key": "X-A"}, {"Key": "Authorization"}]}}, [("x-a", "1")]),
        (
            {"FollowAllHeaders": "true", "ForbidFollowHttpHeaders": {"Header": [{"Key": "Cookie"}]}},
            [("x-a", "1"), ("x-b", "2")],
        ),
        (
            {"FollowAllHeaders": "true", "ForbidFollowHeaders": {"Header": [{"Key": "x-a"}, {"Key": "x-b"}]}},
            [("cookie", "c")],
        ),
        (
            {"FollowAllHeaders": "true", "NewHttpHeaders": {"Header": [{"Key": "X-A", "Value": "9"}]}},
            [("cookie", "c"), ("x-b", "2"), ("X-A", "9")],
        ),
    ],
)
def test_headers_are_passed_as_the_rule_says_and_credentials_never(
    http_header: dict[str, Any], passed: list[tuple[str, str]]
) -> None:
    assert only(parameter={"HttpHeader": http_header}).headers(SENT) == passed


def test_the_query_is_passed_without_the_signature() -> None:
    pairs = [
        ("q-ak", "id"),
        ("q-signature", "s"),
        ("x-cos-security-token", "t"),
        ("sign", "s"),
        ("a", "1 2"),
        ("q", ""),
    ]
    assert only().target("k ä", pairs) == "/k%20%C3%A4?a=1+2&q="
    assert only(parameter={"FollowQueryString": "false"}).target("k", pairs) == "/k"


def test_what_is_not_said_is_as_documented() -> None:
    found = only()
    assert (found.follows, found.redirect_status, found.saves, found.passes_errors) == (True, 302, True, False)
    [bare] = rules_of(text({**rule(), "OriginParameter": {}}))
    assert bare.protocol == "follow"


def test_hosts_are_chosen_by_weight_and_stood_in_for() -> None:
    hosts = [
        {
            "HostName": "a.example",
            "Weight": "8",
            "StandbyHostName_2": "a2.example",
            "StandbyHostName_1": "a1.example",
        },
        {"HostName": "b.example", "Weight": "2"},
    ]
    found = only(hosts=hosts)
    weights = []

    def choose(sources: Any, given: list[int]) -> Any:
        weights.append(given)
        return [sources[0]]

    assert found.hosts(choose) == ["a.example", "a1.example", "a2.example"]
    assert weights == [[8, 2]]
    assert {found.hosts()[0] for _ in range(200)} == {"a.example", "b.example"}


OWN = ("http", "127.0.0.1", 9000)


@pytest.mark.parametrize(
    ("authority", "found"),
    [
        ("localhost:8000", Address("http", "127.0.0.1", 8000, "localhost")),
        ("x.localhost", Address("http", "127.0.0.1", 80, "x.localhost")),
        ("127.0.0.1:1", Address("http", "127.0.0.1", 1, "127.0.0.1")),
        ("127.9.9.9", Address("http", "127.9.9.9", 80, "127.9.9.9")),
        ("[::1]:8000", Address("http", "::1", 8000, "::1")),
        ("b-1.cos.ap-x.myqcloud.com", Address("http", "127.0.0.1", 9000, "b-1.cos.ap-x.myqcloud.com")),
    ],
)
def test_this_machine_is_reached(authority: str, found: Address) -> None:
    assert Reach(OWN).address("http", authority) == found


@pytest.mark.parametrize(
    "authority",
    [
        "www.example.com",
        "10.0.0.1",
        "8.8.8.8:80",
        "localhost.example.com",
        "cos.ap-x.myqcloud.com",
        "0.0.0.0",
        "2130706433",
        "",
    ],
)
def test_nobody_else_is_reached_nor_looked_up(authority: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("socket.getaddrinfo", None)
    with pytest.raises(Refusal) as refused:
        Reach(OWN).address("http", authority)
    assert refused.value.code == "NotImplemented"
    assert "LocalCos(origins=[" in refused.value.message


def test_who_is_allowed_is_reached(monkeypatch: pytest.MonkeyPatch) -> None:
    asked = []

    def looked_up(name: str, port: int, **_: Any) -> Any:
        asked.append(name)
        return [(2, 1, 6, "", ("192.0.2.7", port))]

    monkeypatch.setattr("socket.getaddrinfo", looked_up)
    reach = Reach(OWN, ["*.Example.com", "b-1.cos.ap-x.myqcloud.com"])
    assert reach.address("https", "www.example.com") == Address("https", "192.0.2.7", 443, "www.example.com")
    assert reach.address("http", "b-1.cos.ap-x.myqcloud.com").host == "192.0.2.7"
    with pytest.raises(Refusal):
        reach.address("http", "example.com")
    assert asked == ["www.example.com", "b-1.cos.ap-x.myqcloud.com"]
