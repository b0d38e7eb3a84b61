"""Messages between the local engine and its workers: a length, and so many bytes."""

from __future__ import annotations

import struct

_LENGTH = struct.Struct(">Q")
HEAD = _LENGTH.size
STOP = _LENGTH.pack(0)
"""To a worker: what is under way is to end soon."""


def framed(payload: bytes) -> bytes:
    return _LENGTH.pack(len(payload)) + payload


def length_of(head: bytes) -> int:
    length: int = _LENGTH.unpack(head)[0]
    return length
