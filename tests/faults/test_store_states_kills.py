"""A server that is killed while it saves and restores has one whole state or another, never a mixture.

Run as a script, this is the server that gets killed: it says what it has finished, a line each.
"""

from __future__ import annotations

import os
import random
import subprocess
import sys
import time
from pathlib import Path

import pytest

from qcloud_cos.server.store import Bucket, Store, Version

BUCKET = "states-1250000000"
KEYS = 12
STATES = ("red", "green", "blue")


def body(state: str, number: int) -> bytes:
    size = (100, 50_000, 200_000)[number % 3]
    return random.Random(f"{state} {number}").randbytes(size)  # noqa: S311 - to have it again, not to hide it


def fill(store: Store, state: str) -> None:
    """Every key has this state's content; a third of the keys are this state's own."""
    store.reset()
    store.write(lambda db: db.create_bucket(Bucket(BUCKET, "1250000000", 0.0, "r"))).result()
    for number in range(KEYS):
        receiver = store.receive()
        receiver.write(body(state, number))
        key = f"{state}/{number}" if number % 3 == 1 else str(number)
        version = Version(BUCKET, key, etag=state, content=receiver.finish())
        store.write(lambda db, version=version: db.put(version)).result()  # type: ignore[misc]
    store.saved.save(state, {"state": state})


def restore_for_ever(root: str) -> None:
    store = Store(root)
    noise = random.Random(os.getpid())  # noqa: S311
    os.write(1, b"ready\n")
    while True:
        state = noise.choice(STATES)
        store.restore(state)
        os.write(1, f"{state}\n".encode())
        if noise.random() < 0.3:
            store.saved.save(state, {"state": state})


def state_of(store: Store) -> str:
    """Which of the states the store has, whole."""
    versions = store.read.list_objects(BUCKET).entries
    [state] = {version.etag for version in versions}
    assert len(versions) == KEYS
    for listed in versions:
        version = store.read.version(BUCKET, listed.key)
        assert version is not None
        assert version.content is not None
        number = int(version.key.rpartition("/")[2])
        assert b"".join(store.open(version.content)) == body(state, number)
    return state


@pytest.mark.parametrize("seconds", [0.05, 0.1, 0.15, 0.2])
def test_a_killed_server_has_one_whole_state(tmp_path: Path, seconds: float) -> None:
    store = Store(tmp_path)
    for state in STATES:
        fill(store, state)
    store.close()
    process = subprocess.Popen([sys.executable, __file__, str(tmp_path)], stdout=subprocess.PIPE, text=True)
    assert process.stdout is not None
    assert process.stdout.readline() == "ready\n"
    time.sleep(seconds)
    process.kill()
    said = process.communicate(timeout=20)[0].split()
    store = Store(tmp_path)
    state = state_of(store)
    assert said == [] or said[-1] in STATES
    # What each state was saved as is whole, too, and there is nothing else.
    assert store.saved.names() == sorted(STATES)
    for each in STATES:
        store.restore(each)
        assert state_of(store) == each
    assert state in STATES
    assert sorted(path.name for path in (tmp_path / "snapshots").iterdir()) == sorted(STATES)
    store.write(lambda db: None).result()
    assert len(list(tmp_path.glob("blobs/*/*"))) == KEYS * 2 // 3
    store.close()


if __name__ == "__main__":
    restore_for_ever(sys.argv[1])
