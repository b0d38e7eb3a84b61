"""Objects read to their end, whatever becomes of connections on the way."""

from __future__ import annotations

from collections.abc import AsyncGenerator
from typing import Any

from qcloud_cos.client import AsyncCosS3Client
from qcloud_cos.errors import AnswerLost, BodyCutShort, ConnectFailed

_PIECE = 1024 * 1024
_TRIES = 5


async def pieces(client: AsyncCosS3Client, bucket: str, key: str, head: Any, asked: Any) -> AsyncGenerator[bytes]:
    """The content that belongs to these headers; what breaks off is gone on with.

    Raises:
        PreconditionFailed: the object was replaced meanwhile.
    """
    done, size, tries = 0, int(head["Content-Length"]), 0
    while done < size:
        begun = done
        try:
            answer: Any = await client.get_object(
                bucket, key, KeySimplifyCheck=False, IfMatch=head["ETag"], Range=f"bytes={done}-", **asked
            )
            async with answer["Body"] as body:
                while piece := await body.read(_PIECE):
                    done += len(piece)
                    yield piece
        except (AnswerLost, BodyCutShort, ConnectFailed):
            tries = tries + 1 if done == begun else 0
            if tries == _TRIES:
                raise
