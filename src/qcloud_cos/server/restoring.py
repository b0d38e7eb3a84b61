"""Archived objects: when a copy of one that was asked for can be read, and until when.

Nothing happens at those moments; what was asked is kept with the object, and the clock says the rest.

Source: https://cloud.tencent.com/document/product/436/12633
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Literal, NamedTuple

from qcloud_cos.server.answer import rfc1123
from qcloud_cos.server.clock import DAY, midnight_from
from qcloud_cos.server.refusal import Refusal, argument

HOUR = 3600
# What the documents give as a span ("3 to 5 hours") is over at its end.
SECONDS: dict[str, dict[str, int]] = {
    "ARCHIVE": {"Expedited": 300, "Standard": 5 * HOUR, "Bulk": 12 * HOUR},
    "DEEP_ARCHIVE": {"Standard": 24 * HOUR, "Bulk": 48 * HOUR},
}
MOST_DAYS = 365
State = Literal["readable", "archived", "ongoing", "restored"]


class Restore(NamedTuple):
    """What was asked of an object of a class."""

    storage_class: str
    tier: str
    asked: float
    ready: float
    days: int

    @property
    def ends(self) -> float:
        """The Beijing midnight on which the copy goes."""
        return midnight_from(self.ready + self.days * DAY)

    def kept(self) -> dict[str, Any]:
        return {"restore": list(self)}


def of(extra: Mapping[str, Any], storage_class: str) -> Restore | None:
    """The last that was asked, unless the object has moved to another class since."""
    kept = extra.get("restore")
    restore = Restore(*kept) if kept else None
    return restore if restore and restore.storage_class == storage_class else None


def state(extra: Mapping[str, Any], storage_class: str, now: float) -> State:
    if storage_class not in SECONDS:
        return "readable"
    restore = of(extra, storage_class)
    if restore is None or now >= restore.ends:
        return "archived"
    return "restored" if now >= restore.ready else "ongoing"


def check_readable(extra: Mapping[str, Any], storage_class: str, now: float) -> None:
    """Raises:
    Refusal: InvalidObjectState.
    """
    if storage_class in SECONDS and state(extra, storage_class, now) != "restored":
        raise Refusal("InvalidObjectState", headers={"x-cos-storage-class": storage_class})


def asked(
    extra: Mapping[str, Any], storage_class: str, days: int, tier: str, now: float
) -> tuple[Restore, Literal[200, 202]]:
    """What a request to restore makes of an object, and how it is answered.

    Raises:
        Refusal: RestoreNonArchiveObject, RestoreAlreadyInProgress, InvalidArgument.
    """
    tiers = SECONDS.get(storage_class)
    if tiers is None:
        raise Refusal("RestoreNonArchiveObject")
    if tier not in tiers:
        raise argument(f"The Tier of {storage_class} is one of {', '.join(tiers)}.")
    if not 1 <= days <= MOST_DAYS:
        raise argument(f"Days is not between 1 and {MOST_DAYS}.")
    before, ready = of(extra, storage_class), now + tiers[tier]
    match state(extra, storage_class, now):
        case "ongoing" if before:
            faster = storage_class == "DEEP_ARCHIVE" and tiers[tier] < tiers[before.tier]
            if not faster:
                raise Refusal("RestoreAlreadyInProgress")
            return Restore(storage_class, tier, now, min(ready, before.ready), days), 202
        case "restored" if before:
            # The copy is there: only its days begin anew, and never end sooner.
            again = Restore(storage_class, tier, now, now, days)
            return max(again, before, key=lambda one: one.ends), 200
        case _:
            return Restore(storage_class, tier, now, ready, days), 202


def headers(extra: Mapping[str, Any], storage_class: str, now: float) -> dict[str, str]:
    """x-cos-restore and x-cos-restore-status, if there is something to tell."""
    restore = of(extra, storage_class)
    if restore is None:
        return {}
    match state(extra, storage_class, now):
        case "ongoing":
            status = f'tier="{restore.tier.lower()}"; request-date="{rfc1123(restore.asked)}"'
            return {"x-cos-restore": 'ongoing-request="true"', "x-cos-restore-status": status}
        case "restored":
            return {"x-cos-restore": f'ongoing-request="false", expiry-date="{rfc1123(restore.ends)}"'}
        case _:
            return {}
