"""Places in COS, as ``cos://bucket-appid/key``."""

from __future__ import annotations

import re
from typing import NamedTuple

from qcloud_cos.errors import CosClientError

_SCHEME = "cos://"
_BUCKET = re.compile(r"[a-z0-9][a-z0-9-]*-\d+")


class Place(NamedTuple):
    """A bucket, and what keys in it begin with, or a whole key."""

    bucket: str
    key: str = ""

    @property
    def sent(self) -> str:
        """The key as methods take it, which strip one slash before it."""
        return f"/{self.key}" if self.key.startswith("/") else self.key

    def __str__(self) -> str:
        return f"{_SCHEME}{self.bucket}/{self.key}"


def is_url(text: str) -> bool:
    return text.startswith(_SCHEME)


def place(url: str) -> Place:
    """Raises CosClientError: it names no bucket, or one without its appid."""
    bucket, _, key = url.removeprefix(_SCHEME).partition("/")
    if not is_url(url) or not _BUCKET.fullmatch(bucket):
        raise CosClientError(f"{url!r} is not a place in COS: those are named cos://BUCKET-APPID/KEY")
    return Place(bucket, key)
