"""When an inventory is made: at midnight in Beijing, each night, each week or each month."""

from __future__ import annotations

from calendar import monthrange
from datetime import UTC, datetime

from qcloud_cos.server.clock import BEIJING_SECONDS, DAY, midnight_from
from qcloud_cos.server.inventory.wanted import Wanted


def first(wanted: Wanted, now: float) -> float:
    """After it was configured."""
    night = midnight_from(now + 1)
    return _of_month(wanted.day, night) if wanted.frequency == "Monthly" else night


def following(wanted: Wanted, due: float, now: float) -> float:
    """After the one that was due; those that nobody was there to make are left out."""
    if wanted.frequency == "Monthly":
        return _of_month(wanted.day, midnight_from(now + 1))
    step = 7 * DAY if wanted.frequency == "Weekly" else DAY
    return due + step * (max(now - due, 0) // step + 1)


def _of_month(day: int, night: float) -> float:
    """The first such day that does not begin before `night`; the month's last if it has fewer."""
    while True:
        moment = beijing(night)
        last = monthrange(moment.year, moment.month)[1]
        if moment.day <= min(day, last):
            return night + (min(day, last) - moment.day) * DAY
        night += (last - moment.day + 1) * DAY


def beijing(moment: float) -> datetime:
    """The time in Beijing, as if it were UTC."""
    return datetime.fromtimestamp(moment + BEIJING_SECONDS, UTC)
