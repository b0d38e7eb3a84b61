"""A configuration for another process, which has none of the program's keys in it."""

from __future__ import annotations

import pickle
from typing import Any

import pytest

from qcloud_cos import CosConfig
from qcloud_cos.credentials import AssumeRole, Chain, Environment, Keys

ROLE = "qcs::cam::uin/100000000001:roleName/reader"


class Custom:
    secret_id, secret_key, token = "AKIDx", "do-not-tell", None

    def __reduce__(self) -> Any:
        return str, ("do-not-tell",)


@pytest.mark.parametrize(
    "given",
    [
        {"SecretId": "AKIDx", "SecretKey": "do-not-tell", "Token": "do-not-tell"},
        {"CredentialInstance": Keys("AKIDx", "do-not-tell")},
        {"CredentialInstance": AssumeRole(ROLE, Keys("AKIDx", "do-not-tell"))},
        {"CredentialInstance": Chain([Environment(), Keys("AKIDx", "do-not-tell")])},
        {"CredentialInstance": Custom()},
    ],
)
def test_the_programs_keys_stay_behind(given: dict[str, Any], monkeypatch: pytest.MonkeyPatch) -> None:
    config = CosConfig(Region="ap-guangzhou", **given)
    assert (b"do-not-tell" in pickle.dumps(config)) == ("CredentialInstance" in given)
    sent = pickle.dumps(config.without_keys())
    assert b"do-not-tell" not in sent
    monkeypatch.setenv("COS_SECRET_ID", "AKIDthere")
    monkeypatch.setenv("COS_SECRET_KEY", "another")
    received: CosConfig = pickle.loads(sent)  # noqa: S301
    assert received.uri("b-1250000000") == config.uri("b-1250000000")
    found = received.credentials()
    assert found is not None
    assert found.secret_id == "AKIDthere"


def test_what_says_where_keys_are_goes_along() -> None:
    environment = Environment()
    assert CosConfig(Region="ap-guangzhou", CredentialInstance=environment).without_keys().source is not None
    kept = CosConfig(Region="ap-guangzhou", CredentialInstance=environment).without_keys()
    assert kept.source is environment.lease


def test_nobody_stays_nobody() -> None:
    assert CosConfig(Region="ap-guangzhou", Anonymous=True).without_keys().credentials() is None
