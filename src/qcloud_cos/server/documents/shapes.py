"""What a document has to look like, as values that read it.

    Element({"Status": one_of("Enabled", "Suspended"), "Days": maybe(Whole(1, 365))})

A field is there once unless `maybe` or `many` says otherwise.  What comes out is what was understood, in
the documented order; elements that nobody knows are left out, as COS leaves them out.

Where a document breaks off from its form the code is MalformedXML, where a value cannot be it is
InvalidArgument: the documentation is silent about most, and what was seen of the service agrees with that.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Protocol

from qcloud_cos.server.lifecycle import as_list
from qcloud_cos.server.refusal import Refusal, argument


class Shape(Protocol):
    def read(self, value: Any, name: str) -> Any:
        """The value of the element `name`, as it is kept.

        Raises:
            Refusal: MalformedXML, InvalidArgument.
        """


def malformed(message: str) -> Refusal:
    return Refusal("MalformedXML", message)


@dataclass(frozen=True, slots=True)
class Text:
    longest: int = 1024
    empty: bool = False
    pattern: str = ""
    """The whole text matches it."""

    def read(self, value: Any, name: str) -> str | None:
        text = _text(value, name)
        if not text:
            if self.empty:
                return None
            raise malformed(f"{name} must not be empty.")
        if len(text) > self.longest:
            raise argument(f"{name} is longer than {self.longest} characters.")
        if self.pattern and not re.fullmatch(self.pattern, text):
            raise argument(f"{name} cannot be {text!r}.")
        return text


@dataclass(frozen=True, slots=True)
class Choice:
    options: tuple[str, ...]
    code: str = "MalformedXML"
    any_case: bool = False
    """However it is written, it is kept as it is written here."""

    def read(self, value: Any, name: str) -> str:
        text = _text(value, name)
        for option in self.options:
            if text == option or (self.any_case and text.lower() == option.lower()):
                return option
        raise Refusal(self.code, f"{name} is one of {', '.join(self.options)}.")


def one_of(*options: str) -> Choice:
    return Choice(options)


ENABLED = one_of("Enabled", "Disabled")
TRUTH = Choice(("true", "false"), any_case=True)
ANY = Text(longest=4096, empty=True)


@dataclass(frozen=True, slots=True)
class Whole:
    """A whole number."""

    least: int = 0
    most: int = 36500

    def read(self, value: Any, name: str) -> str:
        text = _text(value, name)
        if not text.isdecimal() or not text.isascii() or len(text) > 18:
            raise argument(f"{name} is not a whole number.")
        if not self.least <= int(text) <= self.most:
            raise argument(f"{name} is not between {self.least} and {self.most}.")
        return text


@dataclass(frozen=True, slots=True)
class Field:
    shape: Shape
    least: int
    most: int
    usual: str | None = None
    """What is kept where it is not there."""


def maybe(shape: Shape, usual: str | None = None) -> Field:
    return Field(shape, 0, 1, usual)


def many(shape: Shape, least: int = 1, most: int = 1000) -> Field:
    return Field(shape, least, most)


@dataclass(frozen=True, slots=True)
class Element:
    fields: Mapping[str, Shape | Field]
    numbered: Mapping[str, Shape] | None = None
    """Fields called `Name_1`, `Name_2` and so on."""

    def read(self, value: Any, name: str) -> dict[str, Any]:
        if isinstance(value, str) and not value.strip():
            value = None
        if value is not None and not isinstance(value, dict):
            what = "comes more than once" if isinstance(value, list) else "holds text, not elements"
            raise malformed(f"{name} {what}.")
        found = value or {}
        kept: dict[str, Any] = {}
        for child, field in self.fields.items():
            self._read(kept, found, child, field, name)
        for start, shape in (self.numbered or {}).items():
            for child in found:
                if re.fullmatch(rf"{start}_[0-9]{{1,3}}", child):
                    self._read(kept, found, child, maybe(shape), name)
        return kept

    def _read(
        self, kept: dict[str, Any], found: dict[str, Any], child: str, field: Shape | Field, name: str
    ) -> None:
        if not isinstance(field, Field):
            field = Field(field, 1, 1)
        values, least, most = _all(found, child), field.least, field.most
        if not least <= len(values) <= most:
            times = f"{least} to {most} times" if most > 1 else "once" if least else "at most once"
            raise malformed(f"{name} has {child} {len(values)} times; it should be there {times}.")
        if values:
            read = [field.shape.read(each, child) for each in values]
            kept[child] = read if most > 1 else read[0]
        elif field.usual is not None:
            kept[child] = field.usual


def _all(found: dict[str, Any], child: str) -> list[Any]:
    if child not in found:
        return []
    value = found[child]
    return [None] if value is None else as_list(value)


def _text(value: Any, name: str) -> str:
    if value is not None and not isinstance(value, str):
        raise malformed(f"{name} holds text, and comes once.")
    return value or ""
