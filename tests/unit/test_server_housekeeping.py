"""The nights of a large bucket: small steps, and nothing done to what changed since it was looked at."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from concurrent.futures import Future
from dataclasses import replace
from functools import partial
from typing import Any

import pytest

from qcloud_cos.server.clock import DAY, Clock, midnight_from
from qcloud_cos.server.errands import Errands
from qcloud_cos.server.housekeeping import Housekeeping
from qcloud_cos.server.store import LOCK, Bucket, Changes, Content, Store, Upload, Version

BUCKET = "b-1250000000"
EXPIRE = "<Expiration><Days>1</Days></Expiration>"
OLD_GO = "<NoncurrentVersionExpiration><NoncurrentDays>1</NoncurrentDays></NoncurrentVersionExpiration>"
ABORT = (
    "<AbortIncompleteMultipartUpload><DaysAfterInitiation>1</DaysAfterInitiation></AbortIncompleteMultipartUpload>"
)
BODY = Content(1, "0cc175b9c0f1b6a831c399e269772661", 7, b"a")


class Night:
    """A store, and a night in it on which other things happen, too."""

    def __init__(self) -> None:
        self.clock = Clock(lambda: 1_800_000_000.0)
        self.store = Store(None, now=self.clock.now)
        self.keeping = Housekeeping(self.store, self.clock, Errands(self.clock, threading.Lock()))

    def do(self, change: Callable[[Changes], Any]) -> Any:
        return self.store.write(change).result()

    def make(self, deeds: str, versioning: str = "") -> None:
        rule = f"<Rule><ID>a</ID><Filter/><Status>Enabled</Status>{deeds}</Rule>"
        self.do(lambda db: db.create_bucket(Bucket(BUCKET, "1", 0.0, "r", versioning=versioning)))
        self.do(
            lambda db: db.put_document(
                BUCKET, "lifecycle", f"<LifecycleConfiguration>{rule}</LifecycleConfiguration>"
            )
        )

    def put(self, key: str, **more: Any) -> Version:
        fields = {"modified": self.clock.now(), "content": BODY, **more}
        stored: Version = self.do(lambda db: db.put(Version(BUCKET, key, **fields)))
        return stored

    def forward(self, days: int) -> None:
        self.clock.move_to(midnight_from(self.clock.now() + days * DAY))

    def meanwhile(self, monkeypatch: pytest.MonkeyPatch, change: Callable[[Changes], Any]) -> list[Any]:
        """Make a change between the look and the first deed; what each transaction of the night returned."""
        write = self.store.write
        results: list[Any] = []

        def slowly(fn: Callable[[Changes], Any]) -> Future[Any]:
            if not results:
                write(change).result()
            results.append(write(fn).result())
            done: Future[Any] = Future()
            done.set_result(results[-1])
            return done

        monkeypatch.setattr(self.store, "write", slowly)
        return results

    def keys(self) -> list[str]:
        return [version.key for version in self.store.read.walk(BUCKET)]


@pytest.fixture
def night() -> Iterator[Night]:
    found = Night()
    yield found
    found.store.close()


def test_a_night_is_many_small_transactions(night: Night, monkeypatch: pytest.MonkeyPatch) -> None:
    night.make(EXPIRE)
    night.do(
        lambda db: [
            db.put(Version(BUCKET, f"{n:04}", modified=night.clock.now(), content=BODY)) for n in range(1234)
        ]
    )
    night.forward(2)
    results = night.meanwhile(monkeypatch, lambda db: db.put(Version(BUCKET, "0000", content=BODY, modified=9e9)))
    done, upcoming = night.keeping.sweep()
    assert done == sum(results) == 1233
    assert max(results) == 100
    assert len(results) == 13
    assert upcoming is None
    assert night.keys() == ["0000"]


def test_uploads_go_one_at_a_time_for_each_has_many_parts(night: Night, monkeypatch: pytest.MonkeyPatch) -> None:
    night.make(ABORT)
    for name in ("u1", "u2", "u3"):
        upload = Upload(name, BUCKET, "k", night.clock.now())
        night.do(partial(Changes.create_upload, upload=upload))
    night.forward(2)
    assert night.meanwhile(monkeypatch, lambda db: db.drop_upload("u1")) == []
    assert night.keeping.sweep()[0] == 2
    assert night.store.read.list_uploads(BUCKET).entries == []


def test_what_was_written_meanwhile_stays(night: Night, monkeypatch: pytest.MonkeyPatch) -> None:
    night.make(EXPIRE)
    night.put("k")
    night.forward(2)
    night.meanwhile(monkeypatch, lambda db: db.put(Version(BUCKET, "k", content=BODY, modified=night.clock.now())))
    assert night.keeping.sweep()[0] == 0
    assert night.keys() == ["k"]


def test_what_was_locked_meanwhile_stays(night: Night, monkeypatch: pytest.MonkeyPatch) -> None:
    night.make(EXPIRE)
    stored = night.put("k")
    night.forward(2)
    lock = {LOCK: night.clock.now() + 5 * DAY}
    night.meanwhile(monkeypatch, lambda db: db.replace(replace(stored, extra=lock)))
    assert night.keeping.sweep()[0] == 0
    assert night.keys() == ["k"]


def test_a_marker_is_not_taken_off_what_stayed_under_it(night: Night, monkeypatch: pytest.MonkeyPatch) -> None:
    """Else what was deleted would be there again."""
    night.make(OLD_GO, "Enabled")
    old = night.put("k")
    night.put("k", is_marker=True, content=None)
    night.forward(2)
    lock = {LOCK: night.clock.now() + 5 * DAY}
    night.meanwhile(monkeypatch, lambda db: db.replace(replace(old, extra=lock)))
    assert night.keeping.sweep()[0] == 0
    assert night.store.read.list_objects(BUCKET).entries == []
    assert len(night.keys()) == 2


def test_only_nights_with_something_to_do_are_looked_at(night: Night, monkeypatch: pytest.MonkeyPatch) -> None:
    night.make("<Expiration><Days>300</Days></Expiration>")
    night.put("k")
    looked: list[float] = []
    sweep = night.keeping.sweep

    def counted() -> tuple[int, float | None]:
        looked.append(night.clock.now())
        return sweep()

    monkeypatch.setattr(night.keeping, "sweep", counted)
    night.keeping.advance(299 * DAY)
    assert len(looked) == 1
    night.keeping.advance(10 * DAY)
    assert night.keys() == []
    assert len(looked) <= 4
