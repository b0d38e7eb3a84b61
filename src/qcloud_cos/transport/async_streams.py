"""Open bodies of answers for async clients: what their get_object returns as ``Body``."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable
from contextlib import suppress
from types import TracebackType
from typing import TYPE_CHECKING, Any, TypeVar

from qcloud_cos.errors import BodyCutShort
from qcloud_cos.transport.checking import Checker
from qcloud_cos.transport.closed import Closed
from qcloud_cos.transport.landing import Landing, Path
from qcloud_cos.transport.unpacking import Unpacker, packed

if TYPE_CHECKING:
    from qcloud_cos.transport.arriving import Arriving

T = TypeVar("T")

_MIB = 1024 * 1024


class AsyncStreamBody:
    """The content of an object, read as it arrives: `async for`, or `await` its methods.

    An early end raises BodyCutShort, and a wrong checksum ChecksumMismatch, instead of the
    last piece.  Read to its end or closed, it gives its connection free: use it in
    `async with` if you may stop before.
    """

    __slots__ = ("__weakref__", "_checker", "_rest", "_source", "_unpacker")

    def __init__(self, rt: Arriving | Closed) -> None:
        self._source = rt
        self._checker = Checker(rt.headers, rt.status)
        self._rest = memoryview(b"")
        """Received, and not asked for yet."""
        self._unpacker: Unpacker | None = None

    async def read(self, chunk_size: int | None = -1, auto_decompress: bool = False) -> bytes:
        """Exactly `chunk_size` bytes, fewer only at the end, b"" after it; -1: all that is left.

        Args:
            auto_decompress: undo a Content-Encoding of gzip or deflate.
        """
        left = -1 if chunk_size is None else chunk_size
        parts: list[bytes] = []
        while left:
            piece = await self._next(left, auto_decompress)
            if not piece:
                break
            parts.append(piece)
            if left > 0:
                left -= len(piece)
        return parts[0] if len(parts) == 1 else b"".join(parts)

    async def readinto(self, buffer: Any) -> int:
        """Fill the buffer from the start; how far, and 0 at the end."""
        view = memoryview(buffer).cast("B")
        done = 0
        while done < len(view):
            piece = await self._next(len(view) - done, False)
            if not piece:
                break
            view[done : done + len(piece)] = piece
            done += len(piece)
        return done

    async def readinto1(self, buffer: Any) -> int:
        """Some bytes, as they come, into the buffer from the start; 0 at the end."""
        view = memoryview(buffer)
        if self._source.sized and not self._rest:
            return await self._received_into(view.cast("B"))
        piece = await self._next(len(view), False)
        view[: len(piece)] = piece
        return len(piece)

    async def __aiter__(self) -> AsyncIterator[bytes]:
        while piece := await self._next(-1, True):
            yield piece

    def __len__(self) -> int:
        """Content-Length; 0 if the answer does not say."""
        return int(self._source.headers.get("Content-Length", 0))

    async def get_stream(self, chunk_size: int = 1024) -> AsyncIterator[bytes]:
        """The body in pieces of `chunk_size` bytes, the last one shorter.

        As ever, going through a body undoes a Content-Encoding of gzip or deflate, and `read` does not.
        """
        while piece := await self.read(chunk_size, auto_decompress=True):
            yield piece

    def get_raw_stream(self) -> AsyncStreamBody:
        """Itself: `await read(n)` is what async file-like objects have."""
        return self

    async def get_stream_to_file(
        self, file_name: Path, disable_tmp_file: bool = False, auto_decompress: bool = False
    ) -> None:
        """Write the body to a file, which appears when it is complete and checked, or never.

        Args:
            disable_tmp_file: write under the name itself, for places where nothing can be
                renamed; a failure still leaves no file, nor the one that was there.
        """
        file = await in_thread(Landing, file_name, disable_tmp_file)
        try:
            await in_thread(file.open)
            await self._write_to(file, auto_decompress)
            await in_thread(file.commit)
        except BaseException:
            file.abandon()
            await self.close()
            raise

    async def pget_stream_to_file(
        self, fdst: Any, offset: int, expected_len: int, auto_decompress: bool = False
    ) -> None:
        """Write the body into an open file from `offset` on.

        Raises:
            BodyCutShort: it has not `expected_len` bytes.
        """
        fdst.seek(offset, 0)
        done = await self._write_to(fdst, auto_decompress)
        if done != expected_len and not (auto_decompress and self._is_packed()):
            raise BodyCutShort(f"the body has {done} bytes, not {expected_len}")

    def skip_checksum(self) -> None:
        """The headers may have a checksum, but of something else."""
        self._checker.skip()

    async def close(self) -> None:
        """Give the connection free; what was not read is lost, and to read on is an error."""
        if self._rest or not self._source.finished:
            self._end()
        else:
            self._source.close()

    async def __aenter__(self) -> AsyncStreamBody:
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        await self.close()

    async def _write_to(self, file: Any, unpack: bool) -> int:
        done = 0
        while data := await self.read(_MIB, unpack):
            await in_thread(file.write, data)
            done += len(data)
        return done

    async def _next(self, size: int, unpack: bool) -> bytes:
        """Some bytes, `size` at most unless negative."""
        if unpack and self._is_packed():
            return await self._unpacked(_MIB if size < 0 else size)
        if not self._rest:
            piece = await self._received()
            if not 0 <= size < len(piece):
                return piece
            self._rest = memoryview(piece)
        cut = len(self._rest) if size < 0 else size
        head, self._rest = bytes(self._rest[:cut]), self._rest[cut:]
        return head

    async def _received(self) -> bytes:
        try:
            piece = await self._source.receive()
        except BaseException:
            self._end()
            raise
        self._checker.add(piece)
        if self._source.finished:
            self._checker.end()
        return piece

    async def _received_into(self, buffer: memoryview) -> int:
        try:
            count = await self._source.receive_into(buffer)
        except BaseException:
            self._end()
            raise
        self._checker.add(buffer[:count])
        if self._source.finished:
            self._checker.end()
        return count

    async def _unpacked(self, size: int) -> bytes:
        if self._unpacker is None:
            self._unpacker = Unpacker()
        while (out := self._unpacker.take(size)) is None:
            self._unpacker.feed(await self._next(-1, False))
        return out

    def _end(self) -> None:
        source, self._rest = self._source, memoryview(b"")
        self._source = Closed(source.headers, source.status)
        source.close()

    def _is_packed(self) -> bool:
        return packed(self._source.headers.get("Content-Encoding", ""))


async def in_thread(work: Callable[..., T], *arguments: Any) -> T:
    """Waited for even when cancelled: the thread goes on, and holds the file."""
    import asyncio

    task = asyncio.ensure_future(asyncio.to_thread(work, *arguments))
    try:
        return await asyncio.shield(task)
    except asyncio.CancelledError:
        while not task.done():
            with suppress(asyncio.CancelledError):
                await asyncio.wait([task])
        task.exception()
        raise
