"""Whether a store's database and files fit together, seen from outside: for after kills and power cuts."""

from __future__ import annotations

import json
import sqlite3
from collections import Counter
from contextlib import closing
from pathlib import Path


def check_whole(root: Path) -> None:
    """Every body is somebody's, every blob has as many users as it says, and there is no file but theirs.

    For a root whose server has started and is idle.
    """
    with closing(sqlite3.connect(root / "meta.db")) as db:
        db.execute("PRAGMA query_only = ON")
        assert db.execute("PRAGMA integrity_check").fetchall() == [("ok",)]
        owned = [
            body
            for table in ("object", "version", "part")
            for (body,) in db.execute(f"SELECT body_id FROM {table} WHERE body_id IS NOT NULL")
        ]
        bodies = dict(db.execute("SELECT id, data FROM body"))
        assert sorted(owned) == sorted(bodies)
        segments = [json.loads(data) for data in bodies.values() if isinstance(data, str)]
        uses = Counter(blob for body in segments for blob in {segment[0] for segment in body})
        assert uses == dict(db.execute("SELECT id, refs FROM blob"))
        for body in segments:
            for blob, offset, size in body:
                if not blob.startswith("~"):
                    assert (root / "blobs" / blob[:2] / blob).stat().st_size >= offset + size
    files = sorted(path.name for path in root.glob("blobs/*/*"))
    assert files == sorted(blob for blob in uses if not blob.startswith("~"))
    assert list(root.glob("tmp/*")) == []
