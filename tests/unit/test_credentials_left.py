"""Keys that a program gave stay in its process, whatever of it is pickled."""

from __future__ import annotations

import copy
import multiprocessing
import pickle
import subprocess
import sys
from concurrent.futures import ProcessPoolExecutor
from typing import Any

import pytest

from qcloud_cos import AsyncCosS3Client, CosConfig, CosS3Client
from qcloud_cos.credentials import Keys, left

GIVEN: Any = {"SecretId": "AKIDofThePickles", "SecretKey": "do-not-tell", "Token": "nor-this"}
CONFIG = CosConfig(Region="ap-guangzhou", **GIVEN)


def keys_of(config: CosConfig) -> tuple[Any, ...]:
    found = config.credentials()
    assert found is not None
    return found[:3]


def secret_of(config: Any) -> str:
    """In whatever process."""
    return str(keys_of(config if isinstance(config, CosConfig) else config.get_conf())[1])


@pytest.mark.parametrize("protocol", range(pickle.HIGHEST_PROTOCOL + 1))
@pytest.mark.parametrize("kind", [CosS3Client, AsyncCosS3Client, lambda config: config])
def test_no_key_is_in_a_pickle_and_here_it_is_as_it_was(kind: Any, protocol: int) -> None:
    sent = pickle.dumps(kind(CONFIG), protocol)
    assert not [secret for secret in GIVEN.values() if secret.encode() in sent]
    again = pickle.loads(sent)  # noqa: S301
    config = again if isinstance(again, CosConfig) else again.get_conf()
    assert keys_of(config) == tuple(GIVEN.values())
    assert (repr(config), config.source) == (repr(CONFIG), None)
    assert keys_of(pickle.loads(pickle.dumps(config))) == tuple(GIVEN.values())  # noqa: S301


def test_back_from_elsewhere_it_has_them_again(monkeypatch: pytest.MonkeyPatch) -> None:
    sent = pickle.dumps(CONFIG)
    with monkeypatch.context() as elsewhere:
        elsewhere.setattr(left, "_left", {})
        returned = pickle.dumps(pickle.loads(sent))  # noqa: S301
    assert keys_of(pickle.loads(returned)) == tuple(GIVEN.values())  # noqa: S301


def test_copies_are_not_pickled() -> None:
    for again in (copy.copy(CONFIG), copy.deepcopy(CONFIG)):
        assert keys_of(again) == tuple(GIVEN.values())
        again.set_credential("AKIDother", "another", "")
    assert keys_of(CONFIG) == tuple(GIVEN.values())


def test_elsewhere_it_says_what_it_lacks_and_takes_nobody_else_s() -> None:
    code = (
        "import pickle, sys\n"
        "from qcloud_cos.errors import CredentialsError\n"
        "client = pickle.load(sys.stdin.buffer)\n"
        "try: client.head_bucket(Bucket='b-1250000000')\n"
        "except CredentialsError as error: print(error)"
    )
    done = subprocess.run(
        [sys.executable, "-c", code], input=pickle.dumps(CosS3Client(CONFIG)), capture_output=True, check=True,
        env={"COS_SECRET_ID": "AKIDofSomebodyElse", "COS_SECRET_KEY": "s", "PATH": ""},
    )  # fmt: skip
    said = done.stdout.decode()
    assert "pickled without the keys that it was given (AKID***kles)" in said
    assert "CredentialInstance=Keys(...)" in said
    assert "config.without_keys()" in said
    assert "do-not-tell" not in said


def test_what_is_meant_to_travel_does() -> None:
    config = CosConfig(Region="ap-guangzhou", CredentialInstance=Keys(*GIVEN.values()))
    with ProcessPoolExecutor(1, multiprocessing.get_context("spawn")) as elsewhere:
        assert elsewhere.submit(secret_of, config).result(60) == "do-not-tell"


def _told(config: Any, sender: Any) -> None:
    sender.send(secret_of(config))


@pytest.mark.parametrize("method", ["spawn", "fork"])
def test_processes_that_are_started_with_it_have_it(method: str) -> None:
    """By a pipe that nobody else reads."""
    context: Any = multiprocessing.get_context(method)
    receiver, sender = context.Pipe(duplex=False)
    process = context.Process(target=_told, args=(CosS3Client(CONFIG), sender))
    process.start()
    assert receiver.recv() == "do-not-tell"
    process.join(60)
