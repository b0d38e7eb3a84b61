"""What a job is to do, as JSON: no keys, nothing of the process that wrote it."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field, fields
from typing import Any

from qcloud_cos.errors import CosClientError

VERSION = 1
SMALLEST_BATCH, LARGEST_BATCH = 1, 10_000
MOST_AT_ONCE = 256
_MAY_CHANGE = ("credentials", "batch", "at_once", "retries")
"""Between one run and the next: they are how, not what."""


@dataclass(frozen=True)
class JobSpecification:
    """Raises CosClientError if it cannot be."""

    operation: str
    input: Mapping[str, Any]
    options: Mapping[str, Any] = field(default_factory=dict)
    where: str | None = None
    client: Mapping[str, Any] = field(default_factory=dict)
    credentials: Mapping[str, Any] = field(default_factory=lambda: {"kind": "usual"})
    batch: int = 1000
    at_once: int = 64
    """Objects under way in one worker."""
    retries: int = 5

    def __post_init__(self) -> None:
        if not SMALLEST_BATCH <= self.batch <= LARGEST_BATCH:
            raise CosClientError(f"a batch has {SMALLEST_BATCH} to {LARGEST_BATCH} objects, not {self.batch}")
        if not 1 <= self.at_once <= MOST_AT_ONCE:
            raise CosClientError(f"a worker has 1 to {MOST_AT_ONCE} objects under way, not {self.at_once}")

    def to_json(self) -> dict[str, Any]:
        return asdict(self)

    def to_text(self) -> str:
        return json.dumps(self.to_json(), ensure_ascii=False, sort_keys=True)

    @classmethod
    def of_json(cls, said: Any) -> JobSpecification:
        known = {each.name for each in fields(cls)}
        if not isinstance(said, Mapping) or not said.keys() <= known or "operation" not in said:
            raise CosClientError("this is no specification of a job that this version knows")
        return cls(**said)

    @classmethod
    def of_text(cls, text: str) -> JobSpecification:
        return cls.of_json(json.loads(text))

    @property
    def digest(self) -> str:
        """Of what it does; the same for the same, and another for anything else."""
        kept = {name: value for name, value in self.to_json().items() if name not in _MAY_CHANGE}
        text = json.dumps([VERSION, kept], sort_keys=True, separators=(",", ":"))
        return hashlib.sha256(text.encode()).hexdigest()

    def differences(self, other: JobSpecification) -> list[str]:
        """In words, what the other does that this one does not."""
        ours, theirs = (dict(_flat("", json.loads(each.to_text()))) for each in (self, other))
        names = [name for name in {**ours, **theirs} if name.partition(".")[0] not in _MAY_CHANGE]
        return [
            f"{name} was {ours.get(name)!r} and is {theirs.get(name)!r}"
            for name in names
            if ours.get(name) != theirs.get(name)
        ]


def _flat(before: str, said: Mapping[str, Any]) -> list[tuple[str, Any]]:
    found: list[tuple[str, Any]] = []
    for name, value in said.items():
        if isinstance(value, Mapping):
            found += _flat(f"{before}{name}.", value)
        else:
            found.append((f"{before}{name}", value))
    return found
