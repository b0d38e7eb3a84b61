"""Idle connections, the last used first out."""

from __future__ import annotations

import os
from time import monotonic

from qcloud_cos.core.wire import Origin
from qcloud_cos.transport.connection import Connection

IDLE_SECONDS = 60
"""Longer than this unused, a connection is often dead without a sign: firewalls forget it."""


class Pool:
    """Takes no lock: appending to a list and popping from it are atomic."""

    def __init__(self, size: int) -> None:
        self._size = size
        self._idle: dict[Origin, list[Connection]] = {}
        self._pid = os.getpid()

    def take(self, origin: Origin) -> Connection | None:
        """A connection that looks alive."""
        if self._pid != os.getpid():
            self._forget()
        idle = self._idle.get(origin)
        while idle:
            try:
                connection = idle.pop()
            except IndexError:  # another thread took it
                break
            if not connection.arrived() and monotonic() - connection.used < IDLE_SECONDS:
                return connection
            connection.close()
        return None

    def give(self, connection: Connection) -> None:
        """Keep it, unless more than its answer came, or it is another process's."""
        trusted = connection.start == connection.end and connection.pid == os.getpid()
        idle = self._idle.get(connection.origin)
        if idle is None:
            idle = self._idle.setdefault(connection.origin, [])
        if not trusted or len(idle) >= self._size:
            connection.close()
            return
        connection.rest()
        idle.append(connection)

    def done(self, connection: Connection, keep: bool) -> None:
        """An answer has been read to its end."""
        if keep:
            self.give(connection)
        else:
            connection.close()

    def close(self) -> None:
        for idle in list(self._idle.values()):
            while idle:
                try:
                    idle.pop().close()
                except IndexError:
                    break

    def _forget(self) -> None:
        """In a forked child: the connections are the parent's; close our ends of them, silently."""
        parents, self._idle = self._idle, {}
        self._pid = os.getpid()
        for idle in parents.values():
            for connection in idle:
                connection.close()

    def __del__(self) -> None:
        self.close()
