"""The clients for data sets, where the published SDK has its own.

``from qcloud_cos.meta_insight import *`` gives what it always gave.
"""

from __future__ import annotations

from typing import Any

from qcloud_cos import cos_comm
from qcloud_cos.client import AsyncCosS3Client, Calls, CosS3Client
from qcloud_cos.config import CosConfig
from qcloud_cos.cos_auth import CosS3Auth
from qcloud_cos.cos_comm import *  # noqa: F403
from qcloud_cos.operations.processing.insight import Insight

__all__ = ["AsyncMetaInsightClient", "CosS3Auth", "CosS3Client", "MetaInsightCalls", "MetaInsightClient"]
__all__ += cos_comm.__all__


class MetaInsightCalls(Insight, Calls):
    """Every operation, those on data sets too, described and not done."""


class MetaInsightClient(Insight, CosS3Client):
    """A CosS3Client that has data sets, too; its configuration needs Appid."""

    def __init__(self, conf: CosConfig, retry: int = 3, session: Any = None) -> None:
        super().__init__(conf, retry, session)
        calls = MetaInsightCalls()
        calls.own_methods = self.calls.own_methods
        self.calls: MetaInsightCalls = calls


class AsyncMetaInsightClient(Insight, AsyncCosS3Client):
    """An AsyncCosS3Client that has data sets, too; its configuration needs Appid."""

    def __init__(self, conf: CosConfig, retry: int = 3) -> None:
        super().__init__(conf, retry)
        self.calls: MetaInsightCalls = MetaInsightCalls()
