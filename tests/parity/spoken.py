"""Values as JSON: how the two processes tell each other what to call and what came of it."""

from __future__ import annotations

import io
import json
import tempfile
from base64 import b64decode, b64encode
from collections.abc import Iterator, Mapping
from typing import Any, ClassVar, NamedTuple

NOW = 1_700_000_000
"""The time at which every call is made."""


class Memory(NamedTuple):
    """An io.BytesIO, read up to `at`."""

    content: bytes
    at: int = 0


class File(NamedTuple):
    """A file on disk, opened with "rb" and read up to `at`."""

    content: bytes
    at: int = 0


class Text(NamedTuple):
    """A file on disk, opened as text."""

    content: str


class Pieces(NamedTuple):
    """A generator."""

    pieces: list[bytes]


class Pipe(NamedTuple):
    """Can be read and not sought."""

    content: bytes


class Lent(NamedTuple):
    """A CredentialInstance."""

    secret_id: str
    secret_key: str
    token: str | None


class Opened(NamedTuple):
    """A StreamBody, and what was read from it."""

    content: bytes


class _Pipe:
    def __init__(self, content: bytes) -> None:
        self.read = io.BytesIO(content).read

    def __iter__(self) -> Iterator[bytes]:
        while piece := self.read(1024):
            yield piece


def made(value: Any) -> Any:
    """The argument that a description stands for."""
    match value:
        case Memory(content, at):
            memory = io.BytesIO(content)
            memory.seek(at)
            return memory
        case File(content, at):
            file = tempfile.TemporaryFile()  # noqa: SIM115 - the call gets it open
            file.write(content)
            file.seek(at)
            return file
        case Text(content):
            text = tempfile.TemporaryFile("w+", encoding="utf-8")  # noqa: SIM115
            text.write(content)
            text.seek(0)
            return text
        case Pieces(pieces):
            return (piece for piece in pieces)
        case Pipe(content):
            return _Pipe(content)
    return value


def closed(arguments: Mapping[str, Any]) -> None:
    for value in arguments.values():
        if hasattr(value, "close"):
            value.close()


class Record(NamedTuple):
    """What a call did: the requests it sent, and its result or its error."""

    requests: list[dict[str, Any]]
    result: Any = None
    error: dict[str, Any] | None = None


class _Tags:
    known: ClassVar[dict[str, Any]] = {
        kind.__name__: kind for kind in (Memory, File, Text, Pieces, Pipe, Lent, Opened, Record)
    }


def _tagged(value: Any) -> Any:
    if isinstance(value, bytes | bytearray):
        return {"": "bytes", "of": b64encode(value).decode()}
    if type(value).__name__ in _Tags.known:
        return {"": type(value).__name__, "of": [_tagged(item) for item in value]}
    if isinstance(value, Mapping):
        return {"": "dict", "of": [[_tagged(key), _tagged(item)] for key, item in value.items()]}
    if isinstance(value, tuple):
        return {"": "tuple", "of": [_tagged(item) for item in value]}
    if isinstance(value, list):
        return [_tagged(item) for item in value]
    return value


def _untagged(value: Any) -> Any:
    if isinstance(value, list):
        return [_untagged(item) for item in value]
    if not isinstance(value, dict):
        return value
    kind, held = value[""], value["of"]
    if kind == "bytes":
        return b64decode(held)
    if kind == "dict":
        return {_untagged(key): _untagged(item) for key, item in held}
    if kind == "tuple":
        return tuple(_untagged(item) for item in held)
    return _Tags.known[kind](*[_untagged(item) for item in held])


def line(value: Any) -> str:
    return json.dumps(_tagged(value)) + "\n"


def parsed(text: str) -> Any:
    return _untagged(json.loads(text))


GETTERS = {
    "status": "get_status_code",
    "code": "get_error_code",
    "message": "get_error_msg",
    "resource": "get_resource_location",
    "request id": "get_request_id",
    "trace id": "get_trace_id",
    "origin": "get_origin_msg",
    "digest": "get_digest_msg",
}


def told(error: Exception, client_error: type, service_error: type) -> dict[str, Any]:
    """An exception's class, and for a service error all that its getters say."""
    if isinstance(error, client_error):
        return {"class": "CosClientError"}
    if not isinstance(error, service_error):
        return {"class": type(error).__name__}
    return {"class": "CosServiceError"} | {name: _got(error, getter) for name, getter in GETTERS.items()}


def _got(error: Exception, getter: str) -> Any:
    try:
        value = getattr(error, getter)()
    except Exception as raised:
        return f"raises {type(raised).__name__}"
    return dict(value) if isinstance(value, Mapping) else value
