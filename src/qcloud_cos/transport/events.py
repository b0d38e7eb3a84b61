"""Results of select_object_content, event by event, as they arrive."""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterator
from contextlib import suppress
from types import TracebackType
from typing import TYPE_CHECKING, Any

from qcloud_cos.core.event_stream import EventDecoder
from qcloud_cos.core.wire import Response
from qcloud_cos.core.xml import MalformedXML
from qcloud_cos.errors import CosClientError, CosException
from qcloud_cos.transport.landing import Landing, Path
from qcloud_cos.transport.streams import StreamBody

if TYPE_CHECKING:
    from qcloud_cos.transport.async_streams import AsyncStreamBody
    from qcloud_cos.types import SelectEvent


class EventStream:
    """The events of a select: Records, Stats, Progress, Cont and, when all has come, End.

    A result that is cut short raises BodyCutShort, a damaged one ChecksumMismatch, and what goes wrong
    in COS on the way CosServiceError.  Read to its end or closed, it gives its connection free.

    `rt` is an answer of ours, or anything shaped like a requests.Response.
    """

    __slots__ = ("_body", "_decoder")

    def __init__(self, rt: Any) -> None:
        self._body: StreamBody = rt.stream if isinstance(rt, Response) else StreamBody(rt)
        self._decoder = _decoder(rt)

    def next_event(self) -> SelectEvent:
        """The next event.

        Raises:
            StopIteration: `End` was the last.
        """
        decoder = self._decoder
        if decoder.finished:
            with suppress(CosException):  # only the body's own end is left, and with it the connection is free
                self._body.read(1)
            self.close()
            raise StopIteration
        try:
            while True:
                event = decoder.feed(self._body.read(decoder.wanted))
                if event is not None:
                    return event  # type: ignore[return-value]
        except MalformedXML as error:
            self.close()
            raise _unreadable(error) from error
        except BaseException:
            self.close()
            raise

    __next__ = next = next_event

    def __iter__(self) -> Iterator[SelectEvent]:
        return self

    def get_select_result(self) -> bytes:
        """All records."""
        return b"".join(event["Records"]["Payload"] for event in self if "Records" in event)

    def get_select_result_to_file(self, file_name: Path) -> None:
        """Write all records to a file, which appears when it is complete, or never."""
        with Landing(file_name) as file:
            for event in self:
                if "Records" in event:
                    file.write(event["Records"]["Payload"])

    def close(self) -> None:
        """Give the connection free; what was not read is lost."""
        self._body.close()

    def __enter__(self) -> EventStream:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()


class AsyncEventStream:
    """The same for async clients: `async for`, or `await` its methods."""

    __slots__ = ("_body", "_decoder")

    def __init__(self, rt: Response) -> None:
        self._body: AsyncStreamBody = rt.stream
        self._decoder = _decoder(rt)

    async def next_event(self) -> SelectEvent:
        """The next event.

        Raises:
            StopAsyncIteration: `End` was the last.
        """
        decoder = self._decoder
        if decoder.finished:
            with suppress(CosException):
                await self._body.read(1)
            await self.close()
            raise StopAsyncIteration
        try:
            while True:
                event = decoder.feed(await self._body.read(decoder.wanted))
                if event is not None:
                    return event  # type: ignore[return-value]
        except MalformedXML as error:
            await self.close()
            raise _unreadable(error) from error
        except BaseException:
            await self.close()
            raise

    __anext__ = next_event

    def __aiter__(self) -> AsyncIterator[SelectEvent]:
        return self

    async def get_select_result(self) -> bytes:
        """All records."""
        return b"".join([event["Records"]["Payload"] async for event in self if "Records" in event])

    async def get_select_result_to_file(self, file_name: Path) -> None:
        """Write all records to a file, which appears when it is complete, or never."""
        import asyncio

        file = Landing(file_name)
        try:
            await asyncio.to_thread(file.open)
            async for event in self:
                if "Records" in event:
                    await asyncio.to_thread(file.write, event["Records"]["Payload"])
            await asyncio.to_thread(file.commit)
        except BaseException:
            file.abandon()
            await self.close()
            raise

    async def close(self) -> None:
        """Give the connection free; what was not read is lost."""
        await self._body.close()

    async def __aenter__(self) -> AsyncEventStream:
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        await self.close()


def _decoder(rt: Any) -> EventDecoder:
    status: int = rt.status if isinstance(rt, Response) else rt.status_code
    known = {
        # The query of a URL may hold a signature.
        "resource": str(rt.url).partition("?")[0],
        "requestid": rt.headers.get("x-cos-request-id", ""),
        "traceid": rt.headers.get("x-cos-trace-id", ""),
    }
    return EventDecoder(known, status)


def _unreadable(error: MalformedXML) -> CosClientError:
    return CosClientError(f"the select result has an event with unreadable XML: {error}")
