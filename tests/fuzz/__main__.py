"""Feed the targets for ten minutes, or as many seconds as are given, and say how much each has taken.

A failure ends it, with the input made as small as it goes: add that as an `@example` of its target.
"""

from __future__ import annotations

import sys
import time

from hypothesis import settings

from fuzz.targets import TARGETS, executed


def main(seconds: float) -> None:
    for target in TARGETS:
        end = time.monotonic() + seconds / len(TARGETS)
        feed = settings(max_examples=1000, deadline=None, database=None)(target)
        while time.monotonic() < end:
            feed()
        print(f"{target.__name__:>14} {executed[target.__name__]:>10,} inputs", flush=True)
    print(f"{'all':>14} {executed.total():>10,} inputs in {seconds:g} seconds: each was understood or refused")


if __name__ == "__main__":
    main(float(sys.argv[1]) if len(sys.argv) > 1 else 600)
