"""Reading the store."""

# ruff: noqa: S608 - statements are put together from this package's constants

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager

from qcloud_cos.server.store import listing, rows, spans, stamps
from qcloud_cos.server.store.listing import OBJECTS, UPLOADS, VERSIONS, Span
from qcloud_cos.server.store.page import Page
from qcloud_cos.server.store.values import NULL_VERSION, Bucket, Part, Segment, Task, Upload, Version

_BATCH = 500

_OF_KEY = "bucket = ? AND key = ?"
_HEAD = f"SELECT {rows.VERSION}, 1, data FROM object LEFT JOIN body ON body.id = body_id WHERE {_OF_KEY}"
_IS_LATEST = """is_marker
    AND NOT EXISTS (SELECT 1 FROM object AS o WHERE o.bucket = v.bucket AND o.key = v.key)
    AND NOT EXISTS (
        SELECT 1 FROM version AS n WHERE n.bucket = v.bucket AND n.key = v.key AND n.stamp > v.stamp)"""
_OTHER = f"SELECT {rows.VERSION}, {_IS_LATEST}, data FROM version AS v"
_BODY = f"LEFT JOIN body ON body.id = body_id WHERE {_OF_KEY}"

# Each is one statement, for a version moves between the tables as others come and go.
_LATEST = f"""{_HEAD} UNION ALL SELECT * FROM (
    SELECT {rows.VERSION}, 1, NULL FROM version WHERE {_OF_KEY} ORDER BY stamp DESC LIMIT 1) LIMIT 1"""
_NULL = f"""{_HEAD} AND is_null = 1
    UNION ALL {_OTHER} INDEXED BY version_null {_BODY} AND is_null = 1 LIMIT 1"""
_NAMED = f"""{_HEAD} AND stamp = ? AND is_null = 0
    UNION ALL {_OTHER} {_BODY} AND stamp = ? AND is_null = 0 LIMIT 1"""

_REST_OF_KEY = f"""SELECT {rows.VERSION} FROM object WHERE {_OF_KEY} AND stamp < ?
    UNION ALL SELECT {rows.VERSION} FROM version WHERE {_OF_KEY} AND stamp < ?
    ORDER BY stamp DESC LIMIT ?"""
_NEWEST = f"""SELECT stamp, 0 FROM object WHERE {_OF_KEY}
    UNION ALL SELECT stamp, is_marker FROM version WHERE {_OF_KEY} ORDER BY stamp DESC LIMIT 1"""
_NULL_STAMP = f"""SELECT stamp FROM object WHERE {_OF_KEY} AND is_null = 1
    UNION ALL SELECT stamp FROM version INDEXED BY version_null WHERE {_OF_KEY} AND is_null = 1"""

_ANY_CONTENT = f"""SELECT 1 FROM object WHERE {_OF_KEY}
    UNION ALL SELECT 1 FROM version WHERE {_OF_KEY} AND is_marker = 0 LIMIT 1"""

_UPLOAD = f"SELECT {rows.UPLOAD} FROM upload WHERE {_OF_KEY}"
_PARTS = f"SELECT {rows.PART}, data FROM part LEFT JOIN body ON body.id = body_id WHERE upload_id = ?"


class Snapshot:
    """What is stored.  Each method sees one moment, with all that was written before it was called."""

    def __init__(self, db: sqlite3.Connection) -> None:
        self._db = db

    def bucket(self, name: str) -> Bucket | None:
        row = self._db.execute(f"SELECT {rows.BUCKET} FROM bucket WHERE name = ?", (name,)).fetchone()
        return rows.bucket_of(row) if row else None

    def buckets(self, owner: str | None = None) -> list[Bucket]:
        """All buckets, or an owner's, by name."""
        found = self._db.execute(
            f"SELECT {rows.BUCKET} FROM bucket WHERE ? IS NULL OR owner = ? ORDER BY name", (owner, owner)
        )
        return [rows.bucket_of(row) for row in found]

    def document(self, bucket: str, name: str) -> str | None:
        """A bucket's configuration of that name, as it was put."""
        row = self._db.execute(
            "SELECT text FROM document WHERE bucket = ? AND name = ?", (bucket, name)
        ).fetchone()
        return str(row[0]) if row else None

    def documents(self, name: str) -> list[tuple[str, str]]:
        """The buckets that have a configuration of that name, each with it."""
        return self._db.execute(
            "SELECT bucket, text FROM document WHERE name = ? ORDER BY bucket", (name,)
        ).fetchall()

    def version(self, bucket: str, key: str, version_id: str | None = None) -> Version | None:
        """The latest version of a key, which may be a delete marker, or the one of that id."""
        of_key = (bucket, key)
        if version_id is None:
            # Mostly the key has a live head; only for the rest is it worth while to look everywhere at once.
            found = self._db.execute(_HEAD, of_key)
            if row := found.fetchone():
                return rows.version_of(row[:-2], True, row[-1])
            found = self._db.execute(_LATEST, (*of_key, *of_key))
        elif version_id == NULL_VERSION:
            found = self._db.execute(_NULL, (*of_key, *of_key))
        else:
            stamp = stamps.stamp_of(version_id)
            if stamp is None:
                return None
            found = self._db.execute(_NAMED, (*of_key, stamp, *of_key, stamp))
        row = found.fetchone()
        return rows.version_of(row[:-2], row[-2] == 1, row[-1]) if row else None

    def list_objects(
        self, bucket: str, prefix: str = "", delimiter: str = "", marker: str = "", limit: int = 1000
    ) -> Page[Version]:
        """Objects whose latest version is live, behind `marker`, which may be a common prefix."""
        span = Span(bucket, prefix, delimiter, spans.start(prefix, delimiter, marker))
        with self._one_moment():
            found = listing.collect(self._db, OBJECTS, span, _one_more(limit))
        return listing.page(found, limit, lambda version: "")

    def list_versions(
        self,
        bucket: str,
        prefix: str = "",
        delimiter: str = "",
        key_marker: str = "",
        id_marker: str = "",
        limit: int = 1000,
    ) -> Page[Version]:
        """Versions and markers by key, newest first, behind the one that the markers name.

        If the null version is the marker and has gone, its key is listed from its newest version on:
        its place is not known, and a version twice is better than one left out.
        """
        span = Span(bucket, prefix, delimiter, spans.start(prefix, delimiter, key_marker))
        more = _one_more(limit)
        found: list[Version | str] = []
        with self._one_moment():
            newest: str | None = None  # the key whose newest version was seen
            if _is_inside(span, key_marker, id_marker):
                rest = self._rest(bucket, key_marker, id_marker, more)
                newest = key_marker if rest and not self._is_newest(rest[0]) else None
                found.extend(rest)
            found.extend(listing.collect(self._db, VERSIONS, span, more - len(found)))
        for item in found:
            if not isinstance(item, str):
                item.is_latest = item.key != newest
                newest = item.key
        return listing.page(found, limit, lambda version: version.version_id)

    def upload(self, bucket: str, key: str, upload_id: str) -> Upload | None:
        row = self._db.execute(f"{_UPLOAD} AND upload_id = ?", (bucket, key, upload_id)).fetchone()
        return rows.upload_of(row) if row else None

    def list_uploads(
        self,
        bucket: str,
        prefix: str = "",
        delimiter: str = "",
        key_marker: str = "",
        id_marker: str = "",
        limit: int = 1000,
    ) -> Page[Upload]:
        """Uploads by key, then id, behind the one that the markers name."""
        span = Span(bucket, prefix, delimiter, spans.start(prefix, delimiter, key_marker))
        more = _one_more(limit)
        found: list[Upload | str] = []
        with self._one_moment():
            if _is_inside(span, key_marker, id_marker):
                rest = self._db.execute(
                    f"{_UPLOAD} AND upload_id > ? ORDER BY upload_id LIMIT ?",
                    (bucket, key_marker, id_marker, more),
                )
                found.extend([rows.upload_of(row) for row in rest])
            found.extend(listing.collect(self._db, UPLOADS, span, more - len(found)))
        return listing.page(found, limit, lambda upload: upload.upload_id)

    def parts(self, upload_id: str, after: int = 0, limit: int = 1000) -> tuple[list[Part], bool]:
        """Parts of numbers above `after`, whole, and whether there are more of them."""
        found = self._db.execute(
            f"{_PARTS} AND number > ? ORDER BY number LIMIT ?", (upload_id, after, _one_more(limit))
        )
        parts = [rows.part_of(row) for row in found]
        return parts[:limit], len(parts) > limit

    def part(self, upload_id: str, number: int) -> Part | None:
        row = self._db.execute(f"{_PARTS} AND number = ?", (upload_id, number)).fetchone()
        return rows.part_of(row) if row else None

    def is_empty(self, bucket: str) -> bool:
        """Whether a bucket has no version, no marker and no upload."""
        tables = [f"EXISTS (SELECT 1 FROM {table} WHERE bucket = ?)" for table in ("object", "version", "upload")]
        row = self._db.execute(f"SELECT {' OR '.join(tables)}", (bucket,) * 3).fetchone()
        return not row[0]

    def is_deleted(self, bucket: str, key: str) -> bool:
        """Whether a key has no version that is more than a marker."""
        return self._db.execute(_ANY_CONTENT, (bucket, key, bucket, key)).fetchone() is None

    def bytes_of(self, bucket: str, key: str) -> int:
        """What a key occupies: all its versions, and the parts of its uploads."""
        sizes = [
            f"coalesce((SELECT sum(size) FROM {table} WHERE {_OF_KEY}), 0)" for table in ("object", "version")
        ]
        parts = (
            "coalesce((SELECT sum(size) FROM part JOIN upload ON part.upload_id = upload.upload_id "
            f"WHERE {_OF_KEY}), 0)"
        )
        return int(self._db.execute(f"SELECT {' + '.join([*sizes, parts])}", (bucket, key) * 3).fetchone()[0])

    def walk(self, bucket: str, prefix: str = "", after: str = "") -> Iterator[Version]:
        """Every version and marker behind the key `after`, without bodies.  Writes may go on meanwhile."""
        version_id, more = "", True
        while more:
            page = self.list_versions(bucket, prefix, "", after, version_id, _BATCH)
            yield from page.entries
            after, version_id, more = page.next_key, page.next_id, page.truncated

    def task(self, kind: str, bucket: str, name: str) -> Task | None:
        row = self._db.execute(
            f"SELECT {rows.TASK} FROM task WHERE kind = ? AND bucket = ? AND name = ?", (kind, bucket, name)
        ).fetchone()
        return rows.task_of(row) if row else None

    def tasks_due(self, kind: str, now: float, limit: int) -> list[Task]:
        """Those of a kind whose moment has come, in the order they came."""
        found = self._db.execute(
            f"SELECT {rows.TASK} FROM task WHERE kind = ? AND due <= ? ORDER BY due, id LIMIT ?",
            (kind, now, limit),
        )
        return [rows.task_of(row) for row in found]

    def next_task(self, kind: str) -> float | None:
        """When the next task of a kind is due."""
        row = self._db.execute("SELECT min(due) FROM task WHERE kind = ?", (kind,)).fetchone()
        return None if row[0] is None else float(row[0])

    def strangers(self, files: list[str]) -> list[str]:
        """Those of one folder's files that no row knows."""
        if not files:
            return []
        between = (min(files), max(files))
        known = self._db.execute("SELECT id FROM blob WHERE id BETWEEN ? AND ?", between)
        return sorted(set(files).difference(blob for (blob,) in known))

    def row_blob(self, segment: Segment) -> bytes | None:
        """A segment of a blob that is a row; None if the blob is gone."""
        row = self._db.execute(
            "SELECT substr(data, ?, ?) FROM blob WHERE id = ?", (segment.offset + 1, segment.size, segment.blob)
        ).fetchone()
        return bytes(row[0]) if row else None

    def _newest(self, bucket: str, key: str) -> tuple[int, int]:
        """Stamp, and whether it is a marker, of a key's newest version; (0, 1) if it has none."""
        found: tuple[int, int] | None = self._db.execute(_NEWEST, (bucket, key, bucket, key)).fetchone()
        return found or (0, 1)

    def _stamp_of(self, bucket: str, key: str, version_id: str) -> int | None:
        """Where a version stands among its key's; None if that cannot be known."""
        if version_id != NULL_VERSION:
            return stamps.stamp_of(version_id)
        row = self._db.execute(_NULL_STAMP, (bucket, key, bucket, key)).fetchone()
        return int(row[0]) if row else None

    def _rest(self, bucket: str, key: str, version_id: str, limit: int) -> list[Version]:
        """The versions of a key that are older than the one of that id."""
        stamp = self._stamp_of(bucket, key, version_id)
        older = (bucket, key, stamps.NEWEST if stamp is None else stamp)
        return [rows.version_of(row) for row in self._db.execute(_REST_OF_KEY, (*older, *older, limit))]

    def _is_newest(self, version: Version) -> bool:
        stamp = self._stamp_of(version.bucket, version.key, version.version_id)
        return stamp == self._newest(version.bucket, version.key)[0]

    @contextmanager
    def _one_moment(self) -> Iterator[None]:
        """Statements inside see the same state."""
        if self._db.in_transaction:
            yield
            return
        self._db.execute("BEGIN")
        try:
            yield
        finally:
            self._db.execute("COMMIT")


def _one_more(limit: int) -> int:
    """So many tell whether there is more; of a limit of 0 nobody asks."""
    return limit + 1 if limit > 0 else 0


def _is_inside(span: Span, key: str, entry_id: str) -> bool:
    """Whether a page begins between two entries of one key."""
    if not entry_id or not key.startswith(span.prefix):
        return False
    return not span.delimiter or spans.group(key, span.prefix, span.delimiter) is None
