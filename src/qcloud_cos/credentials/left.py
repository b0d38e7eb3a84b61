"""Keys that stay behind when what holds them is pickled: in this process, under names that say nothing.

A pickle may go to a queue, a cache or another machine.  Unpickled in this process, or in a fork of it, it has
its keys again; elsewhere it says what it lacks.
"""

from __future__ import annotations

import hmac
import os
import sys

from qcloud_cos.core.identity import Credentials, shortened
from qcloud_cos.credentials.provider import Provider
from qcloud_cos.errors import CredentialsError

_nonce = os.urandom(16)
_left: dict[str, Credentials] = {}


class LeftBehind(Provider):
    """In place of the keys, in a process that has not got them."""

    name = "the keys of the process that it was pickled in"

    def __init__(self, whose: str) -> None:
        self._whose = whose

    def look(self) -> Credentials:
        raise CredentialsError(
            f"a configuration is pickled without the keys that it was given ({self._whose}), and this is another "
            "process than it comes from: make a CosConfig here; or send CredentialInstance=Keys(...), which is "
            "pickled with its keys; or send config.without_keys(), which looks for keys where it arrives"
        )


def leave(keys: Credentials) -> str:
    """The name under which they can be recalled."""
    name = hmac.new(_nonce, repr(tuple(keys)).encode(), "sha256").hexdigest()
    _left[name] = keys
    return name


def recalled(name: str) -> Credentials | None:
    return _left.get(name)


def left_behind(keys: Credentials) -> LeftBehind:
    return LeftBehind(shortened(keys.secret_id))


def is_for_a_child() -> bool:
    """What is pickled now goes to a process that this one starts, and to nobody else."""
    context = sys.modules.get("multiprocessing.context")
    return context is not None and context.get_spawning_popen() is not None
