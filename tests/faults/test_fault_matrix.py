"""Each fault, met by each kind of operation of both clients: the result is right, or the right exception comes,
and afterwards every request on the same client gets its own answer.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import nullcontext
from pathlib import Path
from typing import Any, NamedTuple

import pytest

from faults import deeds
from faults.deeds import RETRIES, Deed, Stage, staged
from qcloud_cos import CosServiceError
from qcloud_cos.errors import AnswerLost, BodyCutShort, ChecksumMismatch, CosException
from qcloud_cos.server import LocalCos


class Row(NamedTuple):
    """A kind of operation, and which of its requests is hit."""

    deed: Deed
    operation: str
    single: bool = True
    """It makes this one request."""


ROWS = (
    Row(deeds.put, "put_object"),
    Row(deeds.get, "get_object"),
    Row(deeds.head, "head_object"),
    Row(deeds.listing, "list_objects"),
    Row(deeds.delete, "delete_object"),
    Row(deeds.copy, "copy_object"),
    Row(deeds.paging, "list_objects", False),
    Row(deeds.upload, "create_multipart_upload", False),
    Row(deeds.upload, "upload_part", False),
    Row(deeds.upload, "complete_multipart_upload", False),
    Row(deeds.download, "head_object", False),
    Row(deeds.download, "get_object", False),
)
FAULTS: dict[str, dict[str, Any]] = {
    "503": {"status": 503},
    "500": {"status": 500},
    "429": {"status": 429},
    "reset after": {"reset": True},
    "reset before": {"reset": True, "before": True},
    "cut": {"truncate": 0},
    "late": {"delay": 0.02},
    "corrupt": {"corrupt": True},
}
CHECKED = ("get_object", "put_object", "upload_part")
"""Answers whose checksum the clients compare."""
XML = ("list_objects", "copy_object", "create_multipart_upload", "complete_multipart_upload")
"""Answers that nothing protects against a bit that is another."""
CASES = [
    pytest.param(row, name, id=f"{row.deed.__name__}-{row.operation}-{name}")
    for row in ROWS
    for name in FAULTS
    if not (name == "corrupt" and row.operation in XML)
]


@pytest.fixture(scope="module")
def cos() -> Iterator[LocalCos]:
    with LocalCos(durability="os") as cos:
        yield cos


@pytest.fixture(scope="module", params=["blocking", "awaiting"])
def stage(
    cos: LocalCos, request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Stage]:
    """One client for all the faults of its kind: what one leaves behind, the next would meet."""
    with staged(cos, request.param, tmp_path_factory.mktemp("deeds")) as stage:
        yield stage


@pytest.fixture(autouse=True)
def _cache(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path))


TOLD_AT_ONCE = ((deeds.get, "cut"), (deeds.get, "corrupt"), (deeds.download, "corrupt"))
"""A body that is read as it comes is the caller's, who has had a part of it; and of a file of several ranges it is
known that it is damaged, but not where."""


def check_after(stage: Stage, row: Row) -> None:
    # Of an upload whose beginning was not answered nobody knows the id.
    assert not stage.left or row.operation == "create_multipart_upload"
    stage.left = ()
    stage.check_own_answers()


def outcome(row: Row, name: str) -> type[Exception] | tuple[type[Exception], ...] | None:
    """What comes of a fault that does not go away; None if the operation succeeds all the same."""
    if name == "late":
        return None
    if name == "corrupt":
        return ChecksumMismatch if row.operation in CHECKED or row.deed is deeds.download else None
    if name in ("503", "500", "429"):
        return CosServiceError
    if row.operation == "complete_multipart_upload" and name != "reset before":
        return None  # the object is there, and that is looked up
    return (AnswerLost, BodyCutShort)


@pytest.mark.parametrize(("row", "name"), CASES)
def test_once_it_does_not_matter(stage: Stage, row: Row, name: str) -> None:
    expected = outcome(row, name) if (row.deed, name) in TOLD_AT_ONCE else None
    with (
        stage.cos.fault(row.operation, **FAULTS[name], count=1) as fault,
        nullcontext() if expected is None else pytest.raises(expected),
    ):
        row.deed(stage)
    assert fault.hits == 1
    check_after(stage, row)


@pytest.mark.parametrize(("row", "name"), CASES)
def test_for_good_it_is_told(stage: Stage, row: Row, name: str) -> None:
    expected, before = outcome(row, name), stage.cos._log.count
    with stage.cos.fault(row.operation, **FAULTS[name]) as fault:
        with nullcontext() if expected is None else pytest.raises(expected) as caught:
            row.deed(stage)
        seen = [record for record in stage.cos._log.since(before) if record.fault]
        assert len(seen) == fault.hits
    if name in ("503", "500", "429") and caught is not None:
        error: Any = caught.value
        assert error.get_status_code() == int(name)
        assert row.operation in str(error) or not row.single
    if row.single:
        # Once for each attempt, and once more if a kept connection died without an answer.
        least = 1 if expected is None or row.operation == "get_object" else 1 + RETRIES
        assert least <= fault.hits <= 2 * (1 + RETRIES)
        assert name not in ("503", "500", "429") or fault.hits == 1 + RETRIES
    check_after(stage, row)


def test_every_exception_of_a_fault_is_one_of_ours() -> None:
    for row in ROWS:
        for name in FAULTS:
            expected = outcome(row, name)
            kinds = expected if isinstance(expected, tuple) else (expected,) if expected else ()
            assert all(issubclass(kind, CosException) for kind in kinds)
