"""Paths as fsspec has them, ``bucket/key``, and what COS is asked for."""

from __future__ import annotations

from collections.abc import Iterator


def split(path: str) -> tuple[str, str]:
    """The bucket and the key, either of which may be empty."""
    bucket, _, key = path.partition("/")
    return bucket, key


def asked_for(key: str) -> str:
    """The key as an argument: the client takes one slash off the front."""
    return f"/{key}" if key.startswith("/") else key


def below(key: str) -> str:
    """The prefix of what is in the directory."""
    return f"{key}/" if key else ""


def ancestors(path: str) -> Iterator[str]:
    """The directories that a path is in, the nearest first; the bucket is the last."""
    while "/" in path:
        path = path.rpartition("/")[0]
        yield path
