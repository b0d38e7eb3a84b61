"""Frameworks with files in the local COS."""

from __future__ import annotations

from typing import Any

import django
import pytest
from django.conf import settings

from qcloud_cos.server import LocalCos

if not settings.configured:
    settings.configure(
        USE_TZ=True, TIME_ZONE="Asia/Shanghai", STATIC_URL="static/", INSTALLED_APPS=["django.contrib.staticfiles"]
    )
    django.setup()


@pytest.fixture(autouse=True)
def surroundings(cos_server: LocalCos, monkeypatch: pytest.MonkeyPatch) -> None:
    """Address and keys in the environment."""
    monkeypatch.setenv("COS_ENDPOINT", cos_server.endpoint)
    monkeypatch.setenv("COS_SECRET_ID", cos_server.account.secret_id)
    monkeypatch.setenv("COS_SECRET_KEY", cos_server.account.secret_key)


@pytest.fixture
def options(cos_server: LocalCos, cos_bucket: str) -> dict[str, Any]:
    """The OPTIONS of a storage."""
    account = cos_server.account
    return {
        "bucket": cos_bucket,
        "endpoint": cos_server.endpoint,
        "secret_id": account.secret_id,
        "secret_key": account.secret_key,
    }
