"""The local server in S3's dialect, spoken to by hand: for what no proper client sends."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import uuid4
from xml.etree import ElementTree

import pytest

from amazon import in_base64, sha256, signed
from qcloud_cos import CosS3Client
from qcloud_cos.server import Account, LocalCos
from qcloud_cos.server.s3 import sigv4
from raw import Reply, Wire

NAMESPACE = "{http://s3.amazonaws.com/doc/2006-03-01/}"
SIGNED_CHUNKS = "STREAMING-AWS4-HMAC-SHA256-PAYLOAD"


class Amazon:
    """Requests by hand to one bucket, whose host they name."""

    def __init__(self, cos: LocalCos, bucket: str) -> None:
        self.cos, self.bucket = cos, bucket
        self.host = f"{bucket}.cos.ap-guangzhou.myqcloud.com"

    def send(
        self, method: str, target: str, body: bytes = b"", headers: dict[str, str] | None = None, **more: Any
    ) -> Reply:
        """Signed now; `more` goes to the signature."""
        target, sent = self.signed(method, target, body, headers, **more)
        return self.sent(method, target, sent, body)

    def signed(
        self, method: str, target: str, body: bytes = b"", headers: dict[str, str] | None = None, **more: Any
    ) -> tuple[str, dict[str, str]]:
        """The target and the headers of what is sent."""
        usual: dict[str, Any] = {"kind": "header", "account": self.cos.account, "now": datetime.now(UTC)}
        of = signed(method=method, url=f"http://{self.host}{target}", headers=headers, body=body, **usual | more)
        return of.url.partition(self.host)[2], dict(of.headers)

    def sent(self, method: str, target: str, headers: dict[str, str], body: bytes = b"") -> Reply:
        lines = [f"{name}: {value}" for name, value in headers.items()]
        if body or method == "PUT":
            lines.append(f"Content-Length: {len(body)}")
        with Wire(self.cos, host=self.host) as wire:
            wire.send(f"{method} {target} HTTP/1.1", f"Host: {self.host}", *lines)
            wire.socket.sendall(body)
            return wire.reply(method)

    def chunked(self, pieces: list[bytes], spoil: bytes = b"") -> Reply:
        """A PUT of /k in signed chunks, each of which is followed by `spoil`."""
        now = datetime.now(UTC)
        size = sum(map(len, pieces))
        fixed = {
            "x-amz-date": now.strftime("%Y%m%dT%H%M%SZ"), "x-amz-content-sha256": SIGNED_CHUNKS,
            "x-amz-decoded-content-length": str(size), "Content-Encoding": "aws-chunked",
        }  # fmt: skip
        wire = [("host", self.host), *[(name.lower(), value) for name, value in fixed.items()]]
        names = sorted(name for name, _ in wire)
        scope = sigv4.Scope(fixed["x-amz-date"][:8], "r", "s3")
        key = sigv4.signing_key(self.cos.account.secret_key, scope)
        text = sigv4.canonical_request("PUT", "/k", [], wire, names, SIGNED_CHUNKS)
        seed = sigv4.signature(key, sigv4.string_to_sign(fixed["x-amz-date"], scope, text))
        chain = sigv4.Chain(key, fixed["x-amz-date"], scope, seed)
        body = b""
        for piece in [*pieces, b""]:
            body += f"{len(piece):x};chunk-signature={chain.next(sha256(piece))}\r\n".encode()
            body += piece + spoil + b"\r\n"
        credential = f"{self.cos.account.secret_id}/{scope}"
        token = f"AWS4-HMAC-SHA256 Credential={credential}, SignedHeaders={';'.join(names)}, Signature={seed}"
        return self.sent("PUT", "/k", {**fixed, "Authorization": token}, body)


@pytest.fixture
def amazon(cos_server: LocalCos) -> Amazon:
    cos_server.reset()
    made = Amazon(cos_server, f"raw-{uuid4().hex[:12]}-1250000000")
    assert made.send("PUT", "/").status == 200
    return made


def code(reply: Reply) -> tuple[int, str]:
    return reply.status, reply.code


def test_answers_have_the_namespace_and_the_names_of_s3(amazon: Amazon) -> None:
    amazon.send("PUT", "/k", b"1", {"x-amz-meta-a": "b"})
    listed = amazon.send("GET", "/?list-type=2")
    root = ElementTree.fromstring(listed.body)  # noqa: S314 - our own server's
    assert root.tag == f"{NAMESPACE}ListBucketResult"
    assert root.findtext(f"{NAMESPACE}KeyCount") == "1"
    head = amazon.send("HEAD", "/k").headers
    assert head["x-amz-meta-a"] == "b"
    assert [name for name in head if name.lower().startswith("x-cos-")] == []
    refused = amazon.send("GET", "/missing")
    error = ElementTree.fromstring(refused.body)  # noqa: S314
    assert [child.tag for child in error] == ["Code", "Message", "Resource", "RequestId", "HostId"]
    assert refused.headers["x-amz-request-id"] == error.findtext("RequestId")


def test_list_type_with_a_signature_of_cos_is_refused_by_name(amazon: Amazon) -> None:
    with Wire(amazon.cos, host=amazon.host) as wire:
        reply = wire.request("GET", "/", {"list-type": "2"})
    assert code(reply) == (501, "NotImplemented")
    assert reply.headers["x-cos-request-id"]
    assert code(amazon.send("GET", "/?list-type=3")) == (400, "InvalidArgument")


def test_a_stored_document_is_not_translated(amazon: Amazon) -> None:
    body = b"<ListBucketResult><Key>mine</Key></ListBucketResult>"
    amazon.send("PUT", "/k", body, {"Content-Type": "application/xml"})
    assert amazon.send("GET", "/k").body == body


def test_chunks_are_stored_without_their_frames(amazon: Amazon) -> None:
    pieces = [bytes(range(256)) * 1024, b"x" * 65536, b"end"]
    assert amazon.chunked(pieces).status == 200
    found = amazon.send("GET", "/k")
    assert found.body == b"".join(pieces)
    assert found.headers["Content-Encoding"] is None


def test_a_spoilt_chunk_leaves_nothing(amazon: Amazon) -> None:
    assert code(amazon.chunked([b"abc"], spoil=b"d")) == (400, "InvalidRequest")
    assert amazon.send("HEAD", "/k").status == 404


def test_a_body_that_is_not_as_signed_leaves_nothing(amazon: Amazon) -> None:
    reply = amazon.sent("PUT", *amazon.signed("PUT", "/k", b"signed"), b"other!")
    assert code(reply) == (400, "XAmzContentSHA256Mismatch")
    assert amazon.send("HEAD", "/k").status == 404


@pytest.mark.parametrize("size", [1000, 3 << 20])
def test_a_body_that_is_cut_short_leaves_nothing(amazon: Amazon, size: int) -> None:
    body = b"x" * size
    lines = [f"{name}: {value}" for name, value in amazon.signed("PUT", "/k", body)[1].items()]
    with Wire(amazon.cos, host=amazon.host) as wire:
        wire.send("PUT /k HTTP/1.1", f"Host: {amazon.host}", *lines, f"Content-Length: {size}")
        wire.socket.sendall(body[:-1])
        wire.socket.shutdown(1)
        assert code(wire.reply("PUT")) == (400, "IncompleteBody")
    assert amazon.send("HEAD", "/k").status == 404


def test_a_trailer_by_hand(amazon: Amazon) -> None:
    headers = {
        "X-Amz-Content-SHA256": "STREAMING-UNSIGNED-PAYLOAD-TRAILER", "x-amz-trailer": "x-amz-checksum-sha1",
        "x-amz-decoded-content-length": "3",
    }  # fmt: skip
    for value, status in (("qZk+NkcGgWq6PiVxeFDCbJzQ2J0=", 200), (in_base64(b"0" * 20), 400)):
        body = f"3\r\nabc\r\n0\r\nx-amz-checksum-sha1:{value}\r\n\r\n".encode()
        assert amazon.send("PUT", f"/{status}", body, headers, kind="given payload").status == status
    assert amazon.send("GET", "/200").body == b"abc"
    assert amazon.send("HEAD", "/400").status == 404


def test_a_length_in_chunks_means_nothing_of_a_plain_body(amazon: Amazon) -> None:
    for length in ("1", "x"):
        assert amazon.send("PUT", "/k", b"abc", {"x-amz-decoded-content-length": length}).status == 200
    assert amazon.send("GET", "/k").body == b"abc"


def test_many_need_a_checksum_of_any_kind(amazon: Amazon) -> None:
    body = b"<Delete><Object><Key>k</Key></Object></Delete>"
    assert code(amazon.send("POST", "/?delete", body)) == (400, "InvalidRequest")
    checked = amazon.send(
        "POST", "/?delete", body, {"x-amz-checksum-sha256": in_base64(bytes.fromhex(sha256(body)))}
    )
    assert checked.status == 200
    assert code(amazon.send("POST", "/?delete", body, {"x-amz-checksum-crc32": "AAAAAA=="})) == (400, "BadDigest")


def test_a_bucket_in_another_region_than_its_host(amazon: Amazon) -> None:
    where = "<LocationConstraint>ap-nanjing</LocationConstraint>"
    body = f"<CreateBucketConfiguration>{where}</CreateBucketConfiguration>".encode()
    assert code(amazon.send("PUT", "/", body)) == (400, "IllegalLocationConstraintException")


def test_headers_in_a_presigned_url(amazon: Amazon) -> None:
    # JavaScript's SDK moves x-amz-* from the head to the URL, where they are signed as well.
    named = "x-amz-meta-a=b&x-amz-acl=public-read"
    empty = "x-amz-checksum-crc32=AAAAAA%3D%3D&x-amz-sdk-checksum-algorithm=CRC32"
    target, _ = amazon.signed("PUT", f"/k?{named}&{empty}", kind="query")
    assert amazon.sent("PUT", target, {}, b"1").status == 200
    assert amazon.send("HEAD", "/k").headers["x-amz-meta-a"] == "b"
    assert amazon.sent("GET", "/k", {}).body == b"1"
    assert amazon.sent("PUT", "/k?x-amz-acl=public-read", {"x-amz-date": "1"}, b"1").status == 403


def test_a_query_with_another_signature_does_not_bring_headers(amazon: Amazon) -> None:
    # Version 2 signs no parameters that it does not know.
    _, headers = amazon.signed("PUT", "/k", kind="old header", auth_path=f"/{amazon.bucket}/k")
    assert amazon.sent("PUT", "/k?x-amz-acl=public-read", headers, b"1").status == 200
    assert amazon.sent("GET", "/k", {}).status == 403


def test_the_log_says_why_and_no_secret(amazon: Amazon) -> None:
    stranger = replace(amazon.cos.account, secret_key="wrong")
    amazon.send("PUT", "/k", b"1", account=stranger)
    mismatch = amazon.cos.requests[-1]
    assert (mismatch.operation, mismatch.code, mismatch.details["part"]) == (
        "",
        "SignatureDoesNotMatch",
        "signature",
    )
    target, _ = amazon.signed("GET", "/k", kind="query", now=datetime.now(UTC) - timedelta(hours=2))
    amazon.sent("GET", target, {})
    late = amazon.cos.requests[-1]
    assert (late.code, late.details["part"]) == ("AccessDenied", "time")
    assert "X-Amz-Signature=..." in late.query
    amazon.send("GET", "/?list-type=2")
    assert amazon.cos.requests[-1].operation == "list_objects_v2"


def test_a_fault_befalls_both_dialects(amazon: Amazon) -> None:
    amazon.send("PUT", "/k", b"1")
    with amazon.cos.fault("copy_object", status=503):
        copied = amazon.send("PUT", "/copy", b"", {"x-amz-copy-source": f"{amazon.bucket}/k"})
    assert code(copied) == (503, "SlowDown")
    assert copied.text("HostId")
    assert amazon.send("HEAD", "/copy").status == 404


def test_policies_and_temporary_keys_hold_in_both_dialects(amazon: Amazon) -> None:
    resource = f"qcs::cos:ap-guangzhou:uid/1250000000:{amazon.bucket}/in/*"
    statement = {"effect": "allow", "action": ["name/cos:PutObject"], "resource": [resource]}
    issued = amazon.cos.sts(policy={"version": "2.0", "statement": [statement]})
    holder = Account("1250000000", "100000000001", issued.secret_id, issued.secret_key, token=issued.token)
    assert amazon.send("PUT", "/in/k", b"1", account=holder).status == 200
    assert code(amazon.send("PUT", "/out/k", b"1", account=holder)) == (403, "AccessDenied")
    assert code(amazon.send("GET", "/?list-type=2", account=holder)) == (403, "AccessDenied")
    without = Account("1250000000", "100000000001", issued.secret_id, issued.secret_key)
    assert code(amazon.send("PUT", "/in/k", b"1", account=without)) == (403, "AccessDenied")


def test_a_condition_on_a_header_holds_for_its_name_at_amazon(amazon: Amazon, cos_server: LocalCos) -> None:
    statement = {
        "Effect": "deny", "Principal": {"qcs": ["qcs::cam::anyone:anyone"]}, "Action": ["name/cos:PutObject"],
        "Resource": [f"qcs::cos:ap-guangzhou:uid/1250000000:{amazon.bucket}/*"],
        "Condition": {"string_equal": {"cos:x-cos-acl": "public-read"}},
    }  # fmt: skip
    with CosS3Client(cos_server.config()) as cos:
        cos.put_bucket_policy(Bucket=amazon.bucket, Policy={"version": "2.0", "Statement": [statement]})
    assert amazon.send("PUT", "/k", b"1").status == 200
    assert amazon.send("PUT", "/k", b"1", {"x-amz-acl": "public-read"}).status == 403
