"""What is wrong is said without the keys that were given."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from django.core.exceptions import ImproperlyConfigured

from contract.canaries import ACCOUNT, SECRET, TOKEN, found_in, seen
from qcloud_cos import CosConfig, CosException, jobs
from qcloud_cos.contrib import smart_open
from qcloud_cos.contrib.django import CosStorage
from qcloud_cos.server import LocalCos

KEYS: dict[str, Any] = {"secret_id": ACCOUNT.secret_id, "secret_key": SECRET, "token": TOKEN}


@pytest.mark.parametrize("given", [{}, {"bucket": "b-1250000000", "custom_domain": "a/b"}])
def test_a_storage_that_cannot_be(given: dict[str, Any]) -> None:
    with pytest.raises(ImproperlyConfigured) as raised:
        CosStorage(**given, **KEYS)
    assert not found_in(*seen(raised.value))


def test_a_storage_that_is_refused(cos_server: LocalCos) -> None:
    storage = CosStorage(bucket="b-1250000000", endpoint=cos_server.endpoint, **KEYS)
    for do in (lambda: storage.open("none").read(), lambda: storage.size("none"), lambda: storage.listdir("none")):
        with pytest.raises((CosException, OSError)) as raised:
            do()
        assert raised.value.__cause__ is not raised.value
        assert not found_in(*seen(raised.value))


def test_an_open_that_is_refused(cos_server: LocalCos) -> None:
    with pytest.raises((CosException, OSError)) as raised:
        smart_open.open("b-1250000000", "k", "rb", endpoint=cos_server.endpoint, **KEYS)
    assert not found_in(*seen(raised.value))


def test_a_job_that_is_refused(cos_server: LocalCos, tmp_path: Path) -> None:
    config = CosConfig(Endpoint=cos_server.endpoint, SecretId=ACCOUNT.secret_id, SecretKey=SECRET, Token=TOKEN)
    job = jobs.delete("cos://b-1250000000/none/", tmp_path / "state", config=config)
    with pytest.raises(CosException) as raised:
        job.run(workers=1)
    texts = [*seen(raised.value), repr(job)]
    kept = [path.read_bytes().decode("latin-1") for path in tmp_path.rglob("*") if path.is_file()]
    assert not found_in(*texts, *kept)
