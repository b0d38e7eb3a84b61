"""What a request carries: its digest, its length, whether it can be sent again."""

from __future__ import annotations

import base64
import hashlib
import threading
from collections.abc import Callable
from typing import Any

from qcloud_cos.core.content import LARGEST, content, length_of
from qcloud_cos.errors import CosClientError
from qcloud_cos.published.texts import get_md5, to_bytes

SINGLE_UPLOAD_LENGTH = LARGEST
DEFAULT_CHUNK_SIZE = 1024 * 1024


def get_content_md5(body: Any) -> bytes:
    """The same of text, bytes, or a file from where it stands to its end; it stays there."""
    if isinstance(body, str | bytes):
        return get_md5(body)
    try:
        start = body.tell()
        digest = hashlib.md5()
        while piece := body.read(DEFAULT_CHUNK_SIZE):
            digest.update(to_bytes(piece))
        body.seek(start)
    except (AttributeError, OSError) as error:
        raise CosClientError(f"the MD5 of {type(body).__name__} needs a second reading: give a file") from error
    return base64.b64encode(digest.digest())


def get_file_like_object_length(data: Any) -> int:
    """Bytes from where the file stands to its end."""
    body = content(data)
    length = length_of(body)
    if length is None:
        raise CosClientError(f"the length of {type(data).__name__} cannot be told without reading it")
    return length


def check_object_content_length(data: Any) -> None:
    """Raise CosClientError if it is too much for one request: over 5 GiB."""
    if isinstance(data, str | bytes) or hasattr(data, "read"):
        content(data)


def client_can_retry(file_position: int | None, **kwargs: Any) -> bool:
    """Whether the body in ``data`` can be sent again; a file is put back to `file_position` for it."""
    body = kwargs.get("data", b"")
    if isinstance(body, str | bytes):
        return True
    if file_position is None or not hasattr(body, "read"):
        return False
    try:
        body.seek(file_position)
    except (AttributeError, OSError, ValueError):
        return False
    return True


class ProgressCallback:
    """Adds up the bytes that threads report, and tells the sum and the whole."""

    def __init__(self, file_size: int, progress_callback: Callable[[int, int], Any]) -> None:
        self._lock = threading.Lock()
        self._finished = 0
        self._file_size = file_size
        self._tell = progress_callback

    def report(self, size: int) -> None:
        with self._lock:
            self._finished += size
            self._tell(self._finished, self._file_size)
