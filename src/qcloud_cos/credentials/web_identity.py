"""A role for who shows an identity token: how a pod of the container service (TKE) gets its own keys.

Source: https://cloud.tencent.com/document/product/457/81989
"""

from __future__ import annotations

import os
from pathlib import Path

from qcloud_cos.credentials import sts
from qcloud_cos.credentials.provider import Absent, Finding, Provider
from qcloud_cos.credentials.role import SESSION_NAME
from qcloud_cos.errors import CredentialsError

ROLE, TOKEN_FILE, ISSUER = "TKE_ROLE_ARN", "TKE_WEB_IDENTITY_TOKEN_FILE", "TKE_PROVIDER_ID"
LARGEST_TOKEN = 64 * 1024


class WebIdentity(Provider):
    """The keys of the role that ``TKE_ROLE_ARN`` names, for the token in ``TKE_WEB_IDENTITY_TOKEN_FILE``.

    The file is read anew each time: the container service replaces the token in it.
    """

    name = "the pod's identity"

    def __init__(self, *, session_name: str = SESSION_NAME, duration_seconds: int = 7200) -> None:
        self._session_name = session_name
        self._duration_seconds = duration_seconds

    def find(self) -> Finding:
        role, file, issuer = (os.environ.get(name, "") for name in (ROLE, TOKEN_FILE, ISSUER))
        if not role or not file:
            half = ROLE if role else TOKEN_FILE if file else ""
            other = TOKEN_FILE if role else ROLE
            return Absent(f"{half} is set, but not {other}" if half else f"{ROLE} is not set")
        if not issuer:
            raise CredentialsError(f"{ROLE} and {TOKEN_FILE} are set, but not {ISSUER}")
        parameters = {
            "ProviderId": issuer,
            "WebIdentityToken": _token(Path(file)),
            "RoleArn": role,
            "RoleSessionName": self._session_name,
            "DurationSeconds": self._duration_seconds,
        }
        source = f"{self.name} ({ROLE}={role})"
        return (yield from sts.issued("AssumeRoleWithWebIdentity", parameters, None, source))

    def where(self) -> str:
        return f"{ROLE}, {TOKEN_FILE}, {ISSUER}"


def _token(file: Path) -> str:
    try:
        with file.open(encoding="ascii") as opened:
            token = opened.read(LARGEST_TOKEN).strip()
    except (OSError, UnicodeDecodeError) as error:
        raise CredentialsError(f"{TOKEN_FILE} names {file}, which cannot be read: {error}") from error
    if not token:
        raise CredentialsError(f"{TOKEN_FILE} names {file}, which is empty")
    return token
