from __future__ import annotations

import copy
import inspect
import threading
from types import SimpleNamespace
from typing import Any

import pytest

from qcloud_cos import CosClientError, CosConfig

KEYS: dict[str, Any] = {"SecretId": "AKIDEXAMPLEEXAMPLE", "SecretKey": "key"}
PUBLISHED_ORDER = (
    "Appid Region SecretId SecretKey Token CredentialInstance Scheme Timeout Access_id Access_key Secret_id "
    "Secret_key Endpoint IP Port Anonymous UA Proxies Domain ServiceDomain KeepAlive PoolConnections PoolMaxSize "
    "AllowRedirects SignHost EndpointCi EndpointPic EnableOldDomain EnableInternalDomain SignParams "
    "AutoSwitchDomainOnRetry VerifySSL SSLCert"
).split()


def triple(conf: CosConfig) -> tuple[str, str, str | None]:
    found = conf.credentials()
    assert found is not None
    return found[:3]


def test_the_arguments_are_those_of_the_published_sdk_in_its_order() -> None:
    assert list(inspect.signature(CosConfig).parameters) == PUBLISHED_ORDER


def test_the_documented_arguments() -> None:
    conf = CosConfig(Appid=100000, Access_id="id", Access_key="key", Region="ap-beijing-1", Token="")
    assert triple(conf) == ("id", "key", None)
    assert conf.uri("test01", "a b") == "https://test01-100000.cos.ap-beijing-1.myqcloud.com/a%20b"


@pytest.mark.parametrize(
    ("arguments", "names"),
    [
        ({"Region": "ap_x", **KEYS}, "Region"),
        (KEYS, "Region"),
        ({"Region": "ap-x", "SecretId": "", "SecretKey": ""}, "SecretId"),
        ({"Region": "ap-x", "Token": "t"}, "SecretId"),
        ({"Region": "ap-x", "SecretId": "only"}, "SecretKey"),
        ({"Region": "ap-x", "SecretId": "id ", "SecretKey": "k"}, "SecretId"),
        ({"Region": "ap-x", "SecretId": "id", "SecretKey": "k\n"}, "SecretKey"),
        ({"Region": "ap-x", "SecretId": 5, "SecretKey": "k"}, "SecretId"),
        ({"Region": "ap-x", "Scheme": "ftp", **KEYS}, "Scheme"),
        ({"Region": "ap-x", "CredentialInstance": object()}, "CredentialInstance"),
    ],
)
def test_a_wrong_argument_is_named(arguments: dict[str, Any], names: str) -> None:
    with pytest.raises(CosClientError, match=names):
        CosConfig(**arguments)


def test_the_secret_is_nowhere_in_a_repr() -> None:
    conf = CosConfig(Region="ap-x", SecretId="AKIDabcdefghijklmnop", SecretKey="topsecret", Token="tok")
    shown = repr(conf) + repr(conf.credentials()) + str(conf)
    assert "AKID***mnop" in shown
    assert "topsecret" not in shown
    assert "tok" not in shown
    assert "efgh" not in shown


def test_the_token_of_a_credential_instance_is_used() -> None:
    given = SimpleNamespace(secret_id="i", secret_key="k", token="t")
    conf = CosConfig(Region="ap-x", CredentialInstance=given)
    assert triple(conf) == ("i", "k", "t")
    given.token = "t2"
    assert triple(conf) == ("i", "k", "t2")


def test_credentials_can_be_replaced_without_a_token() -> None:
    conf = CosConfig(Region="ap-x", Token="old", **KEYS)
    conf.set_credential("i2", "k2")
    assert triple(conf) == ("i2", "k2", None)


def test_keys_that_are_replaced_while_others_sign_are_never_mixed() -> None:
    conf = CosConfig(Region="ap-x", SecretId="id0", SecretKey="key0", Token="token0")
    done = threading.Event()

    def replace() -> None:
        for number in range(20_000):
            conf.set_credential(f"id{number % 7}", f"key{number % 7}", f"token{number % 7}")
        done.set()

    thread = threading.Thread(target=replace)
    thread.start()
    seen = set()
    while not done.is_set():
        seen.add(triple(conf))
    thread.join()
    assert {(key[3:], token and token[5:]) for _, key, token in seen} <= {(str(n), str(n)) for n in range(7)}
    assert all(secret_id[2:] == key[3:] for secret_id, key, _ in seen)


def test_a_configuration_copies_deeply() -> None:
    conf = CosConfig(Region="ap-x", **KEYS)
    conf.address("b-1")
    other = copy.deepcopy(conf)
    other._scheme = "http"
    assert (conf.uri("b-1"), other.uri("b-1")) == (
        "https://b-1.cos.ap-x.myqcloud.com/",
        "http://b-1.cos.ap-x.myqcloud.com/",
    )


def test_an_assigned_scheme_counts_from_then_on() -> None:
    conf = CosConfig(Region="ap-x", **KEYS)
    assert conf.address("b-1").origin == ("https", "b-1.cos.ap-x.myqcloud.com", 443)
    conf._scheme = "http"
    assert conf.address("b-1").origin == ("http", "b-1.cos.ap-x.myqcloud.com", 80)


@pytest.mark.parametrize(
    ("arguments", "origin", "host", "prefix"),
    [
        ({"Region": "ap-x"}, ("https", "b-1.cos.ap-x.myqcloud.com", 443), "b-1.cos.ap-x.myqcloud.com", ""),
        ({"Region": "ap-x", "IP": "10.0.0.1"}, ("https", "10.0.0.1", 443), "b-1.cos.ap-x.myqcloud.com", ""),
        (
            {"Region": "ap-x", "IP": "10.0.0.1", "Port": 81, "Scheme": "http"},
            ("http", "10.0.0.1", 81),
            "b-1.cos.ap-x.myqcloud.com",
            "",
        ),
        ({"Domain": "img.example.com"}, ("https", "img.example.com", 443), "img.example.com", ""),
        ({"Endpoint": "h.example:8443"}, ("https", "b-1.h.example", 8443), "b-1.h.example:8443", ""),
        ({"Endpoint": "http://127.0.0.1:9000"}, ("http", "127.0.0.1", 9000), "127.0.0.1:9000", "/b-1"),
        ({"Endpoint": "[::1]:9000", "Scheme": "http"}, ("http", "::1", 9000), "[::1]:9000", "/b-1"),
    ],
)
def test_where_a_bucket_is(
    arguments: dict[str, Any], origin: tuple[str, str, int], host: str, prefix: str
) -> None:
    assert CosConfig(**arguments, **KEYS).address("b-1") == (origin, host, prefix)


@pytest.mark.parametrize(
    ("arguments", "host"),
    [
        ({"Region": "ap-x"}, "service.cos.myqcloud.com"),
        ({"Region": "ap-x", "EnableOldDomain": False}, "service.cos.tencentcos.cn"),
        ({"Region": "ap-x", "ServiceDomain": "s.example"}, "s.example"),
        ({"Endpoint": "127.0.0.1:9000", "Scheme": "http"}, "127.0.0.1:9000"),
    ],
)
def test_where_buckets_are_listed(arguments: dict[str, Any], host: str) -> None:
    assert CosConfig(**arguments, **KEYS).address(None).host == host


def test_odd_but_true_values_are_true() -> None:
    conf = CosConfig(Region="ap-x", EnableOldDomain=(True,), EnableInternalDomain=(True,), **KEYS)  # type: ignore[arg-type]
    assert conf.get_host("b-1") == "b-1.cos.ap-x.myqcloud.com"
    assert conf.get_host(Appid="1250000000") == "1250000000.cos.ap-x.myqcloud.com"
