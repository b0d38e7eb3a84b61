"""Tencent Cloud Object Storage, for blocking and for async code."""

from qcloud_cos.client import AsyncCosS3Client, Calls, CosS3Client
from qcloud_cos.config import CosConfig
from qcloud_cos.cos_auth import CosS3Auth
from qcloud_cos.errors import CosClientError, CosException, CosServiceError
from qcloud_cos.published.texts import get_date
from qcloud_cos.version import __version__

__all__ = [
    "AsyncCosS3Client",
    "Calls",
    "CosClientError",
    "CosConfig",
    "CosException",
    "CosS3Auth",
    "CosS3Client",
    "CosServiceError",
    "__version__",
    "get_date",
]
