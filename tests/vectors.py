"""The data files that several tests read."""

from __future__ import annotations

import json
from functools import cache
from pathlib import Path
from typing import Any

HERE = Path(__file__).parent / "data"


@cache
def signature_vectors() -> dict[str, Any]:
    """Signatures as the documentation, other SDKs and the real server have them."""
    return _read("signature_vectors.json")


@cache
def captured_requests() -> dict[str, Any]:
    """Requests that the C, Node and Python SDKs really sent."""
    return _read("captured_requests.json")


def _read(name: str) -> dict[str, Any]:
    found: dict[str, Any] = json.loads((HERE / name).read_text(encoding="utf-8"))
    return found
