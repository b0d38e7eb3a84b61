"""Lines on their way to a bucket: in memory while they are few, then in a file of the store's."""

from __future__ import annotations

from typing import NamedTuple

from qcloud_cos.server.store import Content, Receiver, Store

LARGEST_FILE = 256 * 1024 * 1024
_HELD = 64 * 1024


class Target(NamedTuple):
    """Where the log of a bucket goes."""

    bucket: str
    prefix: str


class Spool:
    """The lines of a bucket that go to one target, until they are due."""

    def __init__(self, store: Store, target: Target, due: float) -> None:
        self.target = target
        self.due = due
        self._store = store
        self._receivers: list[Receiver] = []
        self._held: list[bytes] = []
        self._size = 0
        """Of what is held."""
        self._finished: list[Content] = []

    def add(self, line: bytes) -> None:
        self._held.append(line)
        self._size += len(line)
        if self._size >= _HELD:
            self._write()

    def finish(self) -> list[Content]:
        """The log's files; the same if it is done again."""
        if self._held:
            self._write()
        for receiver in self._receivers[len(self._finished) :]:
            self._finished.append(receiver.finish())
        return self._finished

    def abort(self) -> None:
        for receiver in self._receivers:
            receiver.abort()

    def _write(self) -> None:
        if not self._receivers or self._receivers[-1].size + self._size > LARGEST_FILE:
            self._receivers.append(self._store.receive())
        block = b"".join(self._held)
        self._held, self._size = [], 0
        try:
            self._receivers[-1].write(block)
        except OSError as error:  # nobody knows how much of the block is in the file now
            receiver = self._receivers.pop()
            receiver.abort()
            raise OSError(error.errno, f"{receiver.size} bytes of a log are lost: {error}") from error
