"""Text, bytes and their digests."""

from __future__ import annotations

import base64
import hashlib
from typing import Any

from qcloud_cos.errors import CosClientError


def to_str(s: Any) -> Any:
    """Text and bytes as they are, anything else as text."""
    return s if isinstance(s, str | bytes) else str(s)


def to_unicode(s: Any) -> Any:
    """Bytes as text, anything else as it is."""
    try:
        return s.decode() if isinstance(s, bytes) else s
    except UnicodeDecodeError:
        raise CosClientError(f"these bytes are not UTF-8: {s[:40]!r}") from None


def to_bytes(s: Any) -> Any:
    """Text as UTF-8, anything else as it is."""
    try:
        return s.encode() if isinstance(s, str) else s
    except UnicodeEncodeError:
        raise CosClientError(f"this text cannot be encoded in UTF-8: {s[:40]!r}") from None


def get_raw_md5(data: str | bytes) -> str:
    """As the ETag of an object put whole: hexadecimal, in quotes."""
    return f'"{hashlib.md5(to_bytes(data)).hexdigest()}"'


def get_md5(data: str | bytes) -> bytes:
    """As Content-MD5 has it: base64."""
    return base64.b64encode(hashlib.md5(to_bytes(data)).digest())


def get_date(yy: int, mm: int, dd: int) -> str:
    """Midnight in China, as lifecycle rules have dates."""
    from datetime import date

    return f"{date(yy, mm, dd).isoformat()}T00:00:00+08:00"
