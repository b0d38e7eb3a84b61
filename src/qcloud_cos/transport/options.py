"""What a transport is told once, when its client is made."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from qcloud_cos.errors import CosClientError

Timeout = float | tuple[float | None, float | None] | None


@dataclass(frozen=True, slots=True)
class Options:
    """How to connect; the defaults are those of CosConfig."""

    verify: bool | str = True
    """Check servers' certificates; a path is the CA bundle, or directory, to check against."""
    cert: str | tuple[str, str] | None = None
    """Client certificate: one PEM file, or (certificate, key)."""
    proxies: Mapping[str, str] | None = None
    """As requests takes them: by "http", "https", "all" or "https://host"; None asks the environment."""
    pool_size: int = 10
    """Idle connections kept for each origin."""
    keep_alive: bool = True
    timeout: Timeout = 30


def seconds(timeout: Timeout) -> tuple[float | None, float | None]:
    """(connect, read) of a timeout as users write it; None waits for ever."""
    connect, read = timeout if isinstance(timeout, tuple) else (timeout, timeout)
    for value in (connect, read):
        if value is not None and not value > 0:
            raise CosClientError(f"Timeout must be more than 0 seconds, not {value}")
    return connect, read
