"""Answers in the shape of requests.Response."""

from __future__ import annotations

import io
import json
from collections.abc import Iterator
from types import TracebackType
from typing import Any, Self

from qcloud_cos.core.headers import ResponseHeaders
from qcloud_cos.core.wire import Response
from qcloud_cos.errors import CosClientError
from qcloud_cos.transport.unpacking import Unpacked, packed


class Answered:
    """What COS answered, of which a stream is read when asked for.

    As in requests, `content` and `iter_content` undo a Content-Encoding, and `raw` does not.
    """

    def __init__(self, answer: Response) -> None:
        self.answer = answer
        self.status_code = answer.status
        self.headers = ResponseHeaders(answer.headers)
        self.url = answer.url
        self._raw: Any = None
        self._content: bytes | None = None

    @property
    def ok(self) -> bool:
        return self.status_code < 400

    def __bool__(self) -> bool:
        return self.ok

    @property
    def raw(self) -> Any:
        """The bytes as they came, in the shape of a file."""
        if self._raw is None:
            stream = self.answer.stream
            self._raw = io.BytesIO(self.answer.body) if stream is None else stream.get_raw_stream()
        return self._raw

    @property
    def content(self) -> bytes:
        """All of the body."""
        if self._content is None:
            stream = self.answer.stream
            if stream is None:
                self._content = self._unpacked(self.answer.body)
            elif hasattr(stream, "__aiter__"):
                raise CosClientError("the body has not been read: `await response.raw.read()` it")
            else:
                self._content = stream.read(-1, auto_decompress=True)
        return self._content

    @property
    def encoding(self) -> str:
        """Of `text`: what Content-Type says, or UTF-8."""
        _, _, named = self.headers.get("Content-Type", "").lower().partition("charset=")
        return named.partition(";")[0].strip("\"' ") or "utf-8"

    @property
    def text(self) -> str:
        try:
            return self.content.decode(self.encoding, "replace")
        except LookupError:  # an encoding that Python does not know
            return self.content.decode("utf-8", "replace")

    def json(self, **kwargs: Any) -> Any:
        return json.loads(self.content, **kwargs)

    def iter_content(self, chunk_size: int | None = 1, decode_unicode: bool = False) -> Iterator[bytes]:
        """The body in pieces of `chunk_size` bytes, the last one shorter; always bytes."""
        size = chunk_size or 64 * 1024
        if self._content is None and self.answer.stream is not None:
            while piece := self.answer.stream.read(size, auto_decompress=True):
                yield piece
        else:
            for start in range(0, len(self.content), size):
                yield self.content[start : start + size]

    def close(self) -> Any:
        """Give the connection free; to be awaited for an async client."""
        return None if self.answer.stream is None else self.answer.stream.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def __repr__(self) -> str:
        return f"<Response [{self.status_code}]>"

    def _unpacked(self, body: bytes) -> bytes:
        if not (body and packed(self.headers.get("Content-Encoding", ""))):
            return body
        source = io.BytesIO(body)
        unpacked = Unpacked(source.readinto)
        buffer, out = memoryview(bytearray(64 * 1024)), io.BytesIO()
        while count := unpacked.readinto(buffer):
            out.write(buffer[:count])
        return out.getvalue()
