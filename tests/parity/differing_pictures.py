"""What is made of pictures otherwise than by the published SDK, on purpose."""

from __future__ import annotations

from .case import Case
from .difference import Difference
from .edits_of_requests import refused
from .seen import Seen


def _nothing_made(seen: Seen, case: Case) -> None:
    seen.result, seen.error = (dict(case.answer.headers), {}), None


OF_PICTURES = [
    Difference(
        "uploads that make nothing",
        ("ci_put_object: nothing in the answer",),
        "the picture is stored; the published SDK raises ParseError then",
        _nothing_made,
    ),
    Difference(
        "no picture to look at",
        ("ci_image_detect_label: no picture", "ci_recognize_logo_process: no picture", "ci_super*: no picture"),
        "it would be a request about the bucket",
        refused,
    ),
]
