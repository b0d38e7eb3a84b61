"""What media processing sends and returns that differs from the published SDK on purpose."""

from __future__ import annotations

from . import edits_of_requests as requests
from .difference import Difference

OF_MEDIA = [
    Difference(
        "tasks cancelled with a signed query",
        ("ci_cancel_jobs: *",),
        "what is not signed can be changed",
        requests.query_signed,
    ),
]
