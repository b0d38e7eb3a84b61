"""What a handler answers."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from functools import lru_cache
from pathlib import Path
from typing import Protocol

from qcloud_cos.server.store import Changes, Content, Reader

PROLOG = "<?xml version='1.0' encoding='utf-8' ?>\n"


class Stream(Iterator[bytes], Protocol):
    """A body that comes in pieces."""

    def close(self) -> None: ...


@dataclass(slots=True)
class Answer:
    status: int = 200
    headers: dict[str, str] = field(default_factory=dict)
    body: bytes = b""
    content: Content | None = None
    """Stored bytes to send instead of a body: from `start` up to `stop`."""
    start: int = 0
    stop: int = 0
    through: Callable[[bytes | Reader, Path], Stream] | None = None
    """Makes of the stored bytes what is sent, of a length that nobody knows before; runs in a thread, and has
    a folder for what it has to put down."""
    noted: Callable[[Changes], None] | None = None
    """What a read leaves behind, written before it is answered."""

    @property
    def length(self) -> int:
        return len(self.body) if self.content is None else self.stop - self.start


def document(text: str, headers: dict[str, str] | None = None, prolog: str = PROLOG) -> Answer:
    """An XML answer; `text` is the root element."""
    fields = {"Content-Type": "application/xml"}
    return Answer(200, fields | headers if headers else fields, f"{prolog}{text}".encode(errors="replace"))


def done(status: int = 200) -> Answer:
    """A configuration is set: nothing to say, which COS calls XML unless it is 204."""
    return Answer(status, {"Content-Type": "application/xml"} if status == 200 else {})


def iso(moment: float) -> str:
    """2020-12-10T03:37:30.000Z: seconds, written as milliseconds as COS does."""
    return f"{_second(int(moment))}.000Z"


def iso_seconds(moment: float) -> str:
    """2019-05-24T11:49:50Z"""
    return f"{_second(int(moment))}Z"


@lru_cache(4096)
def _second(second: int) -> str:
    return time.strftime("%Y-%m-%dT%H:%M:%S", time.gmtime(second))


_DAYS = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")
_MONTHS = ("", "Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")


def rfc1123(moment: float) -> str:
    """Thu, 10 Dec 2020 03:37:30 GMT, whatever the locale."""
    return _http_date(int(moment))


@lru_cache(4096)
def _http_date(second: int) -> str:
    t = time.gmtime(second)
    return (
        f"{_DAYS[t.tm_wday]}, {t.tm_mday:02} {_MONTHS[t.tm_mon]} {t.tm_year:04} "
        f"{t.tm_hour:02}:{t.tm_min:02}:{t.tm_sec:02} GMT"
    )
