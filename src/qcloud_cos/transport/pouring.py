"""The body of an answer straight into its place in a file."""

from __future__ import annotations

import os
import time
from typing import TYPE_CHECKING

from qcloud_cos.core.checksum import crc64
from qcloud_cos.core.wire import Poured, Sink
from qcloud_cos.errors import BodyCutShort
from qcloud_cos.transport import workers

if TYPE_CHECKING:
    from qcloud_cos.transport.async_streams import AsyncStreamBody
    from qcloud_cos.transport.streams import StreamBody

_PIECE = 1024 * 1024
_ZEROS = bytes(_PIECE)
_MOST_SPARE = 5

_spare: list[bytearray] = []
"""Buffers to use again: a new one costs as much as half of what is read into it."""


def pour(body: StreamBody, sink: Sink) -> Poured:
    """As many bytes as the sink is long, through one buffer; fewer, if it says why.

    Raises:
        BodyCutShort: there are more.
        OSError: they cannot be written, as when the disk is full.
    """
    with body, _Filling(sink) as filling:
        try:
            while count := body.readinto1(filling.room):
                if filling.add(count):
                    filling.write()
                if sink.meter is not None and (seconds := sink.meter.took(count)) > 0:
                    time.sleep(seconds)
        except BodyCutShort as error:
            workers.check()
            filling.cut = error
        return filling.poured()


async def pour_awaiting(body: AsyncStreamBody, sink: Sink) -> Poured:
    """The same; writing happens in a thread."""
    import asyncio

    from qcloud_cos.transport.async_streams import in_thread

    async with body:
        with _Filling(sink) as filling:
            try:
                while count := await body.readinto1(filling.room):
                    if filling.add(count):
                        await in_thread(filling.write)
                    if sink.meter is not None and (seconds := sink.meter.took(count)) > 0:
                        await asyncio.sleep(seconds)
            except BodyCutShort as error:
                filling.cut = error
            return await in_thread(filling.poured)


class _Filling:
    """A sink, and the buffer through which it is filled."""

    def __init__(self, sink: Sink) -> None:
        self._sink = sink
        self._largest = _PIECE if sink.meter is None else min(_PIECE, sink.meter.piece)
        self._waiting = self._done = self._checksum = 0
        self.cut: Exception | None = None

    def __enter__(self) -> _Filling:
        try:
            self._whole = _spare.pop()
        except IndexError:
            self._whole = bytearray(_PIECE)
        self._buffer = memoryview(self._whole)
        return self

    def __exit__(self, *_: object) -> None:
        if len(_spare) < _MOST_SPARE:
            _spare.append(self._whole)

    @property
    def room(self) -> memoryview:
        return self._buffer[self._waiting : self._waiting + self._largest]

    def add(self, count: int) -> bool:
        """So many bytes are in the room; whether it is full now."""
        self._waiting += count
        return self._waiting == _PIECE

    def write(self) -> None:
        """What waits in the buffer, to its place."""
        count, at = self._waiting, self._sink.start + self._done
        piece = self._buffer[:count]
        if self._done + count > self._sink.length:
            raise BodyCutShort(f"the body has more than the {self._sink.length} bytes that were asked for")
        self._checksum = crc64(piece, self._checksum)
        file = self._sink.file
        with file.lock:
            if not (count == _PIECE and self._whole == _ZEROS and _is_hole(file.number, at, count)):
                while piece:
                    written = os.pwrite(file.number, piece, at)
                    piece, at = piece[written:], at + written
        self._done, self._waiting = self._done + count, 0

    def poured(self) -> Poured:
        self.write()
        if self._done < self._sink.length and self.cut is None:
            self.cut = BodyCutShort(
                f"the body has {self._done} bytes, not the {self._sink.length} that were asked for"
            )
        return Poured(self._done, self._checksum, self.cut)


def _is_hole(number: int, start: int, length: int) -> bool:
    """Nothing was ever written there, so zeros need not be: the file stays as sparse as the object."""
    try:
        return os.lseek(number, start, os.SEEK_DATA) >= start + length
    except OSError as error:
        import errno

        return error.errno == errno.ENXIO  # no data up to the end
