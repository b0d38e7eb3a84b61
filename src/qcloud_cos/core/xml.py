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
    result = builder.result
    return result if isinstance(result, dict) else {builder.root: result}


def _no_doctype(*_: Any) -> None:
    raise MalformedXML("a DOCTYPE is not allowed")


class _Builder:
    def __init__(self, into: type | None, root: str | None) -> None:
        self.text: list[str] = []
        self.root = ""
        self.result: Any = None
        self._wanted = root
        self._into = into
        self._stack: list[tuple[dict[str, Any], tuple[frozenset[str], dict[str, type]]]] = []

    def start(self, name: str, attributes: dict[str, str]) -> None:
        stack = self._stack
        name = name.rpartition(":")[2]
        if not stack:
            self.root = name
            if self._wanted is not None and name != self._wanted:
                raise MalformedXML(f"the root element is {name}, not {self._wanted}")
            shape = _schema(self._into)
        else:
            if len(stack) == DEEPEST:
                raise MalformedXML(f"elements are nested more than {DEEPEST} deep")
            shape = _schema(stack[-1][1][1].get(name))
        if attributes:
            found: dict[str, Any] = {
                k.rpartition(":")[2]: v for k, v in attributes.items() if not k.startswith("xmlns")
            }
        else:
            found = {}
        stack.append((found, shape))
        self.text.clear()

    def end(self, name: str) -> None:
        found, (lists, _) = self._stack.pop()
        text = "".join(self.text)
        self.text.clear()
        value: Any = found
        if not found:
            value = text or None
        elif text.strip():
            found[name.rpartition(":")[2]] = text
        for child in lists:
            if child in found and not isinstance(found[child], list):
                found[child] = [] if found[child] is None else [found[child]]
        if not self._stack:
            self.result = value
            return
        name = name.rpartition(":")[2]
        parent = self._stack[-1][0]
        if name not in parent:
            parent[name] = value
        elif isinstance(parent[name], list):
            parent[name].append(value)
        else:
            parent[name] = [parent[name], value]


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
