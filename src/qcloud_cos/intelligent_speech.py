"""The clients for words that speech recognition is to expect, where the published SDK has its own."""

from __future__ import annotations

from typing import Any

from qcloud_cos.client import AsyncCosS3Client, Calls, CosS3Client
from qcloud_cos.config import CosConfig
from qcloud_cos.operations.processing.vocabularies import Vocabularies

__all__ = ["AsyncIntelligentSpeechClient", "CosS3Client", "IntelligentSpeechCalls", "IntelligentSpeechClient"]


class IntelligentSpeechCalls(Vocabularies, Calls):
    """Every operation, those on vocabularies too, described and not done."""


class IntelligentSpeechClient(Vocabularies, CosS3Client):
    """A CosS3Client that has vocabularies of speech recognition, too."""

    def __init__(self, conf: CosConfig, retry: int = 3, session: Any = None) -> None:
        super().__init__(conf, retry, session)
        self.calls = IntelligentSpeechCalls()


class AsyncIntelligentSpeechClient(Vocabularies, AsyncCosS3Client):
    """An AsyncCosS3Client that has vocabularies of speech recognition, too."""

    def __init__(self, conf: CosConfig, retry: int = 3) -> None:
        super().__init__(conf, retry)
        self.calls = IntelligentSpeechCalls()
