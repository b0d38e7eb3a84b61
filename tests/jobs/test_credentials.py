"""Keys stay with those who have them: workers look up their own, and nothing of a job holds any."""

from __future__ import annotations

import json
import pickle
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from jobs.conftest import Bulk, Overheard
from qcloud_cos import CosClientError, CosConfig, CosS3Client, jobs
from qcloud_cos.credentials import AssumeRole, Chain, CvmRole, Environment, Keys, Profile, WebIdentity
from qcloud_cos.jobs import identities
from qcloud_cos.server import Account, LocalCos

CANARY_ID, CANARY_KEY = "AKIDcanaryOfTheJobsTests00000000", "canary-of-the-jobs-tests-secret0"


@pytest.fixture
def guarded(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Bulk]:
    """A server that knows one pair of keys, which only the program has."""
    monkeypatch.setenv("COS_SECRET_ID", "AKIDsomebodyElse")
    monkeypatch.setenv("COS_SECRET_KEY", "of-somebody-else")
    for token in ("COS_TOKEN", "COS_SECURITY_TOKEN", "COS_SESSION_TOKEN"):
        monkeypatch.setenv(token, "of-somebody-else")
    monkeypatch.setenv("TENCENTCLOUD_ROLE_ARN", "qcs::cam::uin/1:roleName/of-somebody-else")
    account = Account("1250000000", "100000000001", CANARY_ID, CANARY_KEY)
    with LocalCos(accounts=[account], durability="os") as cos, CosS3Client(cos.config()) as client:
        yield Bulk(cos, client, tmp_path)


def _written(folder: Path) -> bytes:
    return b"\n".join(path.read_bytes() for path in folder.rglob("*") if path.is_file())


def test_keys_of_the_program_reach_its_workers_and_nothing_else(
    guarded: Bulk, capfd: pytest.CaptureFixture[str], caplog: pytest.LogCaptureFixture
) -> None:
    guarded.fill(25)
    caplog.set_level("DEBUG")
    engine = Overheard(2)
    with guarded.server.add_fault("copy_object status=403 count=3"):
        job = guarded.copy()
        assert job.run(engine).ok == 22
    told = "".join(capfd.readouterr()) + caplog.text + repr(job) + json.dumps(job.specification.to_json())
    sent = b"".join(pickle.dumps(call) for call in engine.calls)
    for canary in (CANARY_ID, CANARY_KEY):
        assert canary not in told
        assert canary.encode() not in sent
        assert canary.encode() not in _written(Path(guarded.state))


def test_a_job_goes_on_with_keys_from_where_its_description_says(
    guarded: Bulk, monkeypatch: pytest.MonkeyPatch
) -> None:
    guarded.fill(5)
    with guarded.server.add_fault("copy_object status=403"):
        guarded.copy().run(workers=1, max_failures=0)
    assert guarded.copy().specification.credentials == {"kind": "environment"}
    monkeypatch.setenv("COS_SECRET_ID", CANARY_ID)
    monkeypatch.setenv("COS_SECRET_KEY", CANARY_KEY)
    for name in ("COS_TOKEN", "COS_SECURITY_TOKEN", "COS_SESSION_TOKEN", "TENCENTCLOUD_ROLE_ARN"):
        monkeypatch.delenv(name)
    assert jobs.load(guarded.state).run(workers=1).how == "done"


@pytest.mark.parametrize(
    "provider",
    [
        Environment(),
        Profile("reader"),
        Profile(),
        CvmRole("worker"),
        WebIdentity(),
        AssumeRole("qcs::cam::uin/100000000001:roleName/reader", Profile("reader"), external_id="x"),
        None,
    ],
    ids=lambda provider: type(provider).__name__,
)
def test_what_says_where_keys_are_is_described_and_made_again(provider: Any) -> None:
    config = CosConfig(Region="ap-guangzhou", CredentialInstance=provider)
    description, environment = identities.described(config)
    assert environment == {}
    made = identities.credential_arguments(json.loads(json.dumps(description)))["CredentialInstance"]
    assert repr(made) == repr(config._credential_inst)


@pytest.mark.parametrize(
    "provider", [Keys("AKID", "secret"), Chain([Environment()]), AssumeRole("qcs::cam::x", Keys("AKID", "secret"))]
)
def test_what_no_worker_could_look_up_is_refused_with_advice(provider: Any) -> None:
    config = CosConfig(Region="ap-guangzhou", CredentialInstance=provider)
    with pytest.raises(CosClientError, match=r"give a Profile.*credentials='package\.module:function'"):
        identities.described(config)


def test_a_function_may_say_who_signs() -> None:
    description = identities.importable("qcloud_cos.credentials:Environment")
    assert isinstance(identities.credential_arguments(description)["CredentialInstance"], Environment)
    with pytest.raises(CosClientError, match="cannot be imported"):
        identities.importable("qcloud_cos.credentials:Nobody")


def test_a_password_of_a_proxy_does_not_go_into_a_job() -> None:
    config = CosConfig(Region="ap-guangzhou", Proxies={"https": "http://me:password@proxy:3128"})
    with pytest.raises(CosClientError, match="HTTPS_PROXY") as caught:
        jobs.copy("cos://a-1250000000/", "cos://b-1250000000/", "job", config=config)
    assert "password@" not in str(caught.value)
