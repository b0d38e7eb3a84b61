"""The power is cut: what was acknowledged is there, whatever else of what was not synced is lost.

`POWER_CUTS` in the environment says how many are tried, and so does `make kills`.
"""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path
from random import Random

import pytest

from faults import disk, ledger
from faults.power import SNAPSHOT, Books
from faults.wholeness import check_whole
from qcloud_cos import CosS3Client
from qcloud_cos.server import LocalCos

CUTS = int(os.environ.get("POWER_CUTS", "12"))
STEPS = 8 if CUTS < 50 else 30
ROOT = "folder/in/folder"


@pytest.fixture(scope="module")
def done(tmp_path_factory: pytest.TempPathFactory) -> list[disk.Event]:
    """All that a server at work did to its disk, and what it acknowledged."""
    folder = tmp_path_factory.mktemp("recorded")
    (folder / "disk").mkdir()
    environment = {
        "LD_PRELOAD": str(disk.shim(folder)),
        "DISK_ROOT": str(folder / "disk"),
        "DISK_LOG": str(folder / "log"),
        "DISK_SLOW": "3000",  # an acknowledgement that does not wait for the disk comes before it
        "PYTHONPATH": os.pathsep.join(sys.path),
    }
    command = [sys.executable, "-m", "faults.power", str(folder / "disk" / ROOT), str(STEPS)]
    subprocess.run(command, env=os.environ | environment, stdout=subprocess.DEVNULL, check=True, timeout=120)
    return list(disk.events((folder / "log").read_bytes()))


def test_a_power_cut_loses_nothing_that_was_acknowledged(done: list[disk.Event], tmp_path: Path) -> None:
    chance = Random(5)  # noqa: S311
    moments = sorted([*(chance.randrange(len(done)) for _ in range(CUTS - 1)), len(done)])
    happened, books, checked, at = disk.Disk(), Books(), 0, 0
    for number, moment in enumerate(moments):
        for event in done[at:moment]:
            if event.letter == "a":
                books.read([event.data])
            else:
                happened.happen(event)
        at = moment
        left = tmp_path / str(number)
        happened.left(left, chance if number % 2 else None)
        checked += check_after(left, books)
    assert checked > 0
    assert books.open == {}
    print(f"{len(moments)} power cuts in {len(done)} events; {checked} objects and versions checked")


def check_after(left: Path, books: Books) -> int:
    if not books.has_buckets:
        return 0
    with LocalCos(left / ROOT, durability="os") as cos:
        client = CosS3Client(cos.config(), retry=0)
        checked = ledger.compared(books.states, books.open, ledger.everything(client))
        check_whole(left / ROOT)
        if books.has_snapshot:
            cos.restore(SNAPSHOT)
            found = ledger.everything(client)
            assert found in [{at: state for at, state in saved.items() if state} for saved in books.snapshots]
            checked += len(found)
    return checked
