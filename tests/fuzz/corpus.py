"""Inputs worth keeping: each goes ways through the package that no other of its target's goes.

One to a line, as Python writes the arguments.  `python -m fuzz.corpus 60` looks for more.
"""

from __future__ import annotations

import ast
import sys
import time
from collections.abc import Callable
from pathlib import Path
from types import FrameType
from typing import Any

from hypothesis import settings

from fuzz.targets import TARGETS

FOLDER = Path(__file__).parent / "corpora"
LONGEST = 500
"""Characters of one input."""
_OURS = "/src/qcloud_cos/"

Target = Callable[..., None]
Ways = set[tuple[object, ...]]
"""From which line of ours to which, and how it ended."""


def kept(target: Target) -> list[dict[str, Any]]:
    file = FOLDER / f"{target.__name__}.txt"
    return [ast.literal_eval(line) for line in file.read_text("ascii").splitlines()] if file.exists() else []


def feed(target: Target, given: dict[str, Any]) -> None:
    target.hypothesis.inner_test(**given)  # type: ignore[attr-defined]


def gone(do: Callable[[], None]) -> Ways:
    ways: Ways = set()

    def trace(frame: FrameType, event: str, what: Any) -> Any:
        code = frame.f_code
        if _OURS not in code.co_filename:
            return None
        before = code.co_firstlineno

        def step(frame: FrameType, event: str, what: Any) -> Any:
            nonlocal before
            ways.add((code.co_filename, before, frame.f_lineno, what[0] if event == "exception" else event))
            before = frame.f_lineno
            return step

        return step

    sys.settrace(trace)
    try:
        do()
    finally:
        sys.settrace(None)
    return ways


def _text(given: dict[str, Any]) -> str:
    """Empty if it cannot be read again as it is."""
    text = ascii(given)
    try:
        return text if len(text) <= LONGEST and ast.literal_eval(text) == given else ""
    except ValueError:  # not-a-number, and infinity
        return ""


def collect(target: Target, seconds: float) -> int:
    """Add what is new; how many are kept then."""
    texts, known = [], set[Any]()
    original = target.hypothesis.inner_test  # type: ignore[attr-defined]

    def look(**given: Any) -> None:
        ways = gone(lambda: original(**given))
        if not ways <= known and (text := _text(given)):
            texts.append(text)
            known.update(ways)

    for given in kept(target):
        look(**given)
    target.hypothesis.inner_test = look  # type: ignore[attr-defined]
    try:
        run = settings(max_examples=500, deadline=None, database=None)(target)
        end = time.monotonic() + seconds
        while time.monotonic() < end:
            run()
    finally:
        target.hypothesis.inner_test = original  # type: ignore[attr-defined]
    FOLDER.mkdir(exist_ok=True)
    (FOLDER / f"{target.__name__}.txt").write_text("".join(f"{text}\n" for text in texts), "ascii")
    return len(texts)


if __name__ == "__main__":
    for each in TARGETS:
        found = collect(each, float(sys.argv[1]) / len(TARGETS))
        print(f"{each.__name__:>14} {found:>6,} kept", flush=True)
