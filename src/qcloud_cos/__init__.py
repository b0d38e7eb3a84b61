"""Tencent Cloud Object Storage, for blocking and for async code."""

from typing import TYPE_CHECKING, Any

from qcloud_cos.client import AsyncCosS3Client, Calls, CosS3Client
from qcloud_cos.config import CosConfig
from qcloud_cos.core.cancellation import Cancellation
from qcloud_cos.cos_auth import CosS3Auth
from qcloud_cos.errors import CosClientError, CosException, CosServiceError
from qcloud_cos.published.texts import get_date
from qcloud_cos.transfer.trees.places import Remote
from qcloud_cos.version import __version__

if TYPE_CHECKING:
    from qcloud_cos.ai_recognition import AIRecognitionClient, AsyncAIRecognitionClient
    from qcloud_cos.cos_vectors_client import AsyncCosVectorsClient, CosVectorsClient
    from qcloud_cos.meta_insight import AsyncMetaInsightClient, MetaInsightClient

__all__ = [
    "AIRecognitionClient",
    "AsyncAIRecognitionClient",
    "AsyncCosS3Client",
    "AsyncCosVectorsClient",
    "AsyncMetaInsightClient",
    "Calls",
    "Cancellation",
    "CosClientError",
    "CosConfig",
    "CosException",
    "CosS3Auth",
    "CosS3Client",
    "CosServiceError",
    "CosVectorsClient",
    "MetaInsightClient",
    "Remote",
    "__version__",
    "get_date",
]

_MODULES = {
    *("ai_recognition", "cos_client", "cos_comm", "cos_exception", "cos_threadpool", "cos_vectors_client"),
    *("meta_insight", "resumable_downloader", "select_event_stream", "streambody", "xml2dict"),
}
"""What ``qcloud_cos.cos_exception`` and the like need no import of their own for, as ever; loaded when named."""
_CLIENTS = {
    **dict.fromkeys(("AIRecognitionClient", "AsyncAIRecognitionClient"), "ai_recognition"),
    **dict.fromkeys(("AsyncCosVectorsClient", "CosVectorsClient"), "cos_vectors_client"),
    **dict.fromkeys(("AsyncMetaInsightClient", "MetaInsightClient"), "meta_insight"),
}
"""Clients that most programs do not use, and their modules; loaded when named."""

if not TYPE_CHECKING:  # else any name at all would do

    def __getattr__(name: str) -> Any:
        module = name if name in _MODULES else _CLIENTS.get(name)
        if module is None:
            raise AttributeError(f"module 'qcloud_cos' has no attribute {name!r}")
        from importlib import import_module

        found = import_module(f"qcloud_cos.{module}")
        return found if module == name else getattr(found, name)

    def __dir__() -> list[str]:
        return sorted({*globals(), *_MODULES, *_CLIENTS})
