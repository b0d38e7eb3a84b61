"""Open bodies of answers: what get_object returns as ``Body``."""

from __future__ import annotations

import io
from collections.abc import Iterator
from types import TracebackType
from typing import Any, BinaryIO

from qcloud_cos.errors import BodyCutShort
from qcloud_cos.transport.async_streams import AsyncStreamBody
from qcloud_cos.transport.checking import Checker
from qcloud_cos.transport.closed import Closed
from qcloud_cos.transport.incoming import Held, Source
from qcloud_cos.transport.landing import Landing, Path
from qcloud_cos.transport.raw_streams import RawStream, RawWhole
from qcloud_cos.transport.unpacking import Unpacked, packed

__all__ = ["AsyncStreamBody", "StreamBody"]

_MIB = 1024 * 1024
_CHUNK = 64 * 1024


class _Checked:
    """A source whose bytes are added up on their way."""

    __slots__ = ("_checker", "source")

    def __init__(self, source: Source) -> None:
        self.source = source
        self._checker = Checker(source.headers, source.status)

    def readinto(self, buffer: memoryview) -> int:
        try:
            count = self.source.readinto(buffer)
        except BaseException:
            self._end()
            raise
        if count:
            self._checker.add(buffer[:count])
        if self.source.finished:
            self._checker.end()
        return count

    def skip_checksum(self) -> None:
        self._checker.skip()

    def take(self, held: Held, size: int) -> bytes:
        piece = held.take(size)
        self._checker.add(piece)
        if held.finished:
            self._checker.end()
        return piece

    def close(self) -> None:
        if self.source.finished:
            self.source.close()
        else:
            self._end()

    def _end(self) -> None:
        source = self.source
        self.source = Closed(source.headers, source.status)
        source.close()


def _is_source(rt: Any) -> bool:
    """Not a requests.Response, nor the Mock of one, which has any attribute at all."""
    return type(getattr(rt, "finished", None)) is bool


class StreamBody:
    """The content of an object, read as it arrives.

    An early end raises BodyCutShort, and a wrong checksum ChecksumMismatch, instead of the
    last piece.  Read to its end or closed, it gives its connection free: use it as a
    context manager if you may stop before.

    `rt` is anything shaped like a requests.Response: headers, iter_content, raw, close.
    """

    __slots__ = ("__weakref__", "_checked", "_given", "_raw", "_unpacked")

    def __init__(self, rt: Any) -> None:
        self._given = rt
        if not _is_source(rt):
            from qcloud_cos.transport.session import ForeignBody

            rt = ForeignBody(rt)
        self._checked = _Checked(rt)
        self._raw: BinaryIO | None = None
        self._unpacked: Unpacked | None = None

    def read(self, chunk_size: int | None = -1, auto_decompress: bool = False) -> bytes:
        """Exactly `chunk_size` bytes, fewer only at the end, b"" after it; -1: all that is left.

        Args:
            auto_decompress: undo a Content-Encoding of gzip or deflate.
        """
        size = -1 if chunk_size is None else chunk_size
        source = self._checked.source
        if type(source) is Held and not auto_decompress and self._raw is None:
            return self._checked.take(source, size)
        if size < 0:
            return b"".join(self._pieces(_MIB, auto_decompress))
        out = io.BytesIO()
        while size > 0:
            piece = self._piece(min(size, _MIB), auto_decompress)
            if not piece:
                break
            out.write(piece)
            size -= len(piece)
        return out.getvalue()

    def readinto(self, buffer: Any) -> int:
        """Fill the buffer from the start; how far, and 0 at the end."""
        view = memoryview(buffer).cast("B")
        done = 0
        while done < len(view):
            count = self._fill(view[done:], False)
            if not count:
                break
            done += count
        return done

    def readinto1(self, buffer: Any) -> int:
        """Some bytes, as they come, into the buffer from the start; 0 at the end."""
        return self._fill(memoryview(buffer), False)

    def __iter__(self) -> Iterator[bytes]:
        return self.get_stream(_CHUNK)

    def __len__(self) -> int:
        """Content-Length; 0 if the answer does not say."""
        return int(self._given.headers.get("Content-Length", 0))

    def get_stream(self, chunk_size: int = 1024) -> Iterator[bytes]:
        """The body in pieces of `chunk_size` bytes, the last one shorter.

        As ever, going through a body undoes a Content-Encoding of gzip or deflate, and `read` does not.
        """
        while piece := self.read(chunk_size, auto_decompress=True):
            yield piece

    def get_raw_stream(self) -> Any:
        """A file-like object of the same bytes, for whatever reads from files."""
        if self._raw is None:
            own = getattr(self._given, "raw", None)
            source = self._checked.source
            if own is not None:
                self._raw = own
            elif type(source) is Held:
                self._raw = RawWhole(self._checked.take(source, -1), source)
            else:
                self._raw = RawStream(self._checked.readinto, self._checked.close, source)
        return self._raw

    @property
    def _rt(self) -> Any:
        """The answer in the shape of requests.Response: programs reach for its ``iter_content``."""
        if not _is_source(self._given):
            return self._given
        from qcloud_cos.core.wire import Response
        from qcloud_cos.transport.answered import Answered

        return Answered(Response(self._given.status, self._given.headers, stream=self))

    def get_stream_to_file(
        self, file_name: Path, disable_tmp_file: bool = False, auto_decompress: bool = False
    ) -> None:
        """Write the body to a file, which appears when it is complete and checked, or never.

        Args:
            disable_tmp_file: write under the name itself, for places where nothing can be
                renamed; a failure still leaves no file, nor the one that was there.
        """
        try:
            with Landing(file_name, disable_tmp_file) as file:
                self._write_to(file, auto_decompress)
        except BaseException:
            self.close()
            raise

    def pget_stream_to_file(
        self, fdst: Any, offset: int, expected_len: int, auto_decompress: bool = False
    ) -> None:
        """Write the body into an open file from `offset` on.

        Raises:
            BodyCutShort: it has not `expected_len` bytes.
        """
        fdst.seek(offset, 0)
        done = self._write_to(fdst, auto_decompress)
        if done != expected_len and not (auto_decompress and self._is_packed()):
            raise BodyCutShort(f"the body has {done} bytes, not {expected_len}")

    def skip_checksum(self) -> None:
        """The headers may have a checksum, but of something else."""
        self._checked.skip_checksum()

    def close(self) -> None:
        """Give the connection free; what was not read is lost, and to read on is an error."""
        self._checked.close()

    def __enter__(self) -> StreamBody:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def _write_to(self, file: Any, unpack: bool) -> int:
        buffer = memoryview(bytearray(min(_MIB, len(self) or _MIB) if not unpack else _MIB))
        done = filled = 0
        while count := self._fill(buffer[filled:], unpack):
            filled += count
            if filled == len(buffer):
                file.write(buffer)
                done += filled
                filled = 0
        file.write(buffer[:filled])
        return done + filled

    def _pieces(self, size: int, unpack: bool) -> Iterator[bytes]:
        while piece := self._piece(size, unpack):
            yield piece

    def _piece(self, size: int, unpack: bool) -> bytes:
        buffer = bytearray(size)
        count = self._fill(memoryview(buffer), unpack)
        return bytes(memoryview(buffer)[:count])

    def _fill(self, buffer: memoryview, unpack: bool) -> int:
        """Some bytes."""
        if not (unpack and self._is_packed()):
            if self._raw is not None and self._raw is not getattr(self._given, "raw", None):
                return self._raw.readinto(buffer)  # type: ignore[attr-defined,no-any-return]
            return self._checked.readinto(buffer)
        if self._unpacked is None:
            self._unpacked = Unpacked(self._checked.readinto)
        return self._unpacked.readinto(buffer)

    def _is_packed(self) -> bool:
        return packed(self._given.headers.get("Content-Encoding", ""))
