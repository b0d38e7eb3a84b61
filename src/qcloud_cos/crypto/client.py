"""The clients that encrypt."""

from __future__ import annotations

from typing import Any

from qcloud_cos.client import AsyncCosS3Client, Calls, CosS3Client
from qcloud_cos.config import CosConfig
from qcloud_cos.core.exchange import Step
from qcloud_cos.core.wire import Poured, Response, Send
from qcloud_cos.crypto.operations import EncryptedObjects
from qcloud_cos.crypto.providers import BaseProvider
from qcloud_cos.crypto.streams import Deciphered, DecipheredAsync, keystream_of
from qcloud_cos.crypto.uploads import Uploads
from qcloud_cos.transport import pouring
from qcloud_cos.transport.streams import StreamBody


class EncryptedCalls(EncryptedObjects, Calls):
    """Every operation, described and not done, for one master key."""

    def __init__(self, provider: BaseProvider) -> None:
        if not isinstance(provider, BaseProvider):
            raise TypeError(f"provider must be an AESProvider or an RSAProvider, not {type(provider).__name__}")
        self.provider = provider
        self.uploads = Uploads()


class CosEncryptionClient(EncryptedObjects, CosS3Client):
    """A CosS3Client that encrypts what it stores, and decrypts what it reads.

    COS, and whoever reads the bucket, sees neither contents nor keys; it does see names, sizes and metadata.
    """

    def __init__(self, conf: CosConfig, provider: BaseProvider, retry: int = 1, session: Any = None) -> None:
        super().__init__(conf, retry, session)
        calls = EncryptedCalls(provider)
        calls.own_methods = self.calls.own_methods
        self.calls = calls
        self.provider, self.uploads = calls.provider, calls.uploads

    def _bring(self, step: Step) -> Any:
        if not isinstance(step, Send) or step.into is None:
            return super()._bring(step)
        response: Response = super()._bring(step._replace(into=None))
        if response.stream is None:
            return response
        keystream = keystream_of(response, self.provider)
        source = Deciphered(response.stream, response.headers, response.status, keystream)
        poured = pouring.pour(StreamBody(source), step.into)
        return response._replace(stream=Poured(poured.length, source.crc64))


class AsyncCosEncryptionClient(EncryptedObjects, AsyncCosS3Client):
    """An AsyncCosS3Client that encrypts what it stores, and decrypts what it reads."""

    def __init__(self, conf: CosConfig, provider: BaseProvider, retry: int = 1) -> None:
        super().__init__(conf, retry)
        self.calls = calls = EncryptedCalls(provider)
        self.provider, self.uploads = calls.provider, calls.uploads

    async def _bring(self, step: Step) -> Any:
        if not isinstance(step, Send) or step.into is None:
            return await super()._bring(step)
        response: Response = await super()._bring(step._replace(into=None))
        if response.stream is None:
            return response
        body = DecipheredAsync(response.stream, keystream_of(response, self.provider))
        poured = await pouring.pour_awaiting(body, step.into)
        return response._replace(stream=Poured(poured.length, body.crc64))
