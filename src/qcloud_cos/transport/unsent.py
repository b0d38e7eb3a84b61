"""What the kernel has taken, and the other end not yet: a slow line is told from a dead one by it."""

from __future__ import annotations

import struct
import sys
from typing import Any


class Unsent:
    """Asked when nothing came for as long as one waits: has at least something gone meanwhile?"""

    __slots__ = ("_left",)

    def __init__(self) -> None:
        self._left: int | None = None

    def shrinks(self, sock: Any, buffered: int = 0) -> bool:
        """Less waits to be sent than when last asked; the first time, whether anything does at all."""
        left, before = _queued(sock) + buffered, self._left
        self._left = left
        return left > 0 if before is None else left < before


def _queued(sock: Any) -> int:
    """Bytes that wait in the socket for the other end's acknowledgement."""
    if not sys.platform.startswith("linux"):
        return 0
    import fcntl
    import termios

    try:
        answer = fcntl.ioctl(sock.fileno(), termios.TIOCOUTQ, struct.pack("i", 0))
    except (OSError, ValueError):
        return 0
    size: int = struct.unpack("i", answer)[0]
    return size
