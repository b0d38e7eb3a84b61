"""Archived objects: what becomes of them by the clock."""

from __future__ import annotations

from typing import Any

import pytest

from qcloud_cos.server import restoring
from qcloud_cos.server.refusal import Refusal
from qcloud_cos.server.restoring import HOUR, SECONDS, asked, check_readable, headers, state
from qcloud_cos.server.store import Version

NOON = 1_800_000_000.0  # 16:00 in Beijing, on 2027-01-15
DAY = 24 * HOUR


def extra_of(days: int = 1, tier: str = "Standard", of: str = "ARCHIVE", now: float = NOON) -> dict[str, Any]:
    return asked({}, of, days, tier, now)[0].kept()


@pytest.mark.parametrize(
    ("of", "tier"), [(of, tier) for of in ("ARCHIVE", "DEEP_ARCHIVE") for tier in SECONDS[of]]
)
def test_a_copy_is_ready_when_its_tier_says_and_gone_at_a_beijing_midnight(of: str, tier: str) -> None:
    extra = extra_of(2, tier, of)
    ready = NOON + SECONDS[of][tier]
    assert [state(extra, of, now) for now in (NOON, ready - 1, ready)] == ["ongoing", "ongoing", "restored"]
    ends = restoring.of(extra, of).ends  # type: ignore[union-attr]
    assert (ends + 8 * HOUR) % DAY == 0
    assert ready + 2 * DAY <= ends < ready + 3 * DAY
    assert [state(extra, of, now) for now in (ends - 1, ends)] == ["restored", "archived"]


def test_what_was_never_asked_for_is_archived_and_other_classes_are_readable() -> None:
    assert state({}, "ARCHIVE", NOON) == "archived"
    assert state({}, "STANDARD_IA", NOON) == "readable"
    deep = Version("b-1", "k", storage_class="MAZ_DEEP_ARCHIVE")
    with pytest.raises(Refusal, match="InvalidObjectState") as refused:
        check_readable(deep, "DEEP_ARCHIVE", NOON)
    assert refused.value.headers == {"x-cos-storage-class": "MAZ_DEEP_ARCHIVE"}
    check_readable(Version("b-1", "k", extra=extra_of()), "ARCHIVE", NOON + 5 * HOUR)


def test_headers_tell_how_it_stands() -> None:
    extra = extra_of(1, "Bulk")
    assert headers(extra, "ARCHIVE", NOON) == {
        "x-cos-restore": 'ongoing-request="true"',
        "x-cos-restore-status": 'tier="bulk"; request-date="Fri, 15 Jan 2027 08:00:00 GMT"',
    }
    assert headers(extra, "ARCHIVE", NOON + 12 * HOUR) == {
        "x-cos-restore": 'ongoing-request="false", expiry-date="Sun, 17 Jan 2027 16:00:00 GMT"'
    }
    assert headers(extra, "ARCHIVE", NOON + 9 * DAY) == headers({}, "ARCHIVE", NOON) == {}


def test_asking_again_while_it_runs_is_refused_except_for_a_faster_tier_of_deep_archive() -> None:
    with pytest.raises(Refusal, match="RestoreAlreadyInProgress"):
        asked(extra_of(tier="Bulk"), "ARCHIVE", 1, "Expedited", NOON + 1)
    deep = extra_of(tier="Bulk", of="DEEP_ARCHIVE")
    with pytest.raises(Refusal, match="RestoreAlreadyInProgress"):
        asked(deep, "DEEP_ARCHIVE", 1, "Bulk", NOON + 1)
    faster, status = asked(deep, "DEEP_ARCHIVE", 1, "Standard", NOON + HOUR)
    assert (faster.ready, status) == (NOON + 25 * HOUR, 202)


def test_asking_for_a_restored_one_prolongs_it_and_never_cuts_it_short() -> None:
    extra, later = extra_of(3), NOON + DAY
    longer, status = asked(extra, "ARCHIVE", 9, "Standard", later)
    assert (state(longer.kept(), "ARCHIVE", later), status) == ("restored", 200)
    before = restoring.of(extra, "ARCHIVE")
    assert before is not None
    assert longer.ends > before.ends
    assert asked(extra, "ARCHIVE", 1, "Standard", later)[0].ends == before.ends


def test_a_restore_is_of_the_class_it_was_asked_in() -> None:
    assert state(extra_of(), "DEEP_ARCHIVE", NOON + DAY) == "archived"


@pytest.mark.parametrize(
    ("of", "days", "tier", "code"),
    [
        ("STANDARD", 1, "Standard", "RestoreNonArchiveObject"),
        ("DEEP_ARCHIVE", 1, "Expedited", "InvalidArgument"),
        ("ARCHIVE", 1, "Soon", "InvalidArgument"),
        ("ARCHIVE", 0, "Standard", "InvalidArgument"),
        ("ARCHIVE", 366, "Standard", "InvalidArgument"),
    ],
)
def test_what_cannot_be_restored(of: str, days: int, tier: str, code: str) -> None:
    with pytest.raises(Refusal, match=code):
        asked({}, of, days, tier, NOON)
