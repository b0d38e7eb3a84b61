"""The same call, at the same time, with the same answer: the same request and the same result.

The published SDK is installed by the tests and runs in a process of its own.  See `differences` for where
the two are not to be equal, and why.
"""

from __future__ import annotations

from collections import Counter
from fnmatch import fnmatchcase
from typing import Any

import pytest

from .case import Case
from .comparing import Comparison
from .difference import Difference
from .differences import BUGS, DIFFERENCES
from .everything import CASES, METHODS
from .published import FOLDER, VERSION, Published


def _cases(aspect: str) -> list[Any]:
    return [pytest.param(case, id=case.id, marks=_expected_to_fail(case, aspect)) for case in CASES]


def _expected_to_fail(case: Case, aspect: str) -> list[pytest.MarkDecorator]:
    return [
        pytest.mark.xfail(reason=bug.name, strict=True)
        for bug in BUGS
        if any(fnmatchcase(case.id, pattern) for pattern in getattr(bug, aspect))
    ]


@pytest.mark.parametrize("case", _cases("requests"))
def test_it_sends_what_the_published_sdk_sends(comparison: Comparison, case: Case) -> None:
    assert comparison.meant(case).sent == comparison.ours(case).sent


@pytest.mark.parametrize("case", _cases("outcomes"))
def test_it_makes_of_the_answer_what_the_published_sdk_makes(comparison: Comparison, case: Case) -> None:
    meant, ours = comparison.meant(case), comparison.ours(case)
    assert (meant.result, meant.error) == (ours.result, ours.error)


@pytest.mark.parametrize("row", DIFFERENCES, ids=lambda row: row.name)
def test_a_listed_difference_is_there(comparison: Comparison, row: Difference) -> None:
    assert any(_differs(comparison, row, case) for case in CASES if row.covers(case))


def _differs(comparison: Comparison, row: Difference, case: Case) -> bool:
    """Without the row it would: from ours, or if ours is wrong from what it should be."""
    sound = not _expected_to_fail(case, "requests") + _expected_to_fail(case, "outcomes")
    right = comparison.ours(case) if sound else comparison.meant(case)
    return comparison.meant(case, without=row.name) != right


@pytest.mark.parametrize(
    "pattern",
    [pattern for row in DIFFERENCES for pattern in row.cases]
    + [pattern for bug in BUGS for pattern in (*bug.requests, *bug.outcomes)],
)
def test_a_row_covers_cases_that_exist(pattern: str) -> None:
    assert any(fnmatchcase(case.id, pattern) for case in CASES)


def test_no_two_cases_or_rows_have_one_name() -> None:
    names = Counter([*[case.id for case in CASES], *[row.name for row in DIFFERENCES]])
    assert [name for name, times in names.items() if times > 1] == []


def test_every_method_has_cases() -> None:
    assert {case.method for case in CASES} == set(METHODS)


def test_the_published_sdk_comes_from_its_own_folder(published: Published) -> None:
    assert published.version == f"5.{VERSION}"
    assert published.file.is_relative_to(FOLDER)
