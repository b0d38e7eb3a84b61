"""What a client's `sts` gives: keys for somebody else, who may do little with them, and not for long.

Source: https://cloud.tencent.com/document/api/1312/48195
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Iterable, Mapping
from functools import partial
from typing import TYPE_CHECKING, Any

from qcloud_cos.core.identity import Credentials
from qcloud_cos.core.tracebacks import forgetful
from qcloud_cos.core.wire import local
from qcloud_cos.credentials import sts
from qcloud_cos.credentials.lease import drive, network
from qcloud_cos.credentials.policy import scoped
from qcloud_cos.credentials.role import SESSION_NAME, Role, checked
from qcloud_cos.errors import CosClientError

if TYPE_CHECKING:
    from qcloud_cos.config import CosConfig

LONGEST_SECONDS = 36 * 3600
NAME = "cospythonsdk"


class ClientSts:
    """Of a blocking client."""

    def __init__(self, conf: CosConfig) -> None:
        self._conf = conf

    @forgetful
    def scoped_token(
        self,
        Bucket: str,
        Prefix: str,
        Actions: Iterable[str] | str,
        DurationSeconds: int = 1800,
        Condition: Mapping[str, Any] | None = None,
        RoleArn: str | None = None,
    ) -> Credentials:
        """Keys that may do `Actions` on the objects whose keys begin with `Prefix`, and end by themselves.

        Args:
            Bucket: in the client's region; with its APPID, unless the configuration has it.
            Prefix: such as ``users/17/``; "" for the whole bucket.
            Actions: such as ``GetObject``; or ``read``, ``list``, ``write``, ``delete``, one or several.
            DurationSeconds: at most 7200 with an account's own keys, 129600 with a user's, 43200 with a role.
            Condition: further ones, such as ``{"ip_equal": {"qcs:ip": ["10.0.0.0/8"]}}``.
            RoleArn: a role to take the keys from.  Without one the client's keys must be long-lived.

        Raises:
            CredentialsError: the service refuses, or does not answer.
            CosClientError: an argument would allow more than is meant.
        """
        return _issued(self._conf, Bucket, Prefix, Actions, DurationSeconds, Condition, RoleArn)


class AsyncClientSts:
    """Of an async client."""

    def __init__(self, conf: CosConfig, drive: Callable[[Any], Awaitable[Any]]) -> None:
        self._conf = conf
        self._drive = drive

    @forgetful
    async def scoped_token(
        self,
        Bucket: str,
        Prefix: str,
        Actions: Iterable[str] | str,
        DurationSeconds: int = 1800,
        Condition: Mapping[str, Any] | None = None,
        RoleArn: str | None = None,
    ) -> Credentials:
        """As the blocking client's."""
        asked = partial(_issued, self._conf, Bucket, Prefix, Actions, DurationSeconds, Condition, RoleArn)
        issued: Credentials = await self._drive(local(asked))
        return issued


def _issued(
    conf: CosConfig,
    bucket: str,
    prefix: str,
    actions: Iterable[str] | str,
    seconds: int,
    condition: Mapping[str, Any] | None,
    role_arn: str | None,
) -> Credentials:
    policy = scoped(conf.bucket_name(bucket), prefix, actions, Region=conf._region or "", Condition=condition)
    signer = conf.credentials()
    if signer is None:
        raise CosClientError("an anonymous client has no keys to ask for others with")
    if role_arn is not None:
        role = checked(Role(role_arn, SESSION_NAME, seconds, sts.as_json(policy)))
        return drive(role.assumed(signer), network())
    if signer.token:
        raise CosClientError(
            "the client's keys are temporary, and others are given for long-lived ones only: give RoleArn as well"
        )
    if not 0 < seconds <= LONGEST_SECONDS:
        raise CosClientError(f"DurationSeconds must be 1 to {LONGEST_SECONDS}, not {seconds}")
    parameters = {"Name": NAME, "Policy": sts.encoded_policy(policy), "DurationSeconds": seconds}
    source = f"a token for {bucket}/{prefix}"
    return drive(sts.issued("GetFederationToken", parameters, signer, source), network())
