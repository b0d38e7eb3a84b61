"""Checksums as COS writes them: MD5 in base64, CRC-64/XZ as a decimal number."""

from __future__ import annotations

import base64
import hashlib

from fastcrc import crc64 as _crc64

Buffer = bytes | bytearray | memoryview


def crc64(data: Buffer, before: int = 0) -> int:
    """CRC-64/XZ of `data`, going on from the CRC `before`: ``x-cos-hash-crc64ecma``."""
    return _crc64.xz(data, before)  # type: ignore[arg-type]


def content_md5(data: Buffer) -> str:
    """The value of a Content-MD5 header."""
    return base64.b64encode(hashlib.md5(data).digest()).decode()
