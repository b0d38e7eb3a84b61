"""What audits send and return that differs from the published SDK on purpose."""

from __future__ import annotations

from . import edits_of_requests as requests
from .case import Case
from .difference import Difference, passing
from .seen import Seen


def _by_and_by(seen: Seen, case: Case) -> None:
    for sent in seen.sent:
        requests.rewritten(sent, sent.body.replace(b"<Callback>", b"<Async>1</Async><Callback>"))


def _empty(seen: Seen, case: Case) -> None:
    """The published SDK raises TypeError."""
    kinds = ("Porn", "Terrorism", "Politics", "Ads", "Illegal")
    seen.error = None
    seen.result = {"JobsDetail": {"JobId": "av1", "Snapshot": [{f"{kind}Info": None for kind in kinds}]}}


OF_AUDITS = [
    Difference(
        "nothing to look at",
        (
            "ci_auditing_*_submit: neither key nor URL",
            "ci_auditing_*_submit: no URL",
            "ci_auditing_*_submit: nothing to look at",
            "ci_auditing_image_batch: no picture",
            "get_object_sensitive_content_recognition: neither key nor URL",
        ),
        "COS would say that the document is malformed",
        requests.refused,
    ),
    Difference(
        "slips in audits",
        (
            "get_object_sensitive_content_recognition: a type as text",
            "ci_auditing_submit_common: Inputs and one DataId",
        ),
        "an error of ours that says what to do; the published SDK raises TypeError",
        requests.refused,
    ),
    Difference(
        "texts to audit",
        ("ci_auditing_text_submit: a text as str",),
        "they are text; the published SDK takes bytes only, and raises TypeError",
        instead=passing(Content="文字 <a>".encode()),
    ),
    Difference(
        "audits by and by",
        ("ci_auditing_image_batch: by and by",),
        "what is asked for is sent; the published SDK sends Async only if it is 0",
        _by_and_by,
    ),
    Difference(
        "findings that are empty",
        ("ci_auditing_video_query: a frame of empty findings in the answer",),
        "nothing was found; the published SDK raises TypeError",
        _empty,
    ),
]
