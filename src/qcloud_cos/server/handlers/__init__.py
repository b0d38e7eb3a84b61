"""What each operation does.  Importing this fills the routes."""

from __future__ import annotations

from qcloud_cos.server.handlers import (
    acls,
    buckets,
    configurations,
    copying,
    deletion,
    listing,
    multipart,
    parts,
    preflight,
    reading,
    writing,
)

__all__ = [
    "acls",
    "buckets",
    "configurations",
    "copying",
    "deletion",
    "listing",
    "multipart",
    "parts",
    "preflight",
    "reading",
    "writing",
]
