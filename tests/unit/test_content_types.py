from __future__ import annotations

import pytest

from qcloud_cos.content_types import guessed


@pytest.mark.parametrize(
    ("name", "kind"),
    [
        ("index.html", "text/html"),
        ("site/img.d/LOGO.SVG", "image/svg+xml"),
        ("照片/一.jpg", "image/jpeg"),
        ("a.b.c.css", "text/css"),
        ("all.tar.gz", "application/gzip"),
        ("all.tgz", "application/gzip"),
        ("site.js.bz2", "application/x-bzip2"),
        ("data:a.png", "image/png"),
        (".html", "text/html"),
        ("html", None),
        ("dir.html/", None),
        ("dir.html/README", None),
        ("a.no-such-ending", None),
        ("", None),
    ],
)
def test_the_ending_of_a_name_says_what_it_is(name: str, kind: str | None) -> None:
    assert guessed(name) == kind


def test_the_first_name_that_tells_decides() -> None:
    assert guessed("page.html", "page.txt") == "text/html"
    assert guessed("page", "page.txt") == "text/plain"
    assert guessed("page", "text") is None
