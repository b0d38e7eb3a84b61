"""A caller's Body to a value that can be sent: bytes, a sized file, or pieces of unknown length."""

from __future__ import annotations

import hashlib
import io
import os
from base64 import b64encode
from collections.abc import AsyncIterable, Iterable, Mapping
from typing import Any

from qcloud_cos.core import checksum
from qcloud_cos.core.wire import Body, Sized
from qcloud_cos.errors import CosClientError

LARGEST = 5 * 1024**3
"""Bytes in one request, for an object put whole and for a part."""
_PIECE = 1024 * 1024
_FIX = "give bytes, str, a file opened with 'rb', or an iterable of bytes"


def content(body: object) -> Body:
    """What `Body=` may be, made ready: its length known if it can be.

    A file is sent from where it stands, and text as UTF-8; a file opened as text as the bytes it has.

    Raises:
        CosClientError: not a body; over 5 GiB.
    """
    ready = _ready(body)
    length = length_of(ready)
    if length is not None and length > LARGEST:
        raise CosClientError(
            f"Body has {length} bytes, and one request takes 5 GiB at most: upload it in parts, "
            "with create_multipart_upload and upload_part"
        )
    return ready


def _ready(body: Any) -> Body:
    if isinstance(body, bytes | bytearray | memoryview):
        return body
    if isinstance(body, str):
        return body.encode()
    if isinstance(body, io.TextIOBase):
        body = _binary(body)
    if isinstance(body, Mapping) or body is None or isinstance(body, type):
        raise CosClientError(f"Body cannot be sent: it is {type(body).__name__}; {_FIX}")
    if hasattr(body, "read") and not isinstance(body, AsyncIterable):
        return _sized(body) or body
    if isinstance(body, Iterable | AsyncIterable):
        return body
    raise CosClientError(f"Body cannot be sent: it is {type(body).__name__}; {_FIX}")


def _binary(text: io.TextIOBase) -> Any:
    if isinstance(text, io.StringIO):
        return io.BytesIO(text.read().encode())
    buffer = getattr(text, "buffer", None)
    if buffer is None or text.tell() != 0:
        raise CosClientError("Body is a file opened as text and already read from: open it with 'rb'")
    return buffer


def _sized(file: Any) -> Sized | None:
    """Known only where it can be sought: what cannot go back cannot be sent again either."""
    try:
        start = file.tell()
        try:
            end = os.fstat(file.fileno()).st_size
            if end == 0 and start == 0:  # a device or a /proc file says 0 and still has content
                end = file.seek(0, os.SEEK_END)
                file.seek(start)
        except (OSError, AttributeError):
            end = file.seek(0, os.SEEK_END)
            file.seek(start)
    except (OSError, AttributeError, ValueError):
        if getattr(file, "closed", False):
            raise CosClientError("Body is a closed file: open it with 'rb' and keep it open") from None
        return None
    return Sized(file, start, max(0, end - start)) if isinstance(end, int) else None


def length_of(body: Body) -> int | None:
    """Bytes; None if only sending will tell."""
    if isinstance(body, bytes | bytearray):
        return len(body)
    if isinstance(body, Sized):
        return body.length
    return body.nbytes if isinstance(body, memoryview) else None


def can_repeat(body: Body) -> bool:
    """The same bytes can be sent a second time."""
    return isinstance(body, bytes | bytearray | memoryview | Sized)


def md5(body: Body) -> str:
    """The Content-MD5 of all of it; a file is left where it stood.

    Raises:
        CosClientError: it can be read only once.
    """
    if isinstance(body, bytes | bytearray | memoryview):
        return checksum.content_md5(body)
    if not isinstance(body, Sized):
        raise CosClientError("EnableMD5 needs a Body that can be read twice: bytes, or a file that can seek")
    digest, left = hashlib.md5(), body.length
    body.file.seek(body.start)
    while left and (piece := body.file.read(min(left, _PIECE))):
        digest.update(piece)
        left -= len(piece)
    body.file.seek(body.start)
    return b64encode(digest.digest()).decode()
