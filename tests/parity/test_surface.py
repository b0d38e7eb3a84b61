"""Every name that the published SDK's modules have is where it was, and so are the attributes of classes."""

from __future__ import annotations

import importlib
from collections.abc import Iterator

from .published import Published

USED_THERE = {
    "qcloud_cos.cos_auth",
    "qcloud_cos.crypto",
    "qcloud_cos.resumable_downloader",
    "qcloud_cos.select_event_stream",
}
"""What these import is for themselves: programs take it from where it is defined."""


def _missing(published: Published) -> Iterator[str]:
    for path, names in published.surface.items():
        try:
            module = importlib.import_module(path)
        except ModuleNotFoundError:
            yield path
            continue
        for name, (home, attributes) in names.items():
            if path in USED_THERE and home != path:
                continue
            if not hasattr(module, name):
                yield f"{path}.{name}"
                continue
            found = getattr(module, name)
            yield from (f"{path}.{name}.{each}" for each in attributes if not hasattr(found, each))


def test_nothing_is_missing(published: Published) -> None:
    assert list(_missing(published)) == []
