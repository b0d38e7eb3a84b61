"""Keyword arguments, and the header of each."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from qcloud_cos.core.keywords import HEADER_OF, to_headers
from qcloud_cos.operations.processing.detecting import of_service
from qcloud_cos.published.texts import to_bytes

maplist = {**HEADER_OF, "Metadata": "Metadata"}


def mapped(headers: Mapping[str, Any]) -> dict[str, Any]:
    """Keyword arguments to headers; the values stay as they are."""
    to_headers(headers)  # names a keyword that is none
    named = {HEADER_OF[name]: value for name, value in headers.items() if name != "Metadata"}
    return {**named, **(headers.get("Metadata") or {})}


def format_values(data: dict[str, Any]) -> dict[str, Any]:
    """The same dict with its text encoded."""
    data.update({name: to_bytes(value) for name, value in data.items()})
    return data


class CiDetectType:
    """What a content audit looks for; add them up."""

    PORN = 1
    TERRORIST = 2
    POLITICS = 4
    ADS = 8
    ILLEGAL = 16
    ABUSE = 32
    TEENAGER = 64

    @staticmethod
    def get_detect_type_str(DetectType: int) -> str:
        """``Porn,Ads`` for ``CiDetectType.PORN | CiDetectType.ADS``."""
        return of_service(DetectType)
