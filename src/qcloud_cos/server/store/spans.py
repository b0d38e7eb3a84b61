"""Ranges of keys, in the byte order of their UTF-8, which is the order of their code points."""

from __future__ import annotations

_LAST = "\U0010ffff"
END = _LAST * 300
"""After every key: keys have at most 850 bytes."""


def after(key: str) -> str:
    """The first key behind `key`."""
    return key + "\0"


def past(prefix: str) -> str:
    """The first string behind all those that begin with `prefix`."""
    stem = prefix.rstrip(_LAST)
    if not stem:
        return END
    following = ord(stem[-1]) + 1
    if following == 0xD800:  # the surrogates are no characters
        following = 0xE000
    return stem[:-1] + chr(following)


def group(key: str, prefix: str, delimiter: str) -> str | None:
    """The common prefix that a listing shows in place of `key`; None if it shows the key."""
    at = key.find(delimiter, len(prefix))
    return None if at < 0 else key[: at + len(delimiter)]


def start(prefix: str, delimiter: str, marker: str) -> str:
    """Where a listing begins: behind `marker`, and behind all under it if it is a common prefix."""
    if marker < prefix:
        return prefix
    if delimiter and marker.startswith(prefix) and group(marker, prefix, delimiter) == marker:
        return past(marker)
    return after(marker)
