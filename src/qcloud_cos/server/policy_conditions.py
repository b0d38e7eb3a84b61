"""Conditions of policy statements: {"ip_equal": {"qcs:ip": ["10.0.0.0/8"]}}.

All operators of a statement must hold, all keys of an operator, and one of a key's values (of a negative
operator, none).  A key that the request lacks equals nothing; with `_if_exist` it is left out of account.

Source: https://cloud.tencent.com/document/product/436/71307
"""

from __future__ import annotations

import operator
from collections.abc import Callable
from datetime import UTC, datetime
from ipaddress import ip_address, ip_network
from typing import Any, NamedTuple

from qcloud_cos.server.wildcards import matches

Values = Callable[[str], str | None]
"""What the request says about a condition key."""
Test = Callable[[str], bool]
LONGEST_TEXT = 2048
"""Of anything that is matched: it bounds the work."""
_IF_EXIST = "_if_exist"
_LOCAL_KEYS = ("qcs:ip", "qcs:current_time")


class Condition(NamedTuple):
    key: str
    tests: tuple[Test, ...]
    """Of each value that the policy lists."""
    positive: bool
    """Whether one test has to pass, or none."""
    if_exist: bool
    absent: bool | None = None
    """Of null_equal: whether the key must be missing."""

    def holds(self, values: Values) -> bool:
        found = values(self.key)
        if self.absent is not None:
            return (found is None) == self.absent
        if found is None:
            return self.if_exist or not self.positive
        return any(test(found) for test in self.tests) == self.positive


def condition(name: str, key: str, listed: list[Any]) -> Condition:
    """One operator's word on one key.

    Raises:
        ValueError: no such operator, a key of no known kind, or a value that does not fit.
    """
    key = key.lower()
    if not key.startswith("cos:") and key not in _LOCAL_KEYS:
        raise ValueError(f"{key} is not a condition key")
    operation = name.lower().removeprefix("for_any_value:").removeprefix("for_all_value:")
    if_exist = operation.endswith(_IF_EXIST)
    operation = operation.removesuffix(_IF_EXIST)
    texts = [_text(value) for value in listed]
    if not texts:
        raise ValueError(f"{name} of {key} has no values")
    if operation == "null_equal":
        return Condition(key, (), True, False, _truth(texts[0]))
    positive = "_not_" not in operation
    make = _TESTS.get(operation.replace("_not_", "_"))
    if make is None:
        raise ValueError(f"{name} is not a condition operator")
    return Condition(key, tuple(make(text) for text in texts), positive, if_exist)


def _text(value: Any) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    if not isinstance(value, str | int | float):
        raise ValueError(f"{value!r} is not a condition value")
    if len(text := str(value)) > LONGEST_TEXT:
        raise ValueError(f"a condition value is longer than {LONGEST_TEXT} characters")
    return text


def _truth(text: str) -> bool:
    if text.lower() not in ("true", "false"):
        raise ValueError(f"{text} is neither true nor false")
    return text.lower() == "true"


def _string(wanted: str) -> Test:
    return lambda found: found == wanted


def _string_ignoring_case(wanted: str) -> Test:
    folded = wanted.casefold()
    return lambda found: found.casefold() == folded


def _like(pattern: str) -> Test:
    return lambda found: matches(pattern, found, single=True)


def _truth_value(wanted: str) -> Test:
    truth = "true" if _truth(wanted) else "false"
    return lambda found: found.lower() == truth


def _network(text: str) -> Test:
    network = ip_network(text, strict=False)

    def test(found: str) -> bool:
        try:
            return ip_address(found) in network
        except ValueError:
            return False

    return test


def _compared(parse: Callable[[str], Any], compare: Callable[[Any, Any], bool]) -> Callable[[str], Test]:
    def make(text: str) -> Test:
        wanted = parse(text)

        def test(found: str) -> bool:
            try:
                return compare(parse(found), wanted)
            except ValueError:
                return False

        return test

    return make


def _date(text: str) -> datetime:
    """ISO 8601, or as headers write dates; without a zone it is GMT."""
    try:
        moment = datetime.fromisoformat(text)
    except ValueError:
        from email.utils import parsedate_to_datetime  # much to import, and seldom needed

        moment = parsedate_to_datetime(text)
    return moment if moment.tzinfo else moment.replace(tzinfo=UTC)


_COMPARISONS = {
    "equal": operator.eq,
    "less_than": operator.lt,
    "less_than_equal": operator.le,
    "greater_than": operator.gt,
    "greater_than_equal": operator.ge,
}
_TESTS: dict[str, Callable[[str], Test]] = {
    "string_equal": _string,
    "string_equal_ignore_case": _string_ignoring_case,
    "string_like": _like,
    "bool_equal": _truth_value,
    "ip_equal": _network,
    **{f"numeric_{name}": _compared(float, compare) for name, compare in _COMPARISONS.items()},
    **{f"date_{name}": _compared(_date, compare) for name, compare in _COMPARISONS.items()},
}
