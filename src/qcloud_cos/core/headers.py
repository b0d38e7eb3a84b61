"""Header names: the answers' in their official spelling, the arguments' by their keyword."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

_SPELLED = {
    name.lower(): name
    for name in (
        "ETag Content-MD5 Accept-Ranges Cache-Control Connection Content-Disposition Content-Encoding "
        "Content-Language Content-Length Content-Range Content-Type Date Expires Last-Modified Server "
        "Transfer-Encoding Vary Location Retry-After x-cos-server-side-encryption-customer-key-MD5 "
        "X-Total-Page X-Total-Sheet X-Sheet-Name X-ErrNo"
    ).split()
}


def spelled(name: str) -> str:
    """The name as the documentation writes it: ``ETag``, ``Content-Length``, ``x-cos-request-id``."""
    lower = name.lower()
    known = _SPELLED.get(lower)
    if known is None:
        known = lower if lower.startswith("x-") else "-".join(map(str.capitalize, lower.split("-")))
        if len(_SPELLED) < 1000:  # a server can send any names; remember only so many
            _SPELLED[lower] = known
    return known


class ResponseHeaders(dict[str, Any]):
    """A dict with the official spellings as keys, read without regard to case."""

    __slots__ = ()

    @classmethod
    def of(cls, pairs: Iterable[tuple[bytes, bytes]]) -> ResponseHeaders:
        """From the wire: names and values as bytes; a name that comes twice is joined with ", "."""
        headers = cls()
        for raw_name, raw_value in pairs:
            name, value = spelled(raw_name.decode("latin-1")), _text(raw_value)
            headers[name] = f"{dict.__getitem__(headers, name)}, {value}" if name in headers else value
        return headers

    def __missing__(self, name: str) -> Any:
        official = spelled(name)
        if official != name and dict.__contains__(self, official):
            return dict.__getitem__(self, official)
        raise KeyError(name)

    def __contains__(self, name: object) -> bool:
        return dict.__contains__(self, name) or (isinstance(name, str) and dict.__contains__(self, spelled(name)))

    def get(self, name: str, default: Any = None) -> Any:
        try:
            return self[name]
        except KeyError:
            return default


def _text(value: bytes) -> str:
    # COS sends metadata as it was stored: UTF-8 mostly; latin-1 never fails.
    try:
        return value.decode()
    except UnicodeDecodeError:
        return value.decode("latin-1")
