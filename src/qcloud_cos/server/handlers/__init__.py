"""What each operation does.  Importing this fills the routes."""

from __future__ import annotations

from qcloud_cos.server.handlers import (
    acls,
    appending,
    archives,
    buckets,
    configurations,
    copying,
    deletion,
    links,
    listing,
    multipart,
    parts,
    policies,
    posting,
    preflight,
    reading,
    tagging,
    writing,
)

__all__ = [
    "acls",
    "appending",
    "archives",
    "buckets",
    "configurations",
    "copying",
    "deletion",
    "links",
    "listing",
    "multipart",
    "parts",
    "policies",
    "posting",
    "preflight",
    "reading",
    "tagging",
    "writing",
]
