"""Several things of one kind that a bucket has, by id, in the order they came.

They are kept together, as one document in JSON: a bucket has few, and they are read together.
"""

from __future__ import annotations

import json
from typing import Any, NamedTuple

from qcloud_cos.server.recent import Reading
from qcloud_cos.server.store import Changes


class Entry(NamedTuple):
    number: int
    """In the order of arrival; never given twice."""
    id: str
    value: dict[str, Any]


class Shelf:
    def __init__(self, db: Reading, bucket: str, kind: str) -> None:
        text = db.document(bucket, kind)
        found: dict[str, Any] = json.loads(text) if text else {"last": 0, "held": {}}
        self._place = bucket, kind
        self._last: int = found["last"]
        self._held: dict[str, list[Any]] = found["held"]

    def __len__(self) -> int:
        return len(self._held)

    def get(self, id_: str) -> dict[str, Any] | None:
        found = self._held.get(id_)
        return found[1] if found else None

    def entries(self, after: int = 0) -> list[Entry]:
        """Those that came after a number, the oldest first."""
        listed = [Entry(number, id_, value) for id_, (number, value) in self._held.items() if number > after]
        return sorted(listed)

    def put(self, db: Changes, id_: str, value: dict[str, Any]) -> None:
        """One that is replaced keeps its place."""
        if id_ in self._held:
            self._held[id_][1] = value
        else:
            self._last += 1
            self._held[id_] = [self._last, value]
        self._keep(db)

    def remove(self, db: Changes, id_: str) -> bool:
        """Whether it was there."""
        if self._held.pop(id_, None) is None:
            return False
        self._keep(db)
        return True

    def _keep(self, db: Changes) -> None:
        db.put_document(*self._place, json.dumps({"last": self._last, "held": self._held}))
