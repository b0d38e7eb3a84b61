"""The framing of select results: messages of length, headers, payload and two checksums.  No I/O.

All numbers are big-endian: the message's length and its headers' (4 bytes each), a CRC-32 of these
eight bytes, the headers, the payload, and a CRC-32 of all before it.

Source: https://cloud.tencent.com/document/product/436/37641
"""

from __future__ import annotations

import struct
import zlib
from collections.abc import Mapping
from typing import Any

from qcloud_cos.core import xml
from qcloud_cos.errors import BodyCutShort, ChecksumMismatch, CosClientError, CosServiceError

_PRELUDE = struct.Struct(">III")
_CRC = struct.Struct(">I")
_OVERHEAD = _PRELUDE.size + _CRC.size
_STRING = 7


class EventDecoder:
    """Asks for `wanted` bytes at a time, is fed them, and gives the events they make.

    `wanted` is never more than what the message at hand still has, so that nothing is waited for in vain.
    """

    __slots__ = ("_about", "_ended", "_prelude", "wanted")

    def __init__(self, about: Mapping[str, str], status: int) -> None:
        """`about` is what an error will say of the request: ``resource``, ``requestid``, ``traceid``."""
        self._about = (dict(about), status)
        self._prelude = b""
        self._ended = False
        self.wanted = _PRELUDE.size

    @property
    def finished(self) -> bool:
        """The event `End` came: the result is complete."""
        return self._ended

    def feed(self, data: bytes) -> dict[str, Any] | None:
        """The event that these bytes complete; None if there is more to read first.

        Raises:
            BodyCutShort: fewer bytes than `wanted`.
            ChecksumMismatch: damaged on the way.
            CosServiceError: the message is an error; nothing follows it.
        """
        if len(data) < self.wanted:
            raise BodyCutShort("the select result ended before its event End: what was read is not all of it")
        if not self._prelude:
            self._begin(data)
            return None
        prelude, self._prelude = self._prelude, b""
        self.wanted = _PRELUDE.size
        (crc,) = _CRC.unpack_from(data, len(data) - _CRC.size)
        if zlib.crc32(data[: -_CRC.size], zlib.crc32(prelude)) != crc:
            raise ChecksumMismatch("a message of the select result was damaged on its way: its CRC-32 differs")
        _, header_length, _ = _PRELUDE.unpack(prelude)
        return self._event(_headers(data[:header_length]), data[header_length : -_CRC.size])

    def _begin(self, prelude: bytes) -> None:
        length, header_length, crc = _PRELUDE.unpack(prelude)
        if zlib.crc32(prelude[:8]) != crc:
            raise ChecksumMismatch(
                "the select result was damaged on its way, or is none: a prelude's CRC-32 differs"
            )
        if length < header_length + _OVERHEAD:
            raise CosClientError("the select result has a message that is shorter than its headers")
        self._prelude = prelude
        self.wanted = length - _PRELUDE.size

    def _event(self, headers: dict[str, str], payload: bytes) -> dict[str, Any] | None:
        if headers.get(":message-type") == "error":
            about, status = self._about
            said = {"code": headers.get(":error-code"), "message": headers.get(":error-message")}
            raise CosServiceError.of("POST", {**said, **about}, status)
        kind = headers.get(":event-type")
        if kind == "Records":
            return {kind: {"Payload": payload}}
        if kind in ("Stats", "Progress"):
            return {kind: {"Details": xml.parse(payload)}}
        if kind == "End":
            self._ended = True
        return {kind: {}} if kind in ("Cont", "End") else None  # events yet to be invented say nothing to us


def message(headers: Mapping[str, str], payload: bytes = b"") -> bytes:
    """A message as it goes over the wire."""
    pieces = []
    for name, value in headers.items():
        encoded, text = name.encode(), value.encode()
        pieces.append(bytes([len(encoded)]) + encoded + struct.pack(">BH", _STRING, len(text)) + text)
    head = b"".join(pieces)
    lengths = struct.pack(">II", len(head) + len(payload) + _OVERHEAD, len(head))
    prelude = lengths + _CRC.pack(zlib.crc32(lengths))
    return b"".join(
        [prelude, head, payload, _CRC.pack(zlib.crc32(payload, zlib.crc32(head, zlib.crc32(prelude))))]
    )


def _headers(data: bytes) -> dict[str, str]:
    """Each: the name's length (1 byte), the name, the value's type, its length (2 bytes), the value."""
    found: dict[str, str] = {}
    place = 0
    try:
        while place < len(data):
            name_end = place + 1 + data[place]
            name = data[place + 1 : name_end].decode()
            kind, length = struct.unpack_from(">BH", data, name_end)
            if kind != _STRING:
                raise CosClientError(f"the select result has a header, {name}, that is not text")
            place = name_end + 3 + length
            found[name] = data[name_end + 3 : place].decode()
    except (IndexError, struct.error, UnicodeDecodeError) as error:
        raise CosClientError(f"the select result has headers that cannot be read: {error}") from error
    return found
