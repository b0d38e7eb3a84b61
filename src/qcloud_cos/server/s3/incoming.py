"""A request of S3's, said in COS's words: its headers, and the few documents that differ."""

from __future__ import annotations

import re
from collections.abc import Mapping
from urllib.parse import unquote

from qcloud_cos.server.acl import GROUPS
from qcloud_cos.server.refusal import Refusal
from qcloud_cos.server.s3 import checksums
from qcloud_cos.server.s3.payload import DECODED_LENGTH, content_encoding

AMZ, COS = "x-amz-", "x-cos-"
AMAZON_GROUPS = "http://acs.amazonaws.com/groups/global/"
SSE = "x-cos-server-side-encryption"
KMS, COS_KMS = "aws:kms", "cos/kms"
KMS_NAMES = {f"{SSE}-aws-kms-key-id": f"{SSE}-cos-kms-key-id"}
ABSENT = frozenset(
    (
        "abac analytics attributes metadataConfiguration metadataTable metrics ownershipControls policyStatus "
        "publicAccessBlock renameObject requestPayment session torrent"
    ).split()
)
"""Sub-resources that COS has not.  Without them a request would be quite another."""
_WITHOUT_EFFECT = frozenset(
    (
        "x-amz-expected-bucket-owner x-amz-if-match-initiated-time x-amz-if-match-last-modified-time "
        "x-amz-if-match-size x-amz-mfa x-amz-object-lock-legal-hold x-amz-object-ownership "
        "x-amz-bucket-object-lock-enabled x-amz-source-expected-bucket-owner x-amz-write-offset-bytes"
    ).split()
)
_ON_WRITES = frozenset({"if-match", "if-none-match"})
_ABOUT_THE_WAY = frozenset(
    {"x-amz-content-sha256", "x-amz-date", checksums.ALGORITHM, checksums.TRAILER, DECODED_LENGTH}
)
_TABLE = re.compile(rb"(?i)\b(from\s+)s3object\b")
_GRANTEE = re.compile(r'\s*(id|uri|emailAddress)="?([^",]*)"?\s*')


def check_known(method: str, query: Mapping[str, str], headers: Mapping[str, str]) -> None:
    """Whether all of it is something that COS does in this dialect.

    Raises:
        Refusal: NotImplemented.
    """
    if not ABSENT.isdisjoint(query):
        raise _unknown(next(name for name in query if name in ABSENT))
    unknown = _WITHOUT_EFFECT if method in ("GET", "HEAD") else _WITHOUT_EFFECT | _ON_WRITES
    if not unknown.isdisjoint(headers):
        raise _unknown(next(name for name in headers if name in unknown))


def translated(headers: Mapping[str, str]) -> dict[str, str]:
    """With COS's names and values."""
    found = {name: value for name, value in headers.items() if not name.startswith(AMZ)}
    found |= {_name(name): value for name, value in headers.items() if _is_kept(name)}
    for name in found:
        if name.startswith(f"{COS}grant-"):
            found[name] = grantees(found[name])
    if "x-cos-copy-source" in found:
        found["x-cos-copy-source"] = _source(found["x-cos-copy-source"])
    if found.get(SSE) == KMS:
        found[SSE] = COS_KMS
    if "aws-chunked" in found.get("content-encoding", ""):
        found["content-encoding"] = content_encoding(found["content-encoding"])
    return {name: value for name, value in found.items() if value}


def _is_kept(name: str) -> bool:
    return name.startswith(AMZ) and name not in _ABOUT_THE_WAY and not name.startswith(checksums.PREFIX)


def _name(name: str) -> str:
    renamed = f"{COS}{name.removeprefix(AMZ)}"
    return KMS_NAMES.get(renamed, renamed)


def grantees(text: str) -> str:
    """S3 writes id=... and uri=..., with quotes or without."""
    parts = [_GRANTEE.fullmatch(part) for part in text.split(",")]
    if not all(parts):
        return text  # refused where it is read
    listed = [(part[1], part[2].replace(AMAZON_GROUPS, GROUPS)) for part in parts if part]
    return ",".join([f'{kind}="{value}"' for kind, value in listed])


def _source(text: str) -> str:
    """Some clients encode the slash after the bucket, too."""
    path, mark, query = text.partition("?")
    return text if "/" in path.removeprefix("/") else f"{unquote(path)}{mark}{query}"


def document(body: bytes) -> bytes:
    """A body to be understood, with COS's names where S3 has others."""
    if AMAZON_GROUPS.encode() in body:
        body = body.replace(AMAZON_GROUPS.encode(), GROUPS.encode())
    if b"GlacierJobParameters" in body:
        body = body.replace(b"GlacierJobParameters", b"CASJobParameters")
    if b"SelectObjectContentRequest" in body:
        body = _TABLE.sub(rb"\1COSObject", body.replace(b"SelectObjectContentRequest", b"SelectRequest"))
    if b"<SSEAlgorithm>aws:kms<" in body:
        body = body.replace(b"<SSEAlgorithm>aws:kms<", b"<SSEAlgorithm>KMS<")
    return body


def location(body: bytes) -> str:
    """The region that a CreateBucketConfiguration names; empty if it names none."""
    match = re.search(rb"<(?:\w+:)?LocationConstraint[^>]*>\s*([A-Za-z0-9-]+)\s*<", body)
    return match[1].decode() if match else ""


def _unknown(name: str) -> Refusal:
    return Refusal("NotImplemented", f"{name} asks for what is not implemented here.")
