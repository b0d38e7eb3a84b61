"""A bucket that looks at where its readers come from."""

from __future__ import annotations

from typing import Any
from urllib.request import Request, urlopen

import pytest

from behaviour.world import World
from qcloud_cos import CosS3Client
from qcloud_cos.errors import AccessDenied
from raw import Reply, Wire

GOOD, BAD = "https://www.qq.com/page", "https://elsewhere.example/"


@pytest.fixture
def shown(world: World) -> World:
    """A public bucket with an object."""
    world.do(world.client.put_bucket_acl(Bucket=world.bucket, ACL="public-read"))
    world.put("k", b"seen")
    return world


def configure(world: World, kind: str = "White-List", empty: str = "Deny", **more: str) -> None:
    listed: Any = {"Status": "Enabled", "RefererType": kind, "DomainList": {"Domain": ["*.qq.com", "localhost"]}}
    world.do(world.client.put_bucket_referer(world.bucket, listed | {"EmptyReferConfiguration": empty} | more))


def asked(world: World, referer: str | None, path: str = "/k", method: str = "GET") -> Reply:
    with Wire(world.cos, host=f"{world.bucket}.cos.ap-guangzhou.myqcloud.com") as wire:
        return wire.unsigned(method, path, {} if referer is None else {"Referer": referer})


def seen(world: World, *referers: str | None) -> list[bool]:
    found = [asked(world, referer).status for referer in referers]
    assert set(found) <= {200, 403}
    return [status == 200 for status in found]


@pytest.mark.parametrize(
    ("kind", "empty", "found"),
    [
        ("White-List", "Deny", [True, False, False, False]),
        ("White-List", "Allow", [True, False, True, True]),
        ("Black-List", "Deny", [False, True, False, False]),
        ("Black-List", "Allow", [False, True, True, True]),
    ],
)
def test_the_list_decides_for_who_does_not_sign(shown: World, kind: str, empty: str, found: list[bool]) -> None:
    assert seen(shown, GOOD, BAD, None, "") == [True] * 4
    configure(shown, kind, empty)
    assert seen(shown, GOOD, BAD, None, "") == found


def test_it_is_said_as_cos_says_it(shown: World) -> None:
    configure(shown)
    reply = asked(shown, BAD)
    assert (reply.status, reply.code) == (403, "AccessDenied")
    assert reply.text("Message") == "You are denied by bucket referer rule"
    assert asked(shown, BAD, method="HEAD").status == 403
    assert asked(shown, BAD, "/").text("Message") == "You are denied by bucket referer rule"


def test_a_disabled_list_and_none_let_everyone_in(shown: World) -> None:
    configure(shown, Status="Disabled")
    assert seen(shown, GOOD, BAD, None) == [True] * 3
    configure(shown)
    assert seen(shown, BAD) == [False]
    shown.do(shown.client.delete_bucket_referer(shown.bucket))
    assert seen(shown, GOOD, BAD, None) == [True] * 3


def anonymous(world: World) -> CosS3Client:
    return world.other(world.cos.config(SecretId=None, SecretKey=None, Anonymous=True))


def test_who_signs_is_not_asked(shown: World) -> None:
    configure(shown)
    assert shown.read("k") == b"seen"
    shown.put("new", b"x")
    with pytest.raises(AccessDenied, match="referer rule"):
        shown.do(anonymous(shown).get_object(Bucket=shown.bucket, Key="k"))


@pytest.mark.parametrize("verified", [False, True])
def test_a_signed_url_is_asked_only_if_that_is_wanted(shown: World, verified: bool) -> None:
    configure(shown, VerifySignatureURL="Enabled" if verified else "Disabled")
    url = shown.do(shown.client.get_presigned_download_url(Bucket=shown.bucket, Key="k"))
    with urlopen(Request(url, headers={"Referer": GOOD})) as answer:
        assert answer.read() == b"seen"
    with Wire(shown.cos) as wire:
        target = url.removeprefix(shown.cos.endpoint)
        wire.send(f"GET {target} HTTP/1.1", f"Host: 127.0.0.1:{shown.cos.port}", f"Referer: {BAD}")
        assert wire.reply().status == (403 if verified else 200)
    assert shown.read("k") == b"seen"


def test_the_website_and_preflights(shown: World) -> None:
    shown.do(shown.client.put_bucket_website(shown.bucket, {"IndexDocument": {"Suffix": "k"}}))
    configure(shown)
    with Wire(shown.cos, host=f"{shown.bucket}.cos-website.localhost") as wire:
        assert wire.unsigned("GET", "/", {"Referer": GOOD}).body == b"seen"
        refused = wire.unsigned("GET", "/", {"Referer": BAD})
        assert (refused.status, b"referer rule" in refused.body) == (403, True)
    allowed: Any = {"CORSRule": [{"AllowedOrigin": ["*"], "AllowedMethod": ["GET"]}]}
    shown.do(shown.client.put_bucket_cors(Bucket=shown.bucket, CORSConfiguration=allowed))
    with Wire(shown.cos, host=f"{shown.bucket}.localhost") as wire:
        asked = {"Origin": "https://elsewhere.example", "Access-Control-Request-Method": "GET", "Referer": BAD}
        assert wire.unsigned("OPTIONS", "/k", asked).status == 200
