"""multipart/form-data as it arrives: small fields whole, the file piece by piece, and never more held than that.

No I/O: `feed` takes what came, in whatever pieces, and gives what was understood of it.

Source: https://www.rfc-editor.org/rfc/rfc7578
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal
from urllib.parse import unquote

MOST_FIELDS = 100
MOST_FIELD_BYTES = 256 * 1024
"""Of all fields together."""
MOST_HEAD_BYTES = 8 * 1024
LONGEST_BOUNDARY = 200
FILE = "file"


class Malformed(ValueError):
    """Not multipart/form-data, or more of it than is held."""


@dataclass(frozen=True, slots=True)
class Field:
    name: str
    value: str


@dataclass(frozen=True, slots=True)
class FileBegins:
    """Everything that comes from here on is the file's, or ignored."""

    filename: str


Event = Field | FileBegins | bytes
"""Bytes are the file's."""


def boundary_of(content_type: str) -> bytes:
    """Of the request's Content-Type.

    Raises:
        Malformed: it is no form's.
    """
    kind, parameters = _parameters(content_type)
    boundary = parameters.get("boundary", "")
    if kind.lower() != "multipart/form-data" or not 0 < len(boundary) <= LONGEST_BOUNDARY:
        raise Malformed("the Content-Type is not multipart/form-data with a boundary")
    return boundary.encode("utf-8", "replace")


class FormParser:
    def __init__(self, boundary: bytes) -> None:
        self._delimiter = b"\r\n--" + boundary
        # The first boundary has no line before it.
        self._held = bytearray(b"\r\n")
        self._stage: Literal["delimiter", "line", "head", "field", "file", "end"] = "delimiter"
        self._name = ""
        self._value = bytearray()
        self._fields = self._bytes = 0
        self._has_file = False

    @property
    def has_file(self) -> bool:
        """Whether it has begun."""
        return self._has_file

    def feed(self, data: bytes) -> Iterator[Event]:
        """Raises:
        Malformed.
        """
        self._held += data
        while True:
            before = (self._stage, len(self._held))
            event = self._step()
            if event is not None:
                yield event
            elif (self._stage, len(self._held)) == before:
                return

    def finish(self) -> None:
        """No more comes.

        Raises:
            Malformed: there should.
        """
        if self._stage != "end":
            raise Malformed("the form ends before its last boundary")

    def _step(self) -> Event | None:
        """What the held bytes begin with, if that is all there."""
        match self._stage:
            case "delimiter":
                self._body()  # what precedes the first boundary means nothing
                return None
            case "line":
                self._line()
                return None
            case "head":
                return self._head()
            case "field":
                return self._field()
            case "file":
                return self._body() or None
            case _:
                self._held.clear()  # after the file and the end
                return None

    def _body(self) -> bytes:
        """The bytes before the next boundary, as far as they are certain to be none of it."""
        at = self._held.find(self._delimiter)
        if at >= 0:
            self._stage = "line"
            body = bytes(self._held[:at])
            del self._held[: at + len(self._delimiter)]
        else:
            sure = max(len(self._held) - len(self._delimiter) + 1, 0)
            body = bytes(self._held[:sure])
            del self._held[:sure]
        return body

    def _line(self) -> None:
        """The rest of a boundary's line: two hyphens after the last, else nothing but padding."""
        if self._held.startswith(b"--") or self._has_file:
            self._stage = "end"
            return
        at = self._held.find(b"\r\n")
        if at < 0:
            if len(self._held) > LONGEST_BOUNDARY:
                raise Malformed("a boundary's line goes on")
            return
        if self._held[:at].strip(b" \t"):
            raise Malformed("a boundary's line goes on")
        # Its end stays: it may be that of an empty head too.
        del self._held[:at]
        self._stage = "head"

    def _head(self) -> FileBegins | None:
        at = self._held.find(b"\r\n\r\n")
        if at < 0 or at > MOST_HEAD_BYTES:
            if len(self._held) > MOST_HEAD_BYTES:
                raise Malformed("the head of a part is too long")
            return None
        lines = self._held[:at].split(b"\r\n")
        del self._held[: at + 4]
        self._name, filename = _disposition(lines)
        self._fields += 1
        if self._fields > MOST_FIELDS:
            raise Malformed(f"the form has more than {MOST_FIELDS} fields")
        if self._name.lower() != FILE:
            self._stage = "field"
            return None
        self._stage, self._has_file = "file", True
        return FileBegins(filename)

    def _field(self) -> Field | None:
        piece = self._body()
        self._bytes += len(piece)
        if self._bytes > MOST_FIELD_BYTES:
            raise Malformed(f"the form's fields have more than {MOST_FIELD_BYTES} bytes")
        self._value += piece
        if self._stage == "field":
            return None
        value, self._value = bytes(self._value), bytearray()
        try:
            return Field(self._name, value.decode())
        except UnicodeDecodeError:
            raise Malformed(f"the field {self._name} is not UTF-8") from None


def _disposition(lines: list[bytearray]) -> tuple[str, str]:
    """The name and the file's name of a part."""
    for line in lines:
        name, _, value = line.partition(b":")
        if name.strip().lower() == b"content-disposition":
            kind, parameters = _parameters(value.decode("utf-8", "replace"))
            if kind.lower() == "form-data" and parameters.get("name"):
                return parameters["name"], _base_name(parameters)
    raise Malformed("a part has no name")


def _base_name(parameters: dict[str, str]) -> str:
    """The file's own name: some browsers send its path."""
    extended = parameters.get("filename*", "").split("'", 2)
    name = unquote(extended[2]) if len(extended) == 3 else parameters.get("filename", "")
    return name.replace("\\", "/").rpartition("/")[2]


def _parameters(text: str) -> tuple[str, dict[str, str]]:
    """Of `form-data; name="file"; filename="a.txt"`: the first word, and the parameters."""
    kind, _, rest = text.partition(";")
    found: dict[str, str] = {}
    while rest := rest.lstrip(" \t;"):
        name, equals, rest = rest.partition("=")
        if not equals:
            break
        if rest.startswith('"'):
            value, rest = _quoted(rest)
        else:
            value, _, rest = rest.partition(";")
        found.setdefault(name.strip().lower(), value.strip())
    return kind.strip(), found


def _quoted(text: str) -> tuple[str, str]:
    """A quoted value, and what follows it.  Browsers write a quote in it as %22, others as \\"."""
    value = []
    at = 1
    while at < len(text) and text[at] != '"':
        if text[at] == "\\" and text[at + 1 : at + 2] == '"':
            at += 1
        value.append(text[at])
        at += 1
    return "".join(value), text[at + 1 :]
