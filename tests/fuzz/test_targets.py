"""A little of `make fuzz` with every run of the tests: what is kept, and a hundred inputs for each target."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from hypothesis import settings

from fuzz.corpus import LONGEST, feed, kept
from fuzz.targets import TARGETS, executed

each = pytest.mark.parametrize("target", TARGETS, ids=lambda target: target.__name__)


@each
def test_anything_is_understood_or_refused(target: Callable[[], None]) -> None:
    before = executed[target.__name__]
    settings(max_examples=100, deadline=None)(target)()
    assert executed[target.__name__] >= before + 50


@each
def test_what_was_kept_still_is(target: Callable[[], None]) -> None:
    inputs = kept(target)
    assert 5 <= len(inputs) <= 200
    for given in inputs:
        assert len(ascii(given)) <= LONGEST
        feed(target, given)
