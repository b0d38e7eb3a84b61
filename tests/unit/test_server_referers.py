"""Which referers a list lets through."""

from __future__ import annotations

import pytest

from qcloud_cos.server.referers import LONGEST, Referers, fits, referers_of


@pytest.mark.parametrize(
    ("pattern", "referer", "found"),
    [
        ("www.qq.com", "http://www.qq.com", True),
        ("www.qq.com", "https://www.qq.com/a?b", True),
        ("www.qq.com", "https://WWW.QQ.com/", True),
        ("www.qq.com", "www.qq.com/", True),
        ("www.qq.com", "https://www.qq.com:8080/", True),
        ("www.qq.com", "https://www.qq.com.cn/", True),
        ("www.qq.com", "https://a.www.qq.com/", False),
        ("www.qq.com/example", "https://www.qq.com/example/1", True),
        ("www.qq.com/example", "https://www.qq.com/other", False),
        ("www.qq.com/example", "https://www.qq.com.cn/example", False),
        ("192.168.1.2:8080", "http://192.168.1.2:8080/x", True),
        ("192.168.1.2:8080", "http://192.168.1.2/x", False),
        ("*.qq.com", "https://a.qq.com/", True),
        ("*.qq.com", "https://b.a.qq.com/x", True),
        ("*.qq.com", "https://qq.com/", False),
        ("*.qq.com", "https://evil.example/a.qq.com", False),
        ("*.qq.com", "https://evil.example?a.qq.com", False),
        ("*.qq.com/pages/*/x", "https://a.qq.com/pages/1/x", True),
        ("http://www.qq.com", "https://www.qq.com/", False),
        ("https://www.qq.com", "https://www.qq.com/", True),
        ("*", "https://anything/", True),
        ("a.example", "x" * LONGEST + "a.example", False),
    ],
)
def test_a_pattern_is_how_a_referer_begins(pattern: str, referer: str, found: bool) -> None:
    assert fits(pattern, referer) is found


def listed(white: bool, empty: bool = False) -> Referers:
    return Referers(True, white, ("*.qq.com", "localhost"), empty, False)


@pytest.mark.parametrize("white", [True, False])
def test_a_list_is_white_or_black(white: bool) -> None:
    assert listed(white).allow("https://a.qq.com/") is white
    assert listed(white).allow("http://localhost:8000/") is white
    assert listed(white).allow("https://elsewhere.example/") is not white


@pytest.mark.parametrize("white", [True, False])
@pytest.mark.parametrize("empty", [True, False])
def test_no_referer_is_a_question_of_its_own(white: bool, empty: bool) -> None:
    assert listed(white, empty).allow("") is empty


def test_what_is_not_said_is_as_documented() -> None:
    text = "<R><Status>Disabled</Status><RefererType>Black-List</RefererType></R>"
    assert referers_of(text) == Referers(False, False, (), False, False)
