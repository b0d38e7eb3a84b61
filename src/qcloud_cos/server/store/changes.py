"""Changing the store, inside a transaction of its writer."""

# ruff: noqa: S608 - statements are put together from this package's constants

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Iterable, Sequence

from qcloud_cos.server.store import rows
from qcloud_cos.server.store.schema import TABLES
from qcloud_cos.server.store.values import Bucket, Content, Part, Task, Upload
from qcloud_cos.server.store.versions import Versions

_UPLOAD_MARKS = ", ".join("?" * len(rows.UPLOAD.split(",")))


class Changes(Versions):
    """What is stored, and the methods that change it.

    They are all of one request's: if it raises, none of its changes is made.
    """

    def __init__(self, db: sqlite3.Connection, now: Callable[[], float], is_file: Callable[[str], bool]) -> None:
        super().__init__(db, now, is_file)
        self._stored_stamp = self._stamp
        self.has_tasks = False
        """There is work for later that was not there before."""
        self.has_new_buckets = False
        """Buckets or their documents are not as they were."""
        self._buckets: dict[str, Bucket] = {}
        self._documents: dict[tuple[str, str], str | None] = {}

    def bucket(self, name: str) -> Bucket | None:
        known = self._buckets.get(name)
        if known is None and (known := super().bucket(name)) is not None:
            self._buckets[name] = known
        return known

    def document(self, bucket: str, name: str) -> str | None:
        wanted = (bucket, name)
        if wanted in self._documents:
            return self._documents[wanted]
        text = super().document(bucket, name)
        if bucket in self._buckets:
            self._documents[wanted] = text
        return text

    def forget(self) -> None:
        """What is remembered of buckets and documents is not so any more."""
        self.has_new_buckets = True
        self._buckets.clear()
        self._documents.clear()

    def undone(self) -> None:
        """Some of what was done in this transaction is not."""
        if self.has_new_buckets:
            self.forget()

    def create_bucket(self, bucket: Bucket) -> None:
        """Add a bucket; `sqlite3.IntegrityError` if there is one of that name."""
        self.forget()
        fields = (bucket.name, bucket.owner, bucket.created, bucket.region, bucket.acl, bucket.versioning)
        self._db.execute(f"INSERT INTO bucket ({rows.BUCKET}) VALUES (?, ?, ?, ?, ?, ?)", fields)

    def set_bucket(self, name: str, acl: str | None = None, versioning: str | None = None) -> None:
        """Change a bucket; what is None stays."""
        self.forget()
        self._db.execute(
            "UPDATE bucket SET acl = coalesce(?, acl), versioning = coalesce(?, versioning) WHERE name = ?",
            (acl, versioning, name),
        )

    def delete_bucket(self, name: str) -> None:
        """Delete an empty bucket, with its documents and tasks."""
        if not self.is_empty(name):
            raise ValueError(f"bucket {name} is not empty")
        self.forget()
        self._db.execute("DELETE FROM task WHERE bucket = ?", (name,))
        self._db.execute("DELETE FROM document WHERE bucket = ?", (name,))
        self._db.execute("DELETE FROM bucket WHERE name = ?", (name,))

    def put_document(self, bucket: str, name: str, text: str) -> None:
        self.forget()
        self._db.execute(
            "INSERT OR REPLACE INTO document (bucket, name, text) VALUES (?, ?, ?)", (bucket, name, text)
        )

    def delete_document(self, bucket: str, name: str) -> None:
        self.forget()
        self._db.execute("DELETE FROM document WHERE bucket = ? AND name = ?", (bucket, name))

    def create_upload(self, upload: Upload) -> None:
        self._db.execute(
            f"INSERT INTO upload ({rows.UPLOAD}) VALUES ({_UPLOAD_MARKS})",
            (
                upload.bucket,
                upload.key,
                upload.upload_id,
                upload.initiated,
                upload.owner,
                upload.initiator,
                upload.storage_class,
                rows.text_of(upload.headers),
                upload.acl,
                rows.text_of(upload.tags),
                rows.text_of(upload.extra),
            ),
        )

    def put_part(self, upload_id: str, part: Part) -> None:
        """Store a part, replacing the one of its number."""
        of_part = (upload_id, part.number)
        before = self._db.execute(
            "SELECT body_id FROM part WHERE upload_id = ? AND number = ?", of_part
        ).fetchone()
        body_id = self._bodies.keep(part.content)
        if before:
            self._bodies.drop(before[0])
        fields = (*of_part, part.etag, part.modified, *rows.sums(part.content), body_id)
        self._db.execute(
            f"INSERT OR REPLACE INTO part (upload_id, {rows.PART}) VALUES (?, ?, ?, ?, ?, ?, ?, ?)", fields
        )

    def drop_upload(self, upload_id: str) -> None:
        """Delete an upload and its parts.  Blobs that a version was given in this transaction stay."""
        bodies = self._db.execute("SELECT body_id FROM part WHERE upload_id = ?", (upload_id,)).fetchall()
        self._bodies.drop(*(body_id for (body_id,) in bodies))
        self._db.execute("DELETE FROM part WHERE upload_id = ?", (upload_id,))
        self._db.execute("DELETE FROM upload WHERE upload_id = ?", (upload_id,))

    def put_task(self, task: Task) -> None:
        """Have something done later, in place of the task of that kind and name if there is one."""
        fields = (task.kind, task.bucket, task.name, task.due, rows.text_of(task.data))
        self._db.execute(
            "INSERT INTO task (kind, bucket, name, due, data) VALUES (?, ?, ?, ?, ?) "
            "ON CONFLICT (kind, bucket, name) DO UPDATE SET due = excluded.due, data = excluded.data",
            fields,
        )
        self.has_tasks = True

    def drop_task(self, kind: str, bucket: str, name: str) -> None:
        self._db.execute("DELETE FROM task WHERE kind = ? AND bucket = ? AND name = ?", (kind, bucket, name))

    def join(self, contents: Sequence[Content]) -> Content:
        """The content of several, one after another, for a `put` in this same transaction."""
        return self._bodies.join(contents)

    def forsake(self, blobs: Iterable[str]) -> None:
        """Have received files removed, those that no body uses."""
        self._bodies.forsake(blobs)

    def restore(self, saved: sqlite3.Connection, adopt: Callable[[list[str]], None]) -> None:
        """Have everything as in another database of this kind; `adopt` brings the files of its bodies.

        Stamps go on from the later of the two: an id that was given since is not given again.
        """
        self.forget()
        of_files = "SELECT id FROM blob WHERE data IS NULL"
        before = {blob for (blob,) in self._db.execute(of_files)}
        files = [blob for (blob,) in saved.execute(f"{of_files} AND refs > 0")]
        adopt(files)
        there = {name for (name,) in saved.execute("SELECT name FROM sqlite_master WHERE type = 'table'")}
        for table in TABLES:
            self._db.execute(f"DELETE FROM {table}")
            if table in there:
                self._copy(table, saved)
        self._bodies.forsake(before.difference(files))
        self._stamp = max(self._stamp, saved.execute("SELECT stamp FROM clock").fetchone()[0])
        self.has_tasks = True

    def clear(self) -> None:
        """Delete everything."""
        self.forget()
        files = self._db.execute("SELECT id FROM blob WHERE data IS NULL").fetchall()
        for table in TABLES:
            self._db.execute(f"DELETE FROM {table}")
        self._bodies.forsake(blob for (blob,) in files)

    def clear_bucket(self, name: str) -> None:
        """Delete a bucket and all that is in it."""
        for table in ("object", "version"):
            of_bucket = f"FROM {table} WHERE bucket = ?"
            bodies = self._db.execute(f"SELECT body_id {of_bucket} AND body_id IS NOT NULL", (name,)).fetchall()
            self._bodies.drop(*(body_id for (body_id,) in bodies))
            self._db.execute(f"DELETE {of_bucket}", (name,))
        for (upload_id,) in self._db.execute("SELECT upload_id FROM upload WHERE bucket = ?", (name,)).fetchall():
            self.drop_upload(upload_id)
        self.delete_bucket(name)

    def settle(self) -> list[str]:
        """The transaction's last statements; the files to remove once it is committed."""
        if self._stamp != self._stored_stamp:
            self._db.execute("UPDATE clock SET stamp = ?", (self._stamp,))
            self._stored_stamp = self._stamp
        return self._bodies.freed()

    def _copy(self, table: str, source: sqlite3.Connection) -> None:
        found = source.execute(f"SELECT * FROM {table}")
        names = [column[0] for column in found.description]
        self._db.executemany(
            f"INSERT INTO {table} ({', '.join(names)}) VALUES ({', '.join('?' * len(names))})", found
        )
