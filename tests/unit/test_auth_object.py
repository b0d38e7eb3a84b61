"""CosS3Auth and CosRtmpAuth: signatures without a client."""

from __future__ import annotations

import copy
import logging
from types import SimpleNamespace
from typing import Any

import pytest
import requests

from qcloud_cos import CosClientError, CosConfig, CosS3Auth
from qcloud_cos.core import signing
from qcloud_cos.core.rtmp_signing import rtmp_query
from qcloud_cos.cos_auth import CosRtmpAuth, filter_headers

CONF = CosConfig(Region="ap-x", SecretId="AKIDx", SecretKey="secret-key", Token="the-token")
URL = "https://b-1.cos.ap-x.myqcloud.com/a%20b"


def signed(auth: CosS3Auth, method: str = "GET", url: str = URL, **more: Any) -> Any:
    return requests.Request(method, url, auth=auth, **more).prepare()


def fields(request: Any) -> dict[str, str]:
    return dict(field.split("=", 1) for field in request.headers["Authorization"].split("&"))


def expected(request: Any, path: str, query: dict[str, str], headers: dict[str, str]) -> str:
    return signing.authorization(
        method=request.method,
        path=path,
        query=query,
        headers=headers,
        secret_id="AKIDx",
        secret_key="secret-key",
        key_time=fields(request)["q-sign-time"],
    )


def test_a_request_is_signed_as_it_is_sent() -> None:
    params = {"Acl": "", "k": "中 +"}
    request = signed(
        CosS3Auth(CONF, "a b", params), "PUT", params=params, data=b"12", headers={"x-cos-acl": "private"}
    )
    headers = {
        "host": "b-1.cos.ap-x.myqcloud.com",
        "content-length": "2",
        "x-cos-acl": "private",
        "x-cos-security-token": "the-token",
    }
    assert request.headers["Authorization"] == expected(request, "/a b", params, headers)
    assert fields(request)["q-url-param-list"] == "acl;k"


@pytest.mark.parametrize("key", ["a b", "/a b", b"a b"])
def test_a_key_is_taken_with_and_without_its_slash(key: Any) -> None:
    request = signed(CosS3Auth(CONF, key))
    headers = {"host": "b-1.cos.ap-x.myqcloud.com", "x-cos-security-token": "the-token"}
    assert request.headers["Authorization"] == expected(request, "/a b", {}, headers)


def test_a_host_header_is_signed_as_given_and_a_port_is_part_of_a_host() -> None:
    given = signed(CosS3Auth(CONF, "k"), url="http://10.0.0.1:80/k", headers={"Host": b"B-1.example:80"})
    headers = {"host": "B-1.example:80", "x-cos-security-token": "the-token"}
    assert given.headers["Authorization"] == expected(given, "/k", {}, headers)
    ported = signed(CosS3Auth(CONF, "k"), url="http://B-1.Example:8080/k")
    headers["host"] = "b-1.example:8080"
    assert ported.headers["Authorization"] == expected(ported, "/k", {}, headers)


def test_hosts_and_params_are_signed_only_if_wanted() -> None:
    assert fields(signed(CosS3Auth(CONF, "k", sign_host=False)))["q-header-list"] == "x-cos-security-token"
    conf = CosConfig(Region="ap-x", SecretId="i", SecretKey="k", SignHost=False, SignParams=False)
    found = fields(signed(CosS3Auth(conf, "k", {"a": "b"})))
    assert (found["q-header-list"], found["q-url-param-list"]) == ("", "")
    assert fields(signed(CosS3Auth(conf, "k", sign_host=True)))["q-header-list"] == "host"


def test_a_bucket_in_the_path_is_signed_with_it() -> None:
    conf = CosConfig(Endpoint="127.0.0.1:9000", Scheme="http", SecretId="AKIDx", SecretKey="secret-key")
    request = signed(CosS3Auth(conf, "a b"), url="http://127.0.0.1:9000/b-1/a%20b")
    assert request.headers["Authorization"] == expected(request, "/b-1/a b", {}, {"host": "127.0.0.1:9000"})


def test_an_anonymous_request_has_an_empty_signature() -> None:
    request = signed(CosS3Auth(CosConfig(Region="ap-x", Anonymous=True), "k"))
    assert request.headers["Authorization"] == ""


def test_a_signature_lasts_as_long_as_asked() -> None:
    begin, end = fields(signed(CosS3Auth(CONF, expire=300)))["q-sign-time"].split(";")
    assert int(end) - int(begin) == 360


def test_the_token_of_an_instance_is_sent_and_asked_for_each_time() -> None:
    # Defect 8: it was never sent.
    given = SimpleNamespace(secret_id="i", secret_key="k", token="first")
    auth = CosS3Auth(CosConfig(Region="ap-x", CredentialInstance=given))
    assert signed(auth).headers["x-cos-security-token"] == "first"
    given.token, given.secret_id = "second", "i2"
    request = signed(auth, headers={"x-ci-security-token": "old"})
    assert (request.headers["x-ci-security-token"], fields(request)["q-ak"]) == ("second", "i2")
    assert "x-cos-security-token" not in request.headers


def test_neither_arguments_nor_other_signatures_are_changed() -> None:
    # Defect 17: a default dict was shared, and one client's token got into another's signature.
    params = {"a": "b"}
    auth = CosS3Auth(CONF, "k", params)
    CosRtmpAuth(CONF, "b-1", "ch", params).get_rtmp_sign()
    CosRtmpAuth(CONF, "b-1", "ch").get_rtmp_sign()
    assert params == {"a": "b"}
    plain = CosConfig(Region="ap-x", SecretId="i", SecretKey="k")
    assert "q-token" not in CosRtmpAuth(plain, "b-1", "ch").get_rtmp_sign()
    params["c"] = "d"
    assert fields(signed(auth))["q-url-param-list"] == "a"


def test_nothing_secret_is_logged(caplog: pytest.LogCaptureFixture) -> None:
    # Defect 5: the sign key, the Authorization and the token were.
    with caplog.at_level(logging.DEBUG):
        signed(CosS3Auth(copy.deepcopy(CONF), "k"))
        CosRtmpAuth(CONF, "b-1", "ch").get_rtmp_sign()
    assert caplog.text == ""


def test_a_request_that_is_not_prepared_is_signed_too() -> None:
    request = requests.Request("GET", URL, headers={})
    assert CosS3Auth(CONF, "a b")(request).headers["Authorization"].startswith("q-sign-algorithm=sha1&q-ak=AKIDx")


def test_only_some_headers_are_signed() -> None:
    given = {"Content-Type": b"a/b", "X-Cos-Acl": "private", "Accept": "*/*", "Range": "bytes=0-1"}
    assert filter_headers(given) == {"Content-Type": "a/b", "X-Cos-Acl": "private", "Range": "bytes=0-1"}


def test_a_push_url_is_signed() -> None:
    sent = CosRtmpAuth(CONF, "b-1", "ch", {"playlist": "p.m3u8"}, expire=600, presign_expire=60).get_rtmp_sign()
    found = dict(field.split("=", 1) for field in sent.split("&"))
    now = int(found["q-sign-time"].split(";")[0]) + 60
    params = {"playlist": "p.m3u8", "q-token": "the-token"}
    again = rtmp_query("/b-1/ch", params, "AKIDx", "secret-key", now=now, seconds=600, presign_seconds=60)
    assert sent == again
    assert sent.endswith("&playlist=p.m3u8&q-token=the-token&presign=60")


def test_a_push_signature_of_known_value() -> None:
    assert rtmp_query("/b-1/ch", {}, "AKIDx", "secret-key", now=1700000060, seconds=60) == (
        "q-sign-algorithm=sha1&q-ak=AKIDx&q-sign-time=1700000000;1700000120&q-key-time=1700000000;1700000120"
        "&q-signature=03dee6e838213d2605638cecbf19effa5521a0a2"
    )


def test_what_cannot_be_signed_is_said() -> None:
    with pytest.raises(CosClientError, match="channel"):
        CosRtmpAuth(CONF, "b-1")
    with pytest.raises(CosClientError, match="SecretId"):
        CosRtmpAuth(CosConfig(Region="ap-x", Anonymous=True), "b-1", "ch").get_rtmp_sign()
