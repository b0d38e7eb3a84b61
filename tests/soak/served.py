"""The server and the proxy before it, each in a process of its own, led by lines on its standard input.

Each says in a line of JSON how to reach it, and answers each line with one: ``begin`` and ``end`` trouble,
``sample``.
"""

from __future__ import annotations

import asyncio
import json
import sys
from pathlib import Path
from typing import Any

from faults.fault_proxy import FaultProxy
from qcloud_cos.server import LocalCos
from soak.sampling import held, on_disk
from soak.trouble import ServerTrouble, WireTrouble

_SHARE = 0.04
"""Of the requests through the proxy."""


def server(root: str, seed: int) -> None:
    with LocalCos(root) as cos:
        trouble = ServerTrouble(cos, seed)
        account = cos.account
        _say({"port": cos.port, "id": account.secret_id, "key": account.secret_key})
        for line in sys.stdin:
            match line.strip():
                case "begin":
                    trouble.begin()
                case "end":
                    trouble.end()
            cos._log._kept.clear()  # of the last requests it keeps more if more of them failed
            tasks = len(asyncio.all_tasks(cos._running._loop))
            _say({**held(), "tasks": tasks, "disk": on_disk(Path(root)), "hits": trouble.hits})


def proxy(port: str, seed: int) -> None:
    with FaultProxy(int(port)) as proxy:
        trouble = WireTrouble(seed, _SHARE)
        proxy.spoils(trouble)
        _say({"port": proxy.port})
        for line in sys.stdin:
            trouble.is_on = line.strip() == "begin"
            proxy.forget()
            _say({"hits": proxy.spoiled})


def _say(what: dict[str, Any]) -> None:
    print(json.dumps(what), flush=True)


if __name__ == "__main__":
    {"server": server, "proxy": proxy}[sys.argv[1]](sys.argv[2], int(sys.argv[3]))
