"""The database: its tables, how it is opened, and what is checked before it is trusted."""

from __future__ import annotations

import sqlite3
from pathlib import Path
from typing import Literal

from qcloud_cos.server.store.failures import RootDamaged, RootUnwritable

Durability = Literal["disk", "os"]

_APPLICATION = 0x434F5331  # "COS1"
_SCHEMA = 1
_CHECKED_SIZE = 64 * 1024 * 1024  # checking a database reads all of it

_ROW = """
    bucket TEXT NOT NULL, key TEXT NOT NULL, stamp INTEGER NOT NULL,
    is_null INTEGER NOT NULL, is_marker INTEGER NOT NULL,
    modified REAL NOT NULL, owner TEXT NOT NULL, etag TEXT NOT NULL,
    storage_class TEXT NOT NULL, kind TEXT NOT NULL,
    headers TEXT NOT NULL, acl TEXT NOT NULL, tags TEXT NOT NULL, extra TEXT NOT NULL,
    size INTEGER NOT NULL, md5 TEXT NOT NULL, crc64 INTEGER NOT NULL, body_id INTEGER
"""

# TEXT compares with memcmp on its UTF-8, which is COS's list order.
# `object` holds the latest version of a key if it is live; `version` the others and all markers.
# `body.data`: bytes are the body itself, text is the JSON list of its segments, absent when empty.
# `blob` counts the bodies that use a blob; its `data` is there if the blob is not a file.
_TABLES = f"""
CREATE TABLE bucket (
    name TEXT NOT NULL PRIMARY KEY, owner TEXT NOT NULL, created REAL NOT NULL,
    region TEXT NOT NULL, acl TEXT NOT NULL, versioning TEXT NOT NULL
) WITHOUT ROWID;
CREATE TABLE document (
    bucket TEXT NOT NULL, name TEXT NOT NULL, text TEXT NOT NULL, PRIMARY KEY (bucket, name)
) WITHOUT ROWID;
CREATE INDEX document_name ON document (name, bucket);
CREATE TABLE object ({_ROW}, PRIMARY KEY (bucket, key)) WITHOUT ROWID;
CREATE TABLE version ({_ROW}, PRIMARY KEY (bucket, key, stamp DESC)) WITHOUT ROWID;
CREATE INDEX version_null ON version (bucket, key) WHERE is_null = 1;
CREATE TABLE upload (
    bucket TEXT NOT NULL, key TEXT NOT NULL, upload_id TEXT NOT NULL, initiated REAL NOT NULL,
    owner TEXT NOT NULL, initiator TEXT NOT NULL, storage_class TEXT NOT NULL,
    headers TEXT NOT NULL, acl TEXT NOT NULL, tags TEXT NOT NULL, extra TEXT NOT NULL,
    PRIMARY KEY (bucket, key, upload_id)
) WITHOUT ROWID;
CREATE TABLE part (
    upload_id TEXT NOT NULL, number INTEGER NOT NULL, etag TEXT NOT NULL, modified REAL NOT NULL,
    size INTEGER NOT NULL, md5 TEXT NOT NULL, crc64 INTEGER NOT NULL, body_id INTEGER,
    PRIMARY KEY (upload_id, number)
) WITHOUT ROWID;
CREATE TABLE body (id INTEGER PRIMARY KEY, data NOT NULL);
CREATE TABLE blob (id TEXT NOT NULL PRIMARY KEY, refs INTEGER NOT NULL, data BLOB);
CREATE INDEX blob_free ON blob (id) WHERE refs = 0;
CREATE TABLE clock (stamp INTEGER NOT NULL);
INSERT INTO clock VALUES (0);
"""  # noqa: S608 - all of it is above

# Tables that came later: an older database gets them when it is opened.
_LATER = """
CREATE TABLE IF NOT EXISTS task (
    id INTEGER PRIMARY KEY AUTOINCREMENT, kind TEXT NOT NULL, bucket TEXT NOT NULL, name TEXT NOT NULL,
    due REAL NOT NULL, data TEXT NOT NULL, UNIQUE (kind, bucket, name)
);
CREATE INDEX IF NOT EXISTS task_due ON task (kind, due, id);
CREATE INDEX IF NOT EXISTS task_bucket ON task (bucket);
"""

TABLES = ("bucket", "document", "object", "version", "upload", "part", "body", "blob", "task")
"""All that a reset empties."""


def connect(path: Path, *, readonly: bool = False) -> sqlite3.Connection:
    """A connection, for one thread at a time."""
    db = sqlite3.connect(path, timeout=10, isolation_level=None, check_same_thread=False, cached_statements=256)
    try:
        db.execute("PRAGMA cache_size = -16000")
        db.execute("PRAGMA temp_store = MEMORY")
        if readonly:
            db.execute("PRAGMA query_only = ON")
    except BaseException:
        db.close()
        raise
    return db


def open_database(path: Path, synchronous: str, may_be_new: bool) -> sqlite3.Connection:
    """The writer's connection: to a new database, or to one that was found whole.

    Raises:
        RootDamaged: there is none, or one that is not right; a new one if it may not be.
        RootUnwritable
    """
    db = None
    try:
        db = connect(path)
        if not db.execute("SELECT count(*) FROM sqlite_master").fetchone()[0] and not may_be_new:
            raise RootDamaged(
                f"{path}: missing or empty, but {path.parent / 'blobs'} has the bodies of objects: "
                "put it back, with its meta.db-wal if there was one, or start in another directory"
            )
        _prepare(db, path, synchronous)
        db.execute("PRAGMA busy_timeout = 0")  # whoever writes has a patience of their own
    except BaseException as error:
        if db is not None:
            db.close()
        if isinstance(error, sqlite3.OperationalError):
            raise RootUnwritable(f"{path}: {error}") from error
        if isinstance(error, sqlite3.DatabaseError):
            raise RootDamaged(f"{path}: {error}") from error
        raise
    return db


def _prepare(db: sqlite3.Connection, path: Path, synchronous: str) -> None:
    db.execute("PRAGMA page_size = 8192")
    is_new = not db.execute("SELECT count(*) FROM sqlite_master").fetchone()[0]
    if not is_new:
        check(db, path)
    db.execute(f"PRAGMA synchronous = {synchronous}")
    if db.execute("PRAGMA journal_mode = WAL").fetchone()[0] != "wal":
        raise RootUnwritable(f"{path}: this file system cannot hold a write-ahead log")
    db.execute("PRAGMA wal_autocheckpoint = 2000")
    db.execute("PRAGMA journal_size_limit = 67108864")
    if is_new:
        db.executescript(
            f"BEGIN; {_TABLES} PRAGMA application_id = {_APPLICATION}; PRAGMA user_version = {_SCHEMA}; COMMIT;"
        )
    db.executescript(f"BEGIN; {_LATER} COMMIT;")


def check(db: sqlite3.Connection, path: Path) -> None:
    """Raises:
    RootDamaged: it is not a store's, not of this version, or not whole.
    """
    if db.execute("PRAGMA application_id").fetchone()[0] != _APPLICATION:
        raise RootDamaged(f"{path}: a database, but not a COS store's")
    schema = db.execute("PRAGMA user_version").fetchone()[0]
    if schema != _SCHEMA:
        raise RootDamaged(f"{path}: schema {schema} of another version; this one knows schema {_SCHEMA}")
    if path.stat().st_size <= _CHECKED_SIZE:
        found = db.execute("PRAGMA quick_check(1)").fetchone()[0]
        if found != "ok":
            raise RootDamaged(f"{path}: damaged: {' '.join(found.split())}")
