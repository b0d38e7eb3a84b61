"""What came of it: of each object, and of all."""

from __future__ import annotations

from typing import Any, Literal, NamedTuple

State = Literal["ok", "skipped", "failed", "mismatch"]
STATES: tuple[State, ...] = ("ok", "skipped", "failed", "mismatch")
BAD: tuple[State, ...] = ("failed", "mismatch")


class Outcome(NamedTuple):
    """Of one object.  Its key, the time it took and how often it was tried again are noted by who called."""

    state: State = "ok"
    bytes: int = 0
    """Copied, read or compared."""
    code: str = ""
    """Why it failed, as COS names it: ``NoSuchKey``."""
    message: str = ""
    """In words, with no secret in them."""
    result: Any = None
    """What was asked for, in JSON's values; None where nothing was."""


OK = Outcome()
MARKER = Outcome("skipped", 0, "DeleteMarker", "a delete marker has no content")
