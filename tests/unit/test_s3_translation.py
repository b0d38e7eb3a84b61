"""Which dialect a request is in, and what of it is said otherwise: headers, documents, errors."""

from __future__ import annotations

import pytest

from qcloud_cos.core import xml
from qcloud_cos.server.refusal import Refusal
from qcloud_cos.server.s3 import incoming, outgoing
from qcloud_cos.server.s3.codes import RENAMED, S3Refusal
from qcloud_cos.server.s3.dialect import is_s3
from qcloud_cos.server.spelling import spelled

COS_GROUP = "http://cam.qcloud.com/groups/global/AllUsers"
S3_GROUP = "http://acs.amazonaws.com/groups/global/AllUsers"


@pytest.mark.parametrize(
    ("headers", "query", "expected"),
    [
        ({"authorization": "AWS4-HMAC-SHA256 Credential=x"}, {}, True),
        ({"authorization": "AWS AKIDme:x"}, {}, True),
        ({"authorization": "q-sign-algorithm=sha1"}, {}, False),
        ({"authorization": "q-sign-algorithm=sha1", "x-amz-acl": "private"}, {"list-type": "2"}, False),
        ({"authorization": "Basic x"}, {"X-Amz-Signature": "x"}, False),
        ({}, {"X-Amz-Algorithm": "AWS4-HMAC-SHA256"}, True),
        ({}, {"X-Amz-Signature": "x"}, True),
        ({}, {"AWSAccessKeyId": "AKIDme", "Signature": "x", "Expires": "1"}, True),
        ({"x-amz-acl": "private"}, {"q-signature": "x"}, False),
        ({"x-amz-acl": "private"}, {"sign": "q-signature=x"}, False),
        ({"x-amz-acl": "private"}, {}, True),
        ({"amz-sdk-request": "attempt=1"}, {}, True),
        ({}, {"list-type": "2"}, True),
        ({"host": "h", "x-cos-acl": "private"}, {"prefix": "a"}, False),
        ({}, {}, False),
    ],
)  # fmt: skip
def test_the_signature_decides_and_without_one_the_names(
    headers: dict[str, str], query: dict[str, str], expected: bool
) -> None:
    assert is_s3(headers, query) is expected


@pytest.mark.parametrize(
    ("sent", "understood"),
    [
        ({"x-amz-meta-a_b": "1"}, {"x-cos-meta-a_b": "1"}),
        ({"x-amz-storage-class": "ARCHIVE"}, {"x-cos-storage-class": "ARCHIVE"}),
        ({"x-cos-forbid-overwrite": "true"}, {"x-cos-forbid-overwrite": "true"}),
        ({"x-cos-acl": "private", "x-amz-acl": "public-read"}, {"x-cos-acl": "public-read"}),
        ({"x-amz-acl": "public-read", "x-cos-acl": "private"}, {"x-cos-acl": "public-read"}),
        (
            {"x-amz-server-side-encryption": "aws:kms", "x-amz-server-side-encryption-aws-kms-key-id": "k"},
            {"x-cos-server-side-encryption": "cos/kms", "x-cos-server-side-encryption-cos-kms-key-id": "k"},
        ),
        ({"x-amz-server-side-encryption": "AES256"}, {"x-cos-server-side-encryption": "AES256"}),
        ({"content-encoding": "aws-chunked"}, {}),
        ({"content-encoding": "aws-chunked, gzip"}, {"content-encoding": "gzip"}),
        ({"content-encoding": "gzip,aws-chunked"}, {"content-encoding": "gzip"}),
        ({"content-encoding": "gzip,br"}, {"content-encoding": "gzip,br"}),
        ({"content-length": "300", "x-amz-decoded-content-length": "3"}, {"content-length": "300"}),
        ({"x-amz-checksum-crc32": "AAAAAA==", "x-amz-checksum-mode": "ENABLED", "x-amz-date": "d"}, {}),
        ({"x-amz-grant-read": f"uri={S3_GROUP}"}, {"x-cos-grant-read": f'uri="{COS_GROUP}"'}),
        ({"x-amz-grant-read": 'id="1", id=2'}, {"x-cos-grant-read": 'id="1",id="2"'}),
        ({"x-amz-grant-read": "anyone"}, {"x-cos-grant-read": "anyone"}),
        ({"x-amz-copy-source": "/b-1/a%2Fb"}, {"x-cos-copy-source": "/b-1/a%2Fb"}),
        ({"x-amz-copy-source": "b-1%2Fa%20b?versionId=v"}, {"x-cos-copy-source": "b-1/a b?versionId=v"}),
    ],
)  # fmt: skip
def test_headers_in(sent: dict[str, str], understood: dict[str, str]) -> None:
    assert incoming.translated(sent) == understood


@pytest.mark.parametrize(
    ("name", "value", "expected"),
    [
        ("x-cos-request-id", "r", ("x-amz-request-id", "r")),
        ("x-cos-trace-id", "t", ("x-amz-id-2", "t")),
        ("x-cos-meta-a", "x-cos-b", ("x-amz-meta-a", "x-cos-b")),
        ("x-cos-server-side-encryption", "cos/kms", ("x-amz-server-side-encryption", "aws:kms")),
        ("x-cos-server-side-encryption", "AES256", ("x-amz-server-side-encryption", "AES256")),
        (
            "x-cos-server-side-encryption-cos-kms-key-id", "k",
            ("x-amz-server-side-encryption-aws-kms-key-id", "k"),
        ),
        ("ETag", '"e"', ("ETag", '"e"')),
    ],
)  # fmt: skip
def test_headers_out(name: str, value: str, expected: tuple[str, str]) -> None:
    assert outgoing.header(spelled(name), value) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (b"<A><B>1</B></A>", b"<B>1</B></A>"),
        (b"<?xml version='1.0' encoding='utf-8' ?>\n<A></A>", b"</A>"),
        (b'<A xmlns="http://www.qcloud.com/document/product/436/7751"><B>1</B></A>', b"<B>1</B></A>"),
    ],
)
def test_documents_out(text: bytes, expected: bytes) -> None:
    root = b'<?xml version="1.0" encoding="UTF-8"?>\n<A xmlns="http://s3.amazonaws.com/doc/2006-03-01/">'
    assert outgoing.document(text) == root + expected


def test_an_empty_element_stays_one() -> None:
    assert outgoing.document(b"<A/>").endswith(b'<A xmlns="http://s3.amazonaws.com/doc/2006-03-01/"/>')
    assert outgoing.document(b"no XML") == b"no XML"


def test_documents_in() -> None:
    policy = f"<AccessControlPolicy><URI>{S3_GROUP}</URI></AccessControlPolicy>".encode()
    assert COS_GROUP.encode() in incoming.document(policy)
    restore = b"<RestoreRequest><GlacierJobParameters><Tier>Bulk</Tier></GlacierJobParameters></RestoreRequest>"
    assert xml.parse(incoming.document(restore))["CASJobParameters"] == {"Tier": "Bulk"}
    rule = b"<SSEAlgorithm>aws:kms</SSEAlgorithm>"
    assert incoming.document(rule) == b"<SSEAlgorithm>KMS</SSEAlgorithm>"
    assert outgoing.document(b"<ServerSideEncryptionConfiguration><SSEAlgorithm>KMS</SSEAlgorithm></S>").count(
        b"aws"
    )


@pytest.mark.parametrize(
    ("body", "region"),
    [
        (b'<C xmlns="x"><LocationConstraint>ap-nanjing</LocationConstraint></C>', "ap-nanjing"),
        (b"<a:LocationConstraint> ap-nanjing\n</a:LocationConstraint>", "ap-nanjing"),
        (b"<CreateBucketConfiguration/>", ""),
        (b"", ""),
    ],
)  # fmt: skip
def test_the_region_of_a_new_bucket(body: bytes, region: str) -> None:
    assert incoming.location(body) == region


def test_errors_have_the_names_of_s3() -> None:
    refusal = Refusal("KeyTooLong", "x-cos-acl & <co>", details={"ServerTime": "now"})
    found = xml.parse(outgoing.error(refusal, "/b/k", "r", "t"))
    assert found == {
        "Code": "KeyTooLongError", "Message": "x-amz-acl & <co>", "ServerTime": "now", "Resource": "/b/k",
        "RequestId": "r", "HostId": "t",
    }  # fmt: skip


def test_renamed_codes_are_codes() -> None:
    assert S3Refusal.known.keys() >= Refusal.known.keys() >= RENAMED.keys()


@pytest.mark.parametrize(
    ("method", "query", "headers"),
    [
        ("DELETE", {"publicAccessBlock": ""}, {}),
        ("PUT", {"ownershipControls": ""}, {}),
        ("GET", {"attributes": ""}, {}),
        ("PUT", {}, {"if-none-match": "*"}),
        ("DELETE", {}, {"if-match": "e"}),
        ("PUT", {}, {"x-amz-object-lock-legal-hold": "ON"}),
        ("GET", {}, {"x-amz-expected-bucket-owner": "1"}),
        ("PUT", {}, {"x-amz-write-offset-bytes": "5"}),
    ],
)
def test_what_would_be_quietly_another_request_is_refused(
    method: str, query: dict[str, str], headers: dict[str, str]
) -> None:
    with pytest.raises(Refusal, match=next(iter(query or headers))) as refused:
        incoming.check_known(method, query, headers)
    assert refused.value.code == "NotImplemented"
    incoming.check_known("GET", {"versionId": "v"}, {"if-match": "e"})
