"""The server against 376 requests that the C, Node and Python SDKs really sent.

Each is verified at the time it was signed, must give the canonical string an independent verifier
made of it, and must find a handler, or a refusal that names what is not implemented.
"""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import replace
from typing import Any
from urllib.parse import urlsplit

import pytest

from qcloud_cos import Calls
from qcloud_cos.server import handlers  # noqa: F401 - fills the routes
from qcloud_cos.server.accounts import Account, Accounts
from qcloud_cos.server.auth import authenticate, http_string, signature_fields
from qcloud_cos.server.refusal import Refusal
from qcloud_cos.server.request import ServerRequest, request_of
from qcloud_cos.server.routes import find
from vectors import captured_requests

REQUESTS: list[dict[str, Any]] = captured_requests()["requests"]
ACCOUNTS = Accounts(
    [
        Account("1250000000", "100000000001", "AKIDEXAMPLE", "secretEXAMPLE"),
        Account("1250000000", "100000000001", "AKIDTMP", "tmpsecret", token="tok/+="),
    ]
)
OUT_OF_SCOPE = {
    # Data processing has hosts of its own, which this server does not play.
    "test-1250000000.ci.ap-guangzhou.myqcloud.com",
    "ci.ap-guangzhou.myqcloud.com",
}


def as_served(captured: dict[str, Any]) -> ServerRequest:
    target = urlsplit(captured["target"])
    return request_of(
        {
            "method": captured["method"],
            "raw_path": target.path.encode(),
            "query_string": target.query.encode(),
            "state": {},
            "headers": [(name.lower().encode(), value.encode()) for name, value in captured["headers"]],
        }
    )


def name_of(captured: dict[str, Any]) -> str:
    target = urlsplit(captured["target"])
    return f"{captured['client']}-{captured['method']}-{target.path}?{target.query}"[:60]


def signed_at(request: ServerRequest) -> float:
    fields = signature_fields(request)
    assert fields is not None
    return float(fields["q-sign-time"].partition(";")[0]) + 1


SIGNED = [captured for captured in REQUESTS if signature_fields(as_served(captured)) is not None]
UNSIGNED = [captured for captured in REQUESTS if captured not in SIGNED]


@pytest.mark.parametrize("captured", SIGNED, ids=name_of)
def test_the_canonical_string_is_the_one_another_verifier_made(captured: dict[str, Any]) -> None:
    request = as_served(captured)
    fields = signature_fields(request)
    assert fields is not None
    text = http_string(request, fields["q-header-list"], fields["q-url-param-list"], request.host)
    assert text == captured["format_string"]


@pytest.mark.parametrize("captured", SIGNED, ids=name_of)
def test_every_signature_verifies(captured: dict[str, Any]) -> None:
    request = as_served(captured)
    assert authenticate(request, ACCOUNTS, signed_at(request)) in tuple(ACCOUNTS)


@pytest.mark.parametrize("captured", SIGNED[::10], ids=name_of)
def test_none_verifies_with_another_key(captured: dict[str, Any]) -> None:
    request = as_served(captured)
    others = Accounts([replace(account, secret_key="another") for account in ACCOUNTS])
    with pytest.raises(Refusal) as refused:
        authenticate(request, others, signed_at(request))
    assert refused.value.code == "SignatureDoesNotMatch"
    assert refused.value.details == {
        "StringToSign": captured["string_to_sign"],
        "FormatString": captured["format_string"],
    }


def test_what_is_not_signed_is_a_preflight() -> None:
    assert [captured["method"] for captured in UNSIGNED] == ["OPTIONS"] * len(UNSIGNED)


@pytest.mark.parametrize("captured", REQUESTS, ids=name_of)
def test_each_finds_its_handler_or_is_told_what_is_missing(captured: dict[str, Any]) -> None:
    request = as_served(captured)
    if request.host in OUT_OF_SCOPE:
        assert request.place.kind == "foreign"
        return
    try:
        route = find(request.method, request.bucket, request.key, request.query, request.headers)
    except Refusal as error:
        refusal = error
    else:
        name = route.handler.__name__
        assert hasattr(Calls, name) or name in WITHOUT_A_CALL
        return
    assert (refusal.status, refusal.code) == (501, "NotImplemented")
    assert re.search(r"\?[\w-]+ is not implemented|with [\w-]+ is not implemented", refusal.message)


WITHOUT_A_CALL = {"preflight", "post_object"}
"""What browsers send and no SDK."""
OPERATIONS = {
    "list_buckets", "create_bucket", "delete_bucket", "head_bucket", "list_objects",
    "list_objects_versions", "list_multipart_uploads", "delete_objects",
    "put_bucket_acl", "get_bucket_acl", "put_bucket_cors", "get_bucket_cors", "delete_bucket_cors",
    "put_bucket_lifecycle", "get_bucket_lifecycle", "delete_bucket_lifecycle",
    "put_bucket_versioning", "get_bucket_versioning",
    "put_object", "get_object", "head_object", "delete_object", "copy_object",
    "put_object_acl", "get_object_acl", "create_multipart_upload", "upload_part",
    "complete_multipart_upload", "abort_multipart_upload", "list_parts", "preflight",
}  # fmt: skip


def test_the_requests_between_them_reach_the_handlers() -> None:
    reached: Counter[str] = Counter()
    for captured in REQUESTS:
        request = as_served(captured)
        try:
            route = find(request.method, request.bucket, request.key, request.query, request.headers)
        except Refusal:
            continue
        reached[route.handler.__name__] += 1
    assert set(reached) >= OPERATIONS
