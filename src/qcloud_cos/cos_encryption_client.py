"""The clients that encrypt, where the published SDK has its own."""

from qcloud_cos.client import CosS3Client
from qcloud_cos.crypto import DataDecryptAdapter, MetaHandle, RSAProvider
from qcloud_cos.crypto.client import AsyncCosEncryptionClient, CosEncryptionClient
from qcloud_cos.errors import CosClientError

__all__ = [
    "AsyncCosEncryptionClient",
    "CosClientError",
    "CosEncryptionClient",
    "CosS3Client",
    "DataDecryptAdapter",
    "MetaHandle",
    "RSAProvider",
]
