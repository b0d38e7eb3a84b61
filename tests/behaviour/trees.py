"""What stories of whole trees are told with."""

from __future__ import annotations

import os
from pathlib import Path

from qcloud_cos.transfer.trees import TreeResult


def write(path: Path, content: bytes, modified: float) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(content)
    os.utime(path, ns=(0, int(modified * 1_000_000_000) + 123_456_789))


def contents(root: Path) -> dict[str, tuple[bytes, int]]:
    """Every file's bytes and time."""
    files = (path for path in root.rglob("*") if path.is_file())
    return {str(path.relative_to(root)): (path.read_bytes(), path.stat().st_mtime_ns) for path in files}


def counts(result: TreeResult) -> dict[str, int]:
    names = ("uploaded", "downloaded", "copied", "deleted", "skipped", "failed", "spared")
    return {name: count for name in names if (count := getattr(result, name))}


def failures(result: TreeResult) -> dict[str, str]:
    return {failure.key or failure.path: str(failure.error) for failure in result.failures}
