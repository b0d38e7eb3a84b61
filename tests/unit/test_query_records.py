"""CSV read as a SelectRequest describes it."""

from __future__ import annotations

import csv
import io

import pytest
from hypothesis import given
from hypothesis import strategies as st

from qcloud_cos.server.query.records import records
from qcloud_cos.server.query.wanted import Csv
from qcloud_cos.server.refusal import Refusal


def read(text: str, how: Csv | None = None, at_once: int = 7) -> list[list[str]]:
    pieces = [text[at : at + at_once] for at in range(0, len(text), at_once)]
    return list(records(pieces, how or Csv()))


@pytest.mark.parametrize(
    ("text", "how", "expected"),
    [
        ("a,b\nc,d\n", Csv(), [["a", "b"], ["c", "d"]]),
        ("a,b\nc", Csv(), [["a", "b"], ["c"]]),
        ("a,,\n\n#no\nb", Csv(), [["a", "", ""], ["b"]]),
        ("%no\n#yes", Csv(comments="%"), [["#yes"]]),
        ('"a,b","c""d",""\n', Csv(), [["a,b", 'c"d', ""]]),
        ('a"b,c\n', Csv(), [['a"b', "c"]]),
        ("a|b;c|d", Csv(record=";", field="|"), [["a", "b"], ["c", "d"]]),
        ("a\r\nb\r\n", Csv(record="\r\n"), [["a"], ["b"]]),
        (r"'it\'s',b" + "\n", Csv(quote="'", escape="\\"), [["it's", "b"]]),
        ('"a\nb",c\nd', Csv(quoted_records=True), [["a\nb", "c"], ["d"]]),
        ('#"\na', Csv(quoted_records=True), [["a"]]),
        ('"a\n#b\n",c\nd,"e\n"', Csv(quoted_records=True), [["a\n#b\n", "c"], ["d", "e\n"]]),
        ('"a\\"\nb"\nc', Csv(quoted_records=True, escape="\\"), [['a"\nb'], ["c"]]),
    ],
)
def test_records(text: str, how: Csv, expected: list[list[str]]) -> None:
    assert read(text, how) == expected
    assert read(text, how, 1) == expected


@pytest.mark.parametrize(
    ("text", "how", "code"),
    [
        ('"a\nb",c', Csv(), "CSVParsingError"),
        ('"a"b,c', Csv(), "CSVParsingError"),
        ('a\n"b', Csv(quoted_records=True), "LastRecordParseFail"),
        ("x" * ((1 << 20) + 1), Csv(), "OverMaxRecordSize"),
        ('"' + "x\n" * (1 << 19) + "x", Csv(quoted_records=True), "OverMaxRecordSize"),
    ],
)
def test_what_is_no_csv_is_named(text: str, how: Csv, code: str) -> None:
    with pytest.raises(Refusal) as refused:
        read(text, how, 1 << 20)
    assert refused.value.code == code


FIELDS = st.text(st.sampled_from('ab,"\n;é '), max_size=6)


@given(st.lists(st.lists(FIELDS, min_size=1, max_size=4), max_size=5), st.integers(1, 9))
def test_what_pythons_writer_writes_is_read(rows: list[list[str]], at_once: int) -> None:
    file = io.StringIO()
    csv.writer(file, quoting=csv.QUOTE_ALL, lineterminator="\n").writerows(rows)
    assert read(file.getvalue(), Csv(quoted_records=True), at_once) == rows
