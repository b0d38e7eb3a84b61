"""What the headers of a write say about the object: checked, and as they are kept."""

from __future__ import annotations

import base64
import binascii
import hashlib
import re
from collections.abc import Mapping
from typing import NamedTuple

from qcloud_cos.core.checksum import crc64
from qcloud_cos.server import classes
from qcloud_cos.server.refusal import Refusal, argument
from qcloud_cos.server.store import Content
from qcloud_cos.server.tags import of_header

KEPT = frozenset(
    "cache-control content-disposition content-encoding content-language content-type expires "
    "x-cos-website-redirect-location".split()
)
META = "x-cos-meta-"
SHA1 = "x-cos-content-sha1"
MOST_METADATA = 2048
MOST_KEY_BYTES = 850
DEFAULT_TYPE = "application/octet-stream"
_FORBIDDEN = {"\x18", "\x19", "\x1a", "\x1b"}


class Metadata(NamedTuple):
    headers: dict[str, str]
    storage_class: str
    tags: dict[str, str]


def of(headers: Mapping[str, str], is_maz: bool = False, is_tiered: bool = False) -> Metadata:
    """Raises:
    Refusal: InvalidArgument, InvalidTag, and what `classes.wanted` refuses.
    """
    kept = {name: value for name, value in headers.items() if name in KEPT or name.startswith(META)}
    kept.setdefault("content-type", DEFAULT_TYPE)
    size = sum([len(name) - len(META) + len(kept[name].encode()) for name in kept if name.startswith(META)])
    if size > MOST_METADATA:
        raise argument(f"The x-cos-meta-* headers are {size} bytes; at most {MOST_METADATA} are allowed.")
    tagging = headers.get("x-cos-tagging")
    storage_class = classes.wanted(headers.get("x-cos-storage-class"), is_maz, is_tiered)
    return Metadata(kept, storage_class, of_header(tagging) if tagging else {})


def check_key(key: str) -> None:
    """Raises:
    Refusal: KeyTooLong, InvalidObjectName.
    """
    if len(key) > MOST_KEY_BYTES // 4 and len(key.encode()) > MOST_KEY_BYTES:
        raise Refusal("KeyTooLong")
    if not key.isprintable() and not _FORBIDDEN.isdisjoint(key):
        raise Refusal("InvalidObjectName")


def content_md5(headers: Mapping[str, str]) -> str:
    """The Content-MD5 in hexadecimal; empty if there is none.

    Raises:
        Refusal: InvalidDigest.
    """
    text = headers.get("content-md5")
    if text is None:
        return ""
    try:
        digest = base64.b64decode(text, validate=True)
    except (binascii.Error, ValueError):
        raise Refusal("InvalidDigest") from None
    if len(digest) != 16:
        raise Refusal("InvalidDigest")
    return digest.hex()


def content_sha1(headers: Mapping[str, str]) -> str:
    """The x-cos-content-sha1 in lower-case hexadecimal; empty if there is none.

    Raises:
        Refusal: InvalidSHA1Digest.

    Source: https://cloud.tencent.com/document/product/436/7730
    """
    text = headers.get(SHA1, "").lower()
    if text and not re.fullmatch(r"[0-9a-f]{40}", text):
        raise Refusal("InvalidSHA1Digest", f"{SHA1} is not 40 hexadecimal digits.")
    return text


def content_of(body: bytes) -> Content:
    """A few bytes as they are stored."""
    return Content(len(body), md5(body), crc64(body), body)


def md5(body: bytes | bytearray) -> str:
    return hashlib.md5(body).hexdigest()
