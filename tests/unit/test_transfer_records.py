"""Checkpoints as values."""

from __future__ import annotations

import json
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from qcloud_cos.transfer import records
from qcloud_cos.transfer.records import Record

json_values = st.none() | st.booleans() | st.integers() | st.text()
objects = st.dictionaries(st.text(), json_values, max_size=4)
parts = st.dictionaries(
    st.integers(1, 10_000), st.fixed_dictionaries({"crc64": st.integers(0, 2**64 - 1)}), max_size=8
)


def text(identity: Any, facts: Any, done: Any) -> bytes:
    return records.heading(identity, facts) + b"".join(records.done(*part) for part in done.items())


@given(objects, objects, parts)
def test_what_was_noted_is_read(identity: Any, facts: Any, done: Any) -> None:
    assert records.read(text(identity, facts, done)) == Record(identity, facts, done)


@given(objects, objects, parts, st.data())
def test_a_record_cut_anywhere_has_only_parts_that_were_noted(
    identity: Any, facts: Any, done: Any, data: st.DataObject
) -> None:
    whole = text(identity, facts, done)
    cut = data.draw(st.integers(0, len(whole)))
    found = records.read(whole[:cut])
    if found is None:
        assert cut < len(records.heading(identity, facts))
        return
    assert (found.identity, found.facts) == (identity, facts)
    assert list(found.parts.items()) == list(done.items())[: len(found.parts)]


@given(st.binary(max_size=200))
def test_nonsense_is_no_record(noise: bytes) -> None:
    assert records.read(noise) is None
    assert records.read(noise + b"\n") is None
    heading = records.heading({"a": 1}, {"b": 2})
    found = records.read(heading + noise + b"\n" + records.done(1, {}))
    assert found is not None
    assert set(found.parts) <= {1}


def test_a_line_that_is_no_part_ends_the_record() -> None:
    heading = records.heading({}, {})
    for line in (b"[]", b"{}", b'{"part":true}', b'{"part":"1"}', b"\xff", b'{"part":2'):
        assert records.read(heading + records.done(1, {}) + line + b"\n" + records.done(3, {})) == Record(
            {}, {}, {1: {}}
        )
    assert records.read(heading.replace(b'"format":1', b'"format":2')) is None
    assert records.read(b'{"format":1,"identity":[],"facts":{}}\n') is None


def test_what_is_said_of_an_object_is_noted_without_its_key() -> None:
    said = {"ContentType": "text/x", "Metadata": {"x-cos-meta-a": "1"}, "SSECustomerKeyMD5": "m"}
    assert records.said_of_the_object(said) != records.said_of_the_object({**said, "ContentType": "text/y"})
    assert records.said_of_the_object(said) == records.said_of_the_object({**said, "SSECustomerKey": "secret"})
    assert len(json.dumps(records.said_of_the_object(said))) == 66
