"""Checksums as COS writes them: MD5 in base64, CRC-64/XZ as a decimal number."""

from __future__ import annotations

import base64
import hashlib
from functools import cache

from fastcrc import crc64 as _crc64

Buffer = bytes | bytearray | memoryview


def crc64(data: Buffer, before: int = 0) -> int:
    """CRC-64/XZ of `data`, going on from the CRC `before`: ``x-cos-hash-crc64ecma``."""
    return _crc64.xz(data, before)


def content_md5(data: Buffer) -> str:
    """The value of a Content-MD5 header."""
    return base64.b64encode(hashlib.md5(data).digest()).decode()


def crc64_combine(first: int, second: int, second_length: int) -> int:
    """The CRC-64 of two pieces one after the other, from the CRC of each: no byte is read again."""
    # Appending n zero bytes to a message multiplies its CRC by x^(8n): done with n's binary digits.
    matrix = _ONE_ZERO_BYTE
    while second_length:
        if second_length & 1:
            first = _times(matrix, first)
        second_length >>= 1
        matrix = _squared(matrix)
    return first ^ second


_Matrix = tuple[int, ...]
_POLYNOMIAL = 0xC96C5795D7870F42


def _times(matrix: _Matrix, vector: int) -> int:
    total = 0
    for row in matrix:
        if vector & 1:
            total ^= row
        vector >>= 1
        if not vector:
            break
    return total


@cache
def _squared(matrix: _Matrix) -> _Matrix:
    return tuple(_times(matrix, row) for row in matrix)


_ONE_ZERO_BIT: _Matrix = (_POLYNOMIAL, *(1 << n for n in range(63)))
_ONE_ZERO_BYTE: _Matrix = _squared(_squared(_squared(_ONE_ZERO_BIT)))
