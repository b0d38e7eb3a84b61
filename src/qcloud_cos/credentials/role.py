"""A role of the access management, assumed with somebody's keys.

Source: https://cloud.tencent.com/document/api/1312/48197
"""

from __future__ import annotations

import os
import re
from collections.abc import Mapping
from typing import Any, NamedTuple

from qcloud_cos.core.identity import Credentials
from qcloud_cos.credentials import sts
from qcloud_cos.credentials.provider import Absent, Asking, Finding, Provider
from qcloud_cos.errors import CosClientError, CredentialsError

SESSION_NAME = "cos-python-sdk"
LONGEST_SECONDS = 43_200
_SESSION = re.compile(r"[\w+=,.@-]{2,128}", re.ASCII)


class Role(NamedTuple):
    arn: str
    session_name: str = SESSION_NAME
    duration_seconds: int = 7200
    policy: str | None = None
    """What the keys may at most, as JSON; None for all that the role may."""
    external_id: str | None = None

    def assumed(self, keys: Credentials) -> Asking[Credentials]:
        """The role's keys, for somebody who may assume it."""
        source = f"the role {self.arn}, assumed with {keys.source}"
        parameters = {
            "RoleArn": self.arn,
            "RoleSessionName": self.session_name,
            "DurationSeconds": self.duration_seconds,
            "Policy": sts.encoded_policy(self.policy),
            "ExternalId": self.external_id,
        }
        return (yield from sts.issued("AssumeRole", parameters, keys, source))


class AssumeRole(Provider):
    """The keys of a role, asked for with other keys, and again before they end.

    Args:
        role_arn: such as ``qcs::cam::uin/100000000001:roleName/reader``.
        source: where the keys are that may assume it; None for the usual places.
        policy: what they may at most, as a document of the access management; None for all that the role may.
        duration_seconds: up to 43200.

    Raises:
        CosClientError: an argument is not what it should be.
    """

    name = "a role"

    def __init__(
        self,
        role_arn: str,
        source: Provider | None = None,
        *,
        session_name: str = SESSION_NAME,
        duration_seconds: int = 7200,
        policy: Mapping[str, Any] | str | None = None,
        external_id: str | None = None,
    ) -> None:
        if source is None:
            from qcloud_cos.credentials import usual  # one of these may be a role

            source = usual.shared()
        self._source = source
        text = policy if policy is None or isinstance(policy, str) else sts.as_json(policy)
        self._role = checked(Role(role_arn, session_name, duration_seconds, text, external_id))

    def find(self) -> Finding:
        keys = yield from self._source.find()
        if isinstance(keys, Absent):
            raise CredentialsError(f"the role {self._role.arn} needs keys to be assumed with: {keys.why}")
        return (yield from self._role.assumed(keys))

    def where(self) -> str:
        return f"{self._role.arn} by way of {self._source.where()}"


def from_environment() -> Role | None:
    """The role that variables name, in tccli's spelling or Terraform's."""
    for prefix in ("TENCENTCLOUD_ROLE", "TENCENTCLOUD_ASSUME_ROLE"):
        if arn := os.environ.get(f"{prefix}_ARN"):
            session = os.environ.get(f"{prefix}_SESSION_NAME") or SESSION_NAME
            seconds = os.environ.get(f"{prefix}_SESSION_DURATION") or "7200"
            if not seconds.isdecimal():
                raise CredentialsError(f"{prefix}_SESSION_DURATION must be seconds, not {seconds!r}")
            external_id = os.environ.get(f"{prefix}_EXTERNAL_ID") or None
            return checked(Role(arn, session, int(seconds), external_id=external_id))
    return None


def checked(role: Role) -> Role:
    if not role.arn.startswith("qcs::cam::"):
        raise CosClientError(
            f"{role.arn!r} is not a role: it looks like qcs::cam::uin/100000000001:roleName/reader"
        )
    if not _SESSION.fullmatch(role.session_name):
        raise CosClientError(
            f"the session name {role.session_name!r} must be 2 to 128 letters, digits and + = , . @ - _"
        )
    if not 0 < role.duration_seconds <= LONGEST_SECONDS:
        raise CosClientError(f"the duration must be 1 to {LONGEST_SECONDS} seconds, not {role.duration_seconds}")
    return role
