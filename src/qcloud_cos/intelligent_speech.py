"""The clients for words that speech recognition is to expect, where the published SDK has its own.

``from qcloud_cos.intelligent_speech import *`` gives what it always gave.
"""

from __future__ import annotations

from typing import Any

from qcloud_cos import cos_comm
from qcloud_cos.client import AsyncCosS3Client, Calls, CosS3Client
from qcloud_cos.config import CosConfig
from qcloud_cos.cos_auth import CosS3Auth
from qcloud_cos.cos_comm import *  # noqa: F403
from qcloud_cos.logs import logger
from qcloud_cos.operations.processing.vocabularies import Vocabularies

__all__ = [
    "AsyncIntelligentSpeechClient",
    "CosS3Auth",
    "CosS3Client",
    "IntelligentSpeechCalls",
    "IntelligentSpeechClient",
    "logger",
]
__all__ += cos_comm.__all__


class IntelligentSpeechCalls(Vocabularies, Calls):
    """Every operation, those on vocabularies too, described and not done."""


class IntelligentSpeechClient(Vocabularies, CosS3Client):
    """A CosS3Client that has vocabularies of speech recognition, too."""

    def __init__(self, conf: CosConfig, retry: int = 3, session: Any = None) -> None:
        super().__init__(conf, retry, session)
        calls = IntelligentSpeechCalls()
        calls.own_methods = self.calls.own_methods
        self.calls: IntelligentSpeechCalls = calls


class AsyncIntelligentSpeechClient(Vocabularies, AsyncCosS3Client):
    """An AsyncCosS3Client that has vocabularies of speech recognition, too."""

    def __init__(self, conf: CosConfig, retry: int = 3) -> None:
        super().__init__(conf, retry)
        self.calls: IntelligentSpeechCalls = IntelligentSpeechCalls()
