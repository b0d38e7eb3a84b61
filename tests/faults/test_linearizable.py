"""Clients race for one key, on conditions: what they were answered has an order in which it is right.

And the checker finds what has none.
"""

from __future__ import annotations

import random
import threading
import time
from collections.abc import Callable, Iterator
from typing import Any

import pytest

from faults.linearizable import Seen, is_linearizable
from qcloud_cos import CosS3Client, CosServiceError
from qcloud_cos.server import LocalCos

BUCKET = "racing-1250000000"
CLIENTS = 6
EACH = 25
NEVER = float("inf")

State = tuple[str, int]
"""A key's ETag, and where one may append to it: -1 to an object that was put whole."""
ABSENT: State = ("", 0)
Step = Callable[[State], State | None]


def became(state: State) -> Step:
    return lambda before: state


def became_from(allowed: Callable[[State], bool], state: State) -> Step:
    return lambda before: state if allowed(before) else None


def stayed(allowed: Callable[[State], bool]) -> Step:
    return lambda before: before if allowed(before) else None


class Racer:
    """One client, and what it saw."""

    def __init__(self, cos: LocalCos, name: int, key: str) -> None:
        self._client = CosS3Client(cos.config(), retry=0)
        self._name = name
        self._random = random.Random(f"{key} {name}")  # noqa: S311
        self._at: Any = {"Bucket": BUCKET, "Key": key}
        self._known = ABSENT
        self.history: list[Seen[State]] = []

    def race(self) -> None:
        kinds = (self._look, self._put, self._create, self._append, self._read_if_match, self._delete)
        for number in range(EACH):
            kind = self._random.choices(kinds, (4, 2, 4, 4, 3, 2))[0]
            began = time.monotonic()
            step = kind(b"%d %d" % (self._name, number))
            self.history.append(Seen(began, time.monotonic(), step))

    def _look(self, body: bytes) -> Step:
        try:
            head = self._client.head_object(**self._at)
        except CosServiceError as error:
            if error.get_status_code() != 404:
                raise
            self._known = ABSENT
        else:
            is_appended = head.get("x-cos-object-type") == "appendable"
            self._known = str(head["ETag"]), int(head["Content-Length"]) if is_appended else -1
        return stayed(self._known.__eq__)

    def _put(self, body: bytes) -> Step:
        return became((str(self._client.put_object(**self._at, Body=body)["ETag"]), -1))

    def _create(self, body: bytes) -> Step:
        headers: Any = {"Metadata": {"x-cos-forbid-overwrite": "true"}}
        try:
            made = self._client.put_object(**self._at, Body=body, **headers)
        except CosServiceError as error:
            if error.get_error_code() != "FileAlreadyExists":
                raise
            return stayed(ABSENT.__ne__)
        return became_from(ABSENT.__eq__, (str(made["ETag"]), -1))

    def _append(self, body: bytes) -> Step:
        position = max(self._known[1], 0)
        try:
            made = self._client.append_object(**self._at, Position=position, Data=body)
        except CosServiceError as error:
            if error.get_error_code() not in ("AppendPositionErr", "ObjectNotAppendable"):
                raise
            return stayed(lambda before: before[1] != position)
        self._known = str(made["ETag"]), position + len(body)
        return became_from(lambda before: before[1] == position, self._known)

    def _read_if_match(self, body: bytes) -> Step:
        wanted = self._known[0]
        try:
            self._client.get_object(**self._at, IfMatch=wanted or '"none"')["Body"].read()
        except CosServiceError as error:
            if error.get_status_code() not in (404, 412):
                raise
            is_absent = error.get_status_code() == 404
            return stayed(lambda before: before == ABSENT if is_absent else before[0] not in ("", wanted))
        return stayed(lambda before: before[0] == wanted)

    def _delete(self, body: bytes) -> Step:
        self._client.delete_object(**self._at)
        return became(ABSENT)


@pytest.mark.parametrize("key", ["first", "second", "third"])
def test_racing_clients_of_one_key_see_one_order(cos: LocalCos, key: str) -> None:
    racers = [Racer(cos, name, key) for name in range(CLIENTS)]
    threads = [threading.Thread(target=racer.race) for racer in racers]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    history = [seen for racer in racers for seen in racer.history]
    assert len(history) == CLIENTS * EACH
    assert is_linearizable(history, ABSENT)


@pytest.fixture(scope="module")
def cos() -> Iterator[LocalCos]:
    with LocalCos() as server:
        CosS3Client(server.config()).create_bucket(Bucket=BUCKET)
        yield server


ONE, TWO = ("one", -1), ("two", -1)


@pytest.mark.parametrize(
    ("history", "is_right"),
    [
        ([Seen(0, 1, became(ONE)), Seen(2, 3, stayed(ONE.__eq__))], True),
        ([Seen(0, 1, became(ONE)), Seen(2, 3, stayed(ABSENT.__eq__))], False),
        ([Seen(0, 3, became(ONE)), Seen(1, 2, stayed(ABSENT.__eq__))], True),
        ([Seen(0, 9, became(ONE)), Seen(1, 2, stayed(ONE.__eq__)), Seen(3, 4, stayed(ABSENT.__eq__))], False),
        ([Seen(0, 3, became_from(ABSENT.__eq__, ONE)), Seen(1, 4, became_from(ABSENT.__eq__, TWO))], False),
        ([Seen(0, 3, became_from(ABSENT.__eq__, ONE)), Seen(1, 4, stayed(ABSENT.__ne__))], True),
        ([Seen(0, NEVER, became(ONE)), Seen(1, 2, stayed(ABSENT.__eq__)), Seen(3, 4, stayed(ONE.__eq__))], True),
        ([Seen(0, NEVER, became(ONE)), Seen(1, 2, stayed(TWO.__eq__))], False),
    ],
)
def test_the_checker_finds_what_has_no_order(history: list[Seen[State]], is_right: bool) -> None:
    assert is_linearizable(history, ABSENT) is is_right
