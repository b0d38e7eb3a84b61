"""A COS that runs where the tests run: `with LocalCos() as cos:`, or the command `cos server`."""

from __future__ import annotations

from qcloud_cos.server.accounts import Account, TemporaryCredentials
from qcloud_cos.server.local import LocalCos
from qcloud_cos.server.running import ServerError

__all__ = ["Account", "LocalCos", "ServerError", "TemporaryCredentials"]
