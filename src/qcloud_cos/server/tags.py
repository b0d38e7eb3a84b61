"""Tags of objects and buckets: read from a header or a document, checked, and shown.

Source: https://cloud.tencent.com/document/product/436/42993
"""

from __future__ import annotations

from collections.abc import Sequence

from qcloud_cos.core import xml
from qcloud_cos.server.lifecycle import as_list
from qcloud_cos.server.refusal import Refusal, escaped
from qcloud_cos.server.request import query_pairs

MOST_OF_OBJECT = 10
MOST_OF_BUCKET = 50
_CHARACTERS = frozenset(" +-_=.:/")


def of_header(text: str, most: int = MOST_OF_OBJECT) -> dict[str, str]:
    """Of x-cos-tagging: k=v&k2=v2, URL-encoded.

    Raises:
        Refusal: InvalidTag.
    """
    return checked(query_pairs(text.encode()), most)


def of_document(body: bytes, most: int) -> dict[str, str]:
    """Of a Tagging element.

    Raises:
        Refusal: MalformedXML, InvalidTag.
    """
    try:
        held = xml.parse(body, root="Tagging")["TagSet"] or {}
        entries = as_list(held["Tag"] or {}) if "Tag" in held else []
        pairs = [(_text(entry["Key"]), _text(entry.get("Value"))) for entry in entries]
    except (xml.MalformedXML, AttributeError, KeyError, TypeError) as error:
        raise Refusal("MalformedXML", f"The Tagging is not valid: {error}") from None
    return checked(pairs, most)


def checked(pairs: Sequence[tuple[str, str]], most: int) -> dict[str, str]:
    found = dict(pairs)
    if len(found) != len(pairs) or len(found) > most:
        raise Refusal("InvalidTag", f"There are at most {most} tags, each key once.")
    for name, value in pairs:
        if not name or _size(name) > 128 or _size(value) > 256:
            raise Refusal("InvalidTag", "A tag's key has 1 to 128 bytes, its value at most 256.")
        if not all(c.isalnum() or c in _CHARACTERS for c in name + value):
            raise Refusal("InvalidTag", "Tags hold letters, digits, spaces and + - _ = . : /")
    return found


def document_of(tags: dict[str, str]) -> str:
    listed = "".join(
        [f"<Tag><Key>{escaped(name)}</Key><Value>{escaped(value)}</Value></Tag>" for name, value in tags.items()]
    )
    return f"<Tagging><TagSet>{listed}</TagSet></Tagging>"


def _size(text: str) -> int:
    return len(text.encode(errors="surrogatepass"))


def _text(value: object) -> str:
    if value is not None and not isinstance(value, str):
        raise TypeError("a tag's Key and Value are texts")
    return value or ""
