"""How a big object is cut into parts: arithmetic, and nothing else."""

from __future__ import annotations

from typing import NamedTuple

from qcloud_cos.errors import CosClientError

MIB = 1024 * 1024
MOST_PARTS = 10_000
SMALLEST_PART = MIB
LARGEST_PART = 5 * 1024 * MIB
LARGEST_OBJECT = 50_000 * 1024 * MIB
_USUAL_PARTS = 100
_LARGEST_FITTING = 64 * MIB


class Part(NamedTuple):
    """Bytes `start` up to, not including, `start + length`."""

    number: int
    start: int
    length: int

    @property
    def range(self) -> str:
        """As the Range header has it, both ends included."""
        return f"bytes={self.start}-{self.start + self.length - 1}"


def parts(size: int, part_size: int, most: int = MOST_PARTS) -> list[Part]:
    """All of `size` bytes in order; the parts grow beyond `part_size` where there would be too many.

    Raises:
        CosClientError: more than any object can have.
    """
    if size > LARGEST_OBJECT:
        raise CosClientError(f"{size} bytes are more than an object can have: {LARGEST_OBJECT}")
    length = max(part_size, -(-size // most))
    starts = range(0, size, length)
    return [Part(number, start, min(length, size - start)) for number, start in enumerate(starts, 1)]


def fitting(size: int) -> int:
    """The part size where none was asked for: about a hundredth of the whole, 1 to 64 MiB.

    So a retry costs little, a bar moves, and a large object is not a thousand requests.
    """
    return min(max(1, -(-size // (_USUAL_PARTS * MIB))) * MIB, _LARGEST_FITTING)


def part_bytes(megabytes: float, *, smallest: int = SMALLEST_PART) -> int:
    """The part size that `PartSize` means, which counts in MiB.

    Raises:
        CosClientError: no part can have this size.
    """
    length = int(megabytes * MIB)
    if not smallest <= length <= LARGEST_PART:
        raise CosClientError(
            f"PartSize is in MiB and must be from {smallest // MIB} to {LARGEST_PART // MIB}, not {megabytes}"
        )
    return length


def workers(threads: int) -> int:
    """How many parts are under way at once.

    Raises:
        CosClientError: none.
    """
    if threads < 1:
        raise CosClientError(f"MAXThread must be 1 or more, not {threads}")
    return threads
