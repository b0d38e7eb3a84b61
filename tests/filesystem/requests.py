"""What was asked of the server."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from qcloud_cos.server import LocalCos


@contextmanager
def counted(cos: LocalCos) -> Iterator[list[str]]:
    """The operations of the requests that come meanwhile, in their order."""
    before = cos.requests[-1].number if cos.requests else 0
    seen: list[str] = []
    yield seen
    seen += [request.operation for request in cos.requests if request.number > before]
