"""Uploads by form: the policy and its signature."""

from __future__ import annotations

import json
from base64 import b64decode
from typing import Any

import pytest

from answered import CONF, do, response
from qcloud_cos import Calls, CosConfig
from qcloud_cos.core import signing
from vectors import signature_vectors

POLICIES = signature_vectors()["post_object_policy"]
NOW = 1_700_000_000


@pytest.mark.parametrize("case", POLICIES, ids=[case["id"] for case in POLICIES])
def test_every_policy_vector_is_reproduced(case: dict[str, Any]) -> None:
    policy = case["policy_json"].encode()
    assert policy == b64decode(case["policy_base64"])
    assert signing.policy_signature(case["secret_key"], case["key_time"], policy) == case["signature"]


def form(*args: Any, conf: CosConfig = CONF, **kwargs: Any) -> Any:
    return do(Calls().create_post_form(*args, **kwargs), lambda _: response(), conf)


@pytest.fixture(autouse=True)
def _clock(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("time.time", lambda: NOW + 0.7)


def test_a_form_has_an_url_and_signed_fields() -> None:
    made = form("b-1", "/dir/${filename}", 3600, [["content-length-range", 1, 10]], {"acl": "private"})
    assert made["Url"] == "https://b-1.cos.ap-x.myqcloud.com/"
    fields = made["Fields"]
    assert list(fields) == ["key", "acl", "policy", "q-sign-algorithm", "q-ak", "q-key-time", "q-signature"]
    assert fields["key"] == "dir/${filename}"
    times = f"{NOW - 60};{NOW + 3600}"
    assert fields["q-key-time"] == times
    policy = b64decode(fields["policy"])
    assert json.loads(policy) == {
        "expiration": "2023-11-14T23:13:20.000Z",
        "conditions": [
            {"bucket": "b-1"},
            ["starts-with", "$key", "dir/"],
            {"acl": "private"},
            ["content-length-range", 1, 10],
            {"q-sign-algorithm": "sha1"},
            {"q-ak": "i"},
            {"q-sign-time": times},
        ],
    }
    assert fields["q-signature"] == signing.policy_signature("k", times, policy)


def test_a_key_without_a_variable_is_held_to() -> None:
    fields = form("b-1", "中文.txt", Fields={"success_action_redirect": "https://a/${filename}"})["Fields"]
    conditions = json.loads(b64decode(fields["policy"]))["conditions"]
    assert conditions[1:3] == [{"key": "中文.txt"}, {"success_action_redirect": "https://a/${filename}"}]


def test_a_temporary_key_pair_sends_its_token() -> None:
    temporary = CosConfig(Region="ap-x", SecretId="i", SecretKey="k", Token="t")
    assert form("b-1", "k", conf=temporary)["Fields"]["x-cos-security-token"] == "t"


def test_an_anonymous_form_is_not_signed() -> None:
    beside = CosConfig(Region="ap-x", Anonymous=True, IP="127.0.0.1", Port=9000, Scheme="http")
    assert form("b-1", "k", conf=beside) == {"Url": "http://127.0.0.1:9000/b-1/", "Fields": {"key": "k"}}
