"""Keys in environment variables."""

from __future__ import annotations

from pathlib import Path

import pytest

from bare import bare
from qcloud_cos import CosConfig
from qcloud_cos.credentials import Absent, Chain, Credentials, Environment
from qcloud_cos.errors import CredentialsError, NoCredentials

ID, KEY = "AKIDexampleexample0001", "a-key-of-no-use"


@pytest.fixture(autouse=True)
def machine(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    bare(monkeypatch, tmp_path)


def setting(monkeypatch: pytest.MonkeyPatch, **variables: str) -> None:
    for name, value in variables.items():
        monkeypatch.setenv(name, value)


def found() -> Credentials:
    there = Environment().look()
    assert isinstance(there, Credentials), there
    return there


@pytest.mark.parametrize(
    ("secret_id", "secret_key", "token"),
    [
        ("COS_SECRET_ID", "COS_SECRET_KEY", "COS_TOKEN"),
        ("COS_SECRET_ID", "COS_SECRET_KEY", "COS_SECURITY_TOKEN"),
        ("TENCENTCLOUD_SECRET_ID", "TENCENTCLOUD_SECRET_KEY", "TENCENTCLOUD_TOKEN"),
        ("TENCENTCLOUD_SECRET_ID", "TENCENTCLOUD_SECRET_KEY", "TENCENTCLOUD_SECURITY_TOKEN"),
        ("TENCENTCLOUD_SECRET_ID", "TENCENTCLOUD_SECRET_KEY", "TENCENTCLOUD_SESSION_TOKEN"),
        ("TENCENTCLOUD_SECRETID", "TENCENTCLOUD_SECRETKEY", "TENCENTCLOUD_SESSIONTOKEN"),
        ("TENCENT_SECRET_ID", "TENCENT_SECRET_KEY", "TENCENT_TOKEN"),
    ],
)
def test_each_tool_s_spelling_is_known(
    monkeypatch: pytest.MonkeyPatch, secret_id: str, secret_key: str, token: str
) -> None:
    setting(monkeypatch, **{secret_id: ID, secret_key: KEY})
    assert found()[:4] == (ID, KEY, None, None)
    monkeypatch.setenv(token, "a-token")
    assert found().token == "a-token"
    for name in (secret_id, secret_key, token):
        assert name in found().source


def test_the_first_family_counts_and_families_are_not_mixed(monkeypatch: pytest.MonkeyPatch) -> None:
    setting(
        monkeypatch,
        TENCENTCLOUD_SECRET_ID=ID,
        TENCENTCLOUD_SECRET_KEY=KEY,
        COS_SECRET_ID="AKIDother",
        COS_TOKEN="t",
    )
    assert found()[:3] == (ID, KEY, None)
    monkeypatch.setenv("COS_SECRET_KEY", "other")
    assert found()[:3] == ("AKIDother", "other", "t")


def test_half_a_pair_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    assert Environment().look() == Absent("none of the variables is set")
    setting(monkeypatch, COS_SECRET_ID=ID, TENCENT_SECRET_KEY=KEY)
    there = Environment().look()
    assert there == Absent(
        "COS_SECRET_ID is set, but not COS_SECRET_KEY; TENCENT_SECRET_KEY is set, but not TENCENT_SECRET_ID"
    )


def test_a_line_break_is_named_and_not_cut_off(monkeypatch: pytest.MonkeyPatch) -> None:
    setting(monkeypatch, COS_SECRET_ID=ID, COS_SECRET_KEY=f"{KEY}\n")
    with pytest.raises(CredentialsError, match="COS_SECRET_KEY begins or ends"):
        CosConfig(Region="ap-x").credentials()


def test_a_configuration_without_keys_finds_them(monkeypatch: pytest.MonkeyPatch) -> None:
    setting(monkeypatch, COS_SECRET_ID=ID, COS_SECRET_KEY=KEY)
    conf = CosConfig(Region="ap-x")
    assert conf.credentials() == found()
    assert (
        repr(conf.credentials()) == "Credentials(AKID***0001 from the environment (COS_SECRET_ID, COS_SECRET_KEY))"
    )
    conf.set_credential("AKIDgiven", "given")
    assert conf.credentials() == ("AKIDgiven", "given", None, None, "the arguments of CosConfig")


def test_nobody_else_s_keys_are_taken_for_an_empty_one(monkeypatch: pytest.MonkeyPatch) -> None:
    setting(monkeypatch, COS_SECRET_ID=ID, COS_SECRET_KEY=KEY)
    for given in ({"SecretId": ""}, {"SecretKey": "k"}, {"Access_id": "i"}):
        with pytest.raises(CredentialsError.__base__, match="are missing"):  # type: ignore[arg-type]
            CosConfig(Region="ap-x", **given)  # type: ignore[arg-type]


def test_anonymous_is_never_found_out(monkeypatch: pytest.MonkeyPatch) -> None:
    setting(monkeypatch, COS_SECRET_ID=ID, COS_SECRET_KEY=KEY)
    assert CosConfig(Region="ap-x", Anonymous=True).credentials() is None


def test_where_nothing_is_the_error_says_where_was_looked() -> None:
    conf = CosConfig(Region="ap-x", CredentialInstance=Chain([Environment()]))
    with pytest.raises(NoCredentials, match="COS_SECRET_ID.*Anonymous=True.*the environment"):
        conf.credentials()
