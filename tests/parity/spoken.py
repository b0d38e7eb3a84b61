"""Values as JSON: how the two processes tell each other what to call and what came of it."""

from __future__ import annotations

import contextlib
import hashlib
import io
import json
import os
import shutil
import tempfile
from base64 import b64decode, b64encode
from collections.abc import Iterator, Mapping
from typing import Any, ClassVar, NamedTuple

NOW = 1_700_000_000
"""The time at which every call is made."""
LONGEST_SHOWN = 64 * 1024


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


class Trickle(NamedTuple):
    """A reader that has only so many bytes at a time, as sockets do."""

    content: bytes
    at_once: int


class OnDisk(NamedTuple):
    """The path of a file; without content, of none."""

    content: bytes | None = None


class Listener(NamedTuple):
    """A progress_callback."""


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


class _Trickle:
    def __init__(self, content: bytes, at_once: int) -> None:
        self._file, self._at_once = io.BytesIO(content), at_once

    def read(self, size: int) -> bytes:
        return self._file.read(min(size, self._at_once))


class _Path(str):
    """A file's, in a folder of its own."""

    __slots__ = ()

    def seen(self) -> dict[str, Any]:
        folder, name = os.path.split(self)
        found = {}
        for each in os.listdir(folder):
            with open(os.path.join(folder, each), "rb") as file:
                found["content" if each == name else "beside it"] = summed(file.read())
        return found

    def close(self) -> None:
        shutil.rmtree(os.path.dirname(self))


class _Listener:
    def __init__(self) -> None:
        self._heard: list[tuple[int, int]] = []

    def __call__(self, done: int, total: int) -> None:
        self._heard.append((done, total))

    def seen(self) -> list[Any]:
        """How often it was called, and what it heard last: which part is done first does not matter."""
        return [len(self._heard), max(self._heard, default=None)]


def _path(content: bytes | None) -> _Path:
    path = os.path.join(tempfile.mkdtemp(), "file")
    if content is not None:
        with open(path, "wb") as file:
            file.write(content)
    return _Path(path)


def made(value: Any) -> Any:
    """The argument that a description stands for."""
    match value:
        case OnDisk(content):
            return _path(content)
        case Listener():
            return _Listener()
        case Trickle(content, at_once):
            return _Trickle(content, at_once)
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


def witnessed(result: Any, arguments: Mapping[str, Any]) -> Any:
    """The result, and what became of arguments that keep what happens to them."""
    seen = {name: value.seen() for name, value in arguments.items() if hasattr(value, "seen")}
    return {"result": result, **seen} if seen else result


def summed(content: bytes) -> bytes:
    """Content, or if it is too long to be shown what tells it from others."""
    if len(content) <= LONGEST_SHOWN:
        return content
    return f"{len(content)} bytes of SHA-1 {hashlib.sha1(content).hexdigest()}".encode()


def reply(script: list[Any], method: str, url: str, headers: Mapping[str, str]) -> Any:
    """The answer that a script has for a request."""
    again = "again" if "x-cos-sdk-retry" in headers else ""
    told = f"{url} {headers.get('Range', '')} {again}"
    return next(answer for asked, within, answer in script if asked in ("", method) and within in told)


def read(result: Any, then: str) -> Any:
    """The result, with what is open in it read."""
    if hasattr(result, "get_stream"):
        return Opened(b"".join(result.get_stream(7)))
    if isinstance(result, tuple):
        return tuple(read(each, then) for each in result)
    if hasattr(result, "status_code"):  # of the HTTP library
        return {"status": result.status_code, "headers": dict(result.headers), "content": result.content}
    if not isinstance(result, dict):
        return result
    if "Body" in result:
        result["Body"] = read(result["Body"], then)
    if "Payload" in result:
        stream, result["Payload"] = result["Payload"], None
        if then == "get_select_result":
            result["Payload"] = Opened(stream.get_select_result())
        elif then == "get_select_result_to_file":
            with contextlib.closing(_path(b"what was there")) as path:
                result["Payload"] = path
                try:
                    stream.get_select_result_to_file(path)
                finally:
                    result["Payload"] = path.seen()
        else:
            result["Payload"] = events = []
            events.extend(stream)
    return result


def salvaged(result: Any) -> Any:
    """What a result is worth whose reading failed: the events before that."""
    return result if isinstance(result, dict) and "Payload" in result else None


class Record(NamedTuple):
    """What a call did: the requests it sent, and its result or its error."""

    requests: list[dict[str, Any]]
    result: Any = None
    error: dict[str, Any] | None = None


_KINDS = (Memory, File, Text, Pieces, Pipe, Trickle, OnDisk, Listener, Lent, Opened, Record)


class _Tags:
    known: ClassVar[dict[str, Any]] = {kind.__name__: kind for kind in _KINDS}


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
