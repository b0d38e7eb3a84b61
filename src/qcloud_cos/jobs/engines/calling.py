"""A call of a function, as bytes: what a worker is asked, and what it answers."""

from __future__ import annotations

import pickle
from collections.abc import Callable, Sequence
from typing import Any


def asked(work: Callable[..., Any], arguments: Sequence[Any]) -> bytes:
    return pickle.dumps((work, arguments), 5)


def answered(payload: bytes) -> bytes:
    """Make the call, in a worker; what it raises is an answer, too."""
    try:
        work, arguments = pickle.loads(payload)  # noqa: S301 - from the driver, which has begun or chosen the worker
        answer: tuple[bool, Any] = True, work(*arguments)
    except Exception as error:
        answer = False, error
    try:
        return pickle.dumps(answer, 5)
    except Exception as error:
        return pickle.dumps((False, RuntimeError(f"{answer[1]!r} cannot be sent: {error!r}")), 5)


def result(answer: bytes) -> Any:
    """Raises what the call raised."""
    done, found = pickle.loads(answer)  # noqa: S301 - from a worker
    if done:
        return found
    raise found
