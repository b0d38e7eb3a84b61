"""A query's answer: frames of an event stream, made while they are read.

Source: https://cloud.tencent.com/document/product/436/37641
"""

from __future__ import annotations

import logging
import queue
import threading
import time
from collections.abc import Iterator
from pathlib import Path
from tempfile import TemporaryDirectory, gettempdir
from typing import NamedTuple

from qcloud_cos.core.event_stream import message
from qcloud_cos.server.query.engine import Engine, Limits
from qcloud_cos.server.query.source import CsvSource, JsonSource, ParquetSource, Source
from qcloud_cos.server.query.spool import Spool
from qcloud_cos.server.query.translation import Statement, statement
from qcloud_cos.server.query.wanted import Csv, Json, Wanted
from qcloud_cos.server.query.writing import writer
from qcloud_cos.server.refusal import Refusal
from qcloud_cos.server.store import Reader

logger = logging.getLogger("qcloud_cos.server")

MOST_AT_ONCE = 4
_running = threading.BoundedSemaphore(MOST_AT_ONCE)
_FRAME = 128 * 1024
_SHOWN = str.maketrans({"\r": " ", "\n": " "})


class Patience(NamedTuple):
    """In seconds."""

    status: float = 3.0
    """How long a query may take before the answer begins with 200; errors come inside from then on."""
    quiet: float = 5.0
    """How long nothing may be said."""
    progress: float = 1.0
    """Between two reports."""


class Frames(Iterator[bytes]):
    """The frames of one query, which runs in a thread of its own until it is closed or at its end.

    Raises:
        Refusal: what is known to be wrong before the answer begins.
    """

    def __init__(
        self, wanted: Wanted, now: float, content: bytes | Reader, folder: Path,
        limits: Limits | None = None, patience: Patience | None = None,
    ) -> None:  # fmt: skip
        self._content = content
        self._wanted = wanted
        self._folder = folder
        self._now = now
        self._limits = limits
        self._patience = patience or Patience()
        self._said: queue.Queue[bytes | Refusal | None] = queue.Queue(maxsize=4)
        self._held: list[bytes | Refusal | None] = []
        self._engine: Engine | None = None
        self._closed = threading.Event()
        if not _running.acquire(blocking=False):
            self._close_content()
            raise Refusal("Busy")
        threading.Thread(target=self._run, name="cos-server-select", daemon=True).start()
        self._begin()

    def _begin(self) -> None:
        try:
            first = self._said.get(timeout=self._patience.status)
        except queue.Empty:
            return
        if isinstance(first, Refusal):
            raise first
        self._held.append(first)

    def __next__(self) -> bytes:
        try:
            said = self._held.pop() if self._held else self._said.get(timeout=self._patience.quiet)
        except queue.Empty:
            return _event("Cont")
        if said is None:
            raise StopIteration
        if isinstance(said, Refusal):
            self._held.append(None)
            return message(
                {
                    ":error-code": said.code,
                    ":error-message": said.message.translate(_SHOWN),
                    ":message-type": "error",
                }
            )
        return said

    def close(self) -> None:
        """Nobody reads on: stop working."""
        self._closed.set()
        engine = self._engine
        if engine is not None:
            engine.stop()

    # In the thread

    def _run(self) -> None:
        try:
            self._work()
        except Refusal as refusal:
            self._say(refusal)
        except Exception as error:
            logger.exception("a query failed", exc_info=error)
            self._say(Refusal("InternalError"))
        finally:
            self._close_content()
            _running.release()
            self._say(None)

    def _work(self) -> None:
        # DuckDB takes some characters of a path for patterns.
        folder = gettempdir() if set("*?[]{}") & set(str(self._folder)) else self._folder
        with TemporaryDirectory(dir=folder, prefix="select-") as place:
            content = iter([self._content]) if isinstance(self._content, bytes) else self._content
            spool = Spool(self._until_closed(content), self._wanted, Path(place) / "content")
            engine = self._engine = Engine(spool.path, self._limits)
            if self._closed.is_set():
                engine.stop()
            try:
                self._answer(spool, engine)
            finally:
                self._engine = None
                engine.close()

    def _answer(self, spool: Spool, engine: Engine) -> None:
        wanted, query = self._wanted, self._wanted.query
        source = self._source(spool, engine)
        asked: Statement = statement(query, source, self._now)
        write = writer(wanted.output, asked.columns, spool.header, query.columns is None)
        held = bytearray()
        returned, flushed, reported = 0, time.monotonic(), 0.0
        for rows in engine.run(asked):
            for row in rows:
                held += write(row)
                if len(held) >= _FRAME:
                    returned += self._say_records(held)
                    flushed = time.monotonic()
            if held and time.monotonic() - flushed > self._patience.progress:
                returned += self._say_records(held)
                flushed = time.monotonic()
            if wanted.progress and time.monotonic() - reported >= self._patience.progress:
                self._say(_counted("Progress", spool, returned))
                reported = time.monotonic()
        if held:
            returned += self._say_records(held)
        if wanted.progress:
            self._say(_counted("Progress", spool, returned))
        self._say(_counted("Stats", spool, returned))
        self._say(_event("End"))

    def _source(self, spool: Spool, engine: Engine) -> Source:
        asked = self._wanted.input
        if isinstance(asked, Csv):
            return CsvSource(spool.path, spool.header)
        if isinstance(asked, Json):
            return JsonSource(spool.path, asked.lines)
        try:
            return ParquetSource(spool.path, engine.types())
        except Refusal as refusal:
            raise Refusal("ParquetParsingError", refusal.message) from refusal

    def _say_records(self, held: bytearray) -> int:
        count = len(held)
        self._say(_event("Records", bytes(held), "application/octet-stream"))
        held.clear()
        return count

    def _say(self, said: bytes | Refusal | None) -> None:
        while not self._closed.is_set():
            try:
                self._said.put(said, timeout=0.5)
            except queue.Full:
                continue
            return

    def _until_closed(self, content: Iterator[bytes]) -> Iterator[bytes]:
        for piece in content:
            if self._closed.is_set():
                raise Refusal("InternalError", "nobody waits for the answer any more")
            yield piece

    def _close_content(self) -> None:
        if isinstance(self._content, Reader):
            self._content.close()


def _event(kind: str, payload: bytes = b"", content_type: str = "") -> bytes:
    headers = {":event-type": kind, ":message-type": "event"}
    if content_type:
        headers[":content-type"] = content_type
    return message(headers, payload)


def _counted(kind: str, spool: Spool, returned: int) -> bytes:
    counts = {"BytesScanned": spool.scanned, "BytesProcessed": spool.processed, "BytesReturned": returned}
    inside = "".join(f"<{name}>{count}</{name}>" for name, count in counts.items())
    xml = f'<?xml version="1.0" encoding="UTF-8"?><{kind}>{inside}</{kind}>'
    return _event(kind, xml.encode(), "text/xml")
