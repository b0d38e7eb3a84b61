"""Requests as Amazon's own library signs them, and as the server sees them: no socket between."""

from __future__ import annotations

import base64
import hashlib
import zlib
from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from typing import Any
from unittest.mock import patch
from urllib.parse import urlsplit

import botocore.auth
from awscrt import checksums as awscrt
from botocore.awsrequest import AWSRequest
from botocore.credentials import Credentials

from qcloud_cos.server.accounts import Account, Accounts
from qcloud_cos.server.request import request_of
from qcloud_cos.server.s3.auth import Sent, Verified, verified

NOW = datetime(2026, 11, 22, 12, tzinfo=UTC)
ME = Account("1250000000", "100000000001", "AKIDme", "my-secret")
TEMPORARY = Account("1250000000", "100000000001", "AKIDtmp", "its-secret", token="the/to+ken=")
ACCOUNTS = Accounts([ME, TEMPORARY])
HOST = "http://test-1250000000.cos.ap-guangzhou.myqcloud.com"
KINDS = {
    "header": botocore.auth.S3SigV4Auth,
    "query": botocore.auth.S3SigV4QueryAuth,
    "old header": botocore.auth.HmacV1Auth,
    "old query": botocore.auth.HmacV1QueryAuth,
}
ORACLES: dict[str, Callable[[bytes], bytes]] = {
    "crc32": lambda data: zlib.crc32(data).to_bytes(4, "big"),
    "crc32c": lambda data: awscrt.crc32c(data).to_bytes(4, "big"),
    "crc64nvme": lambda data: awscrt.crc64nvme(data).to_bytes(8, "big"),
    "sha1": lambda data: hashlib.sha1(data).digest(),
    "sha256": lambda data: hashlib.sha256(data).digest(),
}
"""Each checksum as others compute it."""
_GIVEN_PAYLOAD = {"given payload": botocore.auth.SigV4Auth}


def signed(
    kind: str = "header",
    method: str = "GET",
    url: str = f"{HOST}/k",
    headers: Mapping[str, str] | None = None,
    body: bytes = b"",
    *,
    account: Account = ME,
    now: datetime = NOW,
    auth_path: str | None = None,
    **more: Any,
) -> AWSRequest:
    """`more`: `expires` in seconds, for a URL.  "given payload" takes what the headers say of the body."""
    request = AWSRequest(method, url, dict(headers or {}), body, auth_path=auth_path)
    request.context["client_config"] = None
    credentials = Credentials(account.secret_id, account.secret_key, account.token or None)
    arguments = (credentials,) if kind.startswith("old") else (credentials, "s3", "ap-guangzhou")
    stamp = now.timestamp()
    with (
        patch("botocore.auth.get_current_datetime", return_value=now),
        patch("botocore.auth.time.time", return_value=stamp),
        patch("botocore.auth.formatdate", return_value=botocore.auth.formatdate(stamp, usegmt=True)),
    ):
        (KINDS | _GIVEN_PAYLOAD)[kind](*arguments, **more).add_auth(request)
    if kind == "old query":
        request.headers = {}  # they are in the URL
    return request


def sent(request: AWSRequest, path: str | None = None) -> Sent:
    """As it comes; `path` for one that another path was signed for."""
    url = urlsplit(request.url)
    headers = {"host": url.netloc} | {name.lower(): str(value) for name, value in request.headers.items()}
    return arrived(request.method, path or url.path, url.query, headers)


def arrived(method: str, path: str, query: str, headers: Mapping[str, str]) -> Sent:
    wire = [(name.encode(), value.encode()) for name, value in headers.items()]
    scope = {
        "method": method, "raw_path": path.encode(), "query_string": query.encode(), "headers": wire, "state": {},
    }  # fmt: skip
    return Sent(request_of(scope), path)


def accepted(request: Sent, now: datetime = NOW) -> Verified:
    return verified(request, ACCOUNTS, now.timestamp())


def sha256(body: bytes) -> str:
    return hashlib.sha256(body).hexdigest()


def in_base64(digest: bytes) -> str:
    return base64.b64encode(digest).decode()
