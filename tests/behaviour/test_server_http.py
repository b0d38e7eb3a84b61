"""The local server's manners with clients that are old, odd, slow or hostile: over bare sockets."""

from __future__ import annotations

import hashlib
import time
from base64 import b64decode
from collections.abc import Iterator

import pytest

from qcloud_cos.server import LocalCos
from qcloud_cos.server.http import Limits
from raw import HOST, Wire, authorization

SHORT = Limits(head_seconds=0.3, body_seconds=0.3, idle_seconds=0.5)


@pytest.fixture(scope="module")
def impatient() -> Iterator[LocalCos]:
    with LocalCos(limits=SHORT) as server:
        with Wire(server) as wire:
            assert wire.request("PUT", "/").status == 200
        yield server


def test_every_answer_has_a_request_id_of_the_documented_shape(wire: Wire) -> None:
    seen = set()
    for method, path in (("PUT", "/id"), ("GET", "/id"), ("HEAD", "/id"), ("GET", "/no"), ("DELETE", "/id")):
        reply = wire.request(method, path, body=b"x" if method == "PUT" else None)
        parts = b64decode(reply.headers["x-cos-request-id"], validate=True).decode().split("_")
        assert len(parts) == 4
        assert abs(int(parts[0], 16) - time.time()) < 5
        assert all(int(part, 16) >= 0 for part in parts)
        assert reply.headers["Server"] == "tencent-cos"
        assert reply.headers["Date"].endswith(" GMT")
        seen.add(parts[3])
    assert len(seen) == 5


def test_headers_are_spelled_as_cos_spells_them(wire: Wire) -> None:
    wire.request("PUT", "/k", body=b"x", headers={"Content-Type": "text/x", "Cache-Control": "no"})
    names = wire.request("GET", "/k").headers.keys()
    assert {"ETag", "Content-Length", "Content-Type", "Cache-Control", "Last-Modified", "Server", "Date"} <= set(
        names
    )
    assert {"x-cos-request-id", "x-cos-hash-crc64ecma"} <= set(names)


def test_an_error_is_written_as_cos_writes_it(wire: Wire) -> None:
    reply = wire.request("GET", "/dir/a b&c")
    request_id, trace_id = reply.headers["x-cos-request-id"], reply.headers["x-cos-trace-id"]
    assert reply.status == 404
    assert reply.headers["Content-Type"] == "application/xml"
    assert len(b64decode(trace_id)) == 128
    assert reply.body.decode() == (
        "<?xml version='1.0' encoding='utf-8' ?>\n<Error>\n\t<Code>NoSuchKey</Code>\n"
        "\t<Message>The specified key does not exist.</Message>\n"
        f"\t<Resource>{HOST}/dir/a b&amp;c</Resource>\n\t<RequestId>{request_id}</RequestId>\n"
        f"\t<TraceId>{trace_id}</TraceId>\n</Error>\n"
    )


def test_an_error_to_head_has_no_body(wire: Wire) -> None:
    reply = wire.request("HEAD", "/missing")
    assert (reply.status, reply.body, reply.headers["Content-Length"]) == (404, b"", "0")
    assert reply.headers["x-cos-trace-id"]
    assert wire.request("HEAD", "/").status == 200  # and the connection goes on


def test_a_chunked_body_is_stored(wire: Wire) -> None:
    wire.send(*wire.signed("PUT", "/chunked", None, "Transfer-Encoding: chunked"))
    wire.socket.sendall(b"5\r\nhello\r\n1;ext=1\r\n \r\n")
    time.sleep(0.05)
    wire.socket.sendall(b"5\r\nworld\r\n0\r\n\r\n")
    reply = wire.reply()
    assert (reply.status, reply.headers["ETag"]) == (200, f'"{hashlib.md5(b"hello world").hexdigest()}"')
    assert wire.request("GET", "/chunked").body == b"hello world"


def test_a_chunked_body_that_breaks_off_is_not(wire: Wire, cos: LocalCos) -> None:
    wire.send(*wire.signed("PUT", "/cut", None, "Transfer-Encoding: chunked"))
    wire.socket.sendall(b"5\r\nhello\r\n")
    wire.socket.shutdown(1)
    reply = wire.reply()
    assert (reply.status, reply.code) == (400, "IncompleteBody")
    with Wire(cos) as other:
        assert other.request("GET", "/cut").status == 404


def test_a_body_shorter_than_announced_is_incomplete(wire: Wire) -> None:
    wire.send(*wire.signed("PUT", "/cut", None, "Content-Length: 10"))
    wire.socket.sendall(b"short")
    wire.socket.shutdown(1)
    assert wire.reply().code == "IncompleteBody"


def test_only_as_many_bytes_as_announced_are_stored(wire: Wire, cos: LocalCos) -> None:
    wire.send(*wire.signed("PUT", "/long", None, "Content-Length: 4"))
    wire.socket.sendall(b"fourGARBAGE\r\n\r\n")
    assert wire.reply().status == 200
    with Wire(cos) as other:
        assert other.request("GET", "/long").body == b"four"


@pytest.mark.parametrize(
    ("path", "query"), [("/", {"acl": ""}), ("/bodiless", {"acl": ""})], ids=["bucket", "object"]
)
def test_a_put_without_a_body_needs_no_length(wire: Wire, path: str, query: dict[str, str]) -> None:
    wire.request("PUT", "/bodiless", body=b"x")
    assert wire.request("PUT", path, query, headers={"x-cos-acl": "private"}).status == 200


def test_a_copy_without_a_body_needs_no_length(wire: Wire) -> None:
    wire.request("PUT", "/from", body=b"copied")
    assert wire.request("PUT", "/to", headers={"x-cos-copy-source": f"{HOST}/from"}).status == 200
    assert wire.request("GET", "/to").body == b"copied"


def test_an_object_without_a_length_is_refused(wire: Wire) -> None:
    reply = wire.request("PUT", "/lengthless")
    assert (reply.status, reply.code) == (411, "MissingContentLength")


def test_the_body_is_asked_for_when_access_is_granted(wire: Wire) -> None:
    wire.send(*wire.signed("PUT", "/expected", None, "Content-Length: 5", "Expect: 100-continue"))
    assert wire.socket.recv(100) == b"HTTP/1.1 100 Continue\r\n\r\n"
    wire.socket.sendall(b"hello")
    assert wire.reply().status == 200


@pytest.mark.parametrize(
    ("path", "headers", "code"),
    [
        ("/expected", ["Authorization: q-sign-algorithm=sha1"], "AccessDenied"),
        ("/" + "k" * 851, [], "KeyTooLong"),
        ("/expected", ["x-cos-storage-class: NONE"], "NotSupportedStorageClass"),
        ("/expected", ["Content-MD5: nonsense"], "InvalidDigest"),
        ("/expected", ["x-cos-acl: public-read-write"], "InvalidArgument"),
        ("/expected?partNumber=1&uploadId=none", [], "NoSuchUpload"),
    ],
)
def test_a_body_that_would_be_refused_is_not_asked_for(
    wire: Wire, path: str, headers: list[str], code: str
) -> None:
    name, _, text = path.partition("?")
    query = dict(part.split("=") for part in text.split("&")) if text else {}
    lines = wire.signed("PUT", name, query, "Content-Length: 5000000", "Expect: 100-continue")
    if headers and headers[0].startswith("Authorization"):
        lines = [line for line in lines if not line.startswith("Authorization")]
    wire.send(*lines, *headers)
    reply = wire.reply()
    assert reply.code == code
    assert reply.closes


def test_after_a_refusal_the_rest_of_the_body_is_passed_over(wire: Wire) -> None:
    lines = wire.signed("PUT", "/refused", None, "Content-Length: 300000", "x-cos-storage-class: NONE")
    wire.send(*lines)
    wire.socket.sendall(b"x" * 300_000)
    assert wire.reply().code == "NotSupportedStorageClass"
    assert wire.request("HEAD", "/").status == 200


def test_http_1_0_without_a_host_is_path_style(cos: LocalCos) -> None:
    with Wire(cos) as wire:
        token = authorization(wire.account, "GET", "/test-1250000000/")
        wire.send("GET /test-1250000000/ HTTP/1.0", f"Authorization: {token}")
        reply = wire.reply()
        assert reply.status == 200
        assert b"<ListBucketResult>" in reply.body
        assert "Transfer-Encoding" not in reply.headers
        assert wire.left() == b""


def test_the_host_of_an_absolute_target_counts(wire: Wire) -> None:
    wire.request("PUT", "/absolute", body=b"there")
    head = wire.signed("GET", "/absolute")
    wire.send(f"GET http://{HOST}/absolute HTTP/1.1", "Host: elsewhere-1.cos.ap-beijing.myqcloud.com", head[2])
    assert wire.reply().body == b"there"
    wire.send(f"GET http://{HOST} HTTP/1.1", f"Host: {HOST}", wire.signed("GET", "/")[2])
    assert b"<ListBucketResult>" in wire.reply().body


def test_the_signature_covers_the_host_of_an_absolute_target(wire: Wire) -> None:
    head = wire.signed("GET", "/absolute")
    wire.send("GET http://other-1250000000.cos.ap-beijing.myqcloud.com/absolute HTTP/1.1", *head[1:])
    assert wire.reply().code == "SignatureDoesNotMatch"


@pytest.mark.parametrize(
    "host",
    [
        "test-1250000000.cos.ap-guangzhou.myqcloud.com",
        "test-1250000000.cos.ap-beijing.tencentcos.cn",
        "test-1250000000.cos-internal.ap-guangzhou.tencentcos.cn",
        "test-1250000000.localhost:9000",
        "TEST-1250000000.localhost",
        "test-1250000000.some.suffix.example",
    ],
)
def test_a_bucket_is_found_by_any_of_its_hosts(cos: LocalCos, host: str) -> None:
    with Wire(cos, host=host) as wire:
        assert wire.request("GET", "/").text("Name") == "test-1250000000"


@pytest.mark.parametrize("host", ["127.0.0.1:9000", "localhost", "[::1]:80", "cos.ap-guangzhou.myqcloud.com"])
def test_elsewhere_the_bucket_is_in_the_path(cos: LocalCos, host: str) -> None:
    with Wire(cos, host=host) as wire:
        assert wire.request("PUT", "/test-1250000000/path/style", body=b"1").status == 200
        assert wire.request("GET", "/test-1250000000/path/style").body == b"1"
        assert wire.request("GET", "/test-1250000000").text("Name") == "test-1250000000"
        assert b"<ListAllMyBucketsResult>" in wire.request("GET", "/").body


@pytest.mark.parametrize(
    ("host", "found"), [("service.cos.myqcloud.com", True), ("cos.ap-guangzhou.myqcloud.com", True),
                        ("cos.ap-beijing.myqcloud.com", False)]
)  # fmt: skip
def test_buckets_are_listed_of_all_regions_or_of_one(cos: LocalCos, host: str, found: bool) -> None:
    with Wire(cos, host=host) as wire:
        assert (b"<Name>test-1250000000</Name>" in wire.request("GET", "/").body) is found


@pytest.mark.parametrize(
    ("target", "key"),
    [
        ("/a%2Fb", "a/b"),
        ("//a//b", "/a//b"),
        ("/./a/../b", "./a/../b"),
        ("/%2E/a", "./a"),
        ("/a+b", "a+b"),
        ("/a%2Bb", "a+b"),
        ("/%25%32%46", "%2F"),
        ("/a%20b%3Fc%23", "a b?c#"),
        ("/%E4%B8%AD", "中"),
        ("/a%0Ab%00c", "a\nb\0c"),
    ],
)
def test_a_key_is_decoded_once_and_otherwise_left_alone(wire: Wire, target: str, key: str) -> None:
    token = authorization(wire.account, "PUT", f"/{key}")
    wire.send(f"PUT {target} HTTP/1.1", f"Host: {HOST}", f"Authorization: {token}", "Content-Length: 1", "", "1")
    # The two empty lines behind the body are no request.
    assert wire.reply().status == 200
    with_listing = wire.request("GET", "/", {"prefix": key, "encoding-type": "url"})
    from urllib.parse import unquote

    assert unquote(with_listing.text("Contents/Key")) == key


def test_a_key_that_is_not_utf8_is_refused(wire: Wire) -> None:
    wire.send("GET /%FF%FE HTTP/1.1", f"Host: {HOST}")
    reply = wire.reply()
    assert (reply.status, reply.code) == (400, "InvalidURI")


def test_empty_headers_are_absent(wire: Wire) -> None:
    headers = {"Cache-Control": "", "x-cos-grant-read": "", "Content-Type": "", "x-cos-acl": ""}
    assert wire.request("PUT", "/empty", body=b"1", headers=headers).status == 200
    reply = wire.request("GET", "/empty")
    assert "Cache-Control" not in reply.headers
    assert reply.headers["Content-Type"] == "application/octet-stream"


@pytest.mark.parametrize(
    "head",
    [
        [f"x-cos-meta-a: {'v' * 17_000}"],
        [f"x-{n}: v" for n in range(101)],
        ["x: y" * 5000],
    ],
    ids=["one long header", "many headers", "a long line"],
)
def test_a_head_beyond_the_limits_is_refused(wire: Wire, head: list[str]) -> None:
    wire.send("GET / HTTP/1.1", f"Host: {HOST}", *head)
    reply = wire.reply()
    assert (reply.status, reply.code) == (400, "BadRequest")
    assert reply.headers["x-cos-request-id"]
    assert reply.closes


def test_a_header_without_end_is_not_waited_for(wire: Wire) -> None:
    wire.socket.sendall(b"GET / HTTP/1.1\r\nHost: x\r\nx-cos-meta-a: ")
    for _ in range(40):
        try:
            wire.socket.sendall(b"v" * 1000)
        except OSError:
            break
        time.sleep(0.002)
    assert wire.reply().code == "BadRequest"


@pytest.mark.parametrize(
    "lines",
    [
        ["NONSENSE"],
        ["GET / HTTP/1.1", f"Host: {HOST}", "Host: other-1250000000.localhost"],
        ["PUT /x HTTP/1.1", f"Host: {HOST}", "Content-Length: 1", "Content-Length: 2"],
        ["PUT /x HTTP/1.1", f"Host: {HOST}", "Content-Length: 1", "Transfer-Encoding: chunked"],
        ["PUT /x HTTP/1.1", f"Host: {HOST}", "Content-Length: -1"],
        ["GET ftp://x/ HTTP/1.1", f"Host: {HOST}"],
        ["GET / HTTP/1.1", "Host : x"],
    ],
)
def test_what_is_no_request_is_told_so(wire: Wire, lines: list[str]) -> None:
    wire.send(*lines)
    reply = wire.reply()
    assert reply.status == 400
    assert reply.headers["x-cos-request-id"]
    assert reply.closes


def test_requests_may_follow_each_other_without_waiting(wire: Wire, cos: LocalCos) -> None:
    heads = [wire.signed("PUT", f"/piped{n}", None, "Content-Length: 1") for n in range(5)]
    heads[-1].append("Connection: close")
    wire.socket.sendall(b"".join(("\r\n".join(head) + f"\r\n\r\n{n}").encode() for n, head in enumerate(heads)))
    assert wire.left().count(b"HTTP/1.1 200 OK\r\n") == 5
    with Wire(cos) as other:
        assert other.request("GET", "/piped3").body == b"3"


def test_a_half_closed_client_gets_its_answer(wire: Wire) -> None:
    wire.request("PUT", "/half", body=b"x" * 200_000)
    wire.send(*wire.signed("GET", "/half"))
    wire.socket.shutdown(1)
    assert wire.reply().body == b"x" * 200_000
    assert wire.left() == b""


def test_a_connection_that_says_nothing_is_closed(impatient: LocalCos) -> None:
    with Wire(impatient) as wire:
        began = time.monotonic()
        assert wire.left() == b""
        assert time.monotonic() - began > 0.2


def test_a_head_that_drips_is_closed(impatient: LocalCos) -> None:
    with Wire(impatient) as wire:
        wire.socket.sendall(b"GET / HTTP/1.1\r\n")
        for _ in range(100):
            try:
                wire.socket.sendall(b"x")
            except OSError:
                break
            time.sleep(0.02)
        else:
            pytest.fail("the connection was kept open")


def test_a_body_that_stops_is_told_so(impatient: LocalCos) -> None:
    with Wire(impatient) as wire:
        wire.send(*wire.signed("PUT", "/slow", None, "Content-Length: 100"))
        wire.socket.sendall(b"some")
        reply = wire.reply()
        assert (reply.status, reply.code) == (400, "RequestTimeout")


def test_a_slow_body_that_goes_on_is_taken(impatient: LocalCos) -> None:
    with Wire(impatient) as wire:
        wire.send(*wire.signed("PUT", "/steady", None, "Content-Length: 10"))
        for _ in range(10):
            time.sleep(0.08)
            wire.socket.sendall(b"x")
        assert wire.reply().status == 200


def test_an_answer_that_is_not_taken_is_given_up(impatient: LocalCos) -> None:
    with Wire(impatient) as wire:
        assert wire.request("PUT", "/large", body=bytes(32 << 20)).status == 200
        wire.send(*wire.signed("GET", "/large"))
        time.sleep(2)
        size = 0
        try:
            while piece := wire.socket.recv(1 << 20):
                size += len(piece)
        except ConnectionError:
            pass
        assert size < 32 << 20


def test_an_idle_connection_is_closed_after_a_while(impatient: LocalCos) -> None:
    with Wire(impatient) as wire:
        assert wire.request("HEAD", "/").status == 200
        assert wire.left() == b""


def test_a_client_that_goes_away_leaves_nothing(cos: LocalCos) -> None:
    files = len(list((cos.root / "blobs").rglob("*")))
    with Wire(cos) as wire:
        wire.send(*wire.signed("PUT", "/gone", None, "Content-Length: 50000000"))
        wire.socket.sendall(bytes(3_000_000))
    deadline = time.monotonic() + 5
    while time.monotonic() < deadline:
        left = [path for path in (cos.root / "blobs").rglob("*") if path.is_file()]
        if len(left) <= files and not list((cos.root / "tmp").iterdir()):
            break
        time.sleep(0.02)
    with Wire(cos) as wire:
        assert wire.request("GET", "/gone").status == 404
    assert not [
        path for path in (cos.root / "blobs").rglob("*") if path.is_file() and path.stat().st_size >= 2**21
    ]
