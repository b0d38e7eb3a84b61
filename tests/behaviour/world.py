"""What a story is told with."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, cast
from uuid import uuid4

from qcloud_cos import AsyncCosS3Client, CosConfig, CosS3Client
from qcloud_cos.server import LocalCos

RUN = uuid4().hex[:12]
"""In the names of all buckets of this run, and of no others."""


def fresh_name(appid: str) -> str:
    return f"story-{RUN}-{uuid4().hex[:6]}-{appid}"


@dataclass
class World:
    """A local COS, a fresh bucket in it, and one kind of client.

    `do` turns what a client's method returns into its result: `do(client.head_bucket(Bucket=b))`.
    """

    cos: LocalCos
    client: CosS3Client
    do: Callable[[Any], Any]
    bucket: str
    is_async: bool

    def other(self, conf: CosConfig, retry: int = 0) -> CosS3Client:
        """A client of the same kind, as somebody else."""
        if self.is_async:
            return cast("CosS3Client", AsyncCosS3Client(conf, retry))
        return CosS3Client(conf, retry)

    def put(self, key: str, body: Any = b"content", **headers: Any) -> Any:
        return self.do(self.client.put_object(Bucket=self.bucket, Body=body, Key=key, **headers))

    def read(self, key: str, **headers: Any) -> bytes:
        answer = self.do(self.client.get_object(Bucket=self.bucket, Key=key, **headers))
        content: bytes = self.do(answer["Body"].read())
        return content

    def keys(self, **arguments: Any) -> list[str]:
        page = self.do(self.client.list_objects(Bucket=self.bucket, **arguments))
        return [entry["Key"] for entry in page.get("Contents", [])]
