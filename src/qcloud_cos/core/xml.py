"""XML to dictionaries and back, with no schema but a TypedDict.

An element becomes a string, None when empty, or a dict of its children; one that comes
twice becomes a list.  `parse(body, ListObjectsOutput)` makes `Contents` always a list,
because the type says so.  A DOCTYPE is refused: nothing in the COS API has one, and
entity bombs need it.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from typing import Any, get_args, get_origin, get_type_hints
from xml.parsers import expat

DEEPEST = 64
_ESCAPES = str.maketrans({"&": "&amp;", "<": "&lt;", ">": "&gt;", "\r": "&#13;"})
_QUOTED = str.maketrans({"&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;", "\r": "&#13;", "\n": "&#10;"})


class MalformedXML(ValueError):
    """The document is not well-formed, too deep, declares a DOCTYPE, or has another root."""


def dump(root: str, value: Any) -> bytes:
    """The document; None makes an empty element, a list repeats its element, "@name" an attribute."""
    return f'<?xml version="1.0" encoding="utf-8"?>\n{element(root, value)}'.encode()


def element(tag: str, value: Any) -> str:
    if isinstance(value, list | tuple):
        return "".join(element(tag, item) for item in value)
    if isinstance(value, Mapping):
        attributes = "".join(f' {k[1:]}="{_text(v, _QUOTED)}"' for k, v in value.items() if k[0] == "@")
        inside = "".join(
            _text(v, _ESCAPES) if k == "#text" else element(k, v) for k, v in value.items() if k[0] != "@"
        )
        return f"<{tag}{attributes}>{inside}</{tag}>"
    return f"<{tag}>{_text(value, _ESCAPES)}</{tag}>"


def _text(value: Any, escapes: dict[int, str]) -> str:
    if value is None:
        return ""
    if isinstance(value, bool):
        return "true" if value else "false"
    return str(value).translate(escapes)


def parse(document: bytes, into: type | None = None, root: str | None = None) -> dict[str, Any]:
    """The root's children as a dict; `into` says which are lists, `root` what the root must be called.

    Raises:
        MalformedXML: see its text.
    """
    builder = _Builder(into, root)
    reader = expat.ParserCreate()
    reader.buffer_text = True
    reader.StartElementHandler = builder.start
    reader.EndElementHandler = builder.end
    reader.CharacterDataHandler = builder.text.append
    reader.StartDoctypeDeclHandler = _no_doctype
    try:
        reader.Parse(document.lstrip(), True)
    except expat.ExpatError as error:
        raise MalformedXML(str(error)) from None
    (value,) = builder.found.values()
    return value if isinstance(value, dict) else builder.found


def _no_doctype(*_: Any) -> None:
    raise MalformedXML("a DOCTYPE is not allowed")


_Shape = tuple[frozenset[str], dict[str, type]]


class _Builder:
    """Makes the dicts as the elements come; a page of keys has 9000, so a leaf costs no more than it must."""

    def __init__(self, into: type | None, root: str | None) -> None:
        self.text: list[str] = []
        self.found: dict[str, Any] = {}
        """The children so far of the innermost element that has any."""
        self._shape = _schema(None)
        self._leaf: str | None = None
        """The element begun last, until it ends or turns out to have children."""
        self._outside: list[tuple[dict[str, Any], _Shape]] = []
        self._into = into
        self._root = root

    def start(self, name: str, attributes: dict[str, str]) -> None:
        if ":" in name:
            name = name.rpartition(":")[2]
        if self._leaf is not None:
            self._open(self._leaf)
        elif not self._outside and self._root not in (None, name):
            raise MalformedXML(f"the root element is {name}, not {self._root}")
        self._leaf = name
        self.text.clear()
        if attributes:
            kept = {k.rpartition(":")[2]: v for k, v in attributes.items() if not k.startswith("xmlns")}
            if kept:
                self._open(name)
                self.found |= kept

    def _open(self, name: str) -> None:
        if len(self._outside) == DEEPEST:
            raise MalformedXML(f"elements are nested more than {DEEPEST} deep")
        inner = self._shape[1].get(name) if self._outside else self._into
        self._outside.append((self.found, self._shape))
        self.found, self._shape, self._leaf = {}, _schema(inner), None

    def end(self, name: str) -> None:
        if ":" in name:
            name = name.rpartition(":")[2]
        value: Any = "".join(self.text) or None
        self.text.clear()
        if self._leaf is not None:
            self._leaf = None
            if value and name in self._shape[1] and value.isspace():
                value = None  # between tags, where children could stand
        else:
            if value and not value.isspace():
                self.found[name] = value  # text beside attributes
            value = self.found
            self.found, self._shape = self._outside.pop()
        found = self.found
        if name in self._shape[0]:
            held = found.setdefault(name, [])
            if value is not None:
                held.append(value)
        elif name not in found:
            found[name] = value
        elif isinstance(found[name], list):
            found[name].append(value)
        else:
            found[name] = [found[name], value]


@cache
def _schema(into: type | None) -> tuple[frozenset[str], dict[str, type]]:
    """Which elements are lists, and the TypedDict of each that has one."""
    if into is None:
        return frozenset(), {}
    lists: set[str] = set()
    shapes: dict[str, type] = {}
    for name, hint in get_type_hints(into).items():
        options = [hint, *get_args(hint)]
        held = [get_args(option)[0] for option in options if get_origin(option) is list]
        if held:
            lists.add(name)
        for option in [*options, *held]:
            if hasattr(option, "__total__"):
                shapes[name] = option
    return frozenset(lists), shapes
