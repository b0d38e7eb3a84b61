"""Tell the stories of tests/behaviour to the real COS, compare its answers with the samples, list what differs.

python scripts/real_cos.py [pytest arguments]
"""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

TESTS = Path(__file__).resolve().parents[1] / "tests"
sys.path.insert(0, str(TESTS))

from live.real import NEEDED, OPTIONAL, missing  # noqa: E402 - there

STORIES = """
    access appending archives buckets configurations copying credentials encryption forms lifecycle links multipart
    objects paging policy selecting server_side_encryption tagging transfer_files transfers trees
    trees_sync versions
""".split()


def main(arguments: list[str]) -> int:
    lacking = missing(os.environ)
    if lacking:
        print("make live asks a real COS, which costs a little, and needs these in the environment:\n")
        for name, what in NEEDED.items():
            print(f"  {name:20} {what}{'' if name in lacking else ' (is set)'}")
        print("\nIt takes these, too:\n")
        for name, what in OPTIONAL.items():
            print(f"  {name:20} {what}")
        print("\nIt makes buckets of its own, with names that nobody else has, and removes them.")
        return 2
    stories = [str(TESTS / "behaviour" / f"test_{name}.py") for name in STORIES]
    chosen = arguments or [*stories, str(TESTS / "live" / "answers.py")]
    options = [
        "-p",
        "no:qcloud_cos",
        "-p",
        "live.plugin",
        "-p",
        "no:xdist",
        "-p",
        "no:cacheprovider",
        "--tb=no",
        "-rN",
        "-q",
    ]
    command = [sys.executable, "-m", "pytest", f"--rootdir={TESTS.parent}", *options, *chosen]
    return subprocess.run(command, env=os.environ | {"PYTHONPATH": str(TESTS)}, cwd=TESTS.parent).returncode  # noqa: S603


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
