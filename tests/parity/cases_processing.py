"""What all operations of data processing have in common."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from .case import BUCKET, LOST, Answer, Case, Reply, document
from .cases_errors import BARE, error
from .setting import METADATA

B = {"Bucket": BUCKET}


def asked(
    method: str, arguments: Mapping[str, Any], answers: Mapping[str, str], root: str = "Response"
) -> list[Case]:
    """The cases of an operation that is answered with XML; of each answer, what is inside of its root."""
    documents = {title: document(f"<{root}>{inside}</{root}>") for title, inside in answers.items()}
    plainest = next(iter(documents.values()))
    return [
        *[Case(method, f"{title} in the answer", arguments, answer) for title, answer in documents.items()],
        *called(method, arguments, plainest),
    ]


def called(method: str, arguments: Mapping[str, Any], answer: Answer) -> list[Case]:
    """However it is answered."""
    return [
        Case(method, "Metadata", {**arguments, **METADATA}, answer),
        Case(method, "a token", arguments, answer, {"Token": "a+token/=="}),
        Case(method, "a Response override", {**arguments, "ResponseContentType": "a/b"}, answer),
        Case(method, "no such keyword", {**arguments, "Nonsense": "a"}, answer),
        Case(method, "404", arguments, error(404, "NoSuchBucket", "There is none.")),
        Case(method, "an error without a body", arguments, Answer(403, BARE)),
    ]


def again(method: str, arguments: Mapping[str, Any], answer: Answer) -> list[Case]:
    """Tried again; what begins something has a row "what must not be done twice" in `differing_operations`."""
    busy = error(500, "InternalError", "Wait.")
    return [
        Case(method, f"{title}, then success", arguments, first, {}, (Reply("", "again", answer),), 1)
        for title, first in {"an error": busy, "a lost answer": LOST}.items()
    ]
