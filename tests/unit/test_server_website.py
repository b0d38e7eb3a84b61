"""What a website's document says about a path."""

from __future__ import annotations

from typing import Any

import pytest

from qcloud_cos.server.documents import WEBSITE
from qcloud_cos.server.website import Site, error_page, location, site_of

TO_404 = {"Condition": {"HttpErrorCodeReturnedEquals": "404"}, "Redirect": {"ReplaceKeyWith": "404.html"}}
TO_B = {"Condition": {"KeyPrefixEquals": "a/"}, "Redirect": {"Protocol": "https", "ReplaceKeyPrefixWith": "b/"}}
AWAY = {
    "Condition": {"KeyPrefixEquals": "old"},
    "Redirect": {"HostName": "x.example.com", "HttpRedirectCode": "301"},
}
ANY = {"Condition": {"HttpErrorCodeReturnedEquals": "4xx"}, "Redirect": {"ReplaceKeyWith": ""}}


def site(*rules: dict[str, Any], **more: Any) -> Site:
    content = {"IndexDocument": {"Suffix": "index.html"}, "RoutingRules": {"RoutingRule": list(rules)}} | more
    return site_of(WEBSITE.normalised(WEBSITE.text(content).encode()))


@pytest.mark.parametrize(
    ("key", "page"),
    [("", "index.html"), ("a/", "a/index.html"), ("a", "a"), ("a//", "a//index.html"), ("a/b.html", "a/b.html")],
)
def test_a_folder_shows_its_index(key: str, page: str) -> None:
    assert site().page_of(key) == page


@pytest.mark.parametrize(
    ("everything", "scheme", "target"),
    [
        ({}, "http", None),
        ({"Protocol": "https"}, "http", ("https", "")),
        ({"Protocol": "https"}, "https", None),
        ({"HostName": "www.example.com"}, "http", ("http", "www.example.com")),
        ({"HostName": "www.example.com", "Protocol": "https"}, "https", ("https", "www.example.com")),
    ],
)
def test_all_visitors_may_be_sent_elsewhere(
    everything: dict[str, str], scheme: str, target: tuple[str, str] | None
) -> None:
    assert site(RedirectAllRequestsTo=everything).elsewhere(scheme) == target


@pytest.mark.parametrize(
    ("key", "replaced"), [("a/x", "b/x"), ("a/", "b/"), ("a/a/x", "b/a/x"), ("oldest", "oldest"), ("x/a/", None)]
)
def test_the_first_rule_whose_prefix_fits_decides(key: str, replaced: str | None) -> None:
    found = site(TO_404, TO_B, AWAY).rule_for_key(key)
    assert (found.key_for(key) if found else None) == replaced


@pytest.mark.parametrize(("status", "key"), [(404, "404.html"), (403, ""), (500, None)])
def test_the_first_rule_about_an_error_decides(status: int, key: str | None) -> None:
    found = site(TO_B, TO_404, ANY).rule_for_error(status)
    assert (found.key_for("x") if found else None) == key


def test_what_is_not_said_is_as_documented() -> None:
    rule = site(TO_404).rules[0]
    assert (rule.status, rule.protocol, rule.host, rule.redirects) == (302, "", "", True)
    assert site(AWAY).rules[0].status == 301
    assert (site().error_key, site().error_status, site().without_extension) == ("", True, False)
    assert site(ErrorDocument={"Key": "e"}).error_status
    assert not site(ErrorDocument={"Key": "e", "OriginalHttpStatus": "Disabled"}).error_status


def test_a_location_is_encoded() -> None:
    assert location("https", "h:1", "a b/中\r\n") == "https://h:1/a%20b/%E4%B8%AD%0D%0A"


def test_an_error_page_shows_text_as_text() -> None:
    page = error_page(404, {"Resource": "<script>&\"'"}).decode()
    assert "<h1>404 Not Found</h1>" in page
    assert "<li>Resource: &lt;script&gt;&amp;&quot;'</li>" in page
