"""Pages of keys, with common prefixes for what a delimiter groups.

A listing alternates between two statements: one reads rows until it meets a key of a group, the other
hops from group to group until it meets a plain key.  Neither reads what is inside a group, so a
thousand common prefixes cost the same whether they hold a thousand keys or millions.
"""

# ruff: noqa: S608 - statements are put together from this package's constants

from __future__ import annotations

import sqlite3
from collections.abc import Callable
from dataclasses import dataclass
from typing import Generic

from qcloud_cos.server.store import rows, spans
from qcloud_cos.server.store.page import Entry, Page
from qcloud_cos.server.store.rows import Row

_KEY = 1  # the key's place in a row of `rows.VERSION` and of `rows.UPLOAD`


@dataclass(frozen=True, slots=True)
class Source(Generic[Entry]):
    """What is listed: `entries` is given bucket, first key, end and limit for each of its `tables`."""

    entries: str
    tables: int
    hops: str
    entry: Callable[[Row], Entry]


@dataclass(frozen=True, slots=True)
class Span:
    """Which keys: `first` is where the page begins, which is not before `prefix`."""

    bucket: str
    prefix: str
    delimiter: str
    first: str


def collect(db: sqlite3.Connection, source: Source[Entry], span: Span, limit: int) -> list[Entry | str]:
    """At most `limit` entries and common prefixes, in order."""
    found: list[Entry | str] = []
    at: str | None = span.first
    while at is not None and len(found) < limit:
        if span.delimiter:
            at = _hop(db, source, span, at, limit, found)
        if at is not None and len(found) < limit:
            at = _read(db, source, span, at, limit, found)
    return found


def page(found: list[Entry | str], limit: int, next_id: Callable[[Entry], str]) -> Page[Entry]:
    """The page of what was collected with a limit of one more than `limit`."""
    shown: Page[Entry] = Page(truncated=len(found) > limit)
    del found[limit:]
    for item in found:
        if isinstance(item, str):
            shown.prefixes.append(item)
        else:
            shown.entries.append(item)
    if shown.truncated and found:
        last = found[-1]
        if isinstance(last, str):
            shown.next_key = last
        else:
            shown.next_key, shown.next_id = last.key, next_id(last)
    return shown


def _read(
    db: sqlite3.Connection, source: Source[Entry], span: Span, at: str, limit: int, found: list[Entry | str]
) -> str | None:
    """Collect rows; the first key that belongs in a group, None if all were read."""
    bounds: Row = (span.bucket, at, spans.past(span.prefix)) * source.tables
    cursor = db.execute(source.entries, (*bounds, limit - len(found)))
    entry = source.entry
    if not span.delimiter:
        found.extend([entry(row) for row in cursor])
        return None
    delimiter, skip = span.delimiter, len(span.prefix)
    try:
        for row in cursor:
            if row[_KEY].find(delimiter, skip) >= 0:
                return str(row[_KEY])
            found.append(entry(row))
    finally:
        cursor.close()
    return None


def _hop(
    db: sqlite3.Connection, source: Source[Entry], span: Span, at: str, limit: int, found: list[Entry | str]
) -> str | None:
    """Collect common prefixes; the first key that is in none, None if there was no more key."""
    bounds = {
        "bucket": span.bucket,
        "first": at,
        "end": spans.past(span.prefix),
        "skip": len(span.prefix) + 1,
        "delimiter": span.delimiter,
        "past": spans.past(span.delimiter),
        "limit": limit - len(found),
    }
    count = 0
    for (key,) in db.execute(source.hops, bounds).fetchall():
        if key is None:
            return None
        prefix = spans.group(key, span.prefix, span.delimiter)
        if prefix is None:
            return str(key)
        found.append(prefix)
        count += 1
    return spans.past(found[-1]) if count and isinstance(found[-1], str) else None


def _hops(first_key: str) -> str:
    """A statement that goes from each group's first key to the first key behind the group.

    `first_key` is the SQL for the first key not before `{low}`, NULL if there is none.
    """
    rest = "substr(hop.key, :skip)"
    behind = f"substr(hop.key, 1, :skip + instr({rest}, :delimiter) - 2) || :past"
    return f"""
        WITH RECURSIVE hop (key) AS (
            SELECT {first_key.format(low=":first")}
            UNION ALL
            SELECT {first_key.format(low=f"({behind})")} FROM hop
            WHERE hop.key IS NOT NULL AND instr({rest}, :delimiter) > 0
            LIMIT :limit
        ) SELECT key FROM hop"""


def _first(table: str) -> str:
    return (
        f"(SELECT t.key FROM {table} AS t WHERE t.bucket = :bucket AND t.key >= {{low}} AND t.key < :end "
        "ORDER BY t.key LIMIT 1)"
    )


def _entries(columns: str, table: str) -> str:
    return f"SELECT {columns} FROM {table} WHERE bucket = ? AND key >= ? AND key < ?"


_first_object, _first_version = _first("object"), _first("version")

OBJECTS = Source(
    entries=f"{_entries(rows.VERSION, 'object')} ORDER BY key LIMIT ?",
    tables=1,
    hops=_hops(_first_object),
    entry=rows.version_of,
)
VERSIONS = Source(
    entries=f"{_entries(rows.VERSION, 'object')} UNION ALL {_entries(rows.VERSION, 'version')} "
    "ORDER BY key, stamp DESC LIMIT ?",
    tables=2,
    hops=_hops(f"min(coalesce({_first_object}, {_first_version}), coalesce({_first_version}, {_first_object}))"),
    entry=rows.version_of,
)
UPLOADS = Source(
    entries=f"{_entries(rows.UPLOAD, 'upload')} ORDER BY key, upload_id LIMIT ?",
    tables=1,
    hops=_hops(_first("upload")),
    entry=rows.upload_of,
)
