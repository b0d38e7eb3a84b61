"""What goes wrong all along: in the server, and on the way to it."""

from __future__ import annotations

import random
import threading
from typing import Any

from faults import fault_proxy
from faults.fault_proxy import Asked, Corrupt, CutHead, Drip, Lose, Reset, Truncate, Twice, Vanish, Wait
from qcloud_cos.server import LocalCos

_OPERATIONS = (
    "*", "put_object", "get_object", "head_object", "upload_part", "complete_multipart_upload", "copy_object",
    "list_objects", "delete_object",
)  # fmt: skip
_KINDS: tuple[dict[str, Any], ...] = (
    {"status": 503}, {"status": 500}, {"status": 429}, {"reset": True}, {"reset": True, "before": True},
    {"truncate": 10}, {"delay": 0.1}, {"delay": 0.1, "before": True},
)  # fmt: skip
_CHECKED = ("put_object", "upload_part")
"""Those whose checksums the client always compares; of a range there is none."""
_MOST = 12
_PAUSE_SECONDS = 0.1


class ServerTrouble:
    """Some faults at work at any time, each for a few requests."""

    def __init__(self, cos: LocalCos, seed: int) -> None:
        self._cos, self._random = cos, random.Random(seed)  # noqa: S311
        self._active: list[Any] = []
        self._ended = threading.Event()
        self.hits = 0
        self._thread = threading.Thread(target=self._work, daemon=True)

    def begin(self) -> None:
        self._ended.clear()
        self._thread = threading.Thread(target=self._work, daemon=True)
        self._thread.start()

    def end(self) -> None:
        self._ended.set()
        self._thread.join()
        while self._active:
            self._drop()

    def _work(self) -> None:
        while not self._ended.wait(_PAUSE_SECONDS):
            how = self._random.choice(_KINDS)
            operation = self._random.choice(_OPERATIONS)
            if self._random.random() < 0.1:
                how, operation = {"corrupt": True}, self._random.choice(_CHECKED)
            self._active.append(self._cos.fault(operation, **how, count=self._random.randint(1, 3)))
            while len(self._active) > _MOST:
                self._drop()

    def _drop(self) -> None:
        fault = self._active.pop(0)
        fault.remove()
        self.hits += fault.hits


class WireTrouble:
    """Befalls some of the requests that pass a proxy."""

    def __init__(self, seed: int, share: float) -> None:
        self._random, self._share = random.Random(seed), share  # noqa: S311
        self.is_on = False

    def __call__(self, asked: Asked) -> fault_proxy.Fault | None:
        chance = self._random
        if not self.is_on or chance.random() > self._share:
            return None
        at = chance.choice((0, 100, 3000, 40_000, 700_000))
        kinds = [
            Reset(True, at), Reset(False, at), Truncate(True, at), Truncate(False, at), CutHead(False, 20),
            CutHead(False, 5, resets=False), Twice(), Drip(False, 8000, 0.005), Drip(True, 8000, 0.005), Lose(),
            fault_proxy.Answer(), fault_proxy.Answer(status=500), Wait(seconds=0.2),
        ]  # fmt: skip
        if chance.random() < 0.02:
            return Vanish()
        body_checked = asked.method == "PUT" and ("?" not in asked.target or asked.is_part)
        answer_checked = (
            asked.method == "GET" and "?" not in asked.target and b"\r\nrange:" not in asked.head.lower()
        )
        if body_checked or answer_checked:
            kinds += [Corrupt(body_checked, chance.choice((0, 7, 200)))] * 3
        return chance.choice(kinds)
