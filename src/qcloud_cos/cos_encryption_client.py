"""The clients that encrypt, where the published SDK has its own."""

from qcloud_cos.crypto.client import AsyncCosEncryptionClient, CosEncryptionClient

__all__ = ["AsyncCosEncryptionClient", "CosEncryptionClient"]
