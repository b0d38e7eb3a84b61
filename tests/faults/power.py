"""A server at work, for tests that record or fail its disk; what was acknowledged goes to standard output.

A line each, written before an operation begins and after it was acknowledged.
"""

from __future__ import annotations

import json
import os
import sys
import threading
from collections.abc import Iterable
from typing import Any

from faults import ledger
from faults.ledger import At, Held, State
from qcloud_cos import CosS3Client, CosServiceError
from qcloud_cos.server import LocalCos

WRITERS = 6
SNAPSHOT = "one"


class Books:
    """What the lines say, up to some moment."""

    def __init__(self) -> None:
        self.has_buckets = self.has_snapshot = False
        self.states: dict[At, State] = {}
        self.open: dict[At, State] = {}
        self.snapshots: list[dict[At, State]] = []
        """What the snapshot that is there may have: while another is made, either's."""

    def read(self, lines: Iterable[bytes]) -> None:
        for line in lines:
            what, at, state = json.loads(line)
            if what == "buckets":
                self.has_buckets = True
            elif what == "saving":
                self.snapshots.append(dict(self.states))
            elif what == "saved":
                self.has_snapshot = True
                del self.snapshots[:-1]
            elif what == "begun":
                self.open[tuple(at)] = _state(state)
            else:
                del self.open[tuple(at)]
                self.states[tuple(at)] = _state(state)


def _state(pairs: list[list[Any]]) -> State:
    return tuple(Held(*pair) for pair in pairs)


def say(what: str, at: At | None = None, state: object = ()) -> None:
    os.write(1, json.dumps([what, at, state]).encode() + b"\n")


def work(root: str, steps: int) -> None:
    with LocalCos(root) as cos:
        ledger.create_buckets(CosS3Client(cos.config(), retry=0))
        say("buckets")
        writers = [ledger.Writer(number, number, say) for number in range(WRITERS)]
        for turn in range(4):
            all_work(cos, writers, steps)
            if turn in (0, 1):
                say("saving")
                cos.snapshot(SNAPSHOT)
                say("saved")


def work_until_refused(root: str, steps: int) -> None:
    """Until the disk fails.  What there is can then be read, and a further write is refused."""
    with LocalCos(root) as cos:
        client = CosS3Client(cos.config(), retry=0)
        ledger.create_buckets(client)
        say("buckets")
        writers = [ledger.Writer(number, number, say) for number in range(WRITERS)]
        all_work(cos, writers, steps)
        found = ledger.everything(client)
        for writer in writers:
            writer.compare(found)
        try:
            client.put_object(Bucket=ledger.PLAIN, Key="more", Body=bytes(100))
        except CosServiceError as error:
            say("refused", None, (error.get_status_code(), error.get_error_code(), error.get_error_msg()))


def all_work(cos: LocalCos, writers: list[ledger.Writer], steps: int) -> None:
    clients = [CosS3Client(cos.config(), retry=0) for _ in writers]
    threads = [
        threading.Thread(target=writer.work, args=(client, steps))
        for writer, client in zip(writers, clients, strict=True)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()


if __name__ == "__main__":
    deed = work_until_refused if sys.argv[3:] else work
    deed(sys.argv[1], int(sys.argv[2]))
