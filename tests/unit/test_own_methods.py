"""What methods of a program's own are given of a file."""

from __future__ import annotations

import io
import os
from pathlib import Path

import pytest

from qcloud_cos import CosClientError
from qcloud_cos.core.own_methods import _bytes
from qcloud_cos.core.wire import Sized

CONTENT = bytes(range(100))


@pytest.mark.parametrize("kind", ["file", "memory"])
def test_a_piece_is_whole_however_little_a_read_gives(
    kind: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """One of over 2 GiB takes several reads."""
    (tmp_path / "a").write_bytes(CONTENT)
    pread = os.pread
    monkeypatch.setattr(os, "pread", lambda number, size, start: pread(number, min(size, 7), start))

    class Slow(io.BytesIO):
        def read(self, size: int | None = -1) -> bytes:
            return super().read(min(size or 0, 7))

    with open(tmp_path / "a", "rb", buffering=0) if kind == "file" else Slow(CONTENT) as file:
        assert _bytes(Sized(file, 10, 80)) == CONTENT[10:90]
        with pytest.raises(CosClientError, match="became shorter while it was sent: 5 bytes"):
            _bytes(Sized(file, 10, 95))
