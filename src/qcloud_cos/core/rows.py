"""Long runs of elements that are all alike, as pages have them, read by one pattern instead of a tree.

A page of 1000 keys has 9000 elements, and their tree costs three times what the page does.  Whatever is not
plainly alike (attributes, entities, comments, another order) is left to the parser: nothing is guessed.
"""

from __future__ import annotations

import re
from typing import Any, NamedTuple

FEWEST = 16
"""Fewer are not worth it."""
_CONTROLS = bytes(sorted({*range(32), 127} - {9, 10}))


class Cut(NamedTuple):
    """A document without those of its elements of one name that follow the first, and these."""

    rest: bytes
    name: str
    run: str


def cut(document: bytes, names: frozenset[str]) -> Cut | None:
    """Take them out; None if there are few, or if the document is not as plain as it must be for that."""
    name = next((name for name in names if document.count(b"<%s>" % name.encode()) >= FEWEST), None)
    if name is None or not _is_plain(document):
        return None
    closing = b"</%s>" % name.encode()
    start = document.find(closing) + len(closing)
    stop = document.rfind(closing) + len(closing)
    try:
        return Cut(document[:start] + document[stop:], name, document[start:stop].decode())
    except UnicodeDecodeError:
        return None


def _is_plain(document: bytes) -> bool:
    """UTF-8 without comments, CDATA and instructions, where a tag would be none."""
    prolog = document[: document.find(b"?>") + 2].lower() if document[:2] == b"<?" else b""
    return (
        document[:1] == b"<"
        and (b"encoding" not in prolog or b"utf-8" in prolog)
        # One byte is found faster than two, and hardly any page has it.
        and (b"!" not in document or b"<!" not in document)
        and (document.find(b"?", len(prolog)) < 0 or document.find(b"<?", len(prolog)) < 0)
        and len(document.translate(None, _CONTROLS)) == len(document)
    )


def alike(found: Cut, first: Any) -> list[dict[str, Any]] | None:
    """The run's elements as the parser made the first; None if one differs in its shape."""
    run = _without_entities(found.run)
    if run is None or not _is_row(first):
        return None
    nested = {child: value for child, value in first.items() if isinstance(value, dict)}
    children = [_element(child, f"({_children(nested[child])})" if child in nested else _TEXT) for child in first]
    texts = re.findall(_element(found.name, r"\s*" + "".join(children)), run)
    tags = 2 * len(texts) * (1 + len(first) + sum(map(len, nested.values())))
    if found.run.count("<") != tags or "]]>" in found.run:
        return None
    names = tuple(first)
    rows = _rows(names, texts if len(names) > 1 else [(text,) for text in texts])
    for child, value in nested.items():
        _unfold(rows, child, tuple(value))
    return rows


_ENTITIES = (("&quot;", '"'), ("&apos;", "'"), ("&gt;", ">"), ("&amp;", "&"))  # the last must come last


def _without_entities(run: str) -> str | None:
    """None where there are others: "&lt;" would look like a tag."""
    left = run.count("&")
    for entity, character in _ENTITIES:
        if not left:
            break
        length = len(run)
        run = run.replace(entity, character)
        left -= (length - len(run)) // (len(entity) - 1)
    return None if left else run


_TEXT = "([^<]*)"


def _is_row(first: object) -> bool:
    """Texts, and at most elements of texts."""
    if not isinstance(first, dict) or not first:
        return False
    inner = [text for value in first.values() if isinstance(value, dict) for text in value.values()]
    return not any(isinstance(value, list) for value in first.values()) and all(
        text is None or isinstance(text, str) for text in inner
    )


def _rows(names: tuple[str, ...], found: list[tuple[str, ...]]) -> list[dict[str, Any]]:
    rows: list[dict[str, Any]] = [dict(zip(names, texts)) for texts in found]
    for row, texts in zip(rows, found):
        if "" in texts:
            row.update([(name, None) for name, text in row.items() if not text])
    return rows


def _unfold(rows: list[dict[str, Any]], child: str, names: tuple[str, ...]) -> None:
    """Make elements of the text that is theirs; owners are mostly one and the same."""
    pattern = re.compile(r"\s*" + "".join([_element(name, _TEXT) for name in names]))
    known: dict[str, dict[str, Any]] = {}
    for row in rows:
        text = row[child] or ""
        made = known.get(text)
        if made is None:
            match = pattern.fullmatch(text)
            assert match  # noqa: S101 - the whole row matched
            made = known[text] = _rows(names, [match.groups()])[0]
        row[child] = made.copy()


def _children(value: dict[str, Any]) -> str:
    return r"\s*" + "".join([_element(name, "[^<]*") for name in value])


def _element(name: str, inside: str) -> str:
    return rf"<{re.escape(name)}>{inside}</{re.escape(name)}>\s*"
