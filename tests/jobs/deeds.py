"""What workers are asked to do in tests of engines."""

from __future__ import annotations

import os
import signal
import time
from pathlib import Path

from qcloud_cos import CosClientError, CosS3Client
from qcloud_cos.jobs.entries import Entry


def double(number: int) -> int:
    return 2 * number


def length(content: bytes) -> int:
    return len(content)


def fail(text: str) -> None:
    raise CosClientError(text)


class Particular(Exception):
    """Cannot be made again of what it was made of."""

    def __init__(self, one: str, other: str) -> None:
        super().__init__(one)


def fail_particularly() -> None:
    raise Particular("one", "other")


def unsendable() -> object:
    return lambda: None


def process(number: int) -> tuple[int, int]:
    """Which process it was."""
    return number, os.getpid()


def note_and_wait(path: str, number: int) -> tuple[int, int]:
    """Say who is at work on it, and wait until there is a file ``go``."""
    folder = Path(path)
    (folder / f"{number}.{os.getpid()}").touch()
    while not (folder / "go").exists():
        time.sleep(0.01)
    return number, os.getpid()


def kill_oneself(number: int) -> None:
    os.kill(os.getpid(), signal.SIGKILL)


def headed(client: CosS3Client, bucket: str, entry: Entry) -> None:
    """For `jobs.map`: in a thread."""
    client.head_object(bucket, entry.key)
