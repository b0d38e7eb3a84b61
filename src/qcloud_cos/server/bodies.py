"""Request bodies on their way in, and stored bytes on their way out.

Small bodies are handled where they arrive.  Large ones are hashed and written in a thread, a
mebibyte at a time, while the next is being received: no body is ever held whole.
"""

from __future__ import annotations

import asyncio
import hashlib
import time
from collections.abc import AsyncIterator
from concurrent.futures import Executor
from typing import Any

from qcloud_cos.core.checksum import crc64
from qcloud_cos.server import metadata
from qcloud_cos.server.answer import Answer
from qcloud_cos.server.handlers.writing import MOST_BYTES
from qcloud_cos.server.refusal import Refusal
from qcloud_cos.server.request import ServerRequest
from qcloud_cos.server.routes import MIB, Unwrap
from qcloud_cos.server.store import INLINE_LIMIT, Content, Reader, Receiver, Store

Receive = Any


class Disconnected(Exception):
    """The client went away before its body ended."""


async def chunks(request: ServerRequest, receive: Receive) -> AsyncIterator[bytes]:
    """The body as it comes.

    Raises:
        Disconnected; Refusal: IncompleteBody.
    """
    request.asked = more = True
    size = 0
    while more:
        message = await receive()
        if message["type"] != "http.request":
            raise Disconnected
        piece: bytes = message["body"]
        more = message["more_body"]
        size += len(piece)
        if request.pace is not None:
            await request.pace.passed(len(piece))
        yield piece
    request.received = time.perf_counter()
    announced = request.headers.get("content-length")
    if request.state.get("cut_short") or (announced is not None and size != int(announced)):
        raise Refusal("IncompleteBody")


async def read_document(request: ServerRequest, receive: Receive, most: int) -> bytes:
    """A body to be understood: all of it, if it is not too long and what its MD5 says.

    Raises:
        Refusal: XMLSizeLimit, InvalidDigest, BadDigest, IncompleteBody.
    """
    wanted = metadata.content_md5(request.headers)
    held = bytearray()
    async for piece in chunks(request, receive):
        held += piece
        if len(held) > most:
            raise Refusal("XMLSizeLimit", f"The body is larger than {most} bytes.")
    if wanted and metadata.md5(held) != wanted:
        raise Refusal("BadDigest")
    return bytes(held)


async def store_content(
    store: Store,
    threads: Executor,
    request: ServerRequest,
    receive: Receive,
    unwrap: Unwrap | None = None,
) -> tuple[Receiver | None, Content]:
    """A body to be kept, or what `unwrap` takes out of it.

    The receiver, if it took one, has to be aborted if the content is not stored after all.

    Raises:
        Refusal: EntityTooLarge, InvalidDigest, BadDigest, InvalidSHA1Digest, IncompleteBody, and what
            `unwrap` refuses.
    """
    if unwrap is None and _is_plain(request):
        return None, _at_hand(request)
    receiver = store.receive()
    pieces = chunks(request, receive)
    try:
        if unwrap is not None:
            pieces = unwrap(store.read, request, pieces)
        if unwrap is not None or metadata.SHA1 in request.headers:
            pieces = _sha1_checked(request, pieces)
        content = await _received(receiver, threads, pieces)
        wanted = metadata.content_md5(request.headers)  # a form brings it in the body
        if wanted and content.md5 != wanted:
            raise Refusal("BadDigest")
    except BaseException:
        receiver.abort()
        raise
    return receiver, content


def _is_plain(request: ServerRequest) -> bool:
    """Whether the body is at hand, and nothing is said of it but its MD5."""
    said = request.s3 is not None or request.pace is not None or metadata.SHA1 in request.headers
    return request.whole is not None and not said


def _at_hand(request: ServerRequest) -> Content:
    body = request.whole or b""
    request.asked = True
    md5, wanted = metadata.md5(body), metadata.content_md5(request.headers)
    if wanted and md5 != wanted:
        raise Refusal("BadDigest")
    return Content(len(body), md5, crc64(body), body)


async def _sha1_checked(request: ServerRequest, pieces: AsyncIterator[bytes]) -> AsyncIterator[bytes]:
    """The same pieces, if they are what a SHA-1 says: a header's, or that of a form's field before the file."""
    digest = hashlib.sha1(usedforsecurity=False)
    async for piece in pieces:
        if metadata.SHA1 in request.headers:
            digest.update(piece)
        yield piece
    wanted = metadata.content_sha1(request.headers)
    if wanted and digest.hexdigest() != wanted:
        raise Refusal("InvalidSHA1Digest")


async def _received(receiver: Receiver, threads: Executor, pieces: AsyncIterator[bytes]) -> Content:
    loop = asyncio.get_running_loop()
    held: list[bytes] = []
    size = total = 0
    writing: asyncio.Future[None] | None = None
    try:
        async for piece in pieces:
            held.append(piece)
            size += len(piece)
            total += len(piece)
            if total > MOST_BYTES:
                raise Refusal("EntityTooLarge")
            if size >= MIB:
                if writing is not None:
                    await writing
                writing = loop.run_in_executor(threads, receiver.write, b"".join(held))
                held, size = [], 0
    finally:
        if writing is not None:
            await writing
    if total <= INLINE_LIMIT:
        for piece in held:
            receiver.write(piece)
        return receiver.finish()
    return await loop.run_in_executor(threads, _end, receiver, held)


def _end(receiver: Receiver, held: list[bytes]) -> Content:
    for piece in held:
        receiver.write(piece)
    return receiver.finish()


def opened(store: Store, answer: Answer) -> bytes | Reader:
    """What to send: the bytes if they are at hand, else something to read them from.

    Raises:
        BlobMissing: they were deleted meanwhile.
    """
    content = answer.content
    if content is None:
        return answer.body
    if content.inline is not None:
        whole = answer.start == 0 and answer.stop == content.size
        return content.inline if whole else content.inline[answer.start : answer.stop]
    return store.open(content, answer.start, answer.stop, MIB)
