"""What a call did, in the terms in which two SDKs are compared."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import groupby
from typing import Any
from urllib.parse import SplitResult, parse_qsl, urlsplit

from .case import Case
from .spoken import Record

RETURNS_A_SIGNATURE = frozenset({"get_auth", "get_presigned_url", "get_presigned_download_url"})


@dataclass
class Sent:
    """A request.  Header names are in lower case; Host and Authorization stand apart."""

    method: str
    origin: str
    """Where it connects to."""
    host: str
    """The Host header."""
    path: str
    """As it is on the wire."""
    query: list[tuple[str, str]]
    headers: dict[str, str]
    authorization: dict[str, str] | None
    """Its fields: the lists of what is signed, the times, the signature."""
    body: bytes
    timeout: Any


@dataclass
class Seen:
    sent: list[Sent]
    result: Any
    error: dict[str, Any] | None

    def fail(self, error: dict[str, Any]) -> None:
        """There is an error, and no result."""
        held = isinstance(self.result, dict) and "result" in self.result
        self.result, self.error = ({**self.result, "result": None} if held else None), error


def seen(case: Case, record: Record) -> Seen:
    result = record.result
    if case.method in RETURNS_A_SIGNATURE and isinstance(result, str):
        result = _taken_apart(result)
    return Seen(_in_order([_sent(request) for request in record.requests], case), result, record.error)


def _in_order(sent: list[Sent], case: Case) -> list[Sent]:
    """Requests that several threads send have no order: of a run of one method, such as parts; or of all."""
    runs = [sent] if case.method == "get_bucket_meta" else [list(run) for _, run in groupby(sent, _method)]
    return [each for run in runs for each in sorted(run, key=_place)]


def _method(sent: Sent) -> str:
    return sent.method


def _place(sent: Sent) -> tuple[str, str, list[tuple[str, str]], int]:
    first, _, _ = sent.headers.get("range", "").removeprefix("bytes=").partition("-")
    return sent.method, sent.path, sent.query, int(first or 0)


def _sent(request: dict[str, Any]) -> Sent:
    parts = urlsplit(request["url"])
    headers = {name.lower(): value for name, value in request["headers"].items()}
    authorization = headers.pop("authorization", None)
    return Sent(
        request["method"],
        _origin(parts),
        headers.pop("host", parts.netloc.removesuffix(":443" if parts.scheme == "https" else ":80")),
        parts.path,
        sorted(parse_qsl(parts.query, keep_blank_values=True)),
        headers,
        None if authorization is None else _fields(authorization),
        request["body"],
        request["timeout"],
    )


def _origin(parts: SplitResult) -> str:
    try:
        port = parts.port or (443 if parts.scheme == "https" else 80)
    except ValueError:
        return f"{parts.scheme}://{parts.netloc}"
    name = f"[{parts.hostname}]" if ":" in (parts.hostname or "") else parts.hostname
    return f"{parts.scheme}://{name}:{port}"


def _fields(authorization: str) -> dict[str, str]:
    return dict(field.split("=", 1) for field in authorization.split("&") if field)


def _taken_apart(made: str) -> dict[str, Any]:
    """A URL or an Authorization, its fields undecoded and in their order."""
    url, _, query = made.partition("?") if "://" in made else ("", "", made)
    fields = [field for field in query.split("&") if field]
    signed = dict(field.split("=", 1) for field in fields if field.startswith("q-"))
    return {
        "url": url,
        "authorization": signed,
        "others": [field for field in fields if not field.startswith("q-")],
        "order": [field.partition("=")[0] for field in fields],
    }
