"""The role of the machine, as its metadata service tells it.

Source: https://cloud.tencent.com/document/product/213/4934
"""

from __future__ import annotations

import json
import os
import re
from typing import Any

from qcloud_cos.core.identity import Credentials
from qcloud_cos.core.wire import Request, Response, Send
from qcloud_cos.credentials import addresses
from qcloud_cos.credentials.provider import Absent, Asking, Finding, Provider
from qcloud_cos.errors import CosClientError, CredentialsError

PATH = "/latest/meta-data/cam/security-credentials/"
TIMEOUT = (1.0, 2.0)
TRIES = 2
ROLE_NAME = "TENCENTCLOUD_CAM_ROLE_NAME"
_NAME = re.compile(r"[\w+=,.@-]{1,128}", re.ASCII)


class CvmRole(Provider):
    """The keys of the role that a machine or container in Tencent Cloud has.

    Anywhere else nobody answers, and after two seconds at most, six where names cannot be looked up, that
    is that.  ``COS_METADATA_DISABLED=1`` spares it.

    Args:
        role_name: None for the one that the machine has.
    """

    name = "the machine's role"

    def __init__(self, role_name: str | None = None) -> None:
        self._role_name = role_name

    def find(self) -> Finding:
        if addresses.metadata_is_disabled():
            return Absent(f"{addresses.METADATA_DISABLED} is set")
        role = self._role_name or os.environ.get(ROLE_NAME)
        try:
            if not role:
                answer = yield from _answer("")
                if answer.status == 404:
                    return Absent("the machine has no role")
                role = _text(answer).split("\n")[0].strip()
            if not _NAME.fullmatch(role):
                raise CredentialsError(f"{self.name}: {role[:128]!r} is not a role's name")
            answer = yield from _answer(role)
        except CosClientError as error:
            if isinstance(error, CredentialsError):
                raise
            return Absent(f"this is no machine of Tencent Cloud, or it has no metadata service: {error}")
        if answer.status == 404:
            return Absent(f"the machine has no role {role}")
        return _credentials(_text(answer), f"{self.name} ({role})")

    def where(self) -> str:
        return addresses.authority(addresses.metadata()) + PATH


def _answer(role: str) -> Asking[Response]:
    origin = addresses.metadata()
    request = Request("GET", origin, PATH + role, {"Host": addresses.authority(origin)}, b"", TIMEOUT)
    for attempt in range(1, TRIES + 1):
        try:
            answer: Response = yield Send(request, streams=False)
        except CosClientError:
            if attempt == TRIES:
                raise
        else:
            if answer.status < 500 or attempt == TRIES:
                return answer
    raise AssertionError


def _text(answer: Response) -> str:
    if answer.status != 200:
        raise CredentialsError(f"the metadata service answers {answer.status}")
    return answer.body.decode("utf-8", "replace")


def _credentials(text: str, source: str) -> Credentials:
    try:
        found: dict[str, Any] = json.loads(text)
        if found["Code"] != "Success":
            raise CredentialsError(f"{source}: the metadata service says {found['Code']!r}")
        secret_id, secret_key, token = (str(found[name]) for name in ("TmpSecretId", "TmpSecretKey", "Token"))
        return Credentials(secret_id, secret_key, token, float(found["ExpiredTime"]), source)
    except (ValueError, KeyError, TypeError):
        raise CredentialsError(f"{source}: the metadata service's answer has no keys") from None
