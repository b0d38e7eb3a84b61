"""A wrong signature is explained by what the client did otherwise, and by nothing secret."""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import Any
from urllib.parse import quote, urlencode

import pytest

from qcloud_cos.core import signing
from qcloud_cos.server import Account
from qcloud_cos.server.accounts import DEFAULT, Accounts
from qcloud_cos.server.auth import authenticate
from qcloud_cos.server.refusal import Refusal
from qcloud_cos.server.request import request_of

HOST = "examplebucket-1250000000.cos.ap-guangzhou.myqcloud.com"
OTHER = Account("1250000001", "100000000011", "AKIDother", "another-secret-key")


def refused(sent: dict[str, Any] | None = None, **signed: Any) -> Refusal:
    """What is said of a request that was signed otherwise than it was sent."""
    usual: dict[str, Any] = {
        "method": "PUT",
        "path": "/照片/a b.jpg",
        "query": {"acl": "", "x": "1 2"},
        "headers": {"host": HOST, "content-type": "text/plain", "x-cos-security-token": "the-token-itself"},
    }
    now = int(time.time())
    edit: Callable[[str], str] = signed.pop("edit", lambda text: text)
    authorization = signing.authorization(
        **(usual | {"secret_id": DEFAULT.secret_id, "secret_key": DEFAULT.secret_key} | signed),
        key_time=f"{now - 60};{now + 600}",
    )
    came = usual | (sent or {})
    scope = {
        "method": came["method"],
        "raw_path": quote(came["path"], safe="/").encode(),
        "query_string": urlencode(came["query"], quote_via=quote).encode(),
        "headers": [
            (b"authorization", edit(authorization).encode()),
            *((name.encode(), value.encode()) for name, value in came["headers"].items()),
        ],
        "state": {},
    }
    request = request_of(scope)
    request.accounts = Accounts([DEFAULT, OTHER])
    with pytest.raises(Refusal) as caught:
        authenticate(request, request.accounts)
    return caught.value


@pytest.mark.parametrize(
    ("differs", "text", "signed"),
    [
        ("method", "signed for GET, sent as PUT", {"method": "GET"}),
        ("path", "COS signs the decoded path", {"path": quote("/照片/a b.jpg")}),
        ("path", "there is a slash too many", {"path": "//照片/a b.jpg"}),
        ("path", "the bucket is in the host", {"path": "/examplebucket-1250000000/照片/a b.jpg"}),
        ("host", "signed for the host '127.0.0.1'", {"headers": {"host": "127.0.0.1"}}),
        (
            "host",
            "signed for the host 'cos.ap-guangzhou.myqcloud.com'",
            {"headers": {"host": HOST.split(".", 1)[1]}},
        ),
        (
            "headers",
            "content-type was signed as if it were empty",
            {"headers": {"host": HOST, "content-type": ""}},
        ),
        ("parameters", "as they are in the URL", {"query": {"acl": "", "x": "1%202"}}),
        ("key", "the secret key is that of AKIDother", {"secret_key": OTHER.secret_key}),
        ("key", "white space or quotes", {"secret_key": f"{DEFAULT.secret_key}\n"}),
        ("key", "most likely the secret key is another one", {"secret_key": "no-such-key"}),
    ],
)
def test_what_differs_is_named(differs: str, text: str, signed: dict[str, Any]) -> None:
    why = refused(**signed).why
    assert why is not None
    assert (why.part, why.details["differs"]) == ("signature", differs)
    assert text in why.text


def test_what_was_signed_and_not_sent_is_named() -> None:
    why = refused({"headers": {"host": HOST}, "query": {"acl": ""}}).why
    assert why is not None
    assert why.text == "signed, but not sent: header content-type, header x-cos-security-token, parameter x"
    why = refused(edit=lambda text: text.replace("q-header-list=", "q-header-list=date;")).why
    assert why is not None
    assert "q-header-list has date, which was not signed" in why.text


def test_a_list_that_was_changed_on_the_way_is_named() -> None:
    why = refused(edit=lambda text: text.replace("q-url-param-list=acl;x", "q-url-param-list=")).why
    assert why is not None
    assert "q-url-param-list is '', but all parameters were signed" in why.text


def test_upper_case_is_named() -> None:
    def upper(text: str) -> str:
        head, _, signature = text.rpartition("=")
        return f"{head}={signature.upper()}"

    why = refused(edit=upper).why
    assert why is not None
    assert why.details["differs"] == "case"


def test_times_that_differ_are_named() -> None:
    def shifted(text: str) -> str:
        end = text.partition("q-sign-time=")[2].partition(";")[2].partition("&")[0]
        return text.replace(f"{end}&q-key-time", f"{int(end) + 1}&q-key-time")

    why = refused(edit=shifted).why
    assert why is not None
    assert why.text == "q-sign-time and q-key-time are not those that were signed with"


@pytest.mark.parametrize(
    ("edit", "part"),
    [
        (lambda text: text.replace(DEFAULT.secret_id, "AKIDnobody"), "key"),
        (lambda text: text.replace("sha1", "md5"), "authorization"),
        (lambda text: text.replace("&q-ak", "&ak"), "authorization"),
        (lambda text: f"{text}&q-ak=x", "authorization"),
    ],
)
def test_each_refusal_names_its_part(edit: Callable[[str], str], part: str) -> None:
    why = refused(edit=edit).why
    assert why is not None
    assert why.part == part


def test_nothing_secret_is_told() -> None:
    cases: list[dict[str, Any]] = [
        {"secret_key": "no-such-key"},
        {"secret_key": OTHER.secret_key},
        {"method": "GET"},
    ]
    for signed in cases:
        refusal = refused(**signed)
        text = f"{refusal.why} {refusal.message}"
        assert not any(
            secret in text for secret in (DEFAULT.secret_key, OTHER.secret_key, "no-such-key", "the-token")
        )
        assert "q-signature" not in text
