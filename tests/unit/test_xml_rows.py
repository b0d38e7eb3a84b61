"""Pages read by one pattern are what the parser makes of them."""

from __future__ import annotations

from typing import Any, TypedDict

import pytest
from hypothesis import given
from hypothesis import strategies as st

from qcloud_cos import types
from qcloud_cos.core import rows, xml


class Owned(TypedDict, total=False):
    ID: str
    Name: str


class Entry(TypedDict, total=False):
    Key: str
    Size: str
    Owner: Owned


class Page(TypedDict, total=False):
    Name: str
    Contents: list[Entry]


PLAIN = "<Contents><Key>k%2F{}</Key><Size>{}</Size><Owner><ID>1</ID><Name/></Owner></Contents>"


def _page(entries: list[str], head: str = "<Name>b</Name>", tail: str = "") -> bytes:
    return f"<?xml version='1.0' encoding='UTF-8' ?>\n<Page>{head}{''.join(entries)}{tail}</Page>".encode()


def _entries(count: int, shape: str = PLAIN) -> list[str]:
    return [shape.format(number, number) for number in range(count)]


def _by_the_parser(document: bytes, into: type = Page) -> dict[str, Any]:
    return xml._parsed(document, xml._schema(into), None)


def _as_rows(document: bytes, into: type = Page) -> bool:
    """Whether it was read by the pattern."""
    shape = xml._schema(into)
    found = rows.cut(document, shape[0])
    return found is not None and xml._parsed_as_rows(found, shape, None) is not None


SPREAD = "\n\t<Contents>\n\t\t<Key>{}</Key>\n<Size>{}</Size>\n\t\t<Owner>\n<ID> </ID>\n</Owner>\n\t</Contents>"
EMPTY = "<Contents><Key>{}</Key><Size></Size><Owner><ID></ID></Owner></Contents>"


@pytest.mark.parametrize(
    "shape",
    [
        PLAIN.replace("<Name/>", "<Name>n</Name>"),
        SPREAD,
        EMPTY,
        "<Contents><Key>{}&quot;&amp;lt;{}&gt;</Key></Contents>",
    ],
)
def test_what_is_alike_is_read_as_rows(shape: str) -> None:
    document = _page(_entries(40, shape), tail="<Marker/>")
    assert _as_rows(document)
    found, parsed = xml.parse(document, Page), _by_the_parser(document)
    assert found == parsed
    assert [list(each) for each in found["Contents"]] == [list(each) for each in parsed["Contents"]]


@pytest.mark.parametrize(
    "odd",
    [
        "<Contents><Key>&lt;</Key><Size>1</Size><Owner><ID>1</ID><Name>n</Name></Owner></Contents>",
        "<Contents><Key>&#65;</Key><Size>1</Size><Owner><ID>1</ID><Name>n</Name></Owner></Contents>",
        "<Contents><Key><![CDATA[<Contents>]]></Key></Contents>",
        "<!-- <Contents><Key>no</Key></Contents> -->",
        "<?a <Contents><Key>no</Key></Contents> ?>",
        "<Contents a='b'><Key>x</Key></Contents>",
        "<Contents><Size>1</Size><Key>x</Key></Contents>",
        "<Contents/>",
        "<Contents><Key>a</Key><Key>b</Key></Contents>",
        "<Contents><Key>a</Key><X><Contents><Key>inside</Key></Contents></X></Contents>",
        "<Marker>x</Marker>",
    ],
)
@pytest.mark.parametrize("place", [0, 1, 20, 40])
def test_an_odd_one_leaves_it_to_the_parser(odd: str, place: int) -> None:
    entries = _entries(40, PLAIN.replace("<Name/>", "<Name>n</Name>"))
    entries.insert(place, odd)
    document = _page(entries)
    assert xml.parse(document, Page) == _by_the_parser(document)


_pieces = st.sampled_from(
    [
        *[
            "<Contents>",
            "</Contents>",
            "<Key>",
            "</Key>",
            "<Size/>",
            "<Size></Size>",
            "<Owner><ID>1</ID></Owner>",
            "x",
            " ",
            "\n",
        ],
        *[
            "&lt;",
            "&",
            "]]>",
            "<!--",
            "-->",
            "<![CDATA[",
            "\r",
            "&quot;",
            "&amp;lt;",
            "&gt;",
            "&apos;",
            "&amp;",
            "\x01",
            "中",
            "<a b='c'>",
            "</a>",
            "<?p?>",
            ">",
        ],
    ]
)


@given(st.lists(_pieces, max_size=8).map("".join), st.integers(0, 20), st.booleans())
def test_damaged_and_odd_pages_are_read_or_refused_as_the_parser_does(
    piece: str, place: int, inside: bool
) -> None:
    entries = _entries(20, "<Contents><Key>{}</Key><Size>{}</Size><Owner><ID>1</ID></Owner></Contents>")
    if inside:
        entries[place % 20] = entries[place % 20].replace("<Size>", f"{piece}<Size>", 1)
    else:
        entries.insert(place, piece)
    document = _page(entries)
    try:
        parsed = _by_the_parser(document)
    except xml.MalformedXML:
        with pytest.raises(xml.MalformedXML):
            xml.parse(document, Page)
    else:
        assert xml.parse(document, Page) == parsed


def test_another_encoding_is_left_to_the_parser() -> None:
    text = _page(_entries(20)).decode().replace("UTF-8", "ISO-8859-1").replace("<Name>b", "<Name>é")
    document = text.encode("latin-1")
    assert not _as_rows(document)
    assert xml.parse(document, Page)["Name"] == "é"


def test_a_page_of_versions_and_markers_in_turn_is_read_right() -> None:
    entry = "<{0}><Key>k{1}</Key><VersionId>{1}</VersionId></{0}>"
    entries = [entry.format("DeleteMarker" if number % 3 else "Version", number) for number in range(60)]
    found = xml.parse(_page(entries), types.ListObjectsVersionsOutput)
    assert (len(found["Version"]), len(found["DeleteMarker"])) == (20, 40)
    assert found["Version"][1] == {"Key": "k3", "VersionId": "3"}
