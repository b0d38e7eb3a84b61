"""A bucket as a website, as its visitors' browsers see it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pytest

from behaviour.world import World
from raw import Reply, Wire

PAGES = {
    "index.html": "home",
    "docs/index.html": "docs",
    "about.html": "about",
    "error.html": "sorry",
    "new/page.html": "moved here",
}


@pytest.fixture
def site(world: World) -> World:
    """A public bucket with a few pages."""
    world.do(world.client.put_bucket_acl(Bucket=world.bucket, ACL="public-read"))
    for key, text in PAGES.items():
        world.put(key, text.encode(), ContentType="text/html")
    configure(world)
    return world


def configure(world: World, *rules: dict[str, Any], **more: Any) -> None:
    wanted: Any = {"IndexDocument": {"Suffix": "index.html"}, **more}
    if rules:
        wanted["RoutingRules"] = list(rules)
    world.do(world.client.put_bucket_website(Bucket=world.bucket, WebsiteConfiguration=wanted))


def visit(
    world: World,
    path: str,
    headers: Mapping[str, str] | None = None,
    *,
    method: str = "GET",
    suffix: str = "cos-website.ap-guangzhou.myqcloud.com",
) -> Reply:
    with Wire(world.cos, host=f"{world.bucket}.{suffix}") as wire:
        return wire.unsigned(method, path, headers)


@pytest.mark.parametrize(
    "suffix",
    ["cos-website.ap-guangzhou.myqcloud.com", "cos-website.localhost:9000", "cos-website.a.tencentcos.cn"],
)
@pytest.mark.parametrize(
    ("path", "text"), [("/", "home"), ("/?a=b", "home"), ("/docs/", "docs"), ("/about.html", "about")]
)
def test_a_page_and_the_index_of_a_folder(site: World, suffix: str, path: str, text: str) -> None:
    page = visit(site, path, suffix=suffix)
    assert (page.status, page.body.decode(), page.headers["Content-Type"]) == (200, text, "text/html")
    head = visit(site, path, suffix=suffix, method="HEAD")
    assert (head.status, head.body, head.headers["Content-Length"]) == (200, b"", str(len(text)))


def test_a_folder_without_its_slash_is_moved_to(site: World) -> None:
    reply = visit(site, "/docs")
    assert (reply.status, reply.body) == (302, b"")
    assert reply.headers["Location"] == f"http://{site.bucket}.cos-website.ap-guangzhou.myqcloud.com/docs/"


def test_an_extension_may_be_left_out(site: World) -> None:
    assert visit(site, "/about").status == 404
    configure(site, AutoAddressing={"Status": "Enabled"})
    assert visit(site, "/about").body == b"about"


def test_pages_come_in_part_and_only_if_they_changed(site: World) -> None:
    page = visit(site, "/", {"Range": "bytes=1-2"})
    assert (page.status, page.body) == (206, b"om")
    assert visit(site, "/", {"If-None-Match": page.headers["ETag"]}).status == 304
    assert visit(site, "/", {"If-Match": '"other"'}).status == 412


def test_an_error_is_a_page_to_read(site: World) -> None:
    reply = visit(site, "/<b>missing</b>")
    assert reply.status == 404
    assert reply.headers["Content-Type"] == "text/html; charset=utf-8"
    text = reply.body.decode()
    assert "<li>Code: NoSuchKey</li>" in text
    assert "&lt;b&gt;missing" in text
    assert reply.headers["x-cos-request-id"] in text
    head = visit(site, "/missing", method="HEAD")
    assert (head.status, head.body) == (404, b"")


@pytest.mark.parametrize(("original", "status"), [(None, 404), ("Enabled", 404), ("Disabled", 200)])
def test_the_error_document_and_its_status(site: World, original: str | None, status: int) -> None:
    document = {"Key": "error.html"} | ({"OriginalHttpStatus": original} if original else {})
    configure(site, ErrorDocument=document)
    reply = visit(site, "/missing", {"Range": "bytes=0-0", "If-None-Match": "*"})
    assert (reply.status, reply.body) == (status, b"sorry")


def test_an_error_document_that_is_missing_itself(site: World) -> None:
    configure(site, ErrorDocument={"Key": "none.html"})
    assert "<li>Code: NoSuchKey</li>" in visit(site, "/missing").body.decode()


def test_a_private_bucket_shows_its_error_document_only_if_that_is_public(site: World) -> None:
    configure(site, ErrorDocument={"Key": "error.html"})
    site.do(site.client.put_bucket_acl(Bucket=site.bucket, ACL="private"))
    reply = visit(site, "/")
    assert (reply.status, "<li>Code: AccessDenied</li>" in reply.body.decode()) == (403, True)
    site.do(site.client.put_object_acl(Bucket=site.bucket, Key="error.html", ACL="public-read"))
    reply = visit(site, "/")
    assert (reply.status, reply.body) == (403, b"sorry")


def test_everyone_is_sent_to_https(site: World) -> None:
    configure(site, RedirectAllRequestsTo={"Protocol": "https"})
    reply = visit(site, "/a b?x=1&y=%2B")
    assert reply.status == 301
    there = f"https://{site.bucket}.cos-website.ap-guangzhou.myqcloud.com/a%20b?x=1&y=%2B"
    assert reply.headers["Location"] == there


def rule(condition: dict[str, str], **redirect: str) -> dict[str, Any]:
    return {"Condition": condition, "Redirect": redirect}


@pytest.mark.parametrize(
    ("redirect", "status", "location"),
    [
        ({"ReplaceKeyPrefixWith": "new/"}, 302, "http://{host}/new/page.html"),
        ({"ReplaceKeyWith": "docs/"}, 302, "http://{host}/docs/"),
        ({"Protocol": "https", "ReplaceKeyPrefixWith": ""}, 302, "https://{host}/page.html"),
        ({"HostName": "www.example.com", "HttpRedirectCode": "301"}, 301, "http://www.example.com/old/page.html"),
    ],
)
def test_a_prefix_is_moved(site: World, redirect: dict[str, str], status: int, location: str) -> None:
    configure(site, rule({"KeyPrefixEquals": "old/"}, **redirect))
    reply = visit(site, "/old/page.html")
    host = f"{site.bucket}.cos-website.ap-guangzhou.myqcloud.com"
    assert (reply.status, reply.headers["Location"]) == (status, location.format(host=host))
    assert visit(site, "/about.html").status == 200


def test_a_prefix_is_shown_from_elsewhere(site: World) -> None:
    redirect = {"ReplaceKeyPrefixWith": "new/", "URLRedirect": "Disabled"}
    configure(site, rule({"KeyPrefixEquals": "old/"}, **redirect))
    assert visit(site, "/old/page.html").body == b"moved here"


def test_a_rule_about_an_error_comes_before_the_error_document(site: World) -> None:
    moved = rule({"HttpErrorCodeReturnedEquals": "404"}, ReplaceKeyWith="index.html")
    configure(site, moved, ErrorDocument={"Key": "error.html"})
    reply = visit(site, "/missing")
    assert (reply.status, reply.headers["Location"].endswith("/index.html")) == (302, True)
    moved["Redirect"]["URLRedirect"] = "Disabled"
    configure(site, moved, ErrorDocument={"Key": "error.html"})
    reply = visit(site, "/missing")
    assert (reply.status, reply.body) == (200, b"home")


def test_an_object_sends_its_visitors_on(site: World) -> None:
    there = "https://www.example.com/there"
    site.do(
        site.client.put_object(
            Bucket=site.bucket, Key="here", Body=b"", Metadata={"x-cos-website-redirect-location": there}
        )
    )
    reply = visit(site, "/here")
    assert (reply.status, reply.headers["Location"], reply.body) == (301, there, b"")
    found = site.do(site.client.head_object(Bucket=site.bucket, Key="here"))
    assert found["x-cos-website-redirect-location"] == there


def test_only_pages_are_asked_for(site: World) -> None:
    for method in ("PUT", "POST", "DELETE"):
        reply = visit(site, "/index.html", {"Content-Length": "0"}, method=method)
        assert (reply.status, "<li>Code: MethodNotAllowed</li>" in reply.body.decode()) == (405, True)
    assert visit(site, "/?acl").body == b"home"
    assert visit(site, "/index.html?uploads").body == b"home"


def test_other_origins_may_be_let_in(site: World) -> None:
    allowed: Any = {"CORSRule": [{"AllowedOrigin": ["https://a.example"], "AllowedMethod": ["GET"]}]}
    site.do(site.client.put_bucket_cors(Bucket=site.bucket, CORSConfiguration=allowed))
    asked = {"Origin": "https://a.example", "Access-Control-Request-Method": "GET"}
    assert visit(site, "/", asked, method="OPTIONS").status == 200
    assert visit(site, "/", asked).headers["Access-Control-Allow-Origin"] == "https://a.example"


def test_a_bucket_that_is_no_website(world: World) -> None:
    reply = visit(world, "/")
    assert (reply.status, "<li>Code: NoSuchWebsiteConfiguration</li>" in reply.body.decode()) == (404, True)
    configure(world)
    world.do(world.client.delete_bucket_website(Bucket=world.bucket))
    assert visit(world, "/").status == 404
    with Wire(world.cos, host="nobody-1250000000.cos-website.ap-guangzhou.myqcloud.com") as wire:
        assert "<li>Code: NoSuchBucket</li>" in wire.unsigned("GET", "/").body.decode()


def test_a_page_tells_when_it_expires(site: World) -> None:
    rule: Any = {"Rule": [{"ID": "r", "Filter": {"Prefix": ""}, "Status": "Enabled", "Expiration": {"Days": 30}}]}
    site.do(site.client.put_bucket_lifecycle(Bucket=site.bucket, LifecycleConfiguration=rule))
    assert 'rule-id="r"' in visit(site, "/").headers["x-cos-expiration"]
