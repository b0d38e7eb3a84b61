"""Live channels: how a stream that is pushed would be kept.  Nothing can be pushed here."""

from __future__ import annotations

from qcloud_cos.server.documents.document import Document
from qcloud_cos.server.documents.shapes import Choice, Element, Text, Whole, maybe, one_of

LONGEST_NAME = 128


LIVE_CHANNEL = Document(
    "live",
    "LiveChannelConfiguration",
    Element(
        {
            "Description": maybe(Text(128, empty=True)),
            "Switch": maybe(Choice(("Enabled", "Disabled"), any_case=True), "Enabled"),
            "Target": Element(
                {
                    "Type": one_of("HLS"),
                    "FragDuration": maybe(Whole(1, 10), "3"),
                    "FragCount": maybe(Whole(1, 10), "5"),
                    "PlaylistName": maybe(Text(128, pattern=r"[^/]+\.m3u8"), "playlist.m3u8"),
                }
            ),
        }
    ),
    methods=(),
)
"""By the channel's name."""
