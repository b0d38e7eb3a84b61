"""A bucket's configuration that is set as a document, read back and removed: the cases all of them have."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, NamedTuple

from .case import BUCKET, NO_CONTENT, Answer, Case, document
from .cases_errors import BARE, error

B = {"Bucket": BUCKET}
METADATA: dict[str, Any] = {"Metadata": {"x-cos-a": "b"}}


class Setting(NamedTuple):
    name: str
    """As in put_bucket_..."""
    argument: str
    root: str
    documents: Mapping[str, Any]
    """What it can be set to, the plainest first."""
    answers: Mapping[str, str]
    """What it can read as: the XML inside of the root."""
    absent: str = ""
    """The code if there is none."""
    arguments: Mapping[str, Any] = B
    """What else names it."""
    deletes: bool = True

    def cases(self) -> list[Case]:
        return [*self._put(), *self._get(), *(self._delete() if self.deletes else [])]

    def _put(self) -> list[Case]:
        method = f"put_bucket_{self.name}"
        plainest = {**B, self.argument: next(iter(self.documents.values()))}
        return [
            *[Case(method, title, {**B, self.argument: said}) for title, said in self.documents.items()],
            Case(method, "Metadata", {**plainest, **METADATA}),
            Case(method, "ContentType and ContentMD5", {**plainest, "ContentType": "a/b", "ContentMD5": "c"}),
            Case(method, "no such keyword", {**plainest, "Nonsense": "a"}),
            Case(method, "400 MalformedXML", plainest, error(400, "MalformedXML", "Not well-formed.")),
        ]

    def _get(self) -> list[Case]:
        method, root = f"get_bucket_{self.name}", self.root
        answers = {title: document(f"<{root}>{inside}</{root}>") for title, inside in self.answers.items()}
        answers["nothing"] = document(f"<{root}/>")
        plainest = next(iter(answers.values()))
        return [
            *[Case(method, f"{title} in the answer", self.arguments, answer) for title, answer in answers.items()],
            Case(method, "Metadata", {**self.arguments, **METADATA}, plainest),
            Case(method, "no such keyword", {**self.arguments, "Nonsense": "a"}, plainest),
            Case(method, "an error without a body", self.arguments, Answer(403, BARE)),
            *[
                Case(method, f"404 {code}", self.arguments, error(404, code, "There is none."))
                for code in (self.absent, "NoSuchBucket")
                if code
            ],
        ]

    def _delete(self) -> list[Case]:
        method = f"delete_bucket_{self.name}"
        return [
            Case(method, "minimal", self.arguments, NO_CONTENT),
            Case(method, "Metadata", {**self.arguments, **METADATA}, NO_CONTENT),
            Case(method, "no such keyword", {**self.arguments, "Nonsense": "a"}, NO_CONTENT),
            Case(method, "403 AccessDenied", self.arguments, error(403, "AccessDenied", "Access Denied.")),
        ]
