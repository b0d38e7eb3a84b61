"""What listings have in common: their parameters, and pieces of their XML."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from functools import lru_cache
from urllib.parse import quote

from qcloud_cos.server.refusal import Refusal, argument, escaped

MOST = 1000


def number(query: Mapping[str, str], name: str, usual: int, *, least: int = 1, most: int | None = MOST) -> int:
    """A whole number; one above `most` counts as `most`.

    Raises:
        Refusal: InvalidArgument.
    """
    text = query.get(name, "")
    if not text:
        return usual
    if not re.fullmatch(r"[0-9]{1,9}", text) or int(text) < least:
        raise argument(f"{name} is not a whole number from {least} on.")
    return int(text) if most is None else min(int(text), most)


def delimiter(query: Mapping[str, str]) -> str:
    text = query.get("delimiter", "")
    if len(text) > 1:
        raise Refusal("InvalidDelimiter")
    return text


def encoder(query: Mapping[str, str]) -> tuple[Callable[[str], str], str]:
    """How keys are written, and the element that says so."""
    encoding = query.get("encoding-type", "")
    if encoding == "url":
        return url_encoded, "<EncodingType>url</EncodingType>"
    if encoding:
        raise argument("encoding-type can only be url.")
    return escaped, ""


def url_encoded(text: str) -> str:
    return quote(text, safe="/-_.~")


@lru_cache(64)
def owner(appid: str) -> str:
    return f"<Owner><ID>{escaped(appid)}</ID><DisplayName>{escaped(appid)}</DisplayName></Owner>"


def prefixes(found: list[str], encoded: Callable[[str], str]) -> str:
    return "".join([f"<CommonPrefixes><Prefix>{encoded(prefix)}</Prefix></CommonPrefixes>" for prefix in found])


def truth(value: bool) -> str:
    return "true" if value else "false"
