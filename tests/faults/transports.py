"""Both transports behind one face, so that one test tells the story of both."""

from __future__ import annotations

import asyncio
from pathlib import Path
from typing import Any, Protocol

import pytest

from qcloud_cos.core.wire import Request, Response
from qcloud_cos.transport.awaiting import AwaitingTransport
from qcloud_cos.transport.blocking import BlockingTransport
from qcloud_cos.transport.options import Options


class Net(Protocol):
    def send(self, request: Request, streams: bool = False) -> Response: ...
    def read(self, stream: Any, size: int = -1, unpack: bool = False) -> bytes: ...
    def save(self, stream: Any, path: Path, direct: bool = False) -> None: ...
    def close(self) -> None: ...


class BlockingNet:
    def __init__(self, options: Options | None = None) -> None:
        self._transport = BlockingTransport(options)

    def send(self, request: Request, streams: bool = False) -> Response:
        return self._transport.send(request, streams)

    def read(self, stream: Any, size: int = -1, unpack: bool = False) -> bytes:
        data: bytes = stream.read(size, unpack)
        return data

    def save(self, stream: Any, path: Path, direct: bool = False) -> None:
        stream.get_stream_to_file(path, direct)

    def close(self) -> None:
        self._transport.close()


class AwaitingNet:
    """In one event loop of its own."""

    def __init__(self, options: Options | None = None) -> None:
        self._runner = asyncio.Runner()
        self._transport = AwaitingTransport(options)

    def send(self, request: Request, streams: bool = False) -> Response:
        return self._runner.run(self._transport.send(request, streams))

    def read(self, stream: Any, size: int = -1, unpack: bool = False) -> bytes:
        data: bytes = self._runner.run(stream.read(size, unpack))
        return data

    def save(self, stream: Any, path: Path, direct: bool = False) -> None:
        self._runner.run(stream.get_stream_to_file(path, direct))

    def close(self) -> None:
        self._runner.close()  # and with the loop, what is idle in it


class UvloopNet(AwaitingNet):
    """The same in a loop that is not asyncio's own."""

    def __init__(self, options: Options | None = None) -> None:
        self._runner = asyncio.Runner(loop_factory=pytest.importorskip("uvloop").new_event_loop)
        self._transport = AwaitingTransport(options)


KINDS: dict[str, type[BlockingNet] | type[AwaitingNet]] = {
    "blocking": BlockingNet,
    "awaiting": AwaitingNet,
    "uvloop": UvloopNet,
}
