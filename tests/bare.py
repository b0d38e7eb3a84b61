"""A machine on which no tool for Tencent Cloud was ever used."""

from __future__ import annotations

import os
from pathlib import Path

import pytest


def bare(monkeypatch: pytest.MonkeyPatch, home: Path) -> None:
    """No variables, an empty home directory, and no metadata service."""
    for name in list(os.environ):
        if name.startswith(("COS_", "TENCENT", "TKE_", "TCCLI_", "XDG_CONFIG")):
            monkeypatch.delenv(name)
    monkeypatch.setenv("HOME", str(home))
    monkeypatch.setenv("COS_METADATA_DISABLED", "1")


def write(path: Path, text: str, mode: int = 0o600) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8")
    path.chmod(mode)
    return path
