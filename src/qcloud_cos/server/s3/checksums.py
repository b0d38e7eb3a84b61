"""The checksums that S3 clients send of a body, besides its MD5.

Source: https://docs.aws.amazon.com/AmazonS3/latest/userguide/checking-object-integrity.html
"""

from __future__ import annotations

import base64
import binascii
import hashlib
import zlib
from collections.abc import Callable, Mapping
from functools import cache
from typing import Protocol

from fastcrc import crc32 as crcs_of_32_bits

from qcloud_cos.server.s3.codes import S3Refusal

PREFIX = "x-amz-checksum-"
TRAILER = "x-amz-trailer"
ALGORITHM = "x-amz-sdk-checksum-algorithm"
_NOT_VALUES = frozenset({f"{PREFIX}mode", f"{PREFIX}type", f"{PREFIX}algorithm"})
Crc = Callable[[bytes, int], int]


class Sum(Protocol):
    def update(self, data: bytes, /) -> None: ...

    def digest(self) -> bytes: ...


class CrcSum:
    def __init__(self, crc: Crc, size: int) -> None:
        self._crc, self._size = crc, size
        self._value = 0

    def update(self, data: bytes, /) -> None:
        self._value = self._crc(data, self._value)

    def digest(self) -> bytes:
        return self._value.to_bytes(self._size, "big")


@cache
def _crc64_nvme() -> Crc:
    # Not of the sums that fastcrc has.  Few clients send it: loaded with the first.
    from anycrc import Model

    calculate: Crc = Model("CRC64-NVME").calc
    return calculate


ALGORITHMS: dict[str, Callable[[], Sum]] = {
    "crc32": lambda: CrcSum(zlib.crc32, 4),
    "crc32c": lambda: CrcSum(crcs_of_32_bits.iscsi, 4),
    "crc64nvme": lambda: CrcSum(_crc64_nvme(), 8),
    "sha1": hashlib.sha1,
    "sha256": hashlib.sha256,
}


def given(headers: Mapping[str, str]) -> tuple[str, str] | None:
    """The algorithm and the digest in base64 that a request sends in its head; None if it sends none.

    Raises:
        Refusal: InvalidRequest.
    """
    found = [name for name in headers if name.startswith(PREFIX) and name not in _NOT_VALUES]
    if len(found) > 1:
        raise S3Refusal("InvalidRequest", f"Only one {PREFIX}* header is allowed.")
    if not found:
        return None
    return known(found[0]), headers[found[0]]


def known(header: str) -> str:
    """The algorithm of a header or trailer, by its name.

    Raises:
        Refusal: InvalidRequest.
    """
    algorithm = header.removeprefix(PREFIX)
    if algorithm == header or algorithm not in ALGORITHMS:
        listed = ", ".join(f"{PREFIX}{name}" for name in ALGORITHMS)
        raise S3Refusal("InvalidRequest", f"{header} is not a checksum; there are {listed}.")
    return algorithm


def check_announced(headers: Mapping[str, str], algorithm: str | None) -> None:
    """Whether the checksum that is announced is the one that is sent.

    Raises:
        Refusal: InvalidRequest.
    """
    announced = headers.get(ALGORITHM)
    if announced is not None and announced.lower() != algorithm:
        raise S3Refusal("InvalidRequest", f"{ALGORITHM} is {announced}, but the request sends no such checksum.")


def check(algorithm: str, sum_: Sum, text: str) -> None:
    """Raises:
    Refusal: InvalidRequest, BadDigest.
    """
    found = sum_.digest()
    try:
        wanted = base64.b64decode(text, validate=True)
    except (binascii.Error, ValueError):
        wanted = b""
    if len(wanted) != len(found):
        raise S3Refusal("InvalidRequest", f"Value for {PREFIX}{algorithm} header is invalid.")
    if wanted != found:
        raise S3Refusal(
            "BadDigest", f"The {algorithm.upper()} you specified did not match the calculated checksum."
        )
