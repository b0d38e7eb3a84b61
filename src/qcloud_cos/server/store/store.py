"""The store: a root directory, its reader connections and its one writer."""
from __future__ import annotations
import time
from collections.abc import Callable
from concurrent.futures import Future
from pathlib import Path
from typing import Literal, TypeVar
from qcloud_cos.server.store.blobs import Reader, Receiver
from qcloud_cos.server.store.changes import Changes
from qcloud_cos.server.store.database import Snapshot
from qcloud_cos.server.store.values import Content

T = TypeVar("T")
Durability = Literal["disk", "os"]


class Store:
    def __init__(self, root: Path | str | None, *, now: Callable[[], float] = time.time, durability: Durability = "disk") -> None: raise NotImplementedError
    @property
    def read(self) -> Snapshot: raise NotImplementedError
    def write(self, fn: Callable[[Changes], T]) -> Future[T]: raise NotImplementedError
    def receive(self) -> Receiver: raise NotImplementedError
    def open(self, content: Content, start: int = 0, stop: int | None = None, chunk: int = 256 * 1024) -> Reader: raise NotImplementedError
    def reset(self) -> None: raise NotImplementedError
    def janitor(self) -> int: raise NotImplementedError
    def close(self) -> None: raise NotImplementedError
