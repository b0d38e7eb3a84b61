"""Whether this worker is to begin no more objects: somebody has asked the job to end."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import partial
from threading import Lock

_guard = Lock()
_asked = False
_told: set[Callable[[], object]] = set()


def ask() -> None:
    """From any thread, for good: a worker serves one run."""
    global _asked
    with _guard:
        _asked = True
        for tell in _told:
            tell()


@contextmanager
def listening() -> Iterator[asyncio.Event]:
    """An event of the running loop, which is set when somebody asks, or has."""
    event = asyncio.Event()
    tell = partial(asyncio.get_running_loop().call_soon_threadsafe, event.set)
    with _guard:
        if _asked:
            event.set()
        _told.add(tell)
    try:
        yield event
    finally:
        with _guard:
            _told.discard(tell)
