"""A little of `make fuzz` with every run of the tests: a hundred inputs for each target."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from hypothesis import settings

from fuzz.targets import TARGETS, executed


@pytest.mark.parametrize("target", TARGETS, ids=lambda target: target.__name__)
def test_anything_is_understood_or_refused(target: Callable[[], None]) -> None:
    before = executed[target.__name__]
    settings(max_examples=100, deadline=None)(target)()
    assert executed[target.__name__] >= before + 50
