"""Checksums as COS writes them: MD5 in base64, CRC-64/XZ as a decimal number."""

from __future__ import annotations

import base64
import hashlib
from functools import cache, lru_cache

from fastcrc import crc64 as _crc64

Buffer = bytes | bytearray | memoryview
_POLYNOMIAL = 0xC96C5795D7870F42
_ONE = 1 << 63


def crc64(data: Buffer, before: int = 0) -> int:
    """CRC-64/XZ of `data`, going on from the CRC `before`: ``x-cos-hash-crc64ecma``."""
    return _crc64.xz(data, before)


def content_md5(data: Buffer) -> str:
    """The value of a Content-MD5 header."""
    return base64.b64encode(hashlib.md5(data).digest()).decode()


def crc64_combine(first: int, second: int, second_length: int) -> int:
    """The CRC-64 of two pieces one after the other, from the CRC of each: no byte is read again."""
    # A CRC is a remainder of polynomials over GF(2): n bytes after it multiply it by x**(8n).  As in zlib's
    # crc32_combine, bit 63 is x**0, and the initial and final inversions cancel.
    return _product(first, _power(8 * second_length)) ^ second


def _product(a: int, b: int) -> int:
    total = 0
    while a:
        if a & _ONE:
            total ^= b
        a = (a << 1) & 0xFFFFFFFFFFFFFFFF
        b = (b >> 1) ^ (_POLYNOMIAL if b & 1 else 0)
    return total


@lru_cache(maxsize=1024)  # the parts of an upload are mostly of one size
def _power(exponent: int) -> int:
    """x**exponent."""
    total, bit = _ONE, 0
    while exponent:
        if exponent & 1:
            total = _product(total, _square(bit))
        exponent >>= 1
        bit += 1
    return total


@cache
def _square(times: int) -> int:
    """x, squared so many times."""
    if times == 0:
        return _ONE >> 1
    root = _square(times - 1)
    return _product(root, root)
