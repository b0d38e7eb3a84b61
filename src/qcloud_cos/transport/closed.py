"""What is left of a body that was closed, or failed, before its end."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, NoReturn

from qcloud_cos.errors import CosClientError


class Closed:
    """In place of where the bytes came from: reading on must not look like the body's end."""

    __slots__ = ("finished", "headers", "sized", "status")

    def __init__(self, headers: Mapping[str, Any], status: int) -> None:
        self.headers: Any = headers
        self.status = status
        self.finished = self.sized = False

    def readinto(self, buffer: memoryview) -> NoReturn:
        raise _unreadable()

    async def receive(self) -> NoReturn:
        raise _unreadable()

    async def receive_into(self, buffer: memoryview) -> NoReturn:
        raise _unreadable()

    def close(self) -> None:
        """It is."""


def _unreadable() -> CosClientError:
    return CosClientError(
        "the body was closed before its end, by the program or by a failure: read it before that, "
        "or ask for the object again, with Range for what is missing"
    )
