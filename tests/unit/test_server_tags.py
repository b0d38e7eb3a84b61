"""Tags, and what may be one."""

from __future__ import annotations

import pytest

from qcloud_cos.core import xml
from qcloud_cos.server import tags
from qcloud_cos.server.refusal import Refusal


def document(*pairs: tuple[str, str]) -> bytes:
    listed = [{"Key": key, "Value": value} for key, value in pairs]
    return xml.dump("Tagging", {"TagSet": {"Tag": listed}})


def test_of_a_header() -> None:
    assert tags.of_header("a=1&b%20c=%E4%B8%AD&empty=") == {"a": "1", "b c": "中", "empty": ""}
    assert tags.of_header("") == {}


def test_of_a_document_and_back() -> None:
    found = tags.of_document(document(("a", "1"), ("b c", "+-_=.:/")), 10)
    assert found == {"a": "1", "b c": "+-_=.:/"}
    assert tags.of_document(tags.document_of(found).encode(), 10) == found
    assert tags.of_document(document(), 10) == {}
    assert tags.document_of({}) == "<Tagging><TagSet></TagSet></Tagging>"


@pytest.mark.parametrize(
    "pairs",
    [
        [("", "x")],
        [("a", "1"), ("a", "2")],
        [("k" * 129, "x")],
        [("k", "v" * 257)],
        [("中" * 43, "x")],
        [("a", "!")],
        [("a\n", "b")],
        [(str(number), "") for number in range(11)],
    ],
)
def test_what_may_not_be(pairs: list[tuple[str, str]]) -> None:
    with pytest.raises(Refusal, match="InvalidTag"):
        tags.of_document(document(*pairs), 10)


def test_a_header_that_is_not_utf8() -> None:
    with pytest.raises(Refusal, match="InvalidTag"):
        tags.of_header("%ff=1")


@pytest.mark.parametrize(
    "body",
    [b"", b"<Tags/>", b"<Tagging>text</Tagging>", b"<Tagging><TagSet><Tag/></TagSet></Tagging>",
     b"<Tagging><TagSet><Tag><Key><b/></Key></Tag></TagSet></Tagging>"],
)  # fmt: skip
def test_what_is_no_document(body: bytes) -> None:
    with pytest.raises(Refusal, match="MalformedXML|InvalidTag"):
        tags.of_document(body, 10)
