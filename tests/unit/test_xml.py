from __future__ import annotations

from typing import Any, TypedDict

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from qcloud_cos.core import xml
from qcloud_cos.server.refusal import escaped


class Item(TypedDict, total=False):
    Key: str
    Tag: list[str]


class Page(TypedDict, total=False):
    Name: str
    Contents: list[Item]
    Empty: str | None
    Inner: Item | None


def test_the_type_says_what_is_a_list() -> None:
    page = (
        b"<Page><Name>n</Name><Contents><Key>k</Key><Tag>t</Tag></Contents><Empty/>"
        b"<Inner><Tag>u</Tag></Inner></Page>"
    )
    assert xml.parse(page, Page) == {
        "Name": "n",
        "Contents": [{"Key": "k", "Tag": ["t"]}],
        "Empty": None,
        "Inner": {"Tag": ["u"]},
    }


def test_without_a_type_what_comes_twice_is_a_list() -> None:
    assert xml.parse(b"<R><A>1</A><A>2</A><A>3</A><B>4</B></R>") == {"A": ["1", "2", "3"], "B": "4"}


def test_an_empty_list_element_is_an_empty_list() -> None:
    assert xml.parse(b"<Page><Contents/></Page>", Page) == {"Contents": []}


def test_an_empty_root_has_its_name_as_the_published_sdk_has_it() -> None:
    assert xml.parse(b"<RefererConfiguration/>") == {"RefererConfiguration": None}
    assert xml.parse(b"<LocationConstraint>ap-beijing</LocationConstraint>") == {
        "LocationConstraint": "ap-beijing"
    }


def test_namespaces_and_their_prefixes_are_dropped_and_attributes_kept() -> None:
    document = (
        b'<A xmlns="http://www.qcloud.com/document/product/436/7751">'
        b'<Grantee xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance" xsi:type="Group"><URI>u</URI>'
        b"</Grantee></A>"
    )
    assert xml.parse(document) == {"Grantee": {"type": "Group", "URI": "u"}}


@pytest.mark.parametrize(
    "text", ["a{http://s3.amazonaws.com/doc/2006-03-01/}b", "mytype", " spaced ", "</x>", "']", "None"]
)
def test_text_comes_through_untouched(text: str) -> None:
    assert xml.parse(xml.dump("R", {"Key": text})) == {"Key": text}


@given(st.text(st.characters(exclude_categories=("Cs", "Cc"), exclude_characters="\ufffe\uffff"), min_size=1))
def test_any_text_survives_the_journey(text: str) -> None:
    assert xml.parse(xml.dump("R", {"Key": text, "More": [text, text]})) == {
        "Key": text,
        "More": [text, text],
    }


def test_white_space_before_the_document_is_skipped() -> None:
    assert xml.parse(b'   \n<?xml version="1.0" encoding="UTF-8"?>\n<R><A>1</A></R>') == {"A": "1"}


@pytest.mark.parametrize(
    ("document", "reason"),
    [
        (b'<!DOCTYPE r [<!ENTITY a "b">]><r>&a;</r>', "DOCTYPE"),
        (b'<!DOCTYPE r SYSTEM "file:///etc/passwd"><r/>', "DOCTYPE"),
        (b"<a>" * 70 + b"</a>" * 70, "nested"),
        (b"<a><b></a>", "mismatched"),
        (b"", "no element"),
        (b"{}", "well-formed"),
        (b"<a>\xff</a>", "invalid"),
    ],
)
def test_what_is_no_plain_document_is_refused(document: bytes, reason: str) -> None:
    with pytest.raises(xml.MalformedXML, match=reason):
        xml.parse(document)


def test_another_root_than_expected_is_refused() -> None:
    with pytest.raises(xml.MalformedXML, match="the root element is B, not A"):
        xml.parse(b"<B/>", root="A")


def test_dump_writes_attributes_lists_and_empty_elements() -> None:
    value: dict[str, Any] = {
        "Grantee": {"@type": 'a"<', "ID": 1},
        "L": ["x", None],
        "Yes": True,
        "Id": {"#text": "&"},
    }
    assert xml.dump("R", value) == (
        b'<?xml version="1.0" encoding="utf-8"?>\n'
        b'<R><Grantee type="a&quot;&lt;"><ID>1</ID></Grantee><L>x</L><L></L><Yes>true</Yes><Id>&amp;</Id></R>'
    )


@pytest.mark.parametrize("encoding", ["utf-7", "shift_jis", "gb18030", "idna", "unheard-of", "base64", ""])
def test_an_encoding_that_cannot_be_read_is_refused(encoding: str) -> None:
    with pytest.raises(xml.MalformedXML):
        xml.parse(f'<?xml version="1.0" encoding="{encoding}"?><a>+ADw-</a>'.encode())


def test_a_web_page_is_no_answer() -> None:
    with pytest.raises(xml.MalformedXML, match="it is a web page"):
        xml.parse(b'<HTML xmlns="http://www.w3.org/1999/xhtml"><body/></HTML>')


@given(st.text(st.characters(exclude_categories=["Cs"])))
@example("\U0010f000\0\U0010f001&#0;\uffff\r\n")
def test_an_answer_s_characters_come_as_they_were(text: str) -> None:
    found = xml.parse_answer(f"<a><b/><Key>{escaped(text)}</Key></a>".encode())
    assert found["Key"] == (text or None)


def test_what_no_document_may_hold_is_read_in_answers_only() -> None:
    for document in (b"<a><Key>x&#1;y</Key></a>", b"<a><Key>x&#x1;y</Key></a>", b"<a><Key>x\x01y</Key></a>"):
        assert xml.parse_answer(document) == {"Key": "x\x01y"}
        with pytest.raises(xml.MalformedXML):
            xml.parse(document)
    for document in (
        b"<a>&#xd800;</a>",
        b"<a>&#1;",
        b"<a>&#99999999;</a>",
        b"<!DOCTYPE a><a>&#1;</a>",
        b"\xff&#1;",
    ):
        with pytest.raises(xml.MalformedXML):
            xml.parse_answer(document)
