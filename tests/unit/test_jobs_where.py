"""Conditions on a job's entries: what they mean, and what is said of those that mean nothing."""

from __future__ import annotations

import pickle
from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from qcloud_cos import CosClientError
from qcloud_cos.jobs.entries import Entry
from qcloud_cos.jobs.where import Where

ENTRY = Entry(
    "logs/2026/it's 100%.parquet",
    "v1",
    3 * 1024 * 1024,
    '"0123-4"',
    "2026-03-01T12:00:00.000Z",
    "STANDARD_IA",
    "15036108848158405271",
    True,
    False,
)


@pytest.mark.parametrize(
    "text",
    [
        "size = 3MiB",
        "size == 3m",
        "size=3145728",
        "size > 2.9MiB and size < 3.1 MiB".replace("3.1 MiB", "3.1MiB"),
        "SIZE >= 3MB AND NOT size > 3MB",
        "size != 1 and size <> 2 and size <= 3M",
        "size in (1, 3MiB, 9)",
        "key like '*.parquet'",
        "key like logs/*",
        "key not like '*.csv' and key = 'logs/2026/it''s 100%.parquet'",
        'key = "logs/2026/it\'s 100%.parquet"',
        "storage_class = STANDARD_IA",
        "storage_class not in (STANDARD, ARCHIVE)",
        "modified < 2026-03-02 and modified > 2026-03-01",
        "modified = 2026-03-01T20:00:00+08:00",
        "etag = 0123-4 and etag = '\"0123-4\"' and etag like '*-4'",
        "crc64 = 15036108848158405271",
        "version_id = v1 and latest = true and delete_marker = FALSE",
        "size > 1G or key like 'logs/*'",
        "(size > 1G or size > 1M) and not (key = a or key = b)",
        "size > 1G and size > 2G or size > 1M",
        "not not size > 1",
    ],
)
def test_it_holds(text: str) -> None:
    assert Where(text).admits(ENTRY)
    assert not Where(f"not ({text})").admits(ENTRY)


def test_what_is_not_known_is_neither_so_nor_otherwise() -> None:
    bare = Entry("a")
    for text in ("size > 1", "not size > 1", "size != 1", "not size in (1)", "size > 1 or modified < 2026-01-01"):
        assert not Where(text).admits(bare), text
    assert Where("size > 1 or key = a").admits(bare)
    assert Where("not (size > 1 and key = b)").admits(bare)
    assert not Where("not (size > 1 or key = b)").admits(bare)


@pytest.mark.parametrize(
    ("text", "column", "why"),
    [
        ("", 1, "a field here: key, version_id, size"),
        ("   ", 1, "a field here"),
        ("size", 5, "=, !=, <"),
        ("size >", 7, "a value here"),
        ("size > big", 8, "'big' is not a size such as"),
        ("size > 'a' and", 8, "not a size"),
        ("modified < yesterday", 12, "not a date such as 2026-01-31"),
        ("latest = perhaps", 10, "neither true nor false"),
        ("weight > 1", 1, "a field here"),
        ("'size' > 1", 1, "a field here"),
        ("size > 1 size < 2", 10, "`and`, `or` or the end"),
        ("(size > 1", 10, "a ) here"),
        ("size in 1", 9, "a ( here"),
        ("size in (1", 11, "a ) here"),
        ("size like '1*'", 11, "size is not a text"),
        ("size not = 1", 10, "like or in here"),
        ("key = 'open", 7, "a quote is not closed"),
        ("key = a !", 9, "this means nothing here"),
        ("key = __import__('os')", 17, "`and`, `or` or the end"),
    ],
)
def test_what_is_wrong_is_pointed_at(text: str, column: int, why: str) -> None:
    with pytest.raises(CosClientError) as told:
        Where(text)
    message = str(told.value)
    assert f"column {column}: " in message
    assert why in message
    assert message.endswith(f"  {text}\n  {' ' * (column - 1)}^")


def test_it_says_what_it_asks_for_and_who_cannot_tell() -> None:
    where = Where("size > 1 and crc64 = 7")
    assert where.fields == {"size", "crc64"}
    where.check(frozenset({"key", "size", "crc64"}), "keys.csv")
    with pytest.raises(CosClientError, match="asks for crc64, and keys.csv does not tell: it has key, size"):
        where.check(frozenset({"key", "size"}), "keys.csv")
    assert pickle.loads(pickle.dumps(where)).admits(Entry("a", size=2, crc64="7"))  # noqa: S301


@given(st.text())
def test_no_text_does_more_than_be_refused(text: str) -> None:
    with suppress(CosClientError):
        Where(text).admits(ENTRY)


def test_long_conditions_are_read_and_deep_ones_refused() -> None:
    assert Where(" or ".join(["key = a"] * 5000) + " or size > 1").admits(ENTRY)
    assert Where(" and ".join(["size > 1"] * 5000)).admits(ENTRY)
    for deep in ("(" * 5000, "not " * 5000):
        with pytest.raises(CosClientError, match="nested too deeply"):
            Where(deep + "size > 1")


@given(st.text(min_size=1))
def test_any_key_can_be_asked_for(key: str) -> None:
    quoted = key.replace("'", "''")
    assert Where(f"key = '{quoted}'").admits(Entry(key))
