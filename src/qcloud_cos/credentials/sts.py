"""The Security Token Service: long-lived keys, or somebody's word for who one is, against keys that end.

Source: https://cloud.tencent.com/document/api/1312/48171
"""

from __future__ import annotations

import json
import time
from collections.abc import Mapping
from typing import Any
from urllib.parse import quote

from qcloud_cos.core import tc3
from qcloud_cos.core.identity import Credentials
from qcloud_cos.core.wire import Request, Response, Send, Sleep
from qcloud_cos.credentials import addresses
from qcloud_cos.credentials.provider import Asking
from qcloud_cos.errors import CosClientError, CredentialsError

VERSION = "2018-08-13"
TIMEOUT = (3.0, 10.0)
TRIES = 3
BUSY = ("InternalError", "RequestLimitExceeded", "ServiceUnavailable")
"""Codes, also with something after a dot, upon which it is asked again."""


def issued(
    action: str, parameters: Mapping[str, Any], signer: Credentials | None, source: str
) -> Asking[Credentials]:
    """The keys that an action of the service gives out; without a `signer` it needs no signature.

    Raises:
        CredentialsError: it refuses, or does not answer.
    """
    given = {name: value for name, value in parameters.items() if value is not None}
    for attempt in range(1, TRIES + 1):
        try:
            answer = yield Send(request(action, given, signer, time.time()), streams=False)
            found = _read(answer)
        except CosClientError as error:
            failure = str(error)
        else:
            if "Error" not in found:
                return _credentials(action, found, source)
            failure = _refusal(found)
            if not failure.startswith(BUSY):
                break
        if attempt < TRIES:
            yield Sleep(0.2 * 2**attempt)
    whose = f", asked with {signer.described()}" if signer else ""
    raise CredentialsError(
        f"the Security Token Service does not give keys for {source} ({action}): {failure}{whose}"
    )


def request(action: str, parameters: Mapping[str, Any], signer: Credentials | None, now: float) -> Request:
    """Signed, if there is somebody to sign."""
    origin = addresses.sts()
    body = json.dumps(parameters).encode()
    headers = {
        "Host": addresses.authority(origin),
        "Content-Type": "application/json",
        "Content-Length": str(len(body)),
        "X-TC-Action": action,
        "X-TC-Version": VERSION,
        "X-TC-Timestamp": str(int(now)),
        "X-TC-Region": addresses.region() or addresses.USUAL_REGION,
        "Authorization": "SKIP",
    }
    if signer is not None:
        headers["Authorization"] = tc3.authorization(
            secret_id=signer.secret_id,
            secret_key=signer.secret_key,
            service="sts",
            headers={"content-type": headers["Content-Type"], "host": headers["Host"]},
            body=body,
            timestamp=int(now),
        )
        if signer.token:
            headers["X-TC-Token"] = signer.token
    return Request("POST", origin, "/", headers, body, TIMEOUT)


def encoded_policy(policy: Mapping[str, Any] | str | None) -> str | None:
    """As the service wants it: JSON, percent-encoded."""
    if policy is None:
        return None
    return quote(policy if isinstance(policy, str) else as_json(policy), safe="")


def as_json(policy: Mapping[str, Any]) -> str:
    return json.dumps(policy, separators=(",", ":"), ensure_ascii=False)


def _read(answer: Response) -> dict[str, Any]:
    try:
        found = json.loads(answer.body)["Response"]
    except (ValueError, KeyError, TypeError):
        found = None
    if not isinstance(found, dict):
        raise CosClientError(f"an answer of status {answer.status} that is not the service's")
    return found


def _refusal(found: Mapping[str, Any]) -> str:
    error = found["Error"] if isinstance(found["Error"], dict) else {}
    return f"{error.get('Code')}: {error.get('Message')} (request id {found.get('RequestId')})"


def _credentials(action: str, found: Mapping[str, Any], source: str) -> Credentials:
    try:
        keys = found["Credentials"]
        secret_id, secret_key, token = keys["TmpSecretId"], keys["TmpSecretKey"], keys["Token"]
        expiry = float(found["ExpiredTime"])
    except (KeyError, TypeError, ValueError) as error:
        raise CredentialsError(f"the answer to {action} has no {error}") from None
    if not all(isinstance(value, str) and value for value in (secret_id, secret_key, token)):
        raise CredentialsError(f"the answer to {action} has an empty field")
    return Credentials(secret_id, secret_key, token, expiry, source)
