"""Requests in every form that the world sends them in: over bare sockets, signature and all."""

from __future__ import annotations

import hashlib
import re
import time
from collections.abc import Iterator
from urllib.parse import quote, urlencode

import pytest

from behaviour.world import World
from qcloud_cos.server import LocalCos
from raw import HOST, Reply, Wire, authorization


@pytest.fixture(scope="module")
def cos() -> Iterator[LocalCos]:
    with LocalCos() as server:
        with Wire(server) as wire:
            assert wire.request("PUT", "/").status == 200
            assert wire.request("PUT", "/known", body=b"known").status == 200
        yield server


@pytest.fixture
def wire(cos: LocalCos) -> Iterator[Wire]:
    with Wire(cos) as connection:
        yield connection


def asked(wire: Wire, target: str, *headers: str, host: str = HOST, method: str = "GET") -> Reply:
    wire.send(f"{method} {target} HTTP/1.1", f"Host: {host}", *headers)
    return wire.reply(method)


def signed(wire: Wire, host: str = HOST, path: str = "/known", **options: float) -> str:
    """A signature that covers the host."""
    return authorization(wire.account, "GET", path, None, {"host": host}, **options)  # type: ignore[arg-type]


WRONG = (
    "q-sign-algorithm=sha1&q-ak=AKIDx&q-sign-time=1;2&q-key-time=1;2"
    "&q-header-list=&q-url-param-list=&q-signature=0"
)


def test_a_signature_in_the_parameter_sign(wire: Wire) -> None:
    assert asked(wire, f"/known?sign={quote(signed(wire), safe='')}").body == b"known"
    assert asked(wire, f"/known?sign={quote(WRONG, safe='')}").code == "InvalidAccessKeyId"


def test_a_signature_in_parameters_of_its_own_with_bare_semicolons(wire: Wire) -> None:
    assert asked(wire, f"/known?{signed(wire)}").body == b"known"
    assert asked(wire, f"/known?{signed(wire).replace(';', '%3b')}").body == b"known"


def test_of_two_signatures_the_header_counts(wire: Wire) -> None:
    good = signed(wire)
    assert asked(wire, f"/known?{WRONG}", f"Authorization: {good}").body == b"known"
    assert asked(wire, f"/known?{good}", f"Authorization: {WRONG}").code == "InvalidAccessKeyId"


def test_an_empty_authorization_is_none(wire: Wire) -> None:
    assert asked(wire, "/known", "Authorization:").code == "AccessDenied"
    assert asked(wire, f"/known?{signed(wire)}", "Authorization: ").body == b"known"


@pytest.mark.parametrize("authority", [HOST, f"{HOST}:80", f"{HOST}:9000", HOST.upper()])
def test_a_host_is_signed_as_it_is_sent_or_without_its_port(wire: Wire, authority: str) -> None:
    for name in (authority, authority.partition(":")[0].lower()):
        reply = asked(wire, "/known", f"Authorization: {signed(wire, name)}", host=authority)
        assert reply.body == b"known"


@pytest.mark.parametrize("scheme", ["http", "HTTP", "https"])
@pytest.mark.parametrize(
    "host",
    [
        "test-1250000000.cos.ap-guangzhou.myqcloud.com",
        "test-1250000000.cos.ap-beijing.tencentcos.cn:80",
        "test-1250000000.cos-internal.ap-guangzhou.tencentcos.cn",
    ],
)
def test_it_is_a_proxy_for_the_hosts_of_cos(wire: Wire, scheme: str, host: str) -> None:
    token = f"Authorization: {signed(wire, host)}"
    reply = asked(wire, f"{scheme}://{host}/known", token, "Proxy-Connection: keep-alive", host=host)
    assert reply.body == b"known"
    assert not reply.closes


def test_an_absolute_target_in_path_style(wire: Wire) -> None:
    host, path = "cos.ap-guangzhou.myqcloud.com", "/test-1250000000/known"
    reply = asked(wire, f"http://{host}{path}", f"Authorization: {signed(wire, host, path)}", host=host)
    assert reply.body == b"known"


def test_an_absolute_target_needs_no_path(wire: Wire) -> None:
    token = authorization(wire.account, "GET", "/", {"prefix": "kno"}, {"host": HOST})
    assert b"<Key>known</Key>" in asked(wire, f"http://{HOST}?prefix=kno", f"Authorization: {token}").body


def test_it_is_no_tunnel(wire: Wire) -> None:
    wire.send(f"CONNECT {HOST}:443 HTTP/1.1", f"Host: {HOST}:443")
    reply = wire.reply("GET")
    assert (reply.status, reply.code) == (405, "MethodNotAllowed")
    assert "tunnel" in reply.text("Message")
    assert reply.closes


@pytest.mark.parametrize("key", ["a/b", "//a//b", "./a/../b", "a+b c%", "中/é", ".", "..", "a\tb", "?x=y&z#"])
def test_a_key_survives_however_it_is_encoded(wire: Wire, key: str) -> None:
    """As the SDKs for Python and C, with and without what a proxy on the way might merge."""
    body = hashlib.md5(key.encode()).digest()
    spellings = {
        quote(key, safe="/-_.~"),
        quote(key, safe=""),
        quote(key, safe="/-_.~").replace("./", ".%2F"),
        "".join(f"%{byte:02x}" for byte in key.encode()),
    }
    for written in spellings:
        token = authorization(wire.account, "PUT", f"/{key}", None, {"host": HOST})
        length = f"Content-Length: {len(body)}"
        wire.send(f"PUT /{written} HTTP/1.1", f"Host: {HOST}", f"Authorization: {token}", length)
        wire.socket.sendall(body)
        assert wire.reply().status == 200
        for read in spellings:
            assert asked(wire, f"/{read}", f"Authorization: {signed(wire, path=f'/{key}')}").body == body
        assert wire.request("DELETE", f"/{key}").status == 204


def test_a_plus_in_the_query_is_a_space_and_in_the_path_itself(wire: Wire) -> None:
    wire.request("PUT", "/sp ace", body=b"1")
    token = authorization(wire.account, "GET", "/", {"prefix": "sp ace"}, {"host": HOST})
    for target in ("/?prefix=sp+ace", "/?prefix=sp%20ace"):
        assert b"<Key>sp ace</Key>" in asked(wire, target, f"Authorization: {token}").body
    assert wire.request("GET", "/sp+ace").status == 404


@pytest.mark.parametrize(
    ("path", "query", "status"),
    [("/", {"acl": ""}, 200), ("/known", {"acl": ""}, 200), ("/new", {}, 411)],
)
def test_a_put_without_body_and_length(wire: Wire, path: str, query: dict[str, str], status: int) -> None:
    assert wire.request("PUT", path, query, headers={"x-cos-acl": "private"}).status == status


def test_a_bucket_is_made_without_body_and_length(cos: LocalCos) -> None:
    with Wire(cos, host="bodiless-1250000000.cos.ap-guangzhou.myqcloud.com") as wire:
        assert wire.request("PUT", "/").status == 200
        assert wire.request("DELETE", "/").status == 204


def test_what_is_refused_before_its_body_came_leaves_the_connection_usable(wire: Wire) -> None:
    """Without Expect the body is on its way: it is read and thrown away."""
    body = bytes(100_000)
    wire.send("PUT /denied HTTP/1.1", f"Host: {HOST}", f"Content-Length: {len(body)}")
    wire.socket.sendall(body)
    assert wire.reply().code == "AccessDenied"
    assert wire.request("GET", "/known").body == b"known"


def test_what_is_refused_with_expect_is_closed(wire: Wire) -> None:
    """Nobody knows whether the body still comes."""
    wire.send("PUT /denied HTTP/1.1", f"Host: {HOST}", "Content-Length: 5", "Expect: 100-continue")
    reply = wire.reply()
    assert (reply.code, reply.closes) == ("AccessDenied", True)
    assert wire.left() == b""


def test_chunks_of_all_sizes(wire: Wire) -> None:
    body = bytes(range(256)) * 500
    wire.send(*wire.signed("PUT", "/chunks", None, "Transfer-Encoding: chunked"))
    at = 0
    for size in (1, 10, 300, 70_000, len(body)):
        piece = body[at : at + size]
        wire.socket.sendall(b"%X\r\n%b\r\n" % (len(piece), piece))
        at += len(piece)
    wire.socket.sendall(b"0\r\nX-Trailer: ignored\r\n\r\n")
    assert wire.reply().status == 200
    assert wire.request("GET", "/chunks").body == body


def test_mixed_requests_in_one_packet(wire: Wire) -> None:
    heads = [
        [*wire.signed("PUT", "/piped", None, "Content-Length: 3"), "", "abc"],
        [*wire.signed("GET", "/piped"), "", ""],
        [*wire.signed("HEAD", "/piped"), "", ""],
        [*wire.signed("GET", "/absent"), "", ""],
        [*wire.signed("DELETE", "/piped", None, "Connection: close"), "", ""],
    ]
    wire.socket.sendall(b"".join("\r\n".join(lines).encode() for lines in heads))
    answered = wire.left()
    assert re.findall(rb"HTTP/1.1 (\d+) ", answered) == [b"200", b"200", b"200", b"404", b"204"]
    assert answered.count(b"\r\n\r\nabc") == 1


def test_http_1_0_is_answered_and_closed(wire: Wire) -> None:
    token = signed(wire)
    wire.send("GET /known HTTP/1.0", f"Host: {HOST}", f"Authorization: {token}")
    reply = wire.reply()
    assert (reply.body, reply.closes) == (b"known", True)
    assert wire.left() == b""


def test_a_put_by_http_1_0(wire: Wire) -> None:
    token = authorization(wire.account, "PUT", "/old", None, {"host": HOST})
    wire.send("PUT /old HTTP/1.0", f"Host: {HOST}", f"Authorization: {token}", "Content-Length: 3")
    wire.socket.sendall(b"old")
    assert wire.reply().status == 200


def test_a_mismatch_shows_its_canonical_strings_as_cos_does(wire: Wire) -> None:
    token = signed(wire, path="/another")
    reply = asked(wire, "/sp%20a%26b?acl", f"Authorization: {token}")
    window = token.partition("q-sign-time=")[2].partition("&")[0]
    canonical = f"get\n/sp a&b\n\nhost={HOST}\n"
    digest = hashlib.sha1(canonical.encode()).hexdigest()
    assert reply.status == 403
    assert reply.text("FormatString") == canonical
    assert reply.text("StringToSign") == f"sha1\n{window}\n{digest}\n"
    assert reply.body.decode().startswith(
        "<?xml version='1.0' encoding='utf-8' ?>\n<Error>\n\t<Code>SignatureDoesNotMatch</Code>\n"
        "\t<Message>The Signature you specified is invalid.</Message>\n"
        f"\t<StringToSign>sha1\n{window}\n{digest}\n</StringToSign>\n"
        f"\t<FormatString>get\n/sp a&amp;b\n\nhost={HOST}\n</FormatString>\n\t<Resource>"
    )


@pytest.mark.parametrize("where", ["header", "query", "sign"])
@pytest.mark.parametrize(
    ("ago", "code", "message"),
    [
        (-2000, "AccessDenied", "Request has expired"),
        (2000, "RequestTimeTooSkewed", "The difference between the request time and the server's is too large."),
    ],
)
def test_a_clock_that_is_wrong_is_told_the_time(wire: Wire, where: str, ago: int, code: str, message: str) -> None:
    token = signed(wire, start=time.time() + ago, seconds=600)
    target = {"header": "/known", "query": f"/known?{token}", "sign": f"/known?{urlencode({'sign': token})}"}[
        where
    ]
    reply = asked(wire, target, *([f"Authorization: {token}"] if where == "header" else []))
    assert (reply.status, reply.code, reply.text("Message")) == (403, code, message)
    told = time.strptime(reply.text("ServerTime"), "%Y-%m-%dT%H:%M:%SZ")
    assert abs(time.mktime(told) - time.mktime(time.gmtime())) < 10
    assert (
        abs(time.mktime(time.strptime(reply.headers["Date"], "%a, %d %b %Y %H:%M:%S GMT")) - time.mktime(told))
        < 10
    )


def test_a_clock_a_little_ahead_is_no_matter(wire: Wire) -> None:
    token = signed(wire, start=time.time() + 800)
    assert asked(wire, "/known", f"Authorization: {token}").body == b"known"


def test_a_client_may_take_it_for_its_proxy(world: World) -> None:
    world.put("a b/c+d", b"through")
    proxied = world.other(
        world.cos.config(Endpoint=None, Proxies={"http": world.cos.endpoint, "https": world.cos.endpoint})
    )
    answer = world.do(proxied.get_object(Bucket=world.bucket, Key="a b/c+d"))
    assert world.do(answer["Body"].read()) == b"through"
    world.do(proxied.put_object(Bucket=world.bucket, Key="back", Body=b"back"))
    assert world.read("back") == b"back"
