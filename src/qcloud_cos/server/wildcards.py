"""Patterns with "*" for any text and "?" for any character, matched in one pass whatever they are.

Patterns come from users.  A regular expression made of one can take forever; this follows all the ways a
text can match at once, as the bits of a number.
"""

from __future__ import annotations

from functools import lru_cache
from typing import NamedTuple


class _Pattern(NamedTuple):
    plain: dict[str, int]
    """Of each character, the places that want it."""
    any_one: int
    """The places that want any character."""
    any_text: int
    """The places before which any text may stand."""
    end: int


def matches(pattern: str, text: str, *, single: bool = False) -> bool:
    """Whether the whole text does.  "?" means itself unless `single`."""
    if "*" not in pattern and not (single and "?" in pattern):
        return pattern == text
    if pattern.find("*") == len(pattern) - 1 and not (single and "?" in pattern):
        return text.startswith(pattern[:-1])
    plain, any_one, any_text, end = _compiled(pattern, single)
    places = 1
    for character in text:
        places = (places & (plain.get(character, 0) | any_one)) << 1 | places & any_text
        if not places:
            return False
    return bool(places & end)


@lru_cache(512)
def _compiled(pattern: str, single: bool) -> _Pattern:
    plain: dict[str, int] = {}
    any_one = any_text = 0
    place = 1
    for character in pattern:
        if character == "*":
            any_text |= place
            continue
        if single and character == "?":
            any_one |= place
        else:
            plain[character] = plain.get(character, 0) | place
        place <<= 1
    return _Pattern(plain, any_one, any_text, place)
