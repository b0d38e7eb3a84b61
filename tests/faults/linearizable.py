"""Whether what several clients saw of one key can have happened one operation after another.

After Wing and Gong, with Lowe's memory of what was tried: https://doi.org/10.1002/cpe.3928
"""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterable
from typing import Generic, NamedTuple, TypeVar

S = TypeVar("S", bound=Hashable)


class Seen(NamedTuple, Generic[S]):
    """An operation, as its client saw it."""

    began: float
    ended: float
    """Infinite if its answer never came: then it may have been done, at any time, or not."""
    step: Callable[[S], S | None]
    """The state after it, None if from that state it cannot have been answered so."""


def is_linearizable(history: Iterable[Seen[S]], first: S) -> bool:
    """Whether there is an order, in which none is before one that had ended when it began."""
    operations = sorted(history, key=lambda seen: seen.began)
    must = frozenset(at for at, seen in enumerate(operations) if seen.ended != float("inf"))
    tried: set[tuple[frozenset[int], S]] = set()
    ways = [(frozenset(range(len(operations))), first)]
    while ways:
        left, state = ways.pop()
        if not left & must:
            return True
        if (left, state) in tried:
            continue
        tried.add((left, state))
        earliest = min(operations[at].ended for at in left)
        for at in left:
            if operations[at].began <= earliest and (after := operations[at].step(state)) is not None:
                ways.append((left - {at}, after))
    return False
