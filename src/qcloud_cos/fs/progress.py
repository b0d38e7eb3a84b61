"""A transfer's bar that tells an fsspec callback."""

from __future__ import annotations

from typing import Any


class Bar:
    def __init__(self, callback: Any) -> None:
        self._callback = callback

    @property
    def total(self) -> Any:
        return self._callback.size

    @total.setter
    def total(self, size: int) -> None:
        self._callback.set_size(size)

    def update(self, n: int, /) -> None:
        self._callback.relative_update(n)

    def close(self) -> None:
        """Whoever made the callback closes it."""
