"""What a condition on entries is made of: truths, of which one may be unknown, and values to compare."""

from __future__ import annotations

import operator
import re
from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

from qcloud_cos.jobs.entries import Entry

Truth = bool | None
"""None: it cannot be told."""
Condition = Callable[[Entry], Truth]

_SIZE = re.compile(r"(\d+(?:\.\d+)?)\s*(?:([kmgtp])(i?)b?|b)?", re.IGNORECASE)


def one_of(conditions: list[Condition]) -> Condition:
    def told(entry: Entry) -> Truth:
        found: Truth = False
        for condition in conditions:
            one = condition(entry)
            if one:
                return True
            found = None if one is None else found
        return found

    return told


def all_of(conditions: list[Condition]) -> Condition:
    def told(entry: Entry) -> Truth:
        found: Truth = True
        for condition in conditions:
            one = condition(entry)
            if one is False:
                return False
            found = None if one is None else found
        return found

    return told


def contrary(one: Condition) -> Condition:
    def told(entry: Entry) -> Truth:
        found = one(entry)
        return None if found is None else not found

    return told


def told_of(name: str) -> Callable[[Entry], Any]:
    """What an entry tells of a field, to be compared; None if it does not."""
    place = Entry._fields.index(name)
    if name == "modified":
        return lambda entry: None if entry.modified is None else moment(entry.modified)
    if name == "etag":
        return lambda entry: None if entry.etag is None else entry.etag.strip('"')
    return operator.itemgetter(place)


def held(told: Callable[[Entry], Any], holds: Callable[[Any], bool]) -> Condition:
    def condition(entry: Entry) -> Truth:
        value = told(entry)
        return None if value is None else holds(value)

    return condition


def _size(text: str) -> float:
    found = _SIZE.fullmatch(text)
    if found is None:
        raise ValueError(f"{text!r} is not a size such as 500, 64KiB or 1.5GB")
    return float(found[1]) * float(1024 ** " kmgtp".index((found[2] or " ").lower()))


def moment(text: str) -> float:
    """Seconds since 1970; without a zone it is UTC.

    Raises:
        ValueError: it is no time.
    """
    try:
        found = datetime.fromisoformat(text)
    except ValueError:
        raise ValueError(f"{text!r} is not a date such as 2026-01-31 or 2026-01-31T12:00:00+08:00") from None
    return (found if found.tzinfo else found.replace(tzinfo=UTC)).timestamp()


def _truth(text: str) -> bool:
    if text.lower() not in ("true", "false"):
        raise ValueError(f"{text!r} is neither true nor false")
    return text.lower() == "true"


READ: dict[str, Callable[[str], Any]] = {
    "size": _size,
    "modified": moment,
    "latest": _truth,
    "delete_marker": _truth,
    "etag": lambda text: text.strip('"'),
}
"""How values are read, where not as they are."""
