"""Changing the versions of keys, which are the objects, inside a transaction of the store's writer."""

# ruff: noqa: S608 - statements are put together from this package's constants

from __future__ import annotations

import json
import sqlite3
from collections.abc import Callable

from qcloud_cos.server.store import rows, stamps
from qcloud_cos.server.store.bodies import Bodies
from qcloud_cos.server.store.database import Snapshot
from qcloud_cos.server.store.failures import VersionLocked
from qcloud_cos.server.store.values import LOCK, NULL_VERSION, Content, Version

_OF_KEY = "bucket = ? AND key = ?"
_OF_STAMP = f"{_OF_KEY} AND stamp = ?"
_FIND_NAMED = {
    table: f"SELECT {rows.VERSION} FROM {table} WHERE {_OF_STAMP} AND is_null = 0"
    for table in ("object", "version")
}
_FIND_NULL = {
    table: f"SELECT {rows.VERSION} FROM {table} {index} WHERE {_OF_KEY} AND is_null = 1"
    for table, index in (("object", ""), ("version", "INDEXED BY version_null"))
}
_ROW_MARKS = ", ".join("?" * len(rows.VERSION.split(",")))
_INSERT = {
    "object": f"INSERT OR REPLACE INTO object ({rows.VERSION}) VALUES ({_ROW_MARKS})",
    "version": f"INSERT INTO version ({rows.VERSION}) VALUES ({_ROW_MARKS})",
}
_SET = ", ".join(f"{name} = ?" for name in rows.VERSION.split(", ")[5:])
_EXTRA = rows.VERSION.split(", ").index("extra")
_LOCKED = f'"{LOCK}":'


class Versions(Snapshot):
    """The latest of a key is in the table `object` unless it is a marker, and all others are in `version`."""

    def __init__(self, db: sqlite3.Connection, now: Callable[[], float], is_file: Callable[[str], bool]) -> None:
        super().__init__(db)
        self._now = now
        self._bodies = Bodies(db, is_file)
        self._stamp: int = db.execute("SELECT stamp FROM clock").fetchone()[0]

    def put(self, version: Version) -> Version:
        """Store a version, or a marker, as the latest of its key, as the bucket's versioning has it.

        Returns:
            It with its `version_id`: a new one if versioning is enabled, else "null", which replaces
            the null version there was.

        Raises:
            BlobMissing: the content's blobs have been deleted since it was read.
            LookupError: no such bucket.
            VersionLocked: it would replace a version that is locked.
        """
        versioning = self._versioning(version.bucket)
        if version.is_marker and not versioning:
            raise ValueError("a bucket without versioning has no delete markers")
        content = None if version.is_marker else version.content
        of_key = (version.bucket, version.key)
        stamp = self._next_stamp()
        stored = _placed(version, stamps.version_id(stamp) if versioning == "Enabled" else NULL_VERSION)
        head = self._db.execute(f"SELECT is_null, extra, body_id FROM object WHERE {_OF_KEY}", of_key).fetchone()
        if head and head[0] and versioning != "Enabled":
            # There is one null version of a key at most: this one.
            self._check_free(head[1])
            body_id = self._bodies.replace(head[2], content)
            if version.is_marker:
                self._db.execute(f"DELETE FROM object WHERE {_OF_KEY}", of_key)
        else:
            body_id = self._bodies.keep(content) if content else None
            if versioning == "Suspended":
                self._drop_null(of_key)
            if head:
                self._set_aside(of_key)
        self._insert("version" if version.is_marker else "object", stored, stamp, body_id)
        return stored

    def place(self, version: Version) -> bool:
        """Store a version under the id that it brings, where that puts it among the others of its key.

        Returns:
            Whether it was not there yet.

        Raises:
            BlobMissing: the content's blobs have been deleted since it was read.
            LookupError: no such bucket, or one without versioning.
        """
        stamp = stamps.stamp_of(version.version_id)
        if stamp is None or self._versioning(version.bucket) != "Enabled":
            raise LookupError(f"bucket {version.bucket} cannot take version {version.version_id}")
        if self._find(version.bucket, version.key, version.version_id) is not None:
            return False
        body_id = self._bodies.keep(version.content) if version.content and not version.is_marker else None
        is_newest = stamp > self._newest(version.bucket, version.key)[0]
        if is_newest:
            self._set_aside((version.bucket, version.key))
        self._insert("object" if is_newest and not version.is_marker else "version", version, stamp, body_id)
        return True

    def replace(self, version: Version) -> None:
        """Change a version that is stored, keeping its id and its place among the others.

        A content of the same size and sums, or one from a listing, leaves the stored bytes alone.

        Raises:
            LookupError: it is not stored any more.
            VersionLocked: it would have another content, and is locked.
        """
        found = self._find(version.bucket, version.key, version.version_id)
        if found is None:
            raise LookupError(f"no version {version.version_id} of {version.key}")
        table, row = found
        stamp, body_id = row[2], row[-1]
        content = version.content
        if content and not content.is_listed and not self._is_stored(content, row):
            self._check_free(row[_EXTRA])
            new_id = self._bodies.keep(content)
            self._bodies.drop(body_id)
            body_id = new_id
        fields = rows.row_of(version, stamp, body_id)
        self._db.execute(f"UPDATE {table} SET {_SET} WHERE {_OF_STAMP}", (*fields[5:], *fields[:3]))

    def remove(self, bucket: str, key: str, version_id: str) -> Version | None:
        """Delete a version for good, and return it, without its bytes; the next newest becomes the latest.

        Raises:
            VersionLocked: nothing was deleted.
        """
        found = self._find(bucket, key, version_id)
        if found is None:
            return None
        table, row = found
        self._check_free(row[_EXTRA])
        removed = rows.version_of(row)
        removed.is_latest = table == "object" or (removed.is_marker and self._newest(bucket, key)[0] == row[2])
        self._db.execute(f"DELETE FROM {table} WHERE {_OF_STAMP}", row[:3])
        self._bodies.drop(row[-1])
        if removed.is_latest:
            self._promote(bucket, key)
        return removed

    def _versioning(self, bucket: str) -> str:
        row = self.bucket(bucket)
        if row is None:
            raise LookupError(f"no bucket {bucket}")
        return row.versioning

    def _next_stamp(self) -> int:
        """Microseconds since 1970, later than any before, even if the clock was put back."""
        self._stamp = max(int(self._now() * 1_000_000), self._stamp + 1)
        return self._stamp

    def _insert(self, table: str, version: Version, stamp: int, body_id: int | None) -> None:
        self._db.execute(_INSERT[table], rows.row_of(version, stamp, body_id))

    def _set_aside(self, of_key: tuple[str, str]) -> None:
        """Move the live head, if there is one, among the other versions."""
        self._db.execute(f"INSERT INTO version SELECT * FROM object WHERE {_OF_KEY}", of_key)
        self._db.execute(f"DELETE FROM object WHERE {_OF_KEY}", of_key)

    def _drop_null(self, of_key: tuple[str, str]) -> None:
        null = f"FROM version INDEXED BY version_null WHERE {_OF_KEY} AND is_null = 1"
        row = self._db.execute(f"SELECT extra, body_id {null}", of_key).fetchone()
        if row:
            self._check_free(row[0])
            self._bodies.drop(row[1])
            self._db.execute(f"DELETE {null}", of_key)

    def _check_free(self, extra: str) -> None:
        """Nothing that is locked goes, whoever asks."""
        if _LOCKED in extra and json.loads(extra)[LOCK] > self._now():
            raise VersionLocked("the version is locked")

    def _find(self, bucket: str, key: str, version_id: str) -> tuple[str, rows.Row] | None:
        """The table and the row of a version."""
        values: tuple[object, ...] = (bucket, key)
        statements = _FIND_NULL
        if version_id != NULL_VERSION:
            values = (bucket, key, stamps.stamp_of(version_id))
            statements = _FIND_NAMED
        for table, statement in statements.items():
            if row := self._db.execute(statement, values).fetchone():
                return table, row
        return None

    def _is_stored(self, content: Content, row: rows.Row) -> bool:
        return rows.sums(content) == row[-4:-1] and content.segments == self._bodies.segments(row[-1])

    def _promote(self, bucket: str, key: str) -> None:
        """Make the newest of the other versions the live head, unless it is a marker."""
        stamp, is_marker = self._newest(bucket, key)
        if not is_marker:
            of_stamp = (bucket, key, stamp)
            self._db.execute(f"INSERT INTO object SELECT * FROM version WHERE {_OF_STAMP}", of_stamp)
            self._db.execute(f"DELETE FROM version WHERE {_OF_STAMP}", of_stamp)


def _placed(version: Version, version_id: str) -> Version:
    """The version as the latest.  By hand, for `dataclasses.replace` takes as long as the statements do."""
    return Version(
        version.bucket,
        version.key,
        version_id,
        True,
        version.is_marker,
        version.modified,
        version.owner,
        version.etag,
        version.storage_class,
        version.kind,
        version.headers,
        version.acl,
        version.tags,
        version.extra,
        version.content,
    )
