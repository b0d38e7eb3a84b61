"""What an object's `extra` says of its copies: where they are, or where it is a copy of."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any, Literal

HEADER = "x-cos-replication-status"
Status = Literal["PENDING", "COMPLETED", "FAILED"]

_COPIES = "replicas"
_ORIGIN = "replica_of"


def of(extra: Mapping[str, Any]) -> str:
    """PENDING, COMPLETED or FAILED of what is copied, REPLICA of a copy, empty of anything else."""
    if _ORIGIN in extra:
        return "REPLICA"
    found = set(extra.get(_COPIES, {}).values())
    return next((status for status in ("FAILED", "PENDING", "COMPLETED") if status in found), "")


def shown(extra: Mapping[str, Any]) -> dict[str, str]:
    status = of(extra)
    return {HEADER: status} if status else {}


def awaiting(extra: Mapping[str, Any], targets: Iterable[str]) -> dict[str, Any]:
    """The `extra` of an object that is to be copied to buckets."""
    return {**extra, _COPIES: dict.fromkeys(targets, "PENDING")}


def told(extra: Mapping[str, Any], target: str, status: Status) -> dict[str, Any]:
    """With what became of one copy."""
    return {**extra, _COPIES: {**extra.get(_COPIES, {}), target: status}}


def copied(source: str) -> dict[str, Any]:
    """The `extra` of a copy."""
    return {_ORIGIN: source}
