"""Keys from the Security Token Service, from the machine's metadata, and for a pod: what is asked, and read."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any
from urllib.parse import unquote

import pytest

from bare import bare, write
from qcloud_cos.core import tc3
from qcloud_cos.core.identity import Credentials
from qcloud_cos.core.wire import Request, Response
from qcloud_cos.credentials import Absent, AssumeRole, CvmRole, Environment, Keys, Provider, WebIdentity
from qcloud_cos.credentials import lease as leases
from qcloud_cos.errors import AnswerLost, ConnectFailed, CosClientError, CredentialsError

ARN = "qcs::cam::uin/100000000001:roleName/reader"
ISSUED = {
    "Credentials": {"TmpSecretId": "AKIDtemporary", "TmpSecretKey": "temporary-key", "Token": "temporary-token"},
    "ExpiredTime": 2_000_000_000,
    "Expiration": "2033-05-18T03:33:20Z",
    "RequestId": "r-1",
}


class Network:
    """Gives these answers, one after the other, and keeps the requests."""

    def __init__(self, *answers: Any) -> None:
        self.answers = list(answers)
        self.requests: list[Request] = []

    def __call__(self, request: Request) -> Response:
        self.requests.append(request)
        answer = self.answers.pop(0) if len(self.answers) > 1 else self.answers[0]
        if isinstance(answer, Exception):
            raise answer
        if isinstance(answer, Response):
            return answer
        return Response(200, {}, json.dumps({"Response": answer}).encode())


def refusal(code: str) -> dict[str, Any]:
    return {"Error": {"Code": code, "Message": "No."}, "RequestId": "r-2"}


@pytest.fixture(autouse=True)
def machine(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    bare(monkeypatch, tmp_path)
    monkeypatch.setattr(leases.time, "sleep", lambda seconds: None)  # type: ignore[attr-defined]


def found(provider: Provider, network: Network) -> Credentials | Absent:
    return leases.drive(provider.find(), network)


def test_a_role_is_asked_for_with_the_program_s_keys() -> None:
    network = Network(ISSUED)
    role = AssumeRole(
        ARN,
        Keys("AKIDlonglonglong1234", "long-key"),
        session_name="nightly",
        duration_seconds=900,
        policy={"version": "2.0", "statement": [{"effect": "allow", "action": "*", "resource": "*"}]},
        external_id="theirs",
    )
    keys = found(role, network)
    assert isinstance(keys, Credentials)
    assert keys[:4] == ("AKIDtemporary", "temporary-key", "temporary-token", 2_000_000_000)
    assert keys.source == f"the role {ARN}, assumed with the program's keys"
    (request,) = network.requests
    assert (request.method, request.url) == ("POST", "https://sts.tencentcloudapi.com/")
    assert request.timeout == (3.0, 10.0)
    body: Any = request.body
    sent = json.loads(body)
    assert unquote(sent.pop("Policy")).startswith('{"version":"2.0","statement":[{"effect"')
    assert sent == {
        "RoleArn": ARN,
        "RoleSessionName": "nightly",
        "DurationSeconds": 900,
        "ExternalId": "theirs",
    }
    headers = request.headers
    assert headers["X-TC-Action"] == "AssumeRole"
    assert headers["X-TC-Version"] == "2018-08-13"
    assert headers["X-TC-Region"] == "ap-guangzhou"
    assert "X-TC-Token" not in headers
    assert headers["Authorization"] == tc3.authorization(
        secret_id="AKIDlonglonglong1234",
        secret_key="long-key",
        service="sts",
        headers={"content-type": "application/json", "host": "sts.tencentcloudapi.com"},
        body=body,
        timestamp=int(headers["X-TC-Timestamp"]),
    )


def test_temporary_keys_assume_a_role_with_their_token(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COS_STS_ENDPOINT", "sts.internal.tencentcloudapi.com")
    monkeypatch.setenv("TENCENTCLOUD_REGION", "ap-shanghai")
    network = Network(ISSUED)
    found(AssumeRole(ARN, Keys("AKIDtmp", "k", "a-token")), network)
    (request,) = network.requests
    assert request.url == "https://sts.internal.tencentcloudapi.com/"
    assert request.headers["X-TC-Token"] == "a-token"
    assert request.headers["X-TC-Region"] == "ap-shanghai"


def test_a_role_is_named_in_terraform_s_variables_too(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COS_SECRET_ID", "AKIDenvironment0001")
    monkeypatch.setenv("COS_SECRET_KEY", "k")
    prefix = "TENCENTCLOUD_ASSUME_ROLE"
    for name, value in {"ARN": ARN, "SESSION_NAME": "tf", "SESSION_DURATION": "600", "EXTERNAL_ID": "x"}.items():
        monkeypatch.setenv(f"{prefix}_{name}", value)
    network = Network(ISSUED)
    assert isinstance(found(Environment(), network), Credentials)
    body: Any = network.requests[0].body
    assert json.loads(body) == {
        "RoleArn": ARN,
        "RoleSessionName": "tf",
        "DurationSeconds": 600,
        "ExternalId": "x",
    }
    monkeypatch.setenv(f"{prefix}_SESSION_DURATION", "10m")
    with pytest.raises(CredentialsError, match="SESSION_DURATION must be seconds, not '10m'"):
        found(Environment(), network)


def test_a_refusal_names_the_role_the_code_and_whose_keys_asked() -> None:
    network = Network(refusal("ResourceNotFound.RoleNotFound"))
    with pytest.raises(CredentialsError) as error:
        found(AssumeRole(ARN, Keys("AKIDlonglonglong1234", "long-key")), network)
    text = str(error.value)
    assert f"for the role {ARN}" in text
    assert "ResourceNotFound.RoleNotFound: No. (request id r-2)" in text
    assert "asked with AKID***1234 from the program's keys" in text
    assert "long-key" not in text
    assert len(network.requests) == 1


@pytest.mark.parametrize(
    "failure",
    [refusal("InternalError.SystemError"), refusal("RequestLimitExceeded"), AnswerLost("gone"), Response(502, {})],
)
def test_what_may_pass_is_asked_again_with_a_new_time(failure: Any) -> None:
    network = Network(failure, failure, ISSUED)
    assert isinstance(found(AssumeRole(ARN, Keys("i", "k")), network), Credentials)
    assert len(network.requests) == 3
    network = Network(failure)
    with pytest.raises(CredentialsError, match="AssumeRole"):
        found(AssumeRole(ARN, Keys("i", "k")), network)
    assert len(network.requests) == 3


@pytest.mark.parametrize("answer", [{}, {"Credentials": {}}, {**ISSUED, "Credentials": {"TmpSecretId": ""}}])
def test_an_answer_without_keys_is_no_answer(answer: Any) -> None:
    with pytest.raises(CredentialsError, match="the answer to AssumeRole"):
        found(AssumeRole(ARN, Keys("i", "k")), Network(answer))


@pytest.mark.parametrize(
    ("arguments", "names"),
    [
        ({"role_arn": "reader"}, "is not a role"),
        ({"role_arn": ARN, "session_name": "a b"}, "session name"),
        ({"role_arn": ARN, "duration_seconds": 0}, "duration"),
        ({"role_arn": ARN, "duration_seconds": 50_000}, "43200"),
    ],
)
def test_a_wrong_argument_of_a_role_is_named(arguments: Any, names: str) -> None:
    with pytest.raises(CosClientError, match=names):
        AssumeRole(source=Keys("i", "k"), **arguments)


def test_a_role_without_anybody_to_assume_it_is_an_error() -> None:
    with pytest.raises(CredentialsError, match=f"{ARN} needs keys"):
        found(AssumeRole(ARN, CvmRole()), Network(ISSUED))


def test_a_pod_shows_its_token_unsigned(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    token = write(tmp_path / "token", "a.pod.token\n")
    monkeypatch.setenv("TKE_ROLE_ARN", ARN)
    monkeypatch.setenv("TKE_WEB_IDENTITY_TOKEN_FILE", str(token))
    monkeypatch.setenv("TKE_PROVIDER_ID", "cls-1")
    monkeypatch.setenv("TKE_REGION", "ap-beijing")
    network = Network(ISSUED)
    keys = found(WebIdentity(), network)
    assert isinstance(keys, Credentials)
    assert keys.source == f"the pod's identity (TKE_ROLE_ARN={ARN})"
    (request,) = network.requests
    assert request.headers["Authorization"] == "SKIP"
    assert request.headers["X-TC-Action"] == "AssumeRoleWithWebIdentity"
    assert request.headers["X-TC-Region"] == "ap-beijing"
    body: Any = request.body
    assert json.loads(body) == {
        "ProviderId": "cls-1",
        "WebIdentityToken": "a.pod.token",
        "RoleArn": ARN,
        "RoleSessionName": "cos-python-sdk",
        "DurationSeconds": 7200,
    }
    token.write_text("another.token")  # the service replaces it
    found(WebIdentity(), network)
    body = network.requests[1].body
    assert json.loads(body)["WebIdentityToken"] == "another.token"


def test_half_a_pod_s_identity_is_named(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    nobody = Network(AssertionError())
    assert found(WebIdentity(), nobody) == Absent("TKE_ROLE_ARN is not set")
    monkeypatch.setenv("TKE_ROLE_ARN", ARN)
    assert found(WebIdentity(), nobody) == Absent("TKE_ROLE_ARN is set, but not TKE_WEB_IDENTITY_TOKEN_FILE")
    monkeypatch.setenv("TKE_WEB_IDENTITY_TOKEN_FILE", str(tmp_path / "missing"))
    with pytest.raises(CredentialsError, match="not TKE_PROVIDER_ID"):
        found(WebIdentity(), nobody)
    monkeypatch.setenv("TKE_PROVIDER_ID", "cls-1")
    with pytest.raises(CredentialsError, match="cannot be read"):
        found(WebIdentity(), nobody)
    write(tmp_path / "missing", " \n")
    with pytest.raises(CredentialsError, match="is empty"):
        found(WebIdentity(), nobody)


MACHINE = {
    "TmpSecretId": "AKIDmachine",
    "TmpSecretKey": "machine-key",
    "Token": "machine-token",
    "ExpiredTime": 2_000_000_000,
    "Code": "Success",
}


def metadata(*answers: Any) -> Network:
    return Network(*answers)


def text(body: Any) -> Response:
    return Response(200, {}, body.encode() if isinstance(body, str) else json.dumps(body).encode())


def test_a_machine_is_asked_for_its_role_and_for_its_keys(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("COS_METADATA_DISABLED")
    network = metadata(text("reader"), text(MACHINE))
    keys = found(CvmRole(), network)
    assert keys == ("AKIDmachine", "machine-key", "machine-token", 2_000_000_000, "the machine's role (reader)")
    root = "http://metadata.tencentyun.com/latest/meta-data/cam/security-credentials/"
    assert [request.url for request in network.requests] == [root, f"{root}reader"]
    assert [request.timeout for request in network.requests] == [(1.0, 2.0)] * 2
    network = metadata(text(MACHINE))
    found(CvmRole("writer"), network)
    monkeypatch.setenv("TENCENTCLOUD_CAM_ROLE_NAME", "other")
    found(CvmRole(), network)
    assert [request.url for request in network.requests] == [f"{root}writer", f"{root}other"]


def test_elsewhere_nobody_answers_and_that_is_no_error(monkeypatch: pytest.MonkeyPatch) -> None:
    network = metadata(ConnectFailed("no route"))
    assert found(CvmRole(), network) == Absent("COS_METADATA_DISABLED is set")
    assert not network.requests
    monkeypatch.delenv("COS_METADATA_DISABLED")
    there = found(CvmRole(), network)
    assert isinstance(there, Absent)
    assert "no machine of Tencent Cloud" in there.why
    assert len(network.requests) == 2
    assert found(CvmRole(), metadata(Response(404, {}))) == Absent("the machine has no role")
    assert found(CvmRole("gone"), metadata(Response(404, {}))) == Absent("the machine has no role gone")


@pytest.mark.parametrize(
    ("answers", "names"),
    [
        ([text("../../user-data")], "is not a role's name"),
        ([text("reader"), text({**MACHINE, "Code": "Failed"})], "says 'Failed'"),
        ([text("reader"), text({"Code": "Success"})], "has no keys"),
        ([text("reader"), text("<html>")], "has no keys"),
        ([Response(500, {})], "answers 500"),
    ],
)
def test_a_machine_with_a_role_and_no_keys_is_an_error(
    monkeypatch: pytest.MonkeyPatch, answers: list[Any], names: str
) -> None:
    monkeypatch.delenv("COS_METADATA_DISABLED")
    with pytest.raises(CredentialsError, match=names):
        found(CvmRole(), metadata(*answers))


def test_a_wrong_address_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    for wrong in ("ftp://sts.example", "https://", "http://sts.example/path"):
        monkeypatch.setenv("COS_STS_ENDPOINT", wrong)
        with pytest.raises(CredentialsError, match="COS_STS_ENDPOINT must be an address"):
            found(AssumeRole(ARN, Keys("i", "k")), Network(ISSUED))
    monkeypatch.setenv("COS_STS_ENDPOINT", "http://[::1]:9001/")
    network = Network(ISSUED)
    found(AssumeRole(ARN, Keys("i", "k")), network)
    assert network.requests[0].url == "http://[::1]:9001/"
    assert network.requests[0].headers["Host"] == "[::1]:9001"
