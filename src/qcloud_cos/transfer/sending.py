"""One request with content, sent until COS has computed the checksum that it should have."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from qcloud_cos.core.wire import Call, Flow, local
from qcloud_cos.transfer.completing import CUSTOMER_KEY, agree, chosen, damaged

_AGAIN = 2
PART_KEYWORDS = (*CUSTOMER_KEY, "TrafficLimit")
"""What was said for the object that has to be said with every part."""


def undamaged(
    described: Callable[[], Call[Any, Any] | Flow[Any]], checksum: int, what: str, verify: Callable[[], None]
) -> Flow[Any]:
    """The answer to a request, which is sent again if its content arrived damaged.

    Args:
        described: the request, anew each time.
        verify: raises where the content itself has changed, which sending again would not mend.
    """
    for _ in range(_AGAIN):
        plan = described()
        answer = yield from _unsummed(plan)
        if not isinstance(plan, Call):
            return answer  # COS has something else than this content, made of it on the way
        if not damaged(answer, checksum):
            return answer
        yield from local(verify)
    answer = yield from _unsummed(described())
    agree(answer, checksum, what)
    return answer


def _unsummed(plan: Call[Any, Any] | Flow[Any]) -> Call[Any, Any] | Flow[Any]:
    """Not added up a second time: a file can then be sent by the kernel."""
    return plan.but(summed=False) if isinstance(plan, Call) else plan


def remade(calls: Any, *names: str) -> bool:
    """Whether a program has put methods of its own in the place of these, so what is sent may be anything."""
    own = getattr(calls, "own_methods", None)
    return own is not None and bool(own.replaces(*names))


def part_headers(keywords: dict[str, Any]) -> dict[str, Any]:
    return chosen(keywords, PART_KEYWORDS)
