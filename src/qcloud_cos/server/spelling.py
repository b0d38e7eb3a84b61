"""Header names of answers as COS writes them: programs read the published SDK's plain dicts by `ETag`."""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import lru_cache

from qcloud_cos.core.headers import spelled as official

is_name = re.compile(r"[!#$%&'*+.^_`|~0-9A-Za-z-]+").fullmatch


class Spelled(bytes):
    """A name that keeps its spelling where uvicorn lower-cases names, and still equals the lower-cased."""

    __slots__ = ()

    def lower(self) -> Spelled:
        return self

    def __eq__(self, other: object) -> bool:
        return isinstance(other, bytes) and bytes.lower(self) == bytes.lower(other)

    def __hash__(self) -> int:
        return hash(bytes.lower(self))


@lru_cache(1024)
def spelled(name: str) -> str:
    """As COS spells it.

    Raises:
        ValueError: it is no name.
    """
    if not is_name(name):
        raise ValueError(f"{name!r} cannot be the name of a header")
    return official(name)


def on_wire(headers: Mapping[str, str]) -> list[tuple[bytes, bytes]]:
    """As uvicorn takes them."""
    return [(Spelled(name.encode()), value.encode()) for name, value in headers.items()]


def one_line(value: str) -> str:
    """Without control characters, which would end the header."""
    return "".join([c if c >= " " and c != "\x7f" else " " for c in value])


SERVER = Spelled(b"Server")
DATE = Spelled(b"Date")
