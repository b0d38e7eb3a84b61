"""A case: a call, and the answer it gets."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, NamedTuple

BUCKET = "photos-1250000000"
KEY = "dir/k.txt"
OBJECT: dict[str, Any] = {"Bucket": BUCKET, "Key": KEY}
CONFIG: dict[str, Any] = {
    "Region": "ap-guangzhou",
    "SecretId": "AKIDnotarealsecretidnotarealsecretid",
    "SecretKey": "not/a+real=secret key",
}
CHECKED = {
    "Date": "Tue, 14 Nov 2023 22:13:20 GMT",
    "Server": "tencent-cos",
    "x-cos-request-id": "NjU1M2YxMDBfMTIzNDU2",
}
STORED = {"ETag": '"ee8de918d05640145b18f70f4c3aa602"', "x-cos-hash-crc64ecma": "16749565679157681890"}


class Answer(NamedTuple):
    """A scripted response."""

    status: int = 200
    headers: Mapping[str, str] = {"Content-Length": "0", **CHECKED}
    body: bytes = b""


class Reply(NamedTuple):
    """The answer to requests of a method that have a text in their URL, their Range, or are sent "again"."""

    method: str
    within: str
    answer: Answer


EMPTY = Answer()
LOST = Answer(0)
"""No answer: the connection breaks."""
NO_CONTENT = Answer(204)


def stored(**headers: str) -> Answer:
    """An answer whose headers are all."""
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    return Answer(200, {"Content-Length": "0", **CHECKED, **STORED, **named})


def document(text: str, status: int = 200, headers: Mapping[str, str] | None = None) -> Answer:
    """An answer that is an XML document."""
    body = text.strip().encode()
    framed = {"Content-Type": "application/xml", "Content-Length": str(len(body))}
    return Answer(status, {**framed, **CHECKED, **(headers or {})}, body)


@dataclass(frozen=True)
class Case:
    """A method's name, and what sets this call apart from others of the method."""

    method: str
    title: str
    arguments: Mapping[str, Any]
    answer: Answer = EMPTY
    config: Mapping[str, Any] = field(default_factory=dict)
    replies: tuple[Reply, ...] = ()
    """Of a call that sends several requests: the first that fits, else `answer`."""
    retry: int = 0
    then: str = ""
    """How the result is read, if there is more than one way."""

    @property
    def id(self) -> str:
        return f"{self.method}: {self.title}"

    @property
    def whole_config(self) -> dict[str, Any]:
        return {**CONFIG, **self.config}

    @property
    def script(self) -> list[Reply]:
        return [*self.replies, Reply("", "", self.answer)]
