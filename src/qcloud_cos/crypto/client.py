"""The clients that encrypt."""

from __future__ import annotations

from typing import Any

from qcloud_cos.client import AsyncCosS3Client, Calls, CosS3Client
from qcloud_cos.config import CosConfig
from qcloud_cos.crypto.operations import EncryptedObjects
from qcloud_cos.crypto.providers import BaseProvider
from qcloud_cos.crypto.uploads import Uploads

PATIENCE_SECONDS = 5.0
"""How long a thread's part waits for the part that tells where it begins."""


class EncryptedCalls(EncryptedObjects, Calls):
    """Every operation, described and not done, for one master key."""

    def __init__(self, provider: BaseProvider, patience: float = 0.0) -> None:
        if not isinstance(provider, BaseProvider):
            raise TypeError(f"provider must be an AESProvider or an RSAProvider, not {type(provider).__name__}")
        self.provider = provider
        self.uploads = Uploads(patience)


class CosEncryptionClient(EncryptedObjects, CosS3Client):
    """A CosS3Client that encrypts what it stores, and decrypts what it reads.

    COS, and whoever reads the bucket, sees neither contents nor keys; it does see names, sizes and metadata.
    """

    def __init__(self, conf: CosConfig, provider: BaseProvider, retry: int = 1, session: Any = None) -> None:
        super().__init__(conf, retry, session)
        self.calls = calls = EncryptedCalls(provider, PATIENCE_SECONDS)
        self.provider, self.uploads = calls.provider, calls.uploads


class AsyncCosEncryptionClient(EncryptedObjects, AsyncCosS3Client):
    """An AsyncCosS3Client that encrypts what it stores, and decrypts what it reads."""

    def __init__(self, conf: CosConfig, provider: BaseProvider, retry: int = 1) -> None:
        super().__init__(conf, retry)
        self.calls = calls = EncryptedCalls(provider)
        self.provider, self.uploads = calls.provider, calls.uploads
