"""Archived objects: when a copy of one that was asked for can be read, and until when.

Nothing happens at those moments; what was asked is kept with the object, and the clock says the rest.

Source: https://cloud.tencent.com/document/product/436/12633
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Literal, NamedTuple

from qcloud_cos.server import classes, tiers
from qcloud_cos.server.answer import rfc1123
from qcloud_cos.server.clock import DAY, midnight_from
from qcloud_cos.server.recent import Reading
from qcloud_cos.server.refusal import Refusal, argument
from qcloud_cos.server.store import Version
from qcloud_cos.server.terms import terms_of

HOUR = 3600
# What the documents give as a span ("3 to 5 hours") is over at its end.
SECONDS: dict[str, dict[str, int]] = {
    "ARCHIVE": {"Expedited": 300, "Standard": 5 * HOUR, "Bulk": 12 * HOUR},
    "DEEP_ARCHIVE": {"Standard": 24 * HOUR, "Bulk": 48 * HOUR},
}
SECONDS |= {"ARCHIVE_ACCESS": SECONDS["ARCHIVE"], "DEEP_ARCHIVE_ACCESS": SECONDS["DEEP_ARCHIVE"]}
MOST_DAYS = 365
State = Literal["readable", "archived", "ongoing", "restored"]


def held_as(db: Reading, version: Version, now: float) -> str:
    """What decides whether a version can be read: its class, whatever the zones, or the tier it is in."""
    name = version.storage_class
    if name in classes.TIERED:
        return tiers.tier_of(version, terms_of(db, version.bucket).tiers, now)
    return classes.plain(name)


class Restore(NamedTuple):
    """What was asked of an object of a class, or in a tier."""

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


def check_readable(version: Version, held: str, now: float) -> None:
    """Raises:
    Refusal: InvalidObjectState.
    """
    if held in SECONDS and state(version.extra, held, now) != "restored":
        headers = {"x-cos-storage-class": version.storage_class}
        if version.storage_class in classes.TIERED:
            headers["x-cos-storage-tier"] = held
        raise Refusal("InvalidObjectState", headers=headers)


def asked(
    extra: Mapping[str, Any], storage_class: str, days: int | None, tier: str, now: float
) -> tuple[Restore, Literal[200, 202]]:
    """What a request to restore makes of an object, and how it is answered.

    Raises:
        Refusal: RestoreNonArchiveObject, RestoreAlreadyInProgress, InvalidArgument.
    """
    speeds = SECONDS.get(storage_class)
    if speeds is None:
        raise Refusal("RestoreNonArchiveObject")
    if tier not in speeds:
        raise argument(f"The Tier of {storage_class} is one of {', '.join(speeds)}.")
    if storage_class in tiers.ARCHIVED:
        days = 0  # it does not become a copy for some days, but comes back for good
    elif days is None:
        raise Refusal("MalformedXML", "The RestoreRequest lacks Days.")
    elif not 1 <= days <= MOST_DAYS:
        raise argument(f"Days is not between 1 and {MOST_DAYS}.")
    before, ready = of(extra, storage_class), now + speeds[tier]
    match state(extra, storage_class, now):
        case "ongoing" if before:
            faster = storage_class.startswith("DEEP_ARCHIVE") and speeds[tier] < speeds[before.tier]
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
