"""Everything that strangers try, counted: `make hostile`.

The tests are those of `make test`; this counts what they ask, as they go.
"""

from __future__ import annotations

import sys
from collections import Counter
from collections.abc import Callable
from typing import Any

import pytest

COUNTED: dict[str, tuple[str, str]] = {
    "test_server_signatures": ("refused", "requests whose signature was changed, refused over the wire"),
    "test_server_permissions": ("admitted", "cells of the matrix of lists"),
    "test_server_policy_matrix": ("admitted", "cells of the matrix of policies"),
    "test_policy_matrix": ("wanted", "cells of the matrix of policies, over the wire"),
    "test_server_ways": ("said", "conversations in odd shapes"),
    "test_hostile_servers": ("WireServer", "servers that mean harm, for both clients"),
    "test_secrets": ("seen", "errors whose every word, attribute and local was looked through"),
    "test_secrets_elsewhere": ("seen", "the same, of transfers, files, keys and mistakes"),
    "test_injected_lines": ("harmless", "lines of logs, each one line"),
}
"""What is counted in each module: how often that name is called."""
FILES = (
    "tests/behaviour/test_server_signatures.py tests/unit/test_server_permissions.py "
    "tests/unit/test_server_policy_matrix.py tests/behaviour/test_policy_matrix.py "
    "tests/behaviour/test_server_ways.py tests/behaviour/test_hostile_keys.py "
    "tests/behaviour/test_injected_lines.py tests/behaviour/test_blow_ups.py tests/faults/test_hostile_servers.py "
    "tests/contract/test_secrets.py tests/contract/test_secrets_elsewhere.py tests/fuzz"
).split()


class Counting:
    def __init__(self) -> None:
        self.counts: Counter[str] = Counter()

    def pytest_collection_finish(self, session: pytest.Session) -> None:
        for module in {item.module for item in session.items if isinstance(item, pytest.Function)}:
            name = module.__name__.rpartition(".")[2]
            function, what = COUNTED.get(name, ("", ""))
            if function:
                setattr(module, function, self._counted(getattr(module, function), what))
            if name == "test_hostile_keys":
                self.counts["keys that mean harm, listed back by both clients"] = len(module.KEYS)
                self.counts["keys that cannot be, refused in five ways"] = len(module.REFUSED)
            if name == "test_blow_ups":
                self.counts["rules that would take for ever"] = len(module.RULES)

    def _counted(self, function: Callable[..., Any], what: str) -> Callable[..., Any]:
        def counted(*args: Any, **kwargs: Any) -> Any:
            self.counts[what] += 1
            return function(*args, **kwargs)

        return counted


def main() -> int:
    counting = Counting()
    code = pytest.main(["-q", *FILES], plugins=[counting])
    for what, count in counting.counts.most_common():
        print(f"{count:>10,} {what}")
    return int(code)


if __name__ == "__main__":
    sys.exit(main())
