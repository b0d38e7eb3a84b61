"""A checkpoint's text: what was being transferred, and which parts are done.  Values, no files.

    {"format": 1, "identity": {...}, "facts": {...}}
    {"part": 3, ...}
    {"part": 1, ...}

A process may be killed, or the power fail, anywhere: what is not a whole line ends the record.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any, NamedTuple

FORMAT = 1
_UNTOLD = "SSECustomerKey"


class Record(NamedTuple):
    identity: dict[str, Any]
    """Of the transfer: another file or another object is another transfer."""
    facts: dict[str, Any]
    """Where it has come to: the upload's id, the temporary file."""
    parts: dict[int, dict[str, Any]]
    """Those done, by their numbers."""


def heading(identity: Mapping[str, Any], facts: Mapping[str, Any]) -> bytes:
    return _line({"format": FORMAT, "identity": dict(identity), "facts": dict(facts)})


def done(part: int, facts: Mapping[str, Any]) -> bytes:
    return _line({"part": part, **facts})


def read(text: bytes) -> Record | None:
    """What a checkpoint says; None if it says nothing that can be relied upon."""
    lines = text.split(b"\n")[:-1]  # what follows the last line break is not whole
    first = _object(lines[0]) if lines else None
    if first is None or first.get("format") != FORMAT:
        return None
    identity, facts = first.get("identity"), first.get("facts")
    if not isinstance(identity, dict) or not isinstance(facts, dict):
        return None
    parts: dict[int, dict[str, Any]] = {}
    for line in lines[1:]:
        found = _object(line)
        number = found.pop("part", None) if found is not None else None
        if found is None or type(number) is not int:
            break
        parts[number] = found
    return Record(identity, facts, parts)


def said_of_the_object(keywords: Mapping[str, Any]) -> str:
    """A digest of what an upload was asked to say of its object: said otherwise, it is another upload.

    A customer's key is not in it, of which its MD5 tells enough.
    """
    import hashlib

    told = sorted((name, str(value)) for name, value in keywords.items() if name != _UNTOLD)
    return hashlib.sha256(json.dumps(told).encode()).hexdigest()


def _line(value: Mapping[str, Any]) -> bytes:
    return json.dumps(value, separators=(",", ":")).encode() + b"\n"


def _object(line: bytes) -> dict[str, Any] | None:
    try:
        found = json.loads(line)
    except ValueError:
        return None
    return found if isinstance(found, dict) else None
