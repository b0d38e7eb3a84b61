"""The clients that encrypt, where the published SDK has its own.

``from qcloud_cos.cos_encryption_client import *`` gives what it always gave.
"""

from qcloud_cos import cos_comm
from qcloud_cos.client import CosS3Client
from qcloud_cos.cos_auth import CosS3Auth
from qcloud_cos.cos_comm import *  # noqa: F403
from qcloud_cos.crypto import DataDecryptAdapter, MetaHandle, RSAProvider
from qcloud_cos.crypto.client import AsyncCosEncryptionClient, CosEncryptionClient
from qcloud_cos.errors import CosClientError

__all__ = [
    "AsyncCosEncryptionClient",
    "CosClientError",
    "CosEncryptionClient",
    "CosS3Auth",
    "CosS3Client",
    "DataDecryptAdapter",
    "MetaHandle",
    "RSAProvider",
]
__all__ += cos_comm.__all__
