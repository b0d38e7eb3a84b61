"""The logs of all buckets that have one: written as requests are answered, delivered every five minutes."""

from __future__ import annotations

import logging
import secrets
import threading
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import suppress
from functools import lru_cache, partial

from qcloud_cos.core import xml
from qcloud_cos.server.accesslog.entries import Exchange, entry_of
from qcloud_cos.server.accesslog.line import line
from qcloud_cos.server.accesslog.spool import Spool, Target
from qcloud_cos.server.answer import Stream
from qcloud_cos.server.clock import Clock
from qcloud_cos.server.delivering import deliver
from qcloud_cos.server.refusal import Refusal
from qcloud_cos.server.store import Changes, Content, Store, StoreClosed, VersionLocked

logger = logging.getLogger("qcloud_cos.server.accesslog")

SECONDS = 300
"""Between deliveries."""


class Journal:
    """Written by the server's loop, and delivered by its errands."""

    def __init__(self, store: Store, clock: Clock) -> None:
        self._store = store
        self._clock = clock
        self._lock = threading.Lock()
        self._spools: dict[tuple[str, Target], Spool] = {}
        self._late: list[Spool] = []
        """Those that could not be delivered when they were due."""
        self.targets: Mapping[str, Target] = {}
        """Where the log of a bucket goes, of those that have one: mostly none, and then nothing is done."""
        self.call: Callable[[], None] = lambda: None
        """Tells whoever does the errands that there is one."""
        self.reload()

    def reload(self) -> None:
        """Configurations have changed, or may have."""
        with suppress(StoreClosed):
            self.targets = _targets(tuple(self._store.read.documents("logging")))

    def noted(self, exchange: Exchange, body: bytes | Stream) -> bytes | Stream:
        """The body of an answer; the request is logged now, or with the last that is sent of a long body."""
        if self.targets.get(exchange.request.bucket) is None or exchange.request.place.kind == "fetching":
            return body
        if isinstance(body, bytes):
            self._note(exchange, len(body))
            return body
        return Noted(body, exchange.answer.length, partial(self._note, exchange))

    def _note(self, exchange: Exchange, sent: int) -> None:
        try:
            self._log(exchange, sent)
        except Exception:  # whoever asked has nothing to do with it
            logger.exception("a line of an access log is lost")

    def _log(self, exchange: Exchange, sent: int) -> None:
        request, read = exchange.request, self._store.read
        target, bucket = self.targets.get(request.bucket), read.bucket(request.bucket)
        if target is None or bucket is None:  # meanwhile
            return
        version = request.version
        if request.key and version is None and exchange.answer.status < 300:
            version = read.version(request.bucket, request.key, request.version_id)
        now = self._clock.now()
        self._add(bucket.name, target, now, line(entry_of(exchange, bucket, version, now, sent)))

    def work(self, now: float) -> float | None:
        with self._lock:
            due = [name for name, spool in self._spools.items() if spool.due <= now]
            self._late += [self._spools.pop(name) for name in due]
        while self._late:
            self._deliver(self._late[0], now)
            self._late.pop(0)
        with self._lock:
            return min([spool.due for spool in self._spools.values()], default=None)

    def settle(self, deadline: float) -> bool:
        with self._lock:
            self._late += self._spools.values()
            self._spools = {}
        self.work(self._clock.now())
        return True

    def forget(self) -> None:
        with self._lock:
            spools, self._spools = [*self._late, *self._spools.values()], {}
            self._late.clear()
        for spool in spools:
            spool.abort()
        self.reload()

    def close(self) -> None:
        self.settle(time.monotonic())

    def _add(self, bucket: str, target: Target, now: float, text: bytes) -> None:
        with self._lock:
            spool = self._spools.get((bucket, target))
            is_new = spool is None
            if spool is None:
                due = (now // SECONDS + 1) * SECONDS
                spool = self._spools[bucket, target] = Spool(self._store, target, due)
            spool.add(text)
        if is_new:
            self.call()

    def _deliver(self, spool: Spool, now: float) -> None:
        files = list(_named(spool, now))
        try:
            self._store.write(lambda db: _put(db, spool.target, files, now)).result()
        except (LookupError, VersionLocked, Refusal) as error:
            spool.abort()
            logger.warning("an access log is lost: it cannot be written to %s: %s", spool.target.bucket, error)


class Noted:
    """Stands for a body, and tells how much was read of it: as the last piece goes out, or when it is closed."""

    def __init__(self, body: Stream, length: int, note: Callable[[int], None]) -> None:
        self._body = body
        self._length = length
        self._note: Callable[[int], None] | None = note
        self._sent = 0

    def __iter__(self) -> Noted:
        return self

    def __next__(self) -> bytes:
        piece = next(self._body)
        self._sent += len(piece)
        if self._sent == self._length:
            self._end()
        return piece

    def close(self) -> None:
        self._body.close()
        self._end()

    def _end(self) -> None:
        note, self._note = self._note, None
        if note is not None:
            note(self._sent)


def _named(spool: Spool, now: float) -> Iterator[tuple[str, Content]]:
    """prefix{YYYY}/{MM}/{DD}/{time}_{random}_{index}"""
    moment = time.gmtime(now)
    stem = f"{spool.target.prefix}{time.strftime('%Y/%m/%d/%Y%m%d%H%M%S', moment)}_{secrets.token_hex(4)}"
    for index, content in enumerate(spool.finish()):
        yield f"{stem}_{index}", content


def _put(db: Changes, target: Target, files: list[tuple[str, Content]], now: float) -> None:
    for key, content in files:
        deliver(db, target.bucket, key, content, now, {"content-type": "text/plain; charset=utf-8"})


@lru_cache(8)
def _targets(documents: tuple[tuple[str, str], ...]) -> dict[str, Target]:
    found = {}
    for bucket, text in documents:
        enabled = xml.parse(text.encode()).get("LoggingEnabled")
        if enabled:
            found[bucket] = Target(enabled["TargetBucket"], enabled.get("TargetPrefix") or "")
    return found
