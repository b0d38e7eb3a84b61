"""A difference that is meant, and a bug; and what rows of them are made of.

A row covers cases by their ids.  It says what the published SDK is asked instead, or how what it does is
to be changed, so that afterwards the two are equal in everything: a row allows one thing and no other.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from fnmatch import translate
from functools import cache
from typing import Any

from .case import Case
from .seen import Seen

SENDING = ("put_object", "get_object", "list_objects", "delete_bucket", "copy_object")
PRESIGNING = ("get_presigned_url", "get_presigned_download_url")
SIGNING = ("get_auth", *PRESIGNING)
"""Of the methods that are called with every configuration: those about a bucket, and those that send nothing."""


@dataclass(frozen=True)
class Difference:
    name: str
    cases: tuple[str, ...]
    reason: str
    edit: Callable[[Seen, Case], None] | None = None
    """Changes what the published SDK did into what is meant."""
    instead: Callable[[Case], Case] | None = None
    """The call by which the published SDK does what ours does here."""

    def covers(self, case: Case) -> bool:
        return _any_of(self.cases).match(case.id) is not None


@cache
def _any_of(patterns: tuple[str, ...]) -> re.Pattern[str]:
    return re.compile("|".join(map(translate, patterns)))


@dataclass(frozen=True)
class Bug:
    """Ours is wrong: these cases must fail until it is mended, and then this row must go."""

    name: str
    requests: tuple[str, ...] = ()
    """Cases whose request differs."""
    outcomes: tuple[str, ...] = ()
    """Cases whose result or error differs."""


def passing(**arguments: Any) -> Callable[[Case], Case]:
    return lambda case: replace(case, arguments={**case.arguments, **arguments})


def configured(**config: Any) -> Callable[[Case], Case]:
    return lambda case: replace(case, config={**case.config, **config})


def copying(**source: Any) -> Callable[[Case], Case]:
    return lambda case: passing(CopySource={**case.arguments["CopySource"], **source})(case)


def grants_below(case: Case) -> Case:
    policy = case.arguments["AccessControlPolicy"]
    return passing(
        AccessControlPolicy={"Owner": policy["Owner"], "AccessControlList": {"Grant": policy["Grant"]}}
    )(case)


def configurations(*titles: str, methods: Iterable[str] = "*") -> tuple[str, ...]:
    return tuple(f"{method}: configured with {title}" for title in titles for method in methods)
