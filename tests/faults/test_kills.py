"""A few kills under writers; `make kills` has many."""

from __future__ import annotations

from pathlib import Path

from faults import kills


def test_what_a_server_acknowledged_outlives_kills(tmp_path: Path) -> None:
    done = kills.run(tmp_path, 3, 0.5, seed=11)
    assert done.kills == 3
    assert done.acknowledged > 0
    assert done.checked > 0
