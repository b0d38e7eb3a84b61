"""Header names of answers as COS writes them: programs read the published SDK's plain dicts by `ETag`."""

from __future__ import annotations

from functools import lru_cache

from qcloud_cos.core.headers import spelled as official


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
def spelled(name: str) -> Spelled:
    return Spelled(official(name).encode())


CONTENT_LENGTH = spelled("Content-Length")
CONNECTION = spelled("Connection")
SERVER = spelled("Server")
DATE = spelled("Date")
