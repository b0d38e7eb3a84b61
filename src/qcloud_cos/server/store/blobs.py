"""Bodies as files."""
from __future__ import annotations
from collections.abc import Iterator
from qcloud_cos.server.store.values import Content


class Receiver:
    size: int
    md5: str
    crc64: int
    def write(self, data: bytes | bytearray | memoryview) -> None: raise NotImplementedError
    def finish(self) -> Content: raise NotImplementedError
    def abort(self) -> None: raise NotImplementedError


class Reader(Iterator[bytes]):
    def __next__(self) -> bytes: raise NotImplementedError
    def close(self) -> None: raise NotImplementedError
