"""Both SDKs asked the same, and the one's doing as the differences say it should be."""

from __future__ import annotations

from copy import deepcopy

from . import ours
from .case import Case
from .differences import DIFFERENCES
from .published import Published
from .seen import Seen, seen


class Comparison:
    """Asks each SDK once a case."""

    def __init__(self, published: Published) -> None:
        self._published = published
        self._seen: dict[tuple[str, bool], Seen] = {}

    def ours(self, case: Case) -> Seen:
        if (case.id, True) not in self._seen:
            self._seen[case.id, True] = seen(case, ours.done(case))
        return self._seen[case.id, True]

    def theirs(self, case: Case) -> Seen:
        if (case.id, False) not in self._seen:
            self._seen[case.id, False] = seen(case, self._published.done(case))
        return deepcopy(self._seen[case.id, False])

    def meant(self, case: Case, without: str | None = None) -> Seen:
        """What the published SDK does, and the differences that apply, perhaps `without` one of them."""
        rows = [row for row in DIFFERENCES if row.name != without and row.covers(case)]
        asked = case
        for row in rows:
            asked = row.instead(asked) if row.instead else asked
        found = self.theirs(case) if asked is case else seen(asked, self._published.done(asked))
        for row in rows:
            if row.edit:
                row.edit(found, case)
        return found
