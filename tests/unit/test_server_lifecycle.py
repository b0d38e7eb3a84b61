"""Lifecycle rules: which cover what, and on which Beijing midnight they act."""

from __future__ import annotations

from datetime import datetime

import pytest

from qcloud_cos.server.clock import DAY, Clock, midnight_from
from qcloud_cos.server.documents import LIFECYCLE
from qcloud_cos.server.lifecycle import (
    Fate,
    When,
    date_of,
    decided,
    expiration,
    fate_of_lone_marker,
    fates_of_current,
    fates_of_noncurrent,
    fates_of_upload,
    rules_of,
)
from qcloud_cos.server.refusal import Refusal
from qcloud_cos.server.store import Content, Upload, Version


def at(text: str) -> float:
    return datetime.fromisoformat(text).timestamp()


MODIFIED = at("2024-01-01T23:55:00+08:00")


def version(key: str = "logs/a", size: int = 10, **more: object) -> Version:
    fields: dict[str, object] = {"modified": MODIFIED, **more}
    return Version("b-1", key, content=Content(size, "", 0, None), **fields)  # type: ignore[arg-type]


def rule(inside: str, kept: str = "<Prefix>logs/</Prefix>", status: str = "Enabled", name: str = "r") -> str:
    return f"<Rule><ID>{name}</ID><Filter>{kept}</Filter><Status>{status}</Status>{inside}</Rule>"


def document(*rules: str) -> str:
    return f"<LifecycleConfiguration>{''.join(rules)}</LifecycleConfiguration>"


EXPIRE = "<Expiration><Days>1</Days></Expiration>"


@pytest.mark.parametrize(
    ("moment", "midnight"),
    [
        ("2024-01-01T23:55:00+08:00", "2024-01-02T00:00:00+08:00"),
        ("2024-01-01T00:00:00+08:00", "2024-01-01T00:00:00+08:00"),
        ("2024-01-01T00:00:00.001+08:00", "2024-01-02T00:00:00+08:00"),
        ("2024-02-28T16:00:01+00:00", "2024-03-01T00:00:00+08:00"),
        ("2023-12-31T20:00:00+00:00", "2024-01-02T00:00:00+08:00"),
    ],
)
def test_moments_are_rounded_up_to_a_beijing_midnight(moment: str, midnight: str) -> None:
    assert midnight_from(at(moment)) == at(midnight)


@pytest.mark.parametrize(
    ("days", "due"),
    [(0, "2024-01-02T00:00:00+08:00"), (1, "2024-01-03T00:00:00+08:00"), (31, "2024-02-02T00:00:00+08:00")],
)
def test_days_count_from_the_modification(days: int, due: str) -> None:
    assert When(days=days).due(MODIFIED) == at(due)


@pytest.mark.parametrize(
    ("text", "due"),
    [
        ("2024-05-01T00:00:00+08:00", "2024-05-01T00:00:00+08:00"),
        ("2024-05-01T12:00:00.000Z", "2024-05-02T00:00:00+08:00"),
        ("2024-04-30T16:00:00Z", "2024-05-01T00:00:00+08:00"),
        ("2024-05-01", "2024-05-01T00:00:00+08:00"),
    ],
)
def test_dates_become_beijing_midnights(text: str, due: str) -> None:
    assert When(date=date_of(text)).due(MODIFIED) == at(due)


def test_an_object_expires_by_the_earliest_rule_that_covers_it() -> None:
    rules = rules_of(
        document(
            rule("<Expiration><Days>30</Days></Expiration>", name="late"),
            rule("<Expiration><Days>2</Days></Expiration>", name="soon"),
            rule(EXPIRE, status="Disabled", name="off"),
            rule(EXPIRE, kept="<Prefix>other/</Prefix>", name="elsewhere"),
        )
    )
    assert expiration(rules, version()) == Fate(at("2024-01-04T00:00:00+08:00"), "expire", "soon")
    assert expiration(rules, version("pictures/a")) is None
    assert expiration(rules, version(kind="appendable")) is None


@pytest.mark.parametrize(
    ("kept", "covered"),
    [
        ("", {"logs/a", "logs/keep/b", "c"}),
        ("<Prefix/>", {"logs/a", "logs/keep/b", "c"}),
        ("<Prefix>logs/</Prefix>", {"logs/a", "logs/keep/b"}),
        ("<And><Prefix>logs/</Prefix><PrefixNotEquals>logs/keep/</PrefixNotEquals></And>", {"logs/a"}),
        ("<And><ObjectSizeGreaterThan>10</ObjectSizeGreaterThan></And>", {"logs/keep/b", "c"}),
        (
            "<And><ObjectSizeGreaterThan>10</ObjectSizeGreaterThan><ObjectSizeLessThan>30</ObjectSizeLessThan></And>",
            {"logs/keep/b"},
        ),
        ("<Tag><Key>t</Key><Value>1</Value></Tag>", {"c"}),
        ("<And><Tag><Key>t</Key><Value>1</Value></Tag><Tag><Key>u</Key><Value/></Tag></And>", {"c"}),
        ("<Tag><Key>t</Key><Value>2</Value></Tag>", set()),
    ],
)
def test_what_a_filter_covers(kept: str, covered: set[str]) -> None:
    rules = rules_of(document(rule(EXPIRE, kept=kept)))
    objects = [version("logs/a", 10), version("logs/keep/b", 20), version("c", 30, tags={"t": "1", "u": ""})]
    assert {one.key for one in objects if expiration(rules, one)} == covered


MOVES = rule(
    "<Transition><Days>1</Days><StorageClass>STANDARD_IA</StorageClass></Transition>"
    "<Transition><Days>3</Days><StorageClass>ARCHIVE</StorageClass></Transition>"
    "<Expiration><Days>5</Days></Expiration>"
)


@pytest.mark.parametrize(
    ("now", "deed"),
    [
        ("2024-01-02T23:59:59+08:00", None),
        ("2024-01-03T00:00:00+08:00", "STANDARD_IA"),
        ("2024-01-05T00:00:00+08:00", "ARCHIVE"),
        ("2024-01-07T00:00:00+08:00", "expire"),
    ],
)
def test_the_coldest_class_wins_and_expiring_beats_moving(now: str, deed: str | None) -> None:
    fate = decided(fates_of_current(rules_of(document(MOVES)), version()), at(now))
    assert (fate.deed if fate else None) == deed


def test_objects_only_get_colder_and_empty_ones_stay() -> None:
    rules = rules_of(document(MOVES))
    deeds = [fate.deed for fate in fates_of_current(rules, version(storage_class="ARCHIVE"))]
    assert deeds == ["expire"]
    assert [fate.deed for fate in fates_of_current(rules, version(size=0))] == ["expire"]


def test_old_versions_count_from_when_they_were_replaced() -> None:
    rules = rules_of(
        document(
            rule(
                "<NoncurrentVersionTransition><NoncurrentDays>1</NoncurrentDays>"
                "<StorageClass>ARCHIVE</StorageClass></NoncurrentVersionTransition>"
                "<NoncurrentVersionExpiration><NoncurrentDays>2</NoncurrentDays></NoncurrentVersionExpiration>"
            )
        )
    )
    fates = fates_of_noncurrent(rules, version(), MODIFIED + 10 * DAY)
    assert [(fate.deed, fate.due) for fate in fates] == [
        ("remove", at("2024-01-14T00:00:00+08:00")),
        ("ARCHIVE", at("2024-01-13T00:00:00+08:00")),
    ]
    assert fates_of_current(rules, version()) == []


def test_a_marker_with_nothing_under_it_goes_when_asked_for() -> None:
    text = "<Expiration><ExpiredObjectDeleteMarker>true</ExpiredObjectDeleteMarker></Expiration>"
    marker = Version("b-1", "logs/a", is_marker=True, modified=MODIFIED)
    assert fate_of_lone_marker(rules_of(document(rule(text))), marker) == [
        Fate(at("2024-01-02T00:00:00+08:00"), "remove")
    ]
    assert fate_of_lone_marker(rules_of(document(rule(EXPIRE))), marker) == []


def test_uploads_are_aborted_so_many_days_after_they_began() -> None:
    text = (
        "<AbortIncompleteMultipartUpload><DaysAfterInitiation>7</DaysAfterInitiation>"
        "</AbortIncompleteMultipartUpload>"
    )
    rules = rules_of(document(rule(text)))
    [fate] = fates_of_upload(rules, Upload("u", "b-1", "logs/a", MODIFIED))
    assert fate.due == at("2024-01-09T00:00:00+08:00")
    assert fates_of_upload(rules, Upload("u", "b-1", "c", MODIFIED)) == []


@pytest.mark.parametrize(
    ("inside", "code"),
    [
        ("", "MalformedXML"),
        ("<Expiration/>", "MalformedXML"),
        ("<Expiration><Days>0</Days></Expiration>", "InvalidArgument"),
        ("<Expiration><Days>-1</Days></Expiration>", "InvalidArgument"),
        ("<Expiration><Days>99999</Days></Expiration>", "InvalidArgument"),
        ("<Expiration><Days>1</Days><Date>2024-05-01T00:00:00+08:00</Date></Expiration>", "MalformedXML"),
        ("<Expiration><Date>tomorrow</Date></Expiration>", "InvalidArgument"),
        ("<Expiration><ExpiredObjectDeleteMarker>true</ExpiredObjectDeleteMarker><Days>1</Days></Expiration>",
         "MalformedXML"),
        ("<Transition><Days>1</Days></Transition>", "MalformedXML"),
        ("<Transition><Days>1</Days><StorageClass>STANDARD</StorageClass></Transition>", "InvalidArgument"),
        ("<NoncurrentVersionExpiration><Days>1</Days></NoncurrentVersionExpiration>", "MalformedXML"),
    ],
)  # fmt: skip
def test_a_rule_that_cannot_be(inside: str, code: str) -> None:
    with pytest.raises(Refusal) as refused:
        LIFECYCLE.normalised(document(rule(inside)).encode())
    assert refused.value.code == code


def test_rules_that_cannot_stand_together() -> None:
    for rules in ([], [rule(EXPIRE, name="a")] * 2, [rule(EXPIRE, name="a" * 256)], [rule(EXPIRE, status="On")]):
        with pytest.raises(Refusal):
            LIFECYCLE.normalised(document(*rules).encode())


def test_a_good_document_is_given_back() -> None:
    text = document(MOVES, rule(EXPIRE, kept="", name="all"))
    assert LIFECYCLE.normalised(text.encode()) == text


def test_the_clock_moves_forward_only() -> None:
    clock = Clock(lambda: 1000.0)
    clock.advance(5)
    assert clock.now() == 1005
    clock.move_to(1003)
    assert clock.now() == 1005
    clock.move_to(2000)
    assert clock.now() == 2000
    with pytest.raises(ValueError, match="forward"):
        clock.advance(-1)
    clock.reset()
    assert clock.now() == 1000
