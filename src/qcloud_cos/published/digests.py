"""What the body of an error says, as a dict; the errors themselves read it by their own means."""

from __future__ import annotations

import json
from typing import Any

from qcloud_cos.core import xml
from qcloud_cos.errors import UNKNOWN

INVALID = "Response Error Msg Is INVALID"
_REQUIRED = ("Code", "Message", "Resource", "RequestId")


def digest_xml(data: str | bytes) -> dict[str, str] | str:
    """``code``, ``message``, ``resource``, ``requestid`` and ``traceid``; a text if it is no error of COS."""
    try:
        found: Any = xml.parse_answer(data.encode() if isinstance(data, str) else data)
        digest = {name.lower(): found[name] for name in _REQUIRED}
    except (xml.MalformedXML, KeyError, AttributeError, TypeError):
        return INVALID
    if not all(isinstance(value, str) for value in digest.values()):
        return INVALID
    return {**digest, "traceid": found.get("TraceId") or UNKNOWN}


def digest_json(data: str | bytes) -> Any:
    """What the JSON says; a text if it is none."""
    try:
        return json.loads(data)
    except (ValueError, TypeError):
        return INVALID


def digest_xml_or_json(data: str | bytes) -> Any:
    """The one or the other."""
    found = digest_xml(data)
    return found if isinstance(found, dict) else digest_json(data)
