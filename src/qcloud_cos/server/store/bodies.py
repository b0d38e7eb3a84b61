"""Bodies in the database, and how many of them use each blob.

A blob's count rises and falls with the bodies that name it; one at zero goes when the transaction ends,
so a blob may lose its last body and gain another in between: that is how an upload is completed.
"""

from __future__ import annotations

import secrets
import sqlite3
from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from functools import reduce

from qcloud_cos.core.checksum import crc64_combine
from qcloud_cos.server.store import rows
from qcloud_cos.server.store.failures import BlobMissing
from qcloud_cos.server.store.values import INLINE_LIMIT, Content, Segment

ROW_MARK = "~"
"""Begins the id of a blob that is a row, not a file."""

_ROW_LIMIT = 1024 * 1024


class Bodies:
    """The bodies as the writer's transaction has them."""

    def __init__(self, db: sqlite3.Connection, is_file: Callable[[str], bool]) -> None:
        self._db = db
        self._is_file = is_file

    def keep(self, content: Content) -> int | None:
        """Store a content's bytes, or count one more use of its blobs; the body's id."""
        if content.is_listed:
            raise ValueError("a listing's content has no bytes: read the version first")
        if content.segments:
            for blob in {segment.blob for segment in content.segments}:
                self._hold(blob)
            data: str | bytes | None = rows.segments_text(content.segments)
        else:
            data = content.inline
        if not data:
            return None
        return self._db.execute("INSERT INTO body (data) VALUES (?)", (data,)).lastrowid

    def replace(self, body_id: int | None, content: Content | None) -> int | None:
        """Store a content in place of a body; the new body's id."""
        if body_id is not None and content and content.inline:
            in_place = "UPDATE body SET data = ? WHERE id = ? AND typeof(data) = 'blob'"
            if self._db.execute(in_place, (content.inline, body_id)).rowcount:
                return body_id
        new_id = self.keep(content) if content else None
        if body_id is not None:
            self.drop(body_id)
        return new_id

    def drop(self, *body_ids: int | None) -> None:
        """Let go of bodies; whoever names them is going too."""
        uses: Counter[str] = Counter()
        for body_id in body_ids:
            uses.update({segment.blob for segment in self.segments(body_id)})
        if uses:
            self._db.executemany(
                "UPDATE blob SET refs = refs - ? WHERE id = ?", [(count, blob) for blob, count in uses.items()]
            )
        self._db.executemany("DELETE FROM body WHERE id = ?", [(body_id,) for body_id in body_ids])

    def segments(self, body_id: int | None) -> tuple[Segment, ...]:
        """A stored body's segments, none if it is inline."""
        if body_id is None:
            return ()
        row = self._db.execute(
            "SELECT data FROM body WHERE id = ? AND typeof(data) = 'text'", (body_id,)
        ).fetchone()
        return rows.segments_of(row[0]) if row else ()

    def forsake(self, blobs: Iterable[str]) -> None:
        """Have files that no body uses removed after the commit; one that is used stays."""
        self._db.executemany("INSERT OR IGNORE INTO blob (id, refs) VALUES (?, 0)", [(blob,) for blob in blobs])

    def freed(self) -> list[str]:
        """Forget the blobs nobody uses; those of them that are files, to be removed after the commit."""
        free = [blob for (blob,) in self._db.execute("SELECT id FROM blob WHERE refs = 0")]
        if free:
            self._db.execute("DELETE FROM blob WHERE refs = 0")
        return [blob for blob in free if not blob.startswith(ROW_MARK)]

    def join(self, contents: Sequence[Content]) -> Content:
        """The content of several, one after another."""
        size = sum(content.size for content in contents)
        crc64 = reduce(lambda before, part: crc64_combine(before, part.crc64, part.size), contents, 0)
        if size <= INLINE_LIMIT and not any(content.segments for content in contents):
            return Content(size, "", crc64, b"".join(content.inline or b"" for content in contents))
        segments: list[Segment] = []
        small = bytearray()
        for content in contents:
            if content.is_listed:
                raise ValueError("a listing's content has no bytes: read the version first")
            small += content.inline or b""
            if small and (content.segments or len(small) >= _ROW_LIMIT):
                self._append(segments, small)
                small = bytearray()
            segments.extend(content.segments)
        if small:
            self._append(segments, small)
        return Content(size, "", crc64, None, tuple(segments))

    def _append(self, segments: list[Segment], small: bytearray) -> None:
        """Add bytes that are in no blob, together with the last ones if those are few and a row too."""
        last = segments[-1] if segments else None
        if last and last.blob.startswith(ROW_MARK) and last.size + len(small) <= INLINE_LIMIT:
            row = self._db.execute("SELECT data FROM blob WHERE id = ?", (last.blob,)).fetchone()
            if row is None:
                raise BlobMissing(last.blob)
            small = bytearray(row[0][last.offset : last.offset + last.size]) + small
            segments.pop()
        blob = ROW_MARK + secrets.token_hex(16)
        self._db.execute("INSERT INTO blob (id, refs, data) VALUES (?, 0, ?)", (blob, bytes(small)))
        segments.append(Segment(blob, 0, len(small)))

    def _hold(self, blob: str) -> None:
        if self._db.execute("UPDATE blob SET refs = refs + 1 WHERE id = ?", (blob,)).rowcount:
            return
        if not self._is_file(blob):
            raise BlobMissing(blob)
        self._db.execute("INSERT INTO blob (id, refs) VALUES (?, 1)", (blob,))
