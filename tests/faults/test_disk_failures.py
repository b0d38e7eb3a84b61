"""The disk fails or is full while a server is at work: it says so, reads on, and loses nothing it acknowledged.

Cut logs are in it, too; `LOG_STEP=1` in the environment cuts at every byte.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from faults import disk, ledger
from faults.power import Books
from faults.wholeness import check_whole
from qcloud_cos import CosS3Client
from qcloud_cos.server import LocalCos
from qcloud_cos.server.store import Bucket, Content, Store, Version

BUCKET = "cut-1250000000"


@pytest.fixture(scope="module")
def library(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return disk.shim(tmp_path_factory.mktemp("library"))


def worked(library: Path, root: Path, **how: str) -> tuple[Books, list[Any]]:
    """What a server acknowledged while its disk failed so, and what it refused with."""
    environment = {
        "LD_PRELOAD": str(library),
        "DISK_ROOT": str(root.parent),
        "PYTHONPATH": os.pathsep.join(sys.path),
        **how,
    }
    command = [sys.executable, "-m", "faults.power", str(root), "1000", "until refused"]
    done = subprocess.run(command, env=os.environ | environment, capture_output=True, timeout=120, check=True)
    *lines, last = done.stdout.splitlines()
    books = Books()
    books.read(lines)
    what, _, refusal = json.loads(last)
    assert what == "refused"
    return books, refusal


def check_restarted(root: Path, books: Books) -> None:
    with LocalCos(root) as cos:
        client = CosS3Client(cos.config(), retry=0)
        assert ledger.compared(books.states, books.open, ledger.everything(client)) > 0
        check_whole(root)
        client.put_object(Bucket=ledger.PLAIN, Key="again", Body=b"again")


@pytest.mark.parametrize("syncs", [30, 47, 80])
def test_a_sync_that_failed_makes_the_server_read_only(library: Path, tmp_path: Path, syncs: int) -> None:
    books, refusal = worked(library, tmp_path / "root", DISK_FAIL_SYNC=str(syncs))
    status, code, message = refusal
    assert (status, code) == (503, "ServiceUnavailable")
    assert message.startswith("read-only after a failed write: ")
    check_restarted(tmp_path / "root", books)


@pytest.mark.parametrize("room", [900_000, 2_000_000, 4_000_000])
def test_a_full_disk_is_said(library: Path, tmp_path: Path, room: int) -> None:
    books, refusal = worked(library, tmp_path / "root", DISK_ROOM=str(room))
    status, code, message = refusal
    assert (status, code) == (500, "InternalError")
    assert "the disk is full: " in message
    check_restarted(tmp_path / "root", books)


def test_a_log_cut_in_its_last_frame_lacks_the_last_transaction_and_nothing_else(tmp_path: Path) -> None:
    """Cut, or written with zeros from there on."""
    with_log, root = tmp_path / "whole", tmp_path / "root"
    store = Store(with_log, durability="os")
    store.write(lambda db: db.create_bucket(Bucket(BUCKET, "1250000000", 0.0, "r"))).result()
    for key in ("first", "last"):
        before = (with_log / "meta.db-wal").stat().st_size
        store.write(lambda db, key=key: db.put(small(key))).result()  # type: ignore[misc]
    database, log = (with_log / "meta.db").read_bytes(), (with_log / "meta.db-wal").read_bytes()
    store.close()
    frame = 24 + 8192
    assert before <= len(log) - frame
    step = int(os.environ.get("LOG_STEP", "397"))
    for cut in [*range(len(log) - frame, len(log), step), len(log) - 1, len(log)]:
        for rest in (b"", bytes(len(log) - cut)):
            root.mkdir(exist_ok=True)
            (root / "meta.db").write_bytes(database)
            (root / "meta.db-wal").write_bytes(log[:cut] + rest)
            is_whole = log[:cut] + rest == log
            store = Store(root, durability="os")
            found = [version.key for version in store.read.list_objects(BUCKET).entries]
            store.close()
            assert found == (["first", "last"] if is_whole else ["first"]), cut


def small(key: str) -> Version:
    body = os.urandom(3000)
    return Version(BUCKET, key, content=Content(len(body), "", 0, body))
