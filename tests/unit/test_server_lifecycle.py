"""Lifecycle rules: which cover what, and on which Beijing midnight they act."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from qcloud_cos.server import reads
from qcloud_cos.server.classes import COLDER
from qcloud_cos.server.clock import DAY, Clock, day_of, midnight_from, midnight_of
from qcloud_cos.server.documents import LIFECYCLE
from qcloud_cos.server.lifecycle import (
    Fate,
    Seldom,
    When,
    counted,
    date_of,
    decided,
    expiration,
    fates_of_current,
    fates_of_key,
    fates_of_noncurrent,
    fates_of_upload,
    prefixes,
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


NIGHT = at("2024-02-01T00:00:00+08:00")
CLEAN = "<Expiration><ExpiredObjectDeleteMarker>true</ExpiredObjectDeleteMarker></Expiration>"
OLD_GO = "<NoncurrentVersionExpiration><NoncurrentDays>7</NoncurrentDays></NoncurrentVersionExpiration>"


def key_of(*kinds: str) -> list[Version]:
    """The versions of a key, the newest first, each written a day before the one over it."""
    modified = [MODIFIED - n * DAY for n in range(len(kinds))]
    return [
        Version("b-1", "logs/a", "v", n == 0, is_marker=True, modified=when)
        if kind == "marker"
        else replace(version(modified=when), is_latest=n == 0, version_id=kind)
        for n, (kind, when) in enumerate(zip(kinds, modified, strict=True))
    ]


@pytest.mark.parametrize(
    ("deeds", "kinds", "gone"),
    [
        (CLEAN, ["marker"], [0]),
        (CLEAN, ["marker", "marker"], [0, 1]),
        (CLEAN, ["marker", "old"], []),
        (CLEAN, ["new", "marker"], []),
        (OLD_GO, ["marker"], []),
        (OLD_GO, ["new", "old", "older"], [1, 2]),
        (OLD_GO, ["marker", "old", "older"], [1, 2, 0]),
        (OLD_GO, ["marker", "old", "marker"], [1]),
        (OLD_GO + CLEAN, ["marker", "old", "marker"], [1, 0, 2]),
    ],
)
def test_markers_go_once_nothing_is_left_under_them(deeds: str, kinds: list[str], gone: list[int]) -> None:
    versions = key_of(*kinds)
    awaited = fates_of_key(rules_of(document(rule(deeds))), versions, NIGHT)
    removed = [one for one, fates in awaited if (fate := decided(fates, NIGHT)) and fate.deed == "remove"]
    assert removed == [versions[n] for n in gone]


def test_a_key_that_comes_by_again_is_looked_at_anew() -> None:
    versions = key_of("new", "old")
    awaited = list(fates_of_key(rules_of(document(rule(OLD_GO))), [*versions, *versions], NIGHT))
    assert [one.version_id for one, _ in awaited] == ["old", "old"]


def test_only_where_rules_look_is_walked() -> None:
    def of(*kept: str) -> list[str]:
        return prefixes(
            rules_of(document(*(rule(EXPIRE, f"<Prefix>{each}</Prefix>", name=each) for each in kept)))
        )

    assert of("b/", "a/", "b/c/", "a", "中") == ["a", "b/", "中"]
    assert of("a", "") == [""]
    assert prefixes(()) == []


SELDOM = (
    "<Transition><AccessFrequency><AccessCountLessThan>2</AccessCountLessThan><RecentDays>3</RecentDays>"
    "</AccessFrequency><StorageClass>STANDARD_IA</StorageClass></Transition>"
)


def test_what_is_seldom_read_moves() -> None:
    rules = rules_of(document(rule(SELDOM)))
    assert counted(document(rule(SELDOM))) == 2
    assert counted(document(MOVES)) == 0
    day = day_of(MODIFIED)
    for pairs, due in (
        ([], day + 4),
        ([[day + 2, 1]], day + 4),
        ([[day + 2, 2]], day + 6),
        ([[day + 9, 1], [day + 8, 4]], day + 12),
    ):
        [fate] = fates_of_current(rules, version(extra={"reads": pairs}))
        assert (fate.deed, fate.due) == ("STANDARD_IA", midnight_of(due))


@given(
    st.dictionaries(st.integers(19724, 19760), st.integers(1, 4), max_size=12),
    st.integers(1, 6),
    st.integers(1, 10),
)
def test_seldom_is_what_counting_every_night_says(read: dict[int, int], least: int, days: int) -> None:
    kept: list[list[int]] = []
    for day in sorted(read):
        for _ in range(read[day]):
            kept = reads.counted(kept, day, least)
    assert sum(count for _, count in kept) == min(least, sum(read.values()))
    first = day_of(midnight_from(MODIFIED + days * DAY))
    last = max([first, *read]) + days + 1
    after = max(read, default=0)
    nights = [
        night
        for night in range(max(first, after + 1), last + 1)
        if sum(count for day, count in read.items() if night - days <= day < night) < least
    ]
    due = Seldom(least, days).due(version(extra={"reads": kept}), MODIFIED)
    assert max(due, midnight_of(max(first, after + 1))) == midnight_of(nights[0])


CLASSES = [zones + name for zones in ("", "MAZ_") for name in COLDER]
DEEDS = st.sampled_from([MOVES, OLD_GO, CLEAN, EXPIRE, SELDOM]).map(str)


@st.composite
def rule_sets(draw: st.DrawFn) -> str:
    deeds = draw(st.lists(DEEDS, min_size=1, max_size=4))
    filters = draw(
        st.lists(st.sampled_from(["", "<Prefix>logs/</Prefix>", "<Prefix>x</Prefix>"]), min_size=4, max_size=4)
    )
    return document(
        *(
            deed if deed.startswith("<Rule>") else rule(deed, kept=kept, name=str(n))
            for n, (deed, kept) in enumerate(zip(deeds, filters, strict=False))
        )
    )


VERSIONS = st.lists(
    st.tuples(
        st.booleans(),
        st.sampled_from(CLASSES),
        st.integers(0, 100),
        st.floats(0, 40),
        st.sampled_from([0.0, 5.0, 60.0]),
    ),
    min_size=1,
    max_size=6,
)


@given(rule_sets(), VERSIONS, st.integers(0, 60))
def test_whatever_the_rules_nothing_goes_that_should_stay(
    text: str, drawn: list[tuple[bool, str, int, float, float]], night: int
) -> None:
    now = midnight_of(day_of(MODIFIED) + 40 + night)
    ages = sorted((age for *_, age, _ in drawn))
    versions = [
        Version("b-1", "logs/a", str(n), n == 0, is_marker, now - 60 * DAY + (40 - age) * DAY, storage_class=name,
                content=None if is_marker else Content(size, "", 0, None),
                extra={"lock": now + (lock - 30) * DAY} if lock else {})
        for n, ((is_marker, name, size, _, lock), age) in enumerate(zip(drawn, ages, strict=True))
    ]  # fmt: skip
    done = {}
    for one, fates in fates_of_key(rules_of(text), versions, now):
        if fate := decided(fates, now):
            done[one.version_id] = fate.deed
            assert fate.due <= now
            assert one.extra.get("lock", 0.0) <= now or one.is_marker
            if fate.deed not in ("expire", "remove"):
                before = one.storage_class
                assert fate.deed.startswith("MAZ_") == before.startswith("MAZ_")
                assert COLDER.index(fate.deed.removeprefix("MAZ_")) > COLDER.index(before.removeprefix("MAZ_"))
                assert one.size
    content = [one for one in versions if not one.is_marker]
    if content and content[0].is_latest:
        assert done.get(content[0].version_id) != "remove"
    if any(done.get(one.version_id) == "remove" for one in versions if one.is_marker):
        assert all(done.get(one.version_id) == "remove" for one in content)
    assert list(fates_of_key(rules_of(text.replace("Enabled", "Disabled")), versions, now)) == []


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
        ("<NoncurrentVersionTransition><StorageClass>ARCHIVE</StorageClass></NoncurrentVersionTransition>",
         "MalformedXML"),
        ("<Transition><Date>2030-01-31T00:00:00+08:00</Date><StorageClass>ARCHIVE</StorageClass></Transition>"
         "<Expiration><Days>1</Days></Expiration>", "MalformedXML"),
        ("<Transition><AccessFrequency><AccessCountLessThan>0</AccessCountLessThan><RecentDays>3</RecentDays>"
         "</AccessFrequency><StorageClass>ARCHIVE</StorageClass></Transition>", "InvalidArgument"),
    ],
)  # fmt: skip
def test_a_rule_that_cannot_be(inside: str, code: str) -> None:
    with pytest.raises(Refusal) as refused:
        LIFECYCLE.normalised(document(rule(inside)).encode())
    assert refused.value.code == code


def test_unfinished_uploads_have_no_tags_to_go_by() -> None:
    abort = (
        "<AbortIncompleteMultipartUpload><DaysAfterInitiation>1</DaysAfterInitiation>"
        "</AbortIncompleteMultipartUpload>"
    )
    tagged = rule(abort, kept="<Tag><Key>a</Key><Value>1</Value></Tag>")
    with pytest.raises(Refusal, match="InvalidArgument"):
        LIFECYCLE.normalised(document(tagged).encode())


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
