"""Where a job's state is kept: a few small documents, and a part for each batch, written once."""

from __future__ import annotations

from collections.abc import Sequence
from typing import BinaryIO, Protocol


class Storage(Protocol):
    """Names have ``/`` in them.  What is written is there whole, or not at all."""

    async def read(self, name: str) -> bytes | None:
        """The whole of it; None if it is not there."""

    async def first_line(self, name: str) -> bytes:
        """Without the rest, which may be long."""

    async def write(self, name: str, content: bytes | BinaryIO) -> None:
        """In place of what there was; a file is read from where it stands."""

    async def create(self, name: str, content: bytes) -> bool:
        """Only if there is none; False if there is."""

    async def remove(self, name: str) -> None:
        """Nothing if it is not there."""

    async def names(self, folder: str) -> Sequence[str]:
        """All in a folder, sorted."""

    async def hold(self) -> None:
        """Keep other drivers out, until `release` or until this process ends.

        Raises:
            CosClientError: another one is at work, and which.
        """

    async def keep(self) -> None:
        """Say now and then that this driver is still there.

        Raises:
            CosException: others may have taken over: this one must stop.
        """

    async def release(self) -> None:
        """Let others in."""

    async def held(self) -> bool:
        """A driver, here or elsewhere, is at work."""
