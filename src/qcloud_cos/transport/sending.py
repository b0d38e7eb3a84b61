"""A request onto a blocking connection."""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator
from typing import Any

from qcloud_cos.core.wire import Sized
from qcloud_cos.errors import CosClientError
from qcloud_cos.transport import bodies, http1
from qcloud_cos.transport.bodies import Buffer, Plan
from qcloud_cos.transport.checking import Sum
from qcloud_cos.transport.connection import Connection
from qcloud_cos.transport.failures import SocketFailed, is_timeout

TOGETHER = 64 * 1024
"""Up to this size, copying head and body together is cheaper than another system call."""
_SENDFILE = 8 * 1024 * 1024
"""Between two of these we look whether the server has refused already."""


def send(connection: Connection, body: Any, head: bytes, plan: Plan, sent: Sum | None = None) -> bool:
    """Send it, and say whether all of it went out: a server may answer before, with an error."""
    try:
        content = plan.content
        if content is not None and plan.length is not None and len(content) <= TOGETHER:
            connection.send(head + content if content else head)
            if sent is not None:
                sent.add(content)  # while the server is at work
            return True
        return _send_large(connection, body, head, plan, sent)
    except SocketFailed as error:
        # Before it closed, or stopped reading, the server may have said why.
        if not connection.wrote or (is_timeout(error.cause) and not connection.arrived()):
            raise
        return False


def _send_large(connection: Connection, body: Any, head: bytes, plan: Plan, sent: Sum | None = None) -> bool:
    pieces: Iterable[Buffer]
    if plan.content is not None:
        pieces = _slices(plan.content)
    elif isinstance(body, Sized):
        # What the kernel sends, nobody sees.
        descriptor = bodies.regular_file(body.file) if connection.kernel and sent is None else None
        if descriptor is not None and body.length > TOGETHER:
            return _send_file(connection, head, descriptor, body)
        pieces = bodies.file_pieces(body)
    else:
        pieces = bodies.pieces(body, plan.length)
    return _send_pieces(connection, head, pieces if sent is None else sent.passing(pieces), plan.length is None)


def _slices(content: Buffer) -> Iterator[memoryview]:
    view = memoryview(content)
    return (view[start : start + bodies.PIECE] for start in range(0, len(view), bodies.PIECE))


def _send_pieces(connection: Connection, head: bytes, pieces: Iterable[Buffer], chunked: bool) -> bool:
    """Head and pieces; what is small is sent along with what follows it."""
    waiting = head
    first = True
    for piece in pieces:
        if not first and connection.refused_early():
            return False
        first = False
        before, after = http1.chunk(piece) if chunked else (b"", b"")
        if len(piece) <= TOGETHER:
            connection.send(b"".join((waiting, before, piece, after)))
            waiting = b""
        else:
            connection.send(waiting + before)
            connection.send(piece)
            waiting = after
    if chunked:
        waiting += http1.LAST_CHUNK
    if waiting:
        connection.send(waiting)
    return True


def _send_file(connection: Connection, head: bytes, descriptor: int, body: Sized) -> bool:
    """The kernel copies it; the file's position stays where it is."""
    connection.send(head)
    socket = connection.sock.fileno()
    done = 0
    while done < body.length:
        if done and connection.refused_early():
            return False
        try:
            count = os.sendfile(socket, descriptor, body.start + done, min(_SENDFILE, body.length - done))
        except OSError as error:
            raise SocketFailed(error) from error
        if not count:
            raise CosClientError(bodies.CHANGED.format(done, body.length))
        done += count
    return True
