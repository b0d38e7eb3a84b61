"""A local COS in a process of its own: says in a line of JSON how to reach it, and ends with its standard input.

PYTHONPATH decides whose it is, so that two versions can be measured in turn.
"""

from __future__ import annotations

import argparse
import json
import os
import sys


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--root")
    parser.add_argument("--durability", default="disk")
    parser.add_argument("--loop", choices=["uvloop", "asyncio"], default="asyncio")
    asked = parser.parse_args()
    if asked.loop == "asyncio":
        sys.modules["uvloop"] = None  # type: ignore[assignment]  # as if it were not installed
    else:
        import uvloop  # noqa: F401 - fails if it is not there
    from qcloud_cos.server import LocalCos

    with LocalCos(asked.root, durability=asked.durability) as cos:
        account = cos.account
        told = {"pid": os.getpid(), "port": cos.port, "id": account.secret_id, "key": account.secret_key}
        print(json.dumps(told), flush=True)
        sys.stdin.read()


if __name__ == "__main__":
    main()
