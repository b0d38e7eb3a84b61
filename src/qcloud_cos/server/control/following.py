"""The log as it grows: a line of JSON for each request, or an event for a browser's EventSource."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Sequence
from contextlib import suppress
from typing import Any

from qcloud_cos.server.control.log import Log, LoggedRequest

_QUIET_SECONDS = 15.0
"""After that a word is said to whoever reads events: else it would not be noticed that he has gone."""


async def follow(log: Log, after: int, scope: Any, receive: Any, send: Any, stopping: asyncio.Event) -> None:
    """Until the reader goes, or the server stops."""
    headers = dict(scope["headers"])
    is_events = b"text/event-stream" in headers.get(b"accept", b"")
    last_event = headers.get(b"last-event-id", b"")
    if last_event.isdigit():
        after = int(last_event)
    kind = b"text/event-stream" if is_events else b"application/x-ndjson"
    fields = [(b"content-type", kind), (b"cache-control", b"no-store")]
    await send({"type": "http.response.start", "status": 200, "headers": fields})
    news = asyncio.Event()
    ends = [asyncio.ensure_future(stopping.wait()), asyncio.ensure_future(_gone(receive))]
    try:
        with log.told(news.set):
            while not any(end.done() for end in ends):
                news.clear()
                records = log.since(after)
                after = records[-1].number if records else after
                if text := "".join(_written(record, is_events) for record in records):
                    await send({"type": "http.response.body", "body": text.encode(), "more_body": True})
                elif not await _happened(news, ends) and is_events:
                    await send({"type": "http.response.body", "body": b":\n\n", "more_body": True})
    finally:
        for end in ends:
            end.cancel()
    await send({"type": "http.response.body", "body": b""})


async def _happened(news: asyncio.Event, ends: Sequence[asyncio.Future[Any]]) -> bool:
    waiting = asyncio.ensure_future(news.wait())
    try:
        done, _ = await asyncio.wait([waiting, *ends], timeout=_QUIET_SECONDS, return_when=asyncio.FIRST_COMPLETED)
    finally:
        waiting.cancel()
        with suppress(asyncio.CancelledError):
            await waiting
    return bool(done)


async def _gone(receive: Any) -> None:
    while (await receive())["type"] != "http.disconnect":
        pass


def _written(record: LoggedRequest, is_event: bool) -> str:
    line = json.dumps(record.json())
    return f"id: {record.number}\ndata: {line}\n\n" if is_event else f"{line}\n"
