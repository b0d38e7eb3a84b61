"""The CRC-64 of two bodies put together, from theirs.

A CRC is a remainder of polynomials over GF(2): appending n bytes multiplies the first body's by
x**(8n).  As in zlib's crc32_combine, bit 63 is x**0, and the initial and final inversions cancel.
"""

from __future__ import annotations

from functools import cache, lru_cache

_POLYNOMIAL = 0xC96C5795D7870F42
_ONE = 1 << 63


def combined(first: int, second: int, second_size: int) -> int:
    """The CRC of a body of CRC `first` and then one of CRC `second` and `second_size` bytes."""
    return _product(first, _power(8 * second_size)) ^ second


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
