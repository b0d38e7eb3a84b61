"""The Security Token Service's protocol: JSON in, keys that end out.

Source: https://cloud.tencent.com/document/api/1312/48171
"""

from __future__ import annotations

import hmac
import json
import re
from collections.abc import Callable, Mapping
from typing import Any, NamedTuple
from urllib.parse import unquote
from uuid import uuid4

from qcloud_cos.core import tc3
from qcloud_cos.server.accounts import Account, Accounts, TemporaryCredentials
from qcloud_cos.server.answer import iso_seconds
from qcloud_cos.server.identity.roles import LocalRole, Roles

VERSION = "2018-08-13"
SKEW_SECONDS = 300
LONGEST_ROLE, LONGEST_FEDERATED = 43_200, 129_600
_AUTHORIZATION = re.compile(
    r"TC3-HMAC-SHA256 Credential=([^/]+)/(\d{4}-\d\d-\d\d)/sts/tc3_request, "
    r"SignedHeaders=([a-z0-9;-]+), Signature=([0-9a-f]{64})"
)
_SESSION = re.compile(r"[\w+=,.@-]{2,128}", re.ASCII)
_NAME = re.compile(r"[A-Za-z]+")

Issue = Callable[[Any, int, Account | None], TemporaryCredentials]
"""Keys for a policy, so many seconds, and an account."""


class Refused(Exception):
    """The service says no: a code, and why."""

    def __init__(self, code: str, message: str) -> None:
        super().__init__(message)
        self.code = code


class Service(NamedTuple):
    accounts: Accounts
    roles: Roles
    issue: Issue

    def answered(self, headers: Mapping[str, str], body: bytes, now: float) -> bytes:
        """The answer to a POST; `headers` have lower-case names, `now` is what the callers sign by."""
        found: dict[str, Any]
        try:
            found = self._done(headers, body, now)
        except Refused as refused:
            found = {"Error": {"Code": refused.code, "Message": str(refused)}}
        return json.dumps({"Response": {**found, "RequestId": str(uuid4())}}).encode()

    def _done(self, headers: Mapping[str, str], body: bytes, now: float) -> dict[str, Any]:
        action = headers.get("x-tc-action", "")
        if headers.get("x-tc-version") != VERSION:
            raise Refused("NoSuchVersion", f"The version is {VERSION}.")
        if not headers.get("x-tc-region"):
            raise Refused("MissingParameter", "X-TC-Region is missing.")
        if action == "AssumeRoleWithWebIdentity":
            return self._for_identity(_parameters(body))
        caller = signer(headers, body, self.accounts, now)
        if action == "AssumeRole":
            return self._for_role(_parameters(body), caller)
        if action == "GetFederationToken":
            return self._for_another(_parameters(body), caller)
        raise Refused("InvalidAction", f"There is no action {action}.")

    def _for_identity(self, given: dict[str, Any]) -> dict[str, Any]:
        role = self.roles.of_token(_text(given, "ProviderId"), _text(given, "WebIdentityToken"))
        if role is None or role.arn != _text(given, "RoleArn"):
            raise Refused("AuthFailure.TokenFailure", "The identity token is not one for this role.")
        return self._keys_of(role, given, None)

    def _for_role(self, given: dict[str, Any], caller: Account) -> dict[str, Any]:
        role = self.roles.named(_text(given, "RoleArn"))
        if role is None:
            raise Refused("ResourceNotFound.RoleNotFound", "There is no such role.")
        if role.external_id is not None and given.get("ExternalId") != role.external_id:
            raise Refused("UnauthorizedOperation", "The role wants another ExternalId.")
        return self._keys_of(role, given, caller)

    def _keys_of(self, role: LocalRole, given: dict[str, Any], account: Account | None) -> dict[str, Any]:
        if not _SESSION.fullmatch(_text(given, "RoleSessionName")):
            raise Refused("InvalidParameter.ParamError", "RoleSessionName is not a session's name.")
        policy = _policy(given)
        if policy and role.policy:
            raise Refused("UnsupportedOperation", "A policy on top of a role's own is not evaluated here.")
        return self._issued(policy or role.policy, given, 7200, LONGEST_ROLE, account)

    def _for_another(self, given: dict[str, Any], caller: Account) -> dict[str, Any]:
        if caller.token:
            raise Refused("UnauthorizedOperation", "Temporary keys get no others: sign with long-lived ones.")
        if not _NAME.fullmatch(_text(given, "Name")):
            raise Refused("InvalidParameter.ParamError", "Name is letters only.")
        policy = _policy(given)
        if not policy:
            raise Refused("MissingParameter", "Policy is missing.")
        return self._issued(policy, given, 1800, LONGEST_FEDERATED, caller)

    def _issued(
        self, policy: Any, given: dict[str, Any], usual: int, longest: int, account: Account | None
    ) -> dict[str, Any]:
        seconds = given.get("DurationSeconds", usual)
        if not isinstance(seconds, int) or not 0 < seconds <= longest:
            raise Refused("InvalidParameter.OverTimeError", f"DurationSeconds is 1 to {longest}.")
        try:
            keys = self.issue(policy, seconds, account)
        except ValueError as error:
            raise Refused("InvalidParameter.StrategyFormatError", f"The policy: {error}") from None
        return {
            "Credentials": {"TmpSecretId": keys.secret_id, "TmpSecretKey": keys.secret_key, "Token": keys.token},
            "ExpiredTime": keys.expiry,
            "Expiration": iso_seconds(keys.expiry),
        }


def signer(headers: Mapping[str, str], body: bytes, accounts: Accounts, now: float) -> Account:
    """The account that signed.

    Raises:
        Refused: nobody, or not as it should be.
    """
    match = _AUTHORIZATION.fullmatch(headers.get("authorization", ""))
    stamp = headers.get("x-tc-timestamp", "")
    if match is None or not stamp.isdecimal():
        raise Refused(
            "AuthFailure.InvalidAuthorization", "The Authorization header is no TC3-HMAC-SHA256 signature."
        )
    secret_id, day, names, given = match.groups()
    if abs(now - int(stamp)) > SKEW_SECONDS or day != tc3.day(int(stamp)):
        raise Refused(
            "AuthFailure.SignatureExpire", f"The signature has expired; the server's time is {int(now)}."
        )
    account = accounts.signing(secret_id)
    if account is None:
        raise Refused("AuthFailure.SecretIdNotFound", "There is no such SecretId.")
    if account.token and not hmac.compare_digest(account.token.encode(), headers.get("x-tc-token", "").encode()):
        raise Refused("AuthFailure.TokenFailure", "The token does not belong to the SecretId.")
    listed = names.split(";")
    if not set(tc3.SIGNED) <= set(listed):
        raise Refused("AuthFailure.InvalidAuthorization", "content-type and host must be signed.")
    signed = {name: headers.get(name, "") for name in listed}
    expected = tc3.signature(account.secret_key, "sts", signed, body, int(stamp))
    if not hmac.compare_digest(expected, given):
        raise Refused("AuthFailure.SignatureFailure", "The signature is not that of this request.")
    return account


def _parameters(body: bytes) -> dict[str, Any]:
    try:
        given = json.loads(body)
    except ValueError:
        given = None
    if not isinstance(given, dict):
        raise Refused("InvalidParameter", "The body is no JSON object.")
    return given


def _text(given: Mapping[str, Any], name: str) -> str:
    value = given.get(name)
    if not isinstance(value, str) or not value:
        raise Refused("MissingParameter", f"{name} is missing.")
    return value


def _policy(given: Mapping[str, Any]) -> str:
    """Percent-decoded, once more than JSON asks for."""
    policy = given.get("Policy") or ""
    if not isinstance(policy, str):
        raise Refused("InvalidParameter.StrategyFormatError", "The policy is no text.")
    return unquote(policy)
