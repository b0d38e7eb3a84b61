"""One who works on keys of its own, and so knows what they may hold; the same for both clients.

A deed is a generator.  It yields what a client's method returns, which is the result of a blocking client and
what an async one's has to be awaited for, and is sent back the result.
"""

from __future__ import annotations

import random
from collections import Counter
from collections.abc import Callable, Generator
from pathlib import Path
from typing import Any, TypeVar

from qcloud_cos.errors import ChecksumMismatch, CosServiceError
from soak.content import content, number_of

R = TypeVar("R")
Steps = Generator[Any, Any, R]

BUCKET, VERSIONED = "soak-1250000000", "soak-versions-1250000000"
KEYS_EACH = 6
DAMAGED = -1
"""What was sent arrived damaged, and the client has said so."""


class Worker:
    def __init__(self, name: str, number: int, client: Any, folder: Path, is_direct: bool) -> None:
        self.name, self.client, self.folder, self.is_direct = name, client, folder, is_direct
        self.random = random.Random(name)  # noqa: S311
        self.may: dict[str, set[int | None]] = {}
        """The writes whose content a key may have now, None for no object: one, unless an answer was lost."""
        self.versions: dict[str, int] = {}
        """Of the key that has them."""
        self.done: Counter[str] = Counter()
        self.refused: Counter[str] = Counter()
        self.bytes_checked = 0
        self._number = number
        folder.mkdir()

    def fresh(self) -> int:
        """The number of a write; nobody else's, and never again."""
        self._number += 1000
        return self._number

    def key(self) -> str:
        return f"{self.name}/{self.random.randrange(KEYS_EACH)}"

    def settled(self) -> tuple[str, int] | None:
        """A key with an object whose content is certain."""
        found = [
            (key, number)
            for key, (number, *others) in self.may.items()
            if not others and number is not None and number != DAMAGED
        ]
        return self.random.choice(found) if found else None

    def write(self, key: str, number: int | None, call: Callable[[], Any]) -> Steps[Any]:
        before = self.may.get(key, {None})
        self.may[key] = before | {number}
        try:
            answer = yield call()
        except ChecksumMismatch:
            self.may[key] |= {DAMAGED}
            raise
        self.may[key] = {number}
        return answer

    def read(self, key: str, **headers: Any) -> Steps[bytes | None]:
        """None where there is no object."""
        try:
            answer = yield self.client.get_object(BUCKET, key, **headers)
        except CosServiceError as error:
            if error.get_error_code() != "NoSuchKey":
                raise
            return None
        data: bytes = yield answer["Body"].read()
        self.bytes_checked += len(data)
        return data

    def check(self, key: str, data: bytes | None) -> None:
        found = None if data is None else number_of(data)
        may = self.may.get(key, {None})
        damaged = data is not None and found is None
        assert (DAMAGED in may) if damaged else (found in may), (
            f"{key} is {'torn' if damaged else found}, and may be {may}"
        )

    def lengths(self, key: str) -> set[int]:
        """Of the contents that it may have."""
        return {
            len(content(number, large))
            for number in self.may.get(key, ())
            if number and number > 0
            for large in (False, True)
        }
