"""Keys in environment variables, in the spellings of the tools for Tencent Cloud.

Source: https://cloud.tencent.com/document/product/436/12269 and the tools themselves
"""

from __future__ import annotations

import os
from typing import NamedTuple

from qcloud_cos.core.identity import Credentials
from qcloud_cos.credentials.provider import Absent, Finding, Provider
from qcloud_cos.credentials.role import from_environment
from qcloud_cos.errors import CredentialsError


class Family(NamedTuple):
    """Variables that belong together: an id of one family never goes with the key of another."""

    secret_id: str
    secret_key: str
    tokens: tuple[str, ...]


FAMILIES = (
    Family("COS_SECRET_ID", "COS_SECRET_KEY", ("COS_TOKEN", "COS_SECURITY_TOKEN", "COS_SESSION_TOKEN")),
    Family(
        "TENCENTCLOUD_SECRET_ID",
        "TENCENTCLOUD_SECRET_KEY",
        ("TENCENTCLOUD_TOKEN", "TENCENTCLOUD_SECURITY_TOKEN", "TENCENTCLOUD_SESSION_TOKEN"),
    ),
    Family("TENCENTCLOUD_SECRETID", "TENCENTCLOUD_SECRETKEY", ("TENCENTCLOUD_SESSIONTOKEN",)),
    Family("TENCENT_SECRET_ID", "TENCENT_SECRET_KEY", ("TENCENT_TOKEN",)),
)
"""COS samples and cosfs; tccli, Terraform and the SDKs; cloud functions; the Serverless Framework."""


class Environment(Provider):
    """Environment variables; the first family that has both an id and a key."""

    name = "the environment"

    def look(self) -> Credentials | Absent:
        halves = []
        for family in FAMILIES:
            secret_id, secret_key = _value(family.secret_id), _value(family.secret_key)
            if secret_id and secret_key:
                token = next((name for name in family.tokens if _value(name)), "")
                names = ", ".join(name for name in (*family[:2], token) if name)
                return Credentials(secret_id, secret_key, _value(token) or None, source=f"{self.name} ({names})")
            if secret_id or secret_key:
                there, missing = family[:2] if secret_id else (family.secret_key, family.secret_id)
                halves.append(f"{there} is set, but not {missing}")
        return Absent("; ".join(halves) or "none of the variables is set")

    def find(self) -> Finding:
        found = self.look()
        role = from_environment() if isinstance(found, Credentials) else None
        if role is None or isinstance(found, Absent):
            return found
        return (yield from role.assumed(found))

    def where(self) -> str:
        return ", ".join(f"{family.secret_id} and {family.secret_key}" for family in FAMILIES)


def _value(name: str) -> str:
    value = os.environ.get(name, "") if name else ""
    if value != value.strip():
        raise CredentialsError(f"the environment variable {name} begins or ends with a space or a line break")
    return value
