"""Fetching from the web into a bucket: values, no sockets."""

from __future__ import annotations

from typing import Any

import pytest

from answered import do, request, response
from qcloud_cos import Calls, CosClientError, CosConfig
from qcloud_cos.core.exchange import exchange
from qcloud_cos.core.retry import Retry
from qcloud_cos.core.wire import Send
from qcloud_cos.errors import AnswerLost

calls = Calls()
OK = response('{"code": 0}')


def conf(**more: Any) -> CosConfig:
    return CosConfig(Region="ap-x", SecretId="i", SecretKey="k", Scheme="https", **more)


def test_a_task_is_sent_as_json_to_its_own_host() -> None:
    sent = request(calls.put_async_fetch_task("b-1", {"Url": "http://a/b", "Key": "k"}), conf(), OK)
    assert (sent.method, sent.url) == ("POST", "https://ap-x.migration.myqcloud.com/b-1/")
    assert sent.headers["Host"] == "ap-x.migration.myqcloud.com"
    assert sent.headers["Content-Type"] == "application/json"
    assert sent.body == b'{"Url": "http://a/b", "Key": "k"}'
    asked = request(calls.get_async_fetch_task("b", "t1"), conf(Appid="1"), OK)
    assert (asked.method, asked.url) == ("GET", "https://ap-x.migration.myqcloud.com/b-1/t1")


@pytest.mark.parametrize(
    ("where", "url"),
    [
        ({"Domain": "fetch.example.com"}, "https://fetch.example.com/b-1/t"),
        ({"IP": "127.0.0.1", "Port": 9000}, "https://127.0.0.1:9000/b-1/t"),
        ({"Endpoint": "localhost:9000"}, "https://localhost:9000/b-1/t"),
    ],
)
def test_the_configuration_can_say_where_else(where: Any, url: str) -> None:
    assert request(calls.get_async_fetch_task("b-1", "t"), conf(**where), OK).url == url


def test_without_a_region_there_is_no_such_host() -> None:
    nowhere = CosConfig(Endpoint="cos.example.com", SecretId="i", SecretKey="k")
    with pytest.raises(CosClientError, match="Region is missing"):
        request(calls.get_async_fetch_task("b-1", "t"), nowhere, OK)


@pytest.mark.parametrize("status", [200, 404, 500])
def test_a_refusal_is_a_result(status: int) -> None:
    said = response('{"code": -5966, "message": "no such task"}', status)
    assert do(calls.get_async_fetch_task("b-1", "t"), lambda _: said) == {"code": -5966, "message": "no such task"}


def test_what_is_no_json_is_an_error_with_the_status() -> None:
    with pytest.raises(CosClientError, match="of status 502, is not JSON"):
        do(calls.get_async_fetch_task("b-1", "t"), lambda _: response("<html>", 502))


def test_a_task_that_was_perhaps_taken_is_not_given_again() -> None:
    steps = exchange(calls.put_async_fetch_task("b-1", {"Url": "u", "Key": "k"}), conf(), Retry())
    assert isinstance(next(steps), Send)
    with pytest.raises(AnswerLost):
        steps.throw(AnswerLost("x"))
