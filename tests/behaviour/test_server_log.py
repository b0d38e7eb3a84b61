"""The log of requests: each is in it when its answer arrives, and a refused one says what decided."""

from __future__ import annotations

import json
import time
from collections.abc import Iterator
from typing import Any

import pytest

from qcloud_cos import CosConfig, CosS3Client, CosServiceError
from qcloud_cos.errors import AccessDenied
from qcloud_cos.server import Account, LocalCos
from qcloud_cos.server.control.log import LoggedRequest, harmless
from raw import HOST, Wire, authorization

OWNER = Account("1250000000", "100000000001", "AKIDowner", "the-owners-secret-key")
GUEST = Account("1250000001", "100000000002", "AKIDguest", "the-guests-secret-key")
BUCKET = "test-1250000000"


@pytest.fixture(scope="module")
def cos() -> Iterator[LocalCos]:
    with LocalCos(accounts=[OWNER, GUEST]) as cos:
        with CosS3Client(cos.config()) as client:
            client.create_bucket(BUCKET)
            client.put_object(BUCKET, b"content", "照片/a b.txt", ACL="private")
            client.put_object(BUCKET, b"content", "plain.txt")
        yield cos


def last(cos: LocalCos) -> LoggedRequest:
    return cos.requests[-1]


def of_guest(cos: LocalCos, **overrides: Any) -> CosConfig:
    return cos.config(**{"SecretId": GUEST.secret_id, "SecretKey": GUEST.secret_key, **overrides})


def test_a_request_is_in_the_log_when_its_answer_arrives(cos: LocalCos) -> None:
    with CosS3Client(cos.config()) as client:
        answer = client.head_object(BUCKET, "照片/a b.txt")
    record = last(cos)
    assert (record.method, record.operation, record.status) == ("HEAD", "head_object", 200)
    assert (record.bucket, record.key, record.path) == (BUCKET, "照片/a b.txt", f"/{BUCKET}/照片/a b.txt")
    assert (record.host, record.ip) == (f"127.0.0.1:{cos.port}", "127.0.0.1")
    assert record.request_id == answer["x-cos-request-id"]
    assert record.caller == OWNER.id
    assert record.user_agent.startswith("cos-python-sdk-v5")
    assert 0 < record.seconds < 60
    assert abs(record.time - time.time()) < 60
    assert (record.why, record.code, record.fault) == ("", "", "")


def test_they_are_counted(cos: LocalCos) -> None:
    before = last(cos).number
    with Wire(cos) as wire:
        for _ in range(3):
            wire.unsigned("GET", "/")
    assert [record.number for record in cos.requests[-3:]] == [before + 1, before + 2, before + 3]
    assert [record.number for record in cos._log.since(before + 2)] == [before + 3]


def test_only_the_last_are_kept() -> None:
    from qcloud_cos.server.control.log import KEPT, Log

    log = Log()
    scope = {"method": "GET", "raw_path": b"/", "query_string": b"", "client": None}
    for _ in range(KEPT + 10):
        log.add(time.perf_counter(), scope, None, 200)
    assert len(log.since()) == KEPT
    assert (log.since()[0].number, log.count) == (11, KEPT + 10)


def test_what_is_no_request_is_in_it_too(cos: LocalCos) -> None:
    with Wire(cos) as wire:
        assert wire.unsigned("GET", "/%ff").status == 400
    assert (last(cos).status, last(cos).code, last(cos).operation) == (400, "InvalidURI", "")


def test_what_was_not_even_read_is_in_it_too(cos: LocalCos) -> None:
    with Wire(cos) as wire:
        wire.send("GET / HTTP/1.1", "Host: a", "Host: b")
        assert wire.reply().status == 400
        record = last(cos)
        assert (record.method, record.status, record.ip) == ("", 400, "127.0.0.1")
        assert record.message == "The request has more than one Host."


# why


def test_a_list_that_grants_nothing(cos: LocalCos) -> None:
    with CosS3Client(of_guest(cos)) as client, pytest.raises(AccessDenied):
        client.get_object(BUCKET, "照片/a b.txt")
    record = last(cos)
    assert (record.status, record.code, record.caller) == (403, "AccessDenied", GUEST.id)
    assert record.why == (
        f"the ACL of the object gives {GUEST.id} no READ, and no policy allows it; "
        f"the ACL gives FULL_CONTROL to {OWNER.id}"
    )
    assert record.details == {
        "part": "acl", "needs": "READ", "acl_of": "object", "grants": [f"FULL_CONTROL to {OWNER.id}"],
    }  # fmt: skip


def test_an_anonymous_caller_and_the_list_of_the_bucket(cos: LocalCos) -> None:
    with Wire(cos) as wire:
        assert wire.unsigned("PUT", "/k", {"Content-Length": "0"}).code == "AccessDenied"
        record = last(cos)
        assert (record.operation, record.details["part"], record.details["acl_of"]) == (
            "put_object",
            "acl",
            "bucket",
        )
        assert "gives anonymous callers no WRITE" in record.why
        assert wire.unsigned("GET", "/plain.txt").code == "AccessDenied"
        assert "the object has no ACL of its own" in last(cos).why
        assert wire.unsigned("GET", "/?policy").code == "AccessDenied"
        assert last(cos).details == {"part": "owner", "owner": OWNER.appid}
        wire.host = "service.cos.myqcloud.com"
        assert wire.unsigned("GET", "/").code == "AccessDenied"
        assert last(cos).details == {"part": "account"}


def test_a_statement_that_denies(cos: LocalCos) -> None:
    statement = {
        "Effect": "Deny", "Principal": {"qcs": ["*"]}, "Action": ["name/cos:DeleteObject"],
        "Resource": [f"qcs::cos:*:uid/1250000000:{BUCKET}/kept/*"],
    }  # fmt: skip
    policy = {"version": "2.0", "Statement": [{**statement, "Action": ["name/cos:PutObject"]}, statement]}
    with CosS3Client(cos.config()) as client:
        client.put_bucket_policy(BUCKET, policy)
        with pytest.raises(AccessDenied):
            client.delete_object(BUCKET, "kept/a")
        record = last(cos)
        policy["Statement"][1]["Sid"] = "keep"  # type: ignore[index]
        client.put_bucket_policy(BUCKET, policy)
        with pytest.raises(AccessDenied):
            client.delete_object(BUCKET, "kept/a")
        named = last(cos)
        client.delete_bucket_policy(BUCKET)
    deed = f"denies cos:deleteobject on {BUCKET}/kept/a to {OWNER.id}"
    assert record.why == f"statement 1 of the bucket's policy {deed}"
    assert (record.details["part"], record.details["statement"]) == ("policy", 1)
    assert named.why == f"statement 1 (keep) of the bucket's policy {deed}"
    assert named.details["sid"] == "keep"


def test_temporary_keys_that_may_not(cos: LocalCos) -> None:
    allowing = {"effect": "allow", "action": ["name/cos:GetObject"], "resource": ["*"]}
    denying = {"effect": "deny", "action": ["name/cos:HeadObject"], "resource": ["*"]}
    issued = cos.sts({"version": "2.0", "statement": [allowing, denying]})
    temporary = cos.config(SecretId=issued.secret_id, SecretKey=issued.secret_key, Token=issued.token)
    of = "the policy that the temporary keys were issued with"
    with CosS3Client(temporary) as client:
        with pytest.raises(AccessDenied):
            client.put_object(BUCKET, b"", "k")
        assert last(cos).why == f"no statement of {of} allows cos:putobject on {BUCKET}/k"
        with pytest.raises(CosServiceError):
            client.head_object(BUCKET, "k")
        assert last(cos).why == f"statement 1 of {of} denies cos:headobject on {BUCKET}/k to {OWNER.id}"
        with pytest.raises(AccessDenied):
            client.list_buckets()
        assert last(cos).details["part"] == "temporary policy"


def test_the_source_of_a_copy(cos: LocalCos) -> None:
    with CosS3Client(of_guest(cos)) as client:
        client.create_bucket("mine-1250000001")
        source = {"Bucket": BUCKET, "Key": "照片/a b.txt", "Region": "ap-guangzhou"}
        with pytest.raises(AccessDenied):
            client.copy_object("mine-1250000001", "k", source)  # type: ignore[arg-type]
    assert (last(cos).message, last(cos).details["part"]) == ("Failed to query the state of source object", "acl")


def test_a_wrong_key(cos: LocalCos) -> None:
    with CosS3Client(of_guest(cos, SecretKey="not-the-key")) as client, pytest.raises(CosServiceError):
        client.list_buckets()
    assert (last(cos).code, last(cos).details["part"]) == ("SignatureDoesNotMatch", "signature")
    assert last(cos).details["differs"] == "key"
    with CosS3Client(of_guest(cos, SecretId="AKIDnobody")) as client, pytest.raises(CosServiceError):
        client.list_buckets()
    assert last(cos).why == "no account of this server has the secret id AKIDnobody"


@pytest.mark.parametrize(
    ("start", "text"), [(-86_400, "the signature ended 8"), (86_400, "the signature begins in 8")]
)
def test_a_wrong_time(cos: LocalCos, start: int, text: str) -> None:
    with Wire(cos) as wire:
        token = authorization(OWNER, "GET", "/", {}, {"host": HOST}, start=time.time() + start)
        assert wire.unsigned("GET", "/", {"Authorization": token}).status == 403
    assert text in last(cos).why
    assert last(cos).details["part"] == "time"


def test_a_signature_of_version_4(cos: LocalCos) -> None:
    scope = f"{OWNER.secret_id}/20260101/r/s3/aws4_request"
    token = f"AWS4-HMAC-SHA256 Credential={scope}, SignedHeaders=host, Signature={'0' * 64}"
    with Wire(cos) as wire:
        wire.unsigned("GET", "/", {"Authorization": token, "x-amz-date": "20260101T000000Z"})
        assert last(cos).details == {"part": "time"}
        wire.unsigned("GET", "/", {"Authorization": token.replace("host", "")})
        assert last(cos).details == {"part": "authorization"}


def test_no_secret_is_in_the_log(cos: LocalCos) -> None:
    issued = cos.sts(duration=60)
    presigning = cos.config(SecretId=issued.secret_id, SecretKey=issued.secret_key, Token=issued.token)
    with CosS3Client(presigning) as client, Wire(cos) as wire:
        url = client.get_presigned_url(Bucket=BUCKET, Key="plain.txt", Method="GET")
        target = url[url.index("/", 10) :]
        wire.host = f"127.0.0.1:{cos.port}"
        assert wire.unsigned("GET", target).status == 200
        signature = target.partition("q-signature=")[2].partition("&")[0]
        assert wire.unsigned("GET", f"{target}x").status == 403
        client.get_object(BUCKET, "plain.txt")
        wire.unsigned("GET", "/", {"Authorization": f"q-signature={signature}&whole"})
    told = json.dumps([record.json() for record in cos.requests]) + repr(cos.requests)
    for secret in (signature, issued.secret_key, issued.token, OWNER.secret_key, GUEST.secret_key):
        assert len(secret) > 10
        assert secret not in told
    assert "q-signature=..." in told


def test_harmless() -> None:
    query = b"q-ak=AKID&q-signature=abc&X-Cos-Security-Token=t&sign=q%3Dx&%71-signature=d&prefix=a%26b&acl"
    assert harmless(query) == (
        "q-ak=AKID&q-signature=...&X-Cos-Security-Token=...&sign=...&%71-signature=...&prefix=a%26b&acl"
    )
    assert harmless(b"") == ""
