"""The clients that recognize what is in pictures, where the published SDK has its own.

``from qcloud_cos.ai_recognition import *`` gives what it always gave.
"""

from __future__ import annotations

from typing import Any

from qcloud_cos import cos_comm
from qcloud_cos.client import AsyncCosS3Client, Calls, CosS3Client
from qcloud_cos.config import CosConfig
from qcloud_cos.cos_auth import CosS3Auth
from qcloud_cos.cos_comm import *  # noqa: F403
from qcloud_cos.logs import logger
from qcloud_cos.operations.processing.ai_people import AiPeople
from qcloud_cos.operations.processing.ai_pictures import AiPictures
from qcloud_cos.operations.processing.ai_search import ImageSearch
from qcloud_cos.operations.processing.ai_things import AiThings

__all__ = [
    "AIRecognitionCalls",
    "AIRecognitionClient",
    "AsyncAIRecognitionClient",
    "CosS3Auth",
    "CosS3Client",
    "logger",
]
__all__ += cos_comm.__all__


class AIRecognition(AiPictures, AiPeople, AiThings, ImageSearch):
    """What these clients have besides all operations of the others."""


class AIRecognitionCalls(AIRecognition, Calls):
    """Every operation, recognition too, described and not done."""


class AIRecognitionClient(AIRecognition, CosS3Client):
    """A CosS3Client that recognizes what is in pictures, too."""

    def __init__(self, conf: CosConfig, retry: int = 3, session: Any = None) -> None:
        super().__init__(conf, retry, session)
        calls = AIRecognitionCalls()
        calls.own_methods = self.calls.own_methods
        self.calls: AIRecognitionCalls = calls


class AsyncAIRecognitionClient(AIRecognition, AsyncCosS3Client):
    """An AsyncCosS3Client that recognizes what is in pictures, too."""

    def __init__(self, conf: CosConfig, retry: int = 3) -> None:
        super().__init__(conf, retry)
        self.calls: AIRecognitionCalls = AIRecognitionCalls()
