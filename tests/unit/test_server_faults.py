"""Faults as values: how they are written, which they mean, and what is refused."""

from __future__ import annotations

from typing import Any

import pytest

from qcloud_cos.server.control.faults import Fault, Faults


@pytest.mark.parametrize(
    ("text", "fault"),
    [
        ("get_object status=503", Fault("get_object", status=503, code="SlowDown")),
        ("* code=ServiceUnavailable", Fault(status=503, code="ServiceUnavailable")),
        ("status=429 count=2", Fault(status=429, code="TooManyRequests", count=2)),
        ("put_object key='a b/*.gz' delay=1.5", Fault("put_object", "a b/*.gz", delay=1.5)),
        ("upload_part* reset before skip=1", Fault("upload_part*", reset=True, before=True, skip=1)),
        ("get_object bucket=b-1250000000 truncate=0", Fault("get_object", bucket="b-1250000000", truncate=0)),
        ("head_object corrupt=true", Fault("head_object", corrupt=True)),
        ("* status=418 code=Teapot", Fault(status=418, code="Teapot")),
    ],
)
def test_a_fault_is_written_in_words(text: str, fault: Fault) -> None:
    assert Fault.parsed(text) == fault
    assert Fault.parsed(str(fault)) == fault
    assert Fault.of(fault.json()) == fault


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("get_object", "needs a status, delay, truncate, reset or corrupt"),
        ("* status=200", "between 400 and 599"),
        ("* status=418", "give a code"),
        ("* code=Teapot", "give its status"),
        ("* status=many", "status of a fault is a int"),
        ("* delay=-1", "between 0 and 3600"),
        ("* delay=nan", "between 0 and 3600"),
        ("* status=503 reset", "one of status, truncate, reset and corrupt"),
        ("* corrupt before", "only delay and reset"),
        ("* truncate=-1", "truncate is not -1"),
        ("* reset count=0", "count is not 0"),
        ("* reset reset", "reset twice"),
        ("* stats=503", "has no stats: is it status?"),
        ("get_objct reset", "no request is a get_objct; there is get_object"),
        ("upload_file reset", "such as upload_file, are put_object, upload_part"),
        ("* reset=1", "reset of a fault is a bool"),
        ('* key="a', "No closing quotation"),
    ],
)
def test_what_cannot_be_is_refused_with_the_reason(text: str, said: str) -> None:
    with pytest.raises(ValueError, match=said.replace("?", r"\?")):
        Fault.parsed(text)


@pytest.mark.parametrize("given", [{"status": True}, {"count": 1.5, "reset": True}, {"key": 1, "reset": True}])
def test_json_has_to_be_of_the_right_kind(given: dict[str, Any]) -> None:
    with pytest.raises(ValueError, match="of a fault is a"):
        Fault.of(given)


def test_patterns_choose_by_operation_bucket_and_key() -> None:
    fault = Fault("*_object", "logs/*.gz", "b-*", reset=True)
    assert fault.means("get_object", "b-1", "logs/x/y.gz")
    assert not fault.means("head_bucket", "b-1", "logs/y.gz")
    assert not fault.means("get_object", "c-1", "logs/y.gz")
    assert not fault.means("get_object", "b-1", "LOGS/y.gz")


def test_a_fault_comes_as_often_as_it_should_and_then_goes() -> None:
    faults = Faults()
    active = faults.add(Fault(reset=True, skip=1, count=2))
    assert [faults.met("get_object", "b", "k") is not None for _ in range(5)] == [False, True, True, False, False]
    assert (active.hits, faults.active) == (2, ())
    active.remove()


def test_the_first_that_was_set_comes_first() -> None:
    faults = Faults()
    with faults.add(Fault(status=500, count=1)) as first, faults.add(Fault(status=503)) as second:
        met = [faults.met("get_object", "b", "k") for _ in range(2)]
    assert met == [first.fault, second.fault]
    assert faults.active == ()
