"""Where programs for Tencent Cloud usually have their keys."""

from __future__ import annotations

import os
from threading import Lock
from typing import Any

from qcloud_cos.credentials import profile
from qcloud_cos.credentials.addresses import METADATA_ENDPOINT
from qcloud_cos.credentials.chain import Chain
from qcloud_cos.credentials.environment import Environment
from qcloud_cos.credentials.local_account import LocalAccount
from qcloud_cos.credentials.metadata import CvmRole
from qcloud_cos.credentials.profile import Profile
from qcloud_cos.credentials.provider import Provider
from qcloud_cos.credentials.web_identity import WebIdentity

MOST = 8
_READ = ("COS_", "TENCENT", "TKE_", "TCCLI_", "HOME", "USERPROFILE", "XDG_CONFIG_HOME", "APPDATA")
_shared: dict[object, UsualPlaces] = {}
_lock = Lock()


class UsualPlaces(Chain):
    """All of them, in this order.  A pod's identity comes before its machine's role, which the whole node has."""

    def __init__(self, locally: bool = False) -> None:
        """Prepare it.

        Args:
            locally: for an endpoint on this machine, which no machine's role is for, unless somebody said where
                to ask for one.
        """
        local = locally and not os.environ.get(METADATA_ENDPOINT)
        last: Provider = LocalAccount() if local else CvmRole()
        super().__init__((Environment(), WebIdentity(), Profile(), last))
        self._locally = locally

    def __reduce__(self) -> tuple[Any, ...]:
        return shared, (self._locally,)


def shared(locally: bool = False) -> UsualPlaces:
    """One for all configurations: a program that makes many of them has its keys looked for once.

    Another, from when variables or files have changed.
    """
    now = locally, _surroundings()
    with _lock:
        found = _shared.pop(now, None) or UsualPlaces(locally)
        _shared[now] = found
        while len(_shared) > MOST:
            del _shared[next(iter(_shared))]
    return found


def _surroundings() -> object:
    variables = frozenset((name, value) for name, value in os.environ.items() if name.startswith(_READ))
    return variables, tuple(_stamp(path) for path in profile.paths())


def _stamp(path: Any) -> object:
    try:
        found = os.stat(path)
    except OSError:
        return None
    return found.st_mtime_ns, found.st_size, found.st_ino
