"""The clients for vectors, where the published SDK has its own.

``from qcloud_cos.cos_vectors_client import *`` gives what it always gave.
"""

from __future__ import annotations

from typing import Any

from qcloud_cos import cos_comm
from qcloud_cos.client import AsyncCosS3Client, Calls, CosS3Client
from qcloud_cos.config import CosConfig
from qcloud_cos.cos_auth import CosS3Auth
from qcloud_cos.cos_comm import *  # noqa: F403
from qcloud_cos.logs import logger
from qcloud_cos.operations.vectors import Vectors

__all__ = [
    "AsyncCosVectorsClient",
    "CosConfig",
    "CosS3Auth",
    "CosS3Client",
    "CosVectorsCalls",
    "CosVectorsClient",
    "logger",
]
__all__ += cos_comm.__all__


class CosVectorsCalls(Vectors, Calls):
    """Every operation, those on vectors too, described and not done."""


class CosVectorsClient(Vectors, CosS3Client):
    """A CosS3Client that has vectors, too; they are at the Region's host for them, or at Domain."""

    def __init__(self, conf: CosConfig, retry: int = 3, session: Any = None) -> None:
        super().__init__(conf, retry, session)
        calls = CosVectorsCalls()
        calls.own_methods = self.calls.own_methods
        self.calls: CosVectorsCalls = calls


class AsyncCosVectorsClient(Vectors, AsyncCosS3Client):
    """An AsyncCosS3Client that has vectors, too; they are at the Region's host for them, or at Domain."""

    def __init__(self, conf: CosConfig, retry: int = 3) -> None:
        super().__init__(conf, retry)
        self.calls: CosVectorsCalls = CosVectorsCalls()
