"""XML to dictionaries and back, with no schema but a TypedDict.

An element becomes a string, None when empty, or a dict of its children; one that comes
twice becomes a list.  `parse(body, ListObjectsOutput)` makes `Contents` always a list,
because the type says so.  A DOCTYPE is refused: nothing in the COS API has one, and
entity bombs need it.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import cache
from typing import TYPE_CHECKING, Any, get_args, get_origin, get_type_hints
from xml.parsers import expat

from qcloud_cos.core import rows

if TYPE_CHECKING:
    from xml.etree.ElementTree import Element

DEEPEST = 64
NOT_IN_XML = "[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]"
"""A regular expression."""
MOST_TAGS = 1_000_000
"""A page of a listing has some 20,000; each costs a hundred bytes of memory."""
_LEAST_BYTES_OF_MOST = 3 * MOST_TAGS
_LONGEST_PROLOG = 64 * 1024
_Shape = tuple[frozenset[str], dict[str, type]]
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
    document = document.lstrip()
    if len(document) > _LEAST_BYTES_OF_MOST:
        _refuse_crowds(document)
    shape = _schema(into)
    found = rows.cut(document, shape[0])
    whole = _parsed_as_rows(found, shape, root) if found else None
    return _parsed(document, shape, root) if whole is None else whole


def parse_answer(document: bytes, into: type | None = None) -> dict[str, Any]:
    """As `parse`, and with the characters that XML has no place for, as they are or as references.

    Keys may have control characters, and answers name keys.

    Raises:
        MalformedXML: see its text.
    """
    try:
        return parse(document, into)
    except MalformedXML:
        text = document.decode("utf-8", "replace")
        if not _has_odd(text):
            raise
        # Each is read as another, which the document has not, and put back afterwards.
        unused = (chr(number) for number in range(0x10F000, 0x10FFFE) if chr(number) not in text)
        other = dict(zip(_ODD, unused))
        text = _reference.sub(lambda found: other.get(_referred(found), found[0]), text)
        text = text.translate({ord(odd): new for odd, new in other.items()})
        value: dict[str, Any] = _translated(
            parse(text.encode(), into), {ord(new): odd for odd, new in other.items()}
        )
        return value


_ODD = [chr(number) for number in (*range(9), 11, 12, *range(14, 32), 0xFFFE, 0xFFFF)]
_reference = re.compile("&#(?:([0-9]{1,9})|x([0-9a-fA-F]{1,8}));")
_has_odd = re.compile(f"[{''.join(_ODD)}]|&#").search


def _referred(reference: re.Match[str]) -> str:
    number = int(reference[1]) if reference[1] else int(reference[2], 16)
    return chr(number) if number < 0x110000 else ""


def _translated(value: Any, table: dict[int, str]) -> Any:
    if isinstance(value, str):
        return value.translate(table)
    if isinstance(value, list):
        return [_translated(item, table) for item in value]
    if isinstance(value, dict):
        return {name: _translated(item, table) for name, item in value.items()}
    return value


def _parsed_as_rows(found: rows.Cut, shape: _Shape, root: str | None) -> dict[str, Any] | None:
    try:
        value = _parsed(found.rest, shape, root)
    except MalformedXML:
        return None  # of the whole document that is still to be seen
    listed = value.get(found.name)
    more = rows.alike(found, listed[0]) if isinstance(listed, list) and len(listed) == 1 else None
    if more is None:
        return None
    value[found.name] += more
    return value


def _parsed(document: bytes, shape: _Shape, root: str | None) -> dict[str, Any]:
    from xml.etree import ElementTree  # not needed until something was answered

    _refuse_doctype(document)
    try:
        top = ElementTree.fromstring(document)  # noqa: S314 - without a DOCTYPE there are no entities
    except (ElementTree.ParseError, LookupError, ValueError) as error:
        raise MalformedXML(str(error)) from None
    name = _local(top.tag)
    if root is not None and name != root:
        raise MalformedXML(f"the root element is {name}, not {root}")
    if name.lower() == "html":  # read as a listing, it would be an empty one
        raise MalformedXML("it is a web page; does a proxy or a login page stand in between?")
    # Most documents have no attributes; looking for them costs as much as reading the text.
    attributes = document.find(b"=", document.find(b"?>") + 1) >= 0
    value = _value(top, shape, attributes, 0)
    return value if isinstance(value, dict) else {name: value}


def _refuse_crowds(document: bytes) -> None:
    if document.count(b"<") + document.count(b'="') + document.count(b"='") > MOST_TAGS:
        raise MalformedXML(f"it has over {MOST_TAGS} tags and attributes, more than any answer of COS")


class _Begun(Exception):
    """The root element has begun: what can declare entities is over."""


def _refuse_doctype(document: bytes) -> None:
    """A DOCTYPE can only stand before the root; expat knows it in whatever encoding."""
    reader = expat.ParserCreate()
    reader.StartDoctypeDeclHandler = _found_doctype
    reader.StartElementHandler = _begun
    try:
        reader.Parse(document[:_LONGEST_PROLOG], False)
    except _Begun:
        return
    except MalformedXML:
        raise
    except (expat.ExpatError, ValueError, LookupError) as error:  # the last two are of encodings
        raise MalformedXML(str(error)) from None
    if len(document) > _LONGEST_PROLOG:
        raise MalformedXML(f"no element begins in the first {_LONGEST_PROLOG} bytes")


def _found_doctype(*_: Any) -> None:
    raise MalformedXML("a DOCTYPE is not allowed")


def _begun(*_: Any) -> None:
    raise _Begun


def _value(element: Element, shape: _Shape, attributes: bool, depth: int) -> Any:
    """Its text, or a dict of its attributes and children."""
    lists, shapes = shape
    found: dict[str, Any] = {}
    if attributes and element.attrib:
        found = {_local(name): value for name, value in element.attrib.items()}
        if element.text and not element.text.isspace():
            found[_local(element.tag)] = element.text
    elif not len(element):
        return element.text
    for child in element:
        name: str = child.tag
        if name[0] == "{":
            name = _local(name)
        if len(child) or (attributes and child.attrib):
            if depth == DEEPEST:
                raise MalformedXML(f"elements are nested more than {DEEPEST} deep")
            value = _value(child, _schema(shapes.get(name)), attributes, depth + 1)
        else:
            value = child.text
            if value is not None and name in shapes and value.isspace():
                value = None  # between tags, where children could stand
        if name not in found:
            if name in lists:
                value = [] if value is None else [value]
            found[name] = value
        elif name in lists:
            if value is not None:
                found[name].append(value)
        elif isinstance(found[name], list):
            found[name].append(value)
        else:
            found[name] = [found[name], value]
    return found


def _local(name: str) -> str:
    """Without its namespace."""
    return name.rpartition("}")[2]


@cache
def _schema(into: type | None) -> _Shape:
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
