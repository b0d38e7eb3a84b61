"""A worker process of the local engine: calls come in on standard input, what came of them goes out."""

from __future__ import annotations

import os
import queue
import signal
import sys
import threading
from typing import BinaryIO

from qcloud_cos.jobs import stopping
from qcloud_cos.jobs.engines.calling import answered
from qcloud_cos.jobs.engines.framing import HEAD, STOP, framed, length_of


def main() -> None:
    """Work until nobody asks any more."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    answers = os.fdopen(os.dup(1), "wb")
    os.dup2(2, 1)  # what a user's function prints is no answer
    calls: queue.SimpleQueue[bytes] = queue.SimpleQueue()
    threading.Thread(target=_listen, args=(sys.stdin.buffer, calls), daemon=True).start()
    _tell(answers, b"ready")
    while True:
        _tell(answers, answered(calls.get()))


def _listen(source: BinaryIO, calls: queue.SimpleQueue[bytes]) -> None:
    while len(head := source.read(HEAD)) == HEAD:
        if head == STOP:
            stopping.ask()
        else:
            calls.put(source.read(length_of(head)))
    # The driver has ended, or was killed: what is under way is nobody's any more.
    os._exit(0)


def _tell(answers: BinaryIO, payload: bytes) -> None:
    answers.write(framed(payload))
    answers.flush()
