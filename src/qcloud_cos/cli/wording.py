"""Errors of the SDK in words of the command."""

from __future__ import annotations

_WORDS = (
    ("LocalFilePath cannot", "the file cannot"),
    ("DestFilePath cannot", "the file cannot"),
    ("and Delete would", "and --delete would"),
    ("pass Force=True if", "say --force if"),
    ("(Timeout= changes this)", "(--timeout changes this)"),
)


def worded(error: BaseException) -> str:
    text = str(error)
    for parameter, option in _WORDS:
        text = text.replace(parameter, option)
    return text
