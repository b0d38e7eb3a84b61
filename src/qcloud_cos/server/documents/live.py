"""Live channels: how a stream that is pushed would be kept.  Nothing can be pushed here."""

from __future__ import annotations

from typing import Any

from qcloud_cos.server.documents.document import Document
from qcloud_cos.server.documents.shapes import Choice, Element, Text, Whole, maybe, one_of

LONGEST_NAME = 128


def _check_channel(content: dict[str, Any]) -> None:
    content.setdefault("Switch", "Enabled")
    target = content["Target"]
    target.setdefault("FragDuration", "3")
    target.setdefault("FragCount", "5")
    target.setdefault("PlaylistName", "playlist.m3u8")


LIVE_CHANNEL = Document(
    "live",
    "LiveChannelConfiguration",
    Element(
        {
            "Description": maybe(Text(128, empty=True)),
            "Switch": maybe(Choice(("Enabled", "Disabled"), any_case=True)),
            "Target": Element(
                {
                    "Type": one_of("HLS"),
                    "FragDuration": maybe(Whole(1, 10)),
                    "FragCount": maybe(Whole(1, 10)),
                    "PlaylistName": maybe(Text(128, pattern=r"[^/]+\.m3u8")),
                }
            ),
        }
    ),
    check=_check_channel,
    methods=(),
)
"""By the channel's name."""
