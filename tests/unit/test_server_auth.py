"""Who signed what: every way to carry a signature, and every way to spoil one."""

from __future__ import annotations

import time
from dataclasses import replace
from typing import Any
from urllib.parse import quote, urlencode

import pytest

from qcloud_cos.core import signing
from qcloud_cos.server.accounts import Account, Accounts
from qcloud_cos.server.auth import authenticate
from qcloud_cos.server.refusal import Refusal
from qcloud_cos.server.request import ServerRequest, request_of
from vectors import signature_vectors

NOW = 1_700_000_000.0
WINDOW = f"{int(NOW) - 60};{int(NOW) + 600}"
ME = Account("1250000000", "100000000001", "AKIDme", "my-secret")
TEMPORARY = Account("1250000000", "100000000001", "AKIDtmp", "its-secret", token="the/to+ken=")
ACCOUNTS = Accounts([ME, TEMPORARY])
HOST = "test-1250000000.cos.ap-guangzhou.myqcloud.com"


def request(
    path: str = "/k",
    query: dict[str, str] | None = None,
    headers: dict[str, str] | None = None,
    method: str = "GET",
    host: str = HOST,
) -> ServerRequest:
    sent = {"host": host, **(headers or {})}
    return request_of(
        {
            "method": method,
            "raw_path": quote(path, safe="/-_.~").encode(),
            "query_string": urlencode(query or {}).encode(),
            "headers": [(name.encode(), value.encode()) for name, value in sent.items()],
            "state": {},
        }
    )


def signed(
    account: Account = ME,
    path: str = "/k",
    query: dict[str, str] | None = None,
    headers: dict[str, str] | None = None,
    method: str = "GET",
    window: str = WINDOW,
    host: str = HOST,
) -> str:
    return signing.authorization(
        method=method, path=path, query=query or {}, headers={"Host": host, **(headers or {})},
        secret_id=account.secret_id, secret_key=account.secret_key, key_time=window,
    )  # fmt: skip


def sent(authorization: str, **more: Any) -> ServerRequest:
    headers = {"authorization": authorization, **more.pop("headers", {})}
    return request(headers=headers, **more)


def refusal(of: ServerRequest, now: float = NOW) -> Refusal:
    with pytest.raises(Refusal) as refused:
        authenticate(of, ACCOUNTS, now)
    assert refused.value.status == 403
    return refused.value


def test_a_signature_in_the_header() -> None:
    assert authenticate(sent(signed()), ACCOUNTS, NOW) == ME


def test_a_signature_in_the_query() -> None:
    fields = dict(part.split("=", 1) for part in signed().split("&"))
    assert authenticate(request(query=fields), ACCOUNTS, NOW) == ME


def test_a_signature_in_one_query_parameter() -> None:
    assert authenticate(request(query={"sign": signed()}), ACCOUNTS, NOW) == ME


def test_the_header_comes_before_the_query() -> None:
    fields = dict(part.split("=", 1) for part in signed(replace(ME, secret_key="wrong")).split("&"))
    assert authenticate(sent(signed(), query=fields), ACCOUNTS, NOW) == ME


@pytest.mark.parametrize("headers", [{}, {"authorization": ""}], ids=["none", "empty"])
def test_no_signature_is_anonymous(headers: dict[str, str]) -> None:
    assert authenticate(request(headers=headers), ACCOUNTS, NOW) is None


def test_a_parameter_called_sign_may_be_no_signature() -> None:
    assert authenticate(request(query={"sign": "libra"}), ACCOUNTS, NOW) is None


def test_query_headers_and_awkward_names_are_covered() -> None:
    query = {"response-content-type": "a b+c/中", "Foo[]": "1", "acl": ""}
    headers = {"x-cos-meta-a": "v 1/+%中", "range": "bytes=0-1"}
    token = signed(path="/a b/中+%.txt", query=query, headers=headers)
    of = sent(token, path="/a b/中+%.txt", query=query, headers=headers)
    assert authenticate(of, ACCOUNTS, NOW) == ME


def test_names_listed_encoded_once_more_are_the_same_names() -> None:
    token = signed(query={"foo[]": "1"}).replace("foo%5b%5d", "foo[]")
    assert authenticate(sent(token, query={"foo[]": "1"}), ACCOUNTS, NOW) == ME


def test_what_is_not_listed_is_not_covered() -> None:
    assert authenticate(sent(signed(), query={"a": "b"}, headers={"x-cos-acl": "private"}), ACCOUNTS, NOW) == ME


def test_nothing_has_to_be_listed() -> None:
    token = signing.authorization(
        method="GET", path="/k", query={}, headers={},
        secret_id=ME.secret_id, secret_key=ME.secret_key, key_time=WINDOW,
    )  # fmt: skip
    assert authenticate(sent(token), ACCOUNTS, NOW) == ME


@pytest.mark.parametrize("with_port", [True, False])
def test_the_host_may_be_signed_with_or_without_its_port(with_port: bool) -> None:
    token = signed(host="127.0.0.1:9000" if with_port else "127.0.0.1")
    assert authenticate(sent(token, host="127.0.0.1:9000"), ACCOUNTS, NOW) == ME


def test_another_port_is_another_host() -> None:
    assert refusal(sent(signed(host="127.0.0.1:9001"), host="127.0.0.1:9000")).code == "SignatureDoesNotMatch"


def test_a_listed_header_that_was_not_sent_counts_as_empty() -> None:
    assert refusal(sent(signed(headers={"x-cos-acl": "private"}))).code == "SignatureDoesNotMatch"
    assert authenticate(sent(signed(headers={"content-type": ""})), ACCOUNTS, NOW) == ME


@pytest.mark.parametrize(
    "spoiled",
    [
        {"path": "/other"},
        {"method": "PUT"},
        {"host": "other-1250000000.cos.ap-guangzhou.myqcloud.com"},
        {"query": {"versionId": "2"}},
        {"headers": {"x-cos-acl": "public-read"}},
    ],
    ids=lambda spoiled: next(iter(spoiled)),
)
def test_a_changed_request_does_not_match(spoiled: dict[str, Any]) -> None:
    query, headers = {"versionId": "1"}, {"x-cos-acl": "private"}
    token = signed(query=query, headers=headers)
    good: dict[str, Any] = {"query": query, "headers": headers}
    assert authenticate(sent(token, **good), ACCOUNTS, NOW) == ME
    assert refusal(sent(token, **(good | spoiled))).code == "SignatureDoesNotMatch"


@pytest.mark.parametrize("name", ["q-sign-time", "q-key-time", "q-header-list", "q-signature", "q-url-param-list"])
def test_a_changed_field_does_not_match(name: str) -> None:
    fields = dict(part.split("=", 1) for part in signed(query={"a": "1"}).split("&"))
    fields[name] = {
        "q-sign-time": f"{int(NOW) - 61};{int(NOW) + 600}",
        "q-key-time": f"{int(NOW) - 60};{int(NOW) + 6000}",
        "q-header-list": "",
        "q-url-param-list": "",
        "q-signature": "0" * 40,
    }[name]
    token = "&".join(f"{name}={value}" for name, value in fields.items())
    assert refusal(sent(token, query={"a": "1"})).code == "SignatureDoesNotMatch"


def test_a_mismatch_shows_what_was_signed() -> None:
    refused = refusal(sent(signed(replace(ME, secret_key="wrong"))))
    assert refused.message == "The Signature you specified is invalid."
    text = refused.details["FormatString"]
    assert text == f"get\n/k\n\nhost={HOST}\n"
    assert refused.details["StringToSign"] == signing.string_to_sign(WINDOW, text)
    assert list(refused.details) == ["StringToSign", "FormatString"]


def test_each_time_has_its_own_place() -> None:
    sign_time, key_time = WINDOW, f"{int(NOW) - 3600};{int(NOW) + 3600}"
    text = signing.canonical("GET", "/k", [], [("host", HOST)]).http_string
    proof = signing.signature(ME.secret_key, key_time, sign_time, text)
    token = (
        f"q-sign-algorithm=sha1&q-ak={ME.secret_id}&q-sign-time={sign_time}&q-key-time={key_time}"
        f"&q-header-list=host&q-url-param-list=&q-signature={proof}"
    )
    assert authenticate(sent(token), ACCOUNTS, NOW) == ME


def test_an_expired_signature() -> None:
    refused = refusal(sent(signed()), NOW + 601)
    assert (refused.code, refused.message) == ("AccessDenied", "Request has expired")
    assert refused.details == {"ServerTime": "2023-11-14T22:23:21Z"}
    assert authenticate(sent(signed()), ACCOUNTS, NOW + 600) == ME


def test_a_signature_from_the_future_has_a_quarter_of_an_hour() -> None:
    assert authenticate(sent(signed()), ACCOUNTS, NOW - 60 - 900) == ME
    assert refusal(sent(signed()), NOW - 60 - 901).code == "RequestTimeTooSkewed"


def test_signatures_may_last_for_decades() -> None:
    window = f"{int(NOW) - 10**8};{int(NOW) + 10**9}"
    assert authenticate(sent(signed(window=window)), ACCOUNTS, NOW) == ME


@pytest.mark.parametrize(
    "window",
    ["", "1;2;3", "a;b", f"{int(NOW) + 10};{int(NOW)}", f"{int(NOW)};{int(NOW)}", "-1;5", "1;" + "9" * 5000],
)
def test_a_window_that_is_none(window: str) -> None:
    assert refusal(sent(signed(window=window))).code == "AccessDenied"


def test_unknown_and_malformed_ids() -> None:
    unknown = refusal(sent(signed(replace(ME, secret_id="AKIDunknown"))))
    malformed = refusal(sent(signed(replace(ME, secret_id="somebody"))))
    assert (unknown.code, malformed.code) == ("InvalidAccessKeyId", "InvalidAccessKeyId")
    assert unknown.message == "The Access Key Id you provided does not exist in our records"
    assert malformed.message == "The access key Id format you provided is invalid."


@pytest.mark.parametrize(
    "token",
    [
        "Basic dXNlcjpwYXNz",
        "AWS4-HMAC-SHA256 Credential=x",
        signed().replace("sha1&", "md5&", 1),
        signed().partition("&q-signature")[0],
        signed() + "&q-ak=AKIDme",
    ],
    ids=["basic", "aws", "algorithm", "incomplete", "twice"],
)
def test_other_authorizations_are_refused(token: str) -> None:
    assert refusal(sent(token)).code == "AccessDenied"


def test_a_temporary_key_needs_its_token() -> None:
    token = signed(TEMPORARY)
    assert refusal(sent(token)).code == "AccessDenied"
    assert refusal(sent(token, headers={"x-cos-security-token": "other"})).code == "AccessDenied"
    assert authenticate(sent(token, headers={"x-cos-security-token": TEMPORARY.token}), ACCOUNTS, NOW) == TEMPORARY
    fields = dict(part.split("=", 1) for part in token.split("&")) | {"x-cos-security-token": TEMPORARY.token}
    assert authenticate(request(query=fields), ACCOUNTS, NOW) == TEMPORARY


@pytest.mark.parametrize("vector", signature_vectors()["doc_examples"], ids=lambda vector: vector["id"])
def test_the_documented_examples_verify(vector: dict[str, Any]) -> None:
    account = Account("1250000000", "1", vector["secret_id"], vector["secret_key"])
    headers = {name.lower(): value for name, value in vector["headers"].items()}
    names = vector["header_list"], vector["url_param_list"]
    token = (
        f"q-sign-algorithm=sha1&q-ak={account.secret_id}&q-sign-time={vector['key_time']}"
        f"&q-key-time={vector['key_time']}&q-header-list={names[0]}&q-url-param-list={names[1]}"
        f"&q-signature={vector['expect_signature']}"
    )
    of = request(
        path=vector["path"], query=vector["params"], headers={**headers, "authorization": token},
        method=vector["method"], host=headers["host"],
    )  # fmt: skip
    start = float(vector["key_time"].partition(";")[0])
    assert authenticate(of, Accounts([account]), start) == account


def test_a_check_takes_microseconds() -> None:
    of = sent(signed(headers={"x-cos-acl": "private"}), headers={"x-cos-acl": "private"})
    authenticate(of, ACCOUNTS, NOW)
    began = time.thread_time()
    for _ in range(2000):
        authenticate(of, ACCOUNTS, NOW)
    assert (time.thread_time() - began) / 2000 < 200e-6  # 15 where nothing else runs
