"""One line of a log: 31 fields with spaces between them, in the documented order.

What is empty is "-".  A field that holds a space is put in quotes; quotes and control characters inside one are
written as %22 and so on, so that a line is a line, whatever was sent.
"""

from __future__ import annotations

import re
from typing import NamedTuple
from urllib.parse import quote

from qcloud_cos.server import actions
from qcloud_cos.server.answer import iso_seconds

_ODD = re.compile(r'[\x00-\x1f"\x7f-\x9f\u200e\u200f\u2028-\u202e\u2066-\u2069]')


class Entry(NamedTuple):
    """A request, and what became of it.  The names are those of the fields."""

    bucket: str
    region: str
    time: float
    """When it ended."""
    host: str
    operation: str
    ip: str
    secret_id: str
    received: int
    """Bytes of the request's body."""
    delta: int
    """By how much the bucket grew."""
    key: str
    method: str
    agent: str
    status: int
    code: str
    message: str
    sent: int
    """Bytes of the answer's body."""
    seconds: float
    turn_around: float
    """From the request's last byte to the answer's first."""
    storage_class: str
    owner: str
    """The number of the bucket's account."""
    requester: str
    """The number of who asked; empty if nobody signed."""
    request_id: str
    size: int | None
    """The object's, once it is known."""
    version_id: str
    referer: str
    uri: str
    """Path and query as they were sent."""


def line(entry: Entry) -> bytes:
    one = entry
    fields = (
        "1.0",
        one.bucket,
        one.region,
        iso_seconds(one.time),
        one.host,
        event(one.operation),
        one.ip,
        one.secret_id,
        "",
        str(one.received),
        str(one.delta),
        quote(f"/{one.key}", safe="/-_.~"),
        one.method.lower(),
        one.agent,
        str(one.status),
        one.code,
        one.message,
        str(one.sent),
        _milliseconds(one.seconds),
        "USER",
        one.storage_class,
        one.owner,
        _milliseconds(one.turn_around),
        f"{one.requester}:{one.requester}" if one.requester else "",
        one.request_id,
        "" if one.size is None else str(one.size),
        one.version_id,
        "",
        one.referer,
    )
    written = " ".join([_field(field) for field in fields])
    return f'{written} "{one.method} {_ODD.sub(_escaped, one.uri)} HTTP/1.1" "0"\n'.encode("utf-8", "replace")


def event(operation: str) -> str:
    """As the access management calls an operation: PutObject, GetBucketACL."""
    if not operation:
        return ""
    if known := actions.NAMED.get(operation):
        return known[0]
    words = operation.split("_")
    return "".join([word.upper() if word in ("acl", "cors") else word.capitalize() for word in words])


def _milliseconds(seconds: float) -> str:
    return str(max(round(seconds * 1000), 0))


def _field(text: str) -> str:
    if not text:
        return "-"
    if text.isalnum():
        return text
    text = _ODD.sub(_escaped, text)
    return f'"{text}"' if any(c.isspace() for c in text) else text


def _escaped(match: re.Match[str]) -> str:
    return quote(match[0])
